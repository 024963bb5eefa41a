// owner-backup unlock: gives this handset the key of backups that were made elsewhere, or before its key was lost. A restore that
// waits for it goes on, and backups do.
#include <ostream>

#include "agent/owner/owner_desk.h"
#include "fleet/protocol/desired_state.h"

namespace agent {
namespace {

/// The name of the key that is wanted: what the fleet signed for this phone says it, also while the gateway is away.
base::Result<base::Digest> wantedKey(const OwnerDesk& desk, const PhoneRecord& record) {
    TWINSET_ASSIGN(const auto desired, fleet::protocol::readDesiredState(record.document));
    if (desired.origin && desired.origin->ownerKey && record.data != DataState::Ready) return *desired.origin->ownerKey;
    TWINSET_ASSIGN(const auto answer, askGateway(desk, record.phone, fleet::protocol::OwnerBackupAsk::Show));
    if (answer.keyName) return *answer.keyName;
    return {base::ErrorCode::NotFound, "there are no backups of " + record.phone.text() + " to unlock: 'owner-backup enable' begins them"};
}

}  // namespace

base::Result<void> ownerBackupUnlock(const OwnerDesk& desk) {
    TWINSET_ASSIGN(const auto record, ownersPhone(desk));
    TWINSET_ASSIGN(const auto name, wantedKey(desk, record));
    TWINSET_ASSIGN(const auto keys, askRecoveryKey(desk, record.phone, name));
    TWINSET_TRY(keyFileOf(desk).save(record.phone, keys));
    desk.out << "The key is right. What waited for it goes on, and " << record.phone.text() << " is backed up from here.\n";
    return {};
}

}  // namespace agent
