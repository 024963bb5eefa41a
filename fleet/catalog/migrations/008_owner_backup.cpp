// Schema 8: backups of a phone that is its person's own, under a key that only the person has. A row of owner_backup stands
// for as long as the person wants them; `collected` is the newest restore point up to which the phone's store was tidied up.
// They have a table apart from restore_point: whoever reads that one relies on the fleet's key opening all that it names.
#include "fleet/catalog/migrations/migrations.h"

namespace fleet::catalog {

const char* const kOwnerBackupSql = R"sql(
CREATE TABLE owner_backup (
    phone TEXT PRIMARY KEY REFERENCES virtual_phone(id), key_name TEXT NOT NULL, enabled_at INTEGER NOT NULL,
    stored_bytes INTEGER NOT NULL, collected INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE owner_restore_point (
    sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, phone TEXT NOT NULL REFERENCES owner_backup(phone),
    taken_at INTEGER NOT NULL, root TEXT NOT NULL, list TEXT NOT NULL, disk_size INTEGER NOT NULL,
    bytes_uploaded INTEGER NOT NULL, incremental INTEGER NOT NULL, consistency TEXT NOT NULL, guest_pause_ms INTEGER NOT NULL,
    release TEXT NOT NULL, proved_at INTEGER, full_read_reason TEXT NOT NULL);
CREATE INDEX owner_restore_point_by_phone ON owner_restore_point(phone, sequence);
)sql";

}  // namespace fleet::catalog
