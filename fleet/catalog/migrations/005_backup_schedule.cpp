// Schema 5: when phones are backed up by themselves. One schedule for the fleet, of single groups and of single phones,
// under "all", "group:NAME" or "phone:ID"; each a JSON object as fleet/gateway/backup_schedule.h writes it.
#include "fleet/catalog/migrations/migrations.h"

namespace fleet::catalog {

const char* const kBackupScheduleSql = R"sql(
CREATE TABLE backup_schedule (target TEXT PRIMARY KEY, schedule TEXT NOT NULL, set_at INTEGER NOT NULL) WITHOUT ROWID;
)sql";

}  // namespace fleet::catalog
