#include <sqlite3.h>

#include "fleet/catalog/database.h"

namespace fleet::catalog {

Statement::Statement(Database& database, std::string sql, sqlite3_stmt* handle)
    : m_database(database), m_sql(std::move(sql)), m_handle(handle) {}

Statement::Statement(Statement&& other) noexcept
    : m_database(other.m_database),
      m_sql(std::move(other.m_sql)),
      m_handle(std::exchange(other.m_handle, nullptr)),
      m_bound(other.m_bound),
      m_column(other.m_column) {}

Statement::~Statement() {
    if (m_handle == nullptr) return;
    sqlite3_reset(m_handle);
    sqlite3_clear_bindings(m_handle);
    m_database.giveBack(std::move(m_sql), m_handle);
}

bool Statement::next() {
    if (m_database.failed() || m_handle == nullptr) return false;
    m_column = 0;
    const int code = sqlite3_step(m_handle);
    m_database.check(code, "cannot use");
    return code == SQLITE_ROW;
}

void Statement::run() {
    while (next()) {
    }
}

void Statement::bind(std::string_view value) {
    if (m_handle == nullptr) return;
    const char* data = value.data() == nullptr ? "" : value.data();
    m_database.check(sqlite3_bind_text64(m_handle, ++m_bound, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8),
                     "cannot bind for");
}

void Statement::bind(Blob value) {
    if (m_handle == nullptr) return;
    const char* data = value.bytes.data() == nullptr ? "" : value.bytes.data();
    m_database.check(sqlite3_bind_blob64(m_handle, ++m_bound, data, value.bytes.size(), SQLITE_TRANSIENT),
                     "cannot bind for");
}

void Statement::bind(std::int64_t value) {
    if (m_handle != nullptr) m_database.check(sqlite3_bind_int64(m_handle, ++m_bound, value), "cannot bind for");
}

void Statement::bind(double value) {
    if (m_handle != nullptr) m_database.check(sqlite3_bind_double(m_handle, ++m_bound, value), "cannot bind for");
}

void Statement::bind(std::nullopt_t) {
    if (m_handle != nullptr) m_database.check(sqlite3_bind_null(m_handle, ++m_bound), "cannot bind for");
}

Statement& Statement::operator>>(std::string& value) {
    const int column = m_column++;
    const auto* data = static_cast<const char*>(sqlite3_column_blob(m_handle, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_handle, column));
    value = data == nullptr ? std::string() : std::string(data, size);
    return *this;
}

Statement& Statement::operator>>(std::int64_t& value) {
    value = sqlite3_column_int64(m_handle, m_column++);
    return *this;
}

Statement& Statement::operator>>(std::uint64_t& value) {
    value = static_cast<std::uint64_t>(sqlite3_column_int64(m_handle, m_column++));
    return *this;
}

Statement& Statement::operator>>(unsigned& value) {
    value = static_cast<unsigned>(sqlite3_column_int64(m_handle, m_column++));
    return *this;
}

Statement& Statement::operator>>(double& value) {
    value = sqlite3_column_double(m_handle, m_column++);
    return *this;
}

Statement& Statement::operator>>(bool& value) {
    value = sqlite3_column_int64(m_handle, m_column++) != 0;
    return *this;
}

Statement& Statement::operator>>(base::Timestamp& value) {
    value = base::Timestamp(base::Duration(sqlite3_column_int64(m_handle, m_column++)));
    return *this;
}

Statement& Statement::operator>>(base::ByteCount& value) { return *this >> value.value; }

Statement& Statement::operator>>(base::Digest& value) {
    std::string text;
    *this >> text;
    const auto parsed = base::Digest::fromHex(text);
    if (!parsed) m_database.fail({base::ErrorCode::Corrupt, "a digest in the catalog is damaged: '" + text + "'"});
    value = parsed ? *parsed : base::Digest();
    return *this;
}

bool Statement::skipNull() {
    if (sqlite3_column_type(m_handle, m_column) != SQLITE_NULL) return false;
    ++m_column;
    return true;
}

}  // namespace fleet::catalog
