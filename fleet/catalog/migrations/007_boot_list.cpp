// Schema 7: which chunks of its data disk each phone's guest read while it booted, in order: a JSON array of numbers.
#include "fleet/catalog/migrations/migrations.h"

namespace fleet::catalog {

const char* const kBootListSql = R"sql(
CREATE TABLE boot_list (phone TEXT PRIMARY KEY REFERENCES virtual_phone (id), noted_at INTEGER NOT NULL, chunks TEXT NOT NULL) WITHOUT ROWID;
)sql";

}  // namespace fleet::catalog
