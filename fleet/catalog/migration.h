// Migrations: forward only, numbered, never edited once released. Each runs in one transaction together with the schema
// version (SQLite's user_version), so that a crash leaves the version before or after it, whole.
#pragma once

#include <filesystem>
#include <span>

#include "base/result.h"
#include "fleet/catalog/database.h"

namespace fleet::catalog {

struct Migration {
    int version;      // 1, 2, 3 ... without gaps
    const char* sql;  // may be several statements
};

/// Every migration of this program, in order.
std::span<const Migration> allMigrations();

/// "TWNS": what SQLite's application_id holds in a catalog.
inline constexpr int kApplicationId = 0x54574e53;

/// Brings the catalog at `path` (open in `database`) to the newest schema. Before an existing catalog is changed, a
/// copy of it is put beside it as NAME.before-VERSION. Conflict for a newer schema and Corrupt for a database of
/// another program; neither is touched then.
base::Result<void> migrate(Database& database, const std::filesystem::path& path,
                           std::span<const Migration> migrations);

}  // namespace fleet::catalog
