// owner-backup restore: brings a personal phone on this handset back to one of its owner's backups. Before anything changes the key
// has opened the restore point's root; then the agent is told, which stops the phone and replaces its data.
#include <algorithm>
#include <ostream>

#include "agent/owner/owner_desk.h"
#include "agent/owner/owners_wish.h"
#include "images/restore_point.h"

namespace agent {
namespace {

using base::ErrorCode;
using fleet::protocol::OwnerBackupAnswer;
using fleet::protocol::OwnerRestorePoint;

base::Result<OwnerRestorePoint> wantedPoint(const OwnerDesk& desk, const OwnerBackupAnswer& answer) {
    if (answer.points.empty()) return {ErrorCode::NotFound, "there is no backup of this phone yet"};
    if (desk.restorePoint.empty()) return answer.points.front();
    const auto found = std::find_if(answer.points.begin(), answer.points.end(),
                                    [&](const auto& point) { return point.id.text() == desk.restorePoint; });
    if (found == answer.points.end())
        return {ErrorCode::NotFound, "there is no backup " + desk.restorePoint + " of this phone: 'owner-backup status' shows them"};
    return *found;
}

/// The key that is on the handset, when it is the right one; else she is asked.
base::Result<images::OwnerKeys> keysFor(const OwnerDesk& desk, const base::PhoneId& phone, const OwnerBackupAnswer& answer) {
    auto kept = keyFileOf(desk).open(phone);
    if (kept && kept->name == *answer.keyName) return kept;
    return askRecoveryKey(desk, phone, *answer.keyName);
}

}  // namespace

base::Result<void> ownerBackupRestore(const OwnerDesk& desk) {
    TWINSET_ASSIGN(const auto record, ownersPhone(desk));
    if (record.remoteRoot)
        return {ErrorCode::Conflict, "data of " + record.phone.text() + " is still being brought back: wait until that is done"};
    TWINSET_ASSIGN(const auto bulk, desk.bulk());
    TWINSET_ASSIGN(const auto answer, bulk->ownerBackup({record.phone, fleet::protocol::OwnerBackupAsk::Show}));
    TWINSET_ASSIGN(const auto point, wantedPoint(desk, answer));
    TWINSET_ASSIGN(const auto keys, keysFor(desk, record.phone, answer));
    const auto source = bulk->phoneChunks(record.phone);
    const auto readable = images::restorePointDiskSize(point.root, images::ChunkCodec(keys.chunks), *source);
    if (!readable) return readable.error().withContext("nothing was changed");
    const auto question = "All data of " + record.phone.text() + " is replaced by that of " + base::formatTimestamp(point.takenAt) + ".";
    if (record.data == DataState::Ready) TWINSET_TRY(confirmByWord(desk, question, "replace"));
    TWINSET_TRY(keyFileOf(desk).save(record.phone, keys));
    TWINSET_TRY(writeOwnersWish(desk.files, desk.layout.ownerRestore(record.phone), {point.id, point.root}));
    desk.out << "The agent restores " << record.phone.text() << " now; 'twinset-agent status' shows how far it is.\n";
    return {};
}

}  // namespace agent
