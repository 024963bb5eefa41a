// HandsetGate: what the network side of a gateway asks the gateway's mind. The link server and the bulk server call it;
// fleet/gateway implements it over the catalog. Called on network threads, from several at once; calls may block for a
// catalog transaction.
#pragma once

#include <memory>
#include <string>
#include <variant>

#include "base/digest.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/secret.h"
#include "fleet/protocol/enrolment.h"
#include "fleet/protocol/messages.h"
#include "fleet/protocol/order.h"
#include "images/boot_list.h"
#include "fleet/protocol/owner_backup.h"
#include "images/chunk.h"
#include "images/release.h"

namespace fleet {

/// The sending side of one handset's link. Any thread; never blocks. The outbox is bounded: of messages with the same
/// non-empty `replaceKey` only the newest is kept; a peer that does not drain it is disconnected.
class LinkPeer {
public:
    virtual ~LinkPeer() = default;
    virtual void send(const protocol::Message& message, const std::string& replaceKey) = 0;
    /// Ends the connection after what was sent before.
    virtual void disconnect(const std::string& reason) = 0;
};

struct PhoneKeys {
    base::Secret idKey, encryptionKey;
};

class HandsetGate {
public:
    virtual ~HandsetGate() = default;

    /// Who this certificate is, or why it is refused. Asked at every connect and every bulk request.
    virtual std::variant<base::HandsetId, protocol::Refusal> admit(const std::string& certificateFingerprint) = 0;

    /// A handset's link is up. A second link of a handset whose first is alive is refused here with Conflict, and raised
    /// as an alert; the first one goes on.
    virtual base::Result<void> linkOpened(const base::HandsetId& handset, std::shared_ptr<LinkPeer> peer) = 0;
    /// The handset gave a sign of life: a message (before linkReceived) or its part of a ping. Very often; must not block.
    virtual void linkHeard(const base::HandsetId& handset) = 0;
    /// One message, in order of arrival for one handset.
    virtual void linkReceived(const base::HandsetId& handset, const protocol::Message& message) = 0;
    virtual void linkClosed(const base::HandsetId& handset) = 0;

    virtual base::Result<protocol::EnrolmentReply> enrol(const protocol::EnrolmentRequest& request) = 0;
    virtual base::Result<images::SignedManifest> releaseManifest(const base::HandsetId& handset, const base::Digest& manifest) = 0;
    [[nodiscard]] virtual std::vector<base::Bytes> releaseKeys() = 0;
    virtual base::Result<PhoneKeys> phoneKeys(const base::HandsetId& handset, const base::PhoneId& phone) = 0;

    /// Denied unless every id belongs to that release, which the handset may run.
    virtual base::Result<void> mayFetchRelease(const base::HandsetId& handset, const base::Digest& manifest,
                                               const std::vector<images::ChunkId>& ids) = 0;
    /// Denied unless the phone is bound to the handset and every id belongs to one of its restore points. Answers where they
    /// are: null for the fleet's store, which has the data of work phones.
    virtual base::Result<std::shared_ptr<images::ChunkSource>> mayFetchPhone(const base::HandsetId& handset, const base::PhoneId& phone,
                                                                             const std::vector<images::ChunkId>& ids) = 0;
    /// Which of `ids` the phone has to send. Says "not needed" only of chunks that the phone stored itself, or that its own
    /// restore points hold: never of those that the store has from others. Denied unless the phone is bound to the handset
    /// and may be backed up.
    virtual base::Result<std::vector<images::ChunkId>> missingChunks(const base::HandsetId& handset, const base::PhoneId& phone,
                                                                     const std::vector<images::ChunkId>& ids) = 0;
    /// Stores chunks of a backup of the phone; durable on return. InvalidInput names the first one that is not what its id
    /// says; nothing is stored then. Of a phone that is its owner's they are taken as they are. Denied as above, and when an
    /// owner's share of the gateway's disk is used up.
    virtual base::Result<void> storeChunks(const base::HandsetId& handset, const base::PhoneId& phone,
                                           const std::vector<images::EncodedChunk>& chunks) = 0;
    /// Keeps what the phone's guest read when it booted from the restore point with that root, in the place of the list before;
    /// durable on return. Denied unless the phone is bound to the handset, or the handset is asked to prove that very restore
    /// point, and the root is of one of the phone's restore points; InvalidInput as of images::checkBootList.
    virtual base::Result<void> keepBootList(const base::HandsetId& handset, const base::PhoneId& phone, const images::ChunkId& root,
                                            const images::ChunkNumbers& chunks) = 0;
    /// What was kept last; empty when there is nothing. Denied unless the phone is bound to the handset.
    virtual base::Result<images::ChunkNumbers> bootList(const base::HandsetId& handset, const base::PhoneId& phone) = 0;
    /// What the owner of a personal phone asks for at her handset. Denied for other phones.
    virtual base::Result<protocol::OwnerBackupAnswer> ownerBackup(const base::HandsetId& handset,
                                                                  const protocol::OwnerBackupRequest& request) = 0;
    /// A receipt from the holder of a certificate, revoked or not. Denied when the order is not that handset's.
    virtual base::Result<void> orderReceipt(const std::string& certificateFingerprint, const protocol::WipeReceipt& receipt) = 0;
};

}  // namespace fleet
