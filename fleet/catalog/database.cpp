#include "fleet/catalog/database.h"

#include <sqlite3.h>

namespace fleet::catalog {
namespace {

using base::ErrorCode;

ErrorCode codeFor(int sqliteCode) {
    switch (sqliteCode & 0xff) {
        case SQLITE_FULL:
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return ErrorCode::Unavailable;
        case SQLITE_CONSTRAINT:
            return ErrorCode::Conflict;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return ErrorCode::Corrupt;
        case SQLITE_PERM:
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
            return ErrorCode::Denied;
        default:
            return ErrorCode::Internal;
    }
}

std::string advice(int sqliteCode) {
    switch (sqliteCode & 0xff) {
        case SQLITE_FULL:
            return " (the disk is full: free some space; nothing was changed)";
        case SQLITE_BUSY:
            return " (another program has the catalog open: close it)";
        case SQLITE_NOTADB:
            return " (it is no catalog: check the data directory)";
        case SQLITE_CORRUPT:
            return " (restore the data directory from its last copy)";
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_READONLY:
            return " (check who owns the data directory and its permissions)";
        default:
            return {};
    }
}

}  // namespace

base::Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& path, Access access) {
    std::unique_ptr<Database> database(new Database(path));
    const int flags =
        SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
        (access == Access::ReadWrite ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE);
    database->check(sqlite3_open_v2(path.c_str(), &database->m_handle, flags, nullptr), "cannot open");
    sqlite3_busy_timeout(database->m_handle, 5000);
    database->execute("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF");
    if (access == Access::ReadOnly) database->execute("PRAGMA query_only = ON");
    if (auto error = database->takeError()) return *error;
    return database;
}

Database::~Database() {
    for (const auto& [sql, handle] : m_idle) sqlite3_finalize(handle);
    sqlite3_close_v2(m_handle);
}

Statement Database::prepare(std::string_view sql) {
    if (const auto idle = m_idle.find(sql); idle != m_idle.end()) {
        auto* handle = idle->second;
        m_idle.erase(idle);
        return {*this, std::string(sql), handle};
    }
    sqlite3_stmt* handle = nullptr;
    if (!failed())
        check(sqlite3_prepare_v3(m_handle, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &handle,
                                 nullptr),
              "cannot prepare \"" + std::string(sql) + "\" for");
    return {*this, std::string(sql), handle};
}

void Database::execute(std::string_view sql) {
    if (failed()) return;
    check(sqlite3_exec(m_handle, std::string(sql).c_str(), nullptr, nullptr, nullptr), "cannot change");
}

std::int64_t Database::changes() const { return sqlite3_changes64(m_handle); }

std::optional<base::Error> Database::takeError() { return std::exchange(m_error, std::nullopt); }

void Database::fail(base::Error error) {
    if (!m_error) m_error = std::move(error);
}

void Database::check(int code, std::string_view doing) {
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE || m_error) return;
    const std::string words = m_handle == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(m_handle);
    fail({codeFor(code), std::string(doing) + " the catalog " + m_path.string() + ": " + words + advice(code)});
}

void Database::giveBack(std::string sql, sqlite3_stmt* handle) { m_idle.emplace(std::move(sql), handle); }

}  // namespace fleet::catalog
