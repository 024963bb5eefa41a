// Schema 4: how many restore points are kept. One rule for the fleet, under an empty phone, and rules of single phones
// that take its place; each a JSON object as fleet/gateway/retention.h writes it.
#include "fleet/catalog/migrations/migrations.h"

namespace fleet::catalog {

const char* const kRetentionSql = R"sql(
CREATE TABLE retention (phone TEXT PRIMARY KEY, rule TEXT NOT NULL) WITHOUT ROWID;
)sql";

}  // namespace fleet::catalog
