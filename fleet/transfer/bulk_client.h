// BulkClient: the handset's end of the HTTPS interface beside the link (fleet/protocol/bulk.h). Blocking; one thread at a
// time per object. Errors: what the gateway answered, or Unavailable when it cannot be reached.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "fleet/protocol/enrolment.h"
#include "fleet/protocol/order.h"
#include "images/boot_list.h"
#include "fleet/protocol/owner_backup.h"
#include "images/chunk.h"
#include "images/release.h"

namespace fleet {

struct BulkClientOptions {
    std::string host;
    std::uint16_t port = 0;
    std::string authorityPem;
    std::string certificatePem;
    base::Secret privateKeyPem;
};

struct FetchedManifest {
    images::SignedManifest manifest;
    std::vector<base::Bytes> releaseKeys;
};

class BulkClient {
public:
    virtual ~BulkClient() = default;
    /// A gateway with too much to do is waited for, for up to two minutes; from now on only as long as `wanted` says so,
    /// which is asked every 50 ms meanwhile, on the thread that waits. The call then ends with Cancelled.
    virtual void waitOnlyWhile(std::function<bool()> wanted) = 0;
    virtual base::Result<FetchedManifest> fetchRelease(const base::Digest& manifest) = 0;
    virtual base::Result<images::ChunkKeys> fetchPhoneKeys(const base::PhoneId& phone) = 0;
    /// What the phone's guest read of that restore point while it booted; and what was told so last, empty for nothing.
    virtual base::Result<void> storeBootList(const base::PhoneId& phone, const images::ChunkId& root, const images::ChunkNumbers& chunks) = 0;
    virtual base::Result<images::ChunkNumbers> fetchBootList(const base::PhoneId& phone) = 0;
    virtual base::Result<protocol::OwnerBackupAnswer> ownerBackup(const protocol::OwnerBackupRequest& request) = 0;
    virtual base::Result<void> sendReceipt(const protocol::WipeReceipt& receipt) = 0;
    /// Chunks of a release, or of a phone's restore points. The objects must not outlive the client.
    virtual std::unique_ptr<images::ChunkSource> releaseChunks(const base::Digest& manifest) = 0;
    virtual std::unique_ptr<images::ChunkSource> phoneChunks(const base::PhoneId& phone) = 0;
    /// Where a backup of the phone goes.
    virtual std::unique_ptr<images::ChunkSink> phoneSink(const base::PhoneId& phone) = 0;
};

base::Result<std::unique_ptr<BulkClient>> createBulkClient(const BulkClientOptions& options);

/// Sends an enrolment request to a gateway whose authority has the token's fingerprint; Denied (saying that this is not
/// the gateway the token was made for) when it has another one.
base::Result<protocol::EnrolmentReply> enrol(const protocol::EnrolmentToken& token, const protocol::EnrolmentRequest& request);

}  // namespace fleet
