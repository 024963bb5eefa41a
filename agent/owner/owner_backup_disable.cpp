// owner-backup disable: nothing more is sent from here on, and what is stored is deleted. The key goes first, because that
// needs nobody else; a gateway that cannot be reached is asked when this is said again.
#include <ostream>

#include "agent/owner/owner_desk.h"

namespace agent {

using base::ErrorCode;

base::Result<void> ownerBackupDisable(const OwnerDesk& desk) {
    TWINSET_ASSIGN(const auto record, ownersPhone(desk));
    if (record.remoteRoot || record.ownerRestore)
        return {ErrorCode::Conflict, "data of " + record.phone.text() + " is still being brought back from these backups: wait until that is done"};
    TWINSET_TRY(confirmByWord(desk, "Every backup of " + record.phone.text() + " is deleted, and nobody can bring one back.", "delete"));
    TWINSET_TRY(keyFileOf(desk).destroy(record.phone));
    const auto ended = askGateway(desk, record.phone, fleet::protocol::OwnerBackupAsk::Disable);
    if (!ended)
        return ended.error().withContext("nothing more is sent of " + record.phone.text() +
                                         ", but what is stored is not deleted yet (say this again)");
    desk.out << "The backups of " << record.phone.text() << " are deleted, and no more are made.\n";
    return {};
}

}  // namespace agent
