// Schema 6: why a restore point was read whole where its backup could have read only what changed; empty otherwise.
#include "fleet/catalog/migrations/migrations.h"

namespace fleet::catalog {

const char* const kFullReadReasonSql = R"sql(
ALTER TABLE restore_point ADD COLUMN full_read_reason TEXT NOT NULL DEFAULT '';
)sql";

}  // namespace fleet::catalog
