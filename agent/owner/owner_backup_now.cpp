// owner-backup now: has the gateway order a backup, as an operator does for a work phone.
#include <ostream>

#include "agent/owner/owner_desk.h"

namespace agent {

base::Result<void> ownerBackupNow(const OwnerDesk& desk) {
    TWINSET_ASSIGN(const auto record, ownersPhone(desk));
    if (!keyFileOf(desk).exists(record.phone))
        return {base::ErrorCode::Conflict, "backups of " + record.phone.text() + " are not enabled here: 'owner-backup enable' or 'unlock' first"};
    TWINSET_ASSIGN(const auto answer, askGateway(desk, record.phone, fleet::protocol::OwnerBackupAsk::Backup));
    desk.out << "The backup was asked for as operation " << answer.operation << "; 'owner-backup status' shows when it is there.\n";
    return {};
}

}  // namespace agent
