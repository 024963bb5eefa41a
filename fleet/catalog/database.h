// A thin layer over SQLite's C API: Database is one connection with a cache of prepared statements, Statement one use
// of such a statement. Nothing outside fleet/catalog includes this file.
//
// Errors are sticky, as those of base::ObjectReader: the first one is kept by the Database, later calls do nothing and
// return empty values, and whoever ends the transaction asks for it (Catalog does). So the code of a table reads as
// what it does. One thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "base/digest.h"
#include "base/ids.h"
#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace fleet::catalog {

class Database;

/// Marks bytes that are bound as a BLOB and not as TEXT.
struct Blob {
    base::BytesView bytes;
};

class Statement {
public:
    Statement(Database& database, std::string sql, sqlite3_stmt* handle);
    ~Statement();  // gives the prepared statement back to the cache
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&&) = delete;

    /// Binds the parameters from left to right, after those bound before.
    template <typename... Arguments>
    Statement&& with(const Arguments&... arguments) && {
        (bind(arguments), ...);
        return std::move(*this);
    }
    /// Steps to the next row; false at the end and after an error.
    bool next();
    /// For statements without rows.
    void run();

    /// Takes the row's columns from left to right.
    Statement& operator>>(std::string& value);
    Statement& operator>>(std::int64_t& value);
    Statement& operator>>(std::uint64_t& value);
    Statement& operator>>(unsigned& value);
    Statement& operator>>(double& value);
    Statement& operator>>(bool& value);
    Statement& operator>>(base::Timestamp& value);
    Statement& operator>>(base::Digest& value);
    Statement& operator>>(base::ByteCount& value);
    template <typename Tag>
    Statement& operator>>(base::StrongId<Tag>& value) {
        std::string text;
        *this >> text;
        value = base::StrongId<Tag>(std::move(text));
        return *this;
    }
    template <typename Value>
    Statement& operator>>(std::optional<Value>& value) {
        if (skipNull()) return *this;
        return *this >> value.emplace();
    }

private:
    void bind(std::string_view value);
    void bind(const char* value) { bind(std::string_view(value)); }
    void bind(const std::string& value) { bind(std::string_view(value)); }
    void bind(std::int64_t value);
    void bind(int value) { bind(static_cast<std::int64_t>(value)); }
    void bind(unsigned value) { bind(static_cast<std::int64_t>(value)); }
    void bind(std::uint64_t value) { bind(static_cast<std::int64_t>(value)); }
    void bind(bool value) { bind(static_cast<std::int64_t>(value)); }
    void bind(double value);
    void bind(Blob value);
    void bind(std::nullopt_t);
    void bind(base::Timestamp value) { bind(static_cast<std::int64_t>(value.time_since_epoch().count())); }
    void bind(base::ByteCount value) { bind(value.value); }
    void bind(const base::Digest& value) { bind(std::string_view(value.hex())); }
    template <typename Tag>
    void bind(const base::StrongId<Tag>& value) {
        bind(std::string_view(value.text()));
    }
    template <typename Value>
    void bind(const std::optional<Value>& value) {
        if (value)
            bind(*value);
        else
            bind(std::nullopt);
    }
    bool skipNull();

    Database& m_database;
    std::string m_sql;
    sqlite3_stmt* m_handle;
    int m_bound = 0;
    int m_column = 0;
};

class Database {
public:
    enum class Access { ReadOnly, ReadWrite };
    /// Opens `path`; creates it for ReadWrite. Sets WAL, synchronous=FULL and foreign keys.
    static base::Result<std::unique_ptr<Database>> open(const std::filesystem::path& path, Access access);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    Statement prepare(std::string_view sql);
    /// Runs one or several statements that have neither parameters nor rows.
    void execute(std::string_view sql);
    [[nodiscard]] std::int64_t changes() const;

    [[nodiscard]] bool failed() const { return m_error.has_value(); }
    /// The first error since this was last asked; forgets it.
    std::optional<base::Error> takeError();
    /// Keeps an error unless there is one already.
    void fail(base::Error error);

private:
    friend class Statement;
    explicit Database(std::filesystem::path path) : m_path(std::move(path)) {}
    void check(int code, std::string_view doing);
    void giveBack(std::string sql, sqlite3_stmt* handle);

    std::filesystem::path m_path;
    sqlite3* m_handle = nullptr;
    std::multimap<std::string, sqlite3_stmt*, std::less<>> m_idle;
    std::optional<base::Error> m_error;
};

}  // namespace fleet::catalog
