#include "fleet/catalog/migration.h"

#include <array>

#include "fleet/catalog/migrations/migrations.h"

namespace fleet::catalog {
namespace {

using base::ErrorCode;

std::int64_t pragma(Database& database, std::string_view sql) {
    auto statement = database.prepare(sql);
    std::int64_t value = 0;
    if (statement.next()) statement >> value;
    return value;
}

base::Result<void> keepCopy(Database& database, const std::filesystem::path& path, std::int64_t version) {
    auto copy = path;
    copy += ".before-" + std::to_string(version + 1);
    std::error_code ignored;
    std::filesystem::remove(copy, ignored);
    database.prepare("VACUUM INTO ?").with(copy.string()).run();
    if (auto error = database.takeError())
        return error->withContext("cannot keep a copy of the catalog before changing its schema");
    return {};
}

base::Result<void> apply(Database& database, const Migration& migration) {
    database.execute("BEGIN IMMEDIATE");
    database.execute(migration.sql);
    database.execute("PRAGMA application_id = " + std::to_string(kApplicationId));
    database.execute("PRAGMA user_version = " + std::to_string(migration.version));
    database.execute("COMMIT");
    if (auto error = database.takeError()) {
        database.execute("ROLLBACK");
        database.takeError();
        return error->withContext("catalog schema " + std::to_string(migration.version));
    }
    return {};
}

}  // namespace

std::span<const Migration> allMigrations() {
    static const std::array<Migration, 8> all{{{1, kFoundationSql},
                                               {2, kPolicyEngineSql},
                                               {3, kPolicyEnvelopeSql},
                                               {4, kRetentionSql},
                                               {5, kBackupScheduleSql},
                                               {6, kFullReadReasonSql},
                                               {7, kBootListSql},
                                               {8, kOwnerBackupSql}}};
    return all;
}

base::Result<void> migrate(Database& database, const std::filesystem::path& path,
                           std::span<const Migration> migrations) {
    const auto version = pragma(database, "PRAGMA user_version");
    const auto application = pragma(database, "PRAGMA application_id");
    const auto tables = pragma(database, "SELECT count(*) FROM sqlite_schema");
    if (auto error = database.takeError()) return *error;
    const auto newest = migrations.empty() ? 0 : migrations.back().version;
    if (application != kApplicationId && (application != 0 || tables != 0))
        return {ErrorCode::Corrupt, path.string() + " is the database of another program: name another data directory"};
    if (version > newest)
        return {ErrorCode::Conflict, "the catalog " + path.string() + " has schema " + std::to_string(version) +
                                         ", this program knows up to " + std::to_string(newest) +
                                         ": start the newer twinsetd that made it (nothing was changed)"};
    if (version > 0 && version < newest) TWINSET_TRY(keepCopy(database, path, version));
    // Only now is the file changed: journal_mode=WAL is itself a write.
    database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    for (const auto& migration : migrations)
        if (migration.version > version) TWINSET_TRY(apply(database, migration));
    if (auto error = database.takeError()) return *error;
    return {};
}

}  // namespace fleet::catalog
