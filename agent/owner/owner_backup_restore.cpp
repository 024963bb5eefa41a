// owner-backup restore: brings a personal phone on this handset back to one of its owner's backups. Before anything changes the key
// has opened the restore point's tree, and the gateway has every chunk that it names; then the agent is told, which stops the phone
// and replaces its data.
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

/// All of it can be read, as far as that can be known without fetching it.
base::Result<void> checkWhole(fleet::BulkClient& bulk, const base::PhoneId& phone, const base::Digest& root, const images::OwnerKeys& keys) {
    constexpr std::size_t kMostAskedAtOnce = 4096;
    const auto source = bulk.phoneChunks(phone);
    const auto sink = bulk.phoneSink(phone);
    TWINSET_ASSIGN(const auto ids, images::restorePointChunks(root, images::ChunkCodec(keys.chunks), *source));
    for (auto from = ids.begin(); from != ids.end();) {
        const auto to = from + std::min<std::ptrdiff_t>(kMostAskedAtOnce, ids.end() - from);
        TWINSET_ASSIGN(const auto missing, sink->missing({from, to}));
        if (!missing.empty())
            return {ErrorCode::NotFound, "the gateway has lost some of this backup: take another one ('owner-backup status' shows them)"};
        from = to;
    }
    return {};
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
    if (const auto whole = checkWhole(*bulk, record.phone, point.root, keys); !whole) return whole.error().withContext("nothing was changed");
    const auto question = "All data of " + record.phone.text() + " is replaced by that of " + base::formatTimestamp(point.takenAt) + ".";
    if (record.data == DataState::Ready) TWINSET_TRY(confirmByWord(desk, question, "replace"));
    TWINSET_TRY(keyFileOf(desk).save(record.phone, keys));
    TWINSET_TRY(writeOwnersWish(desk.files, desk.layout.ownerRestore(record.phone), {point.id, point.root}));
    desk.out << "The agent restores " << record.phone.text() << " now; 'twinset-agent status' shows how far it is.\n";
    return {};
}

}  // namespace agent
