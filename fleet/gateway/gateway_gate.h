// GatewayGate: what the handsets' network side asks of this gateway, over the catalog. Each group of questions has its
// file: gate_admission.cpp, gate_enrolment.cpp, gate_link.cpp, gate_chunks.cpp, gate_boot_list.cpp, gate_uploads.cpp, gate_policy.cpp,
// gate_receipt.cpp.
//
// Threads: any, several at once. Messages of one handset come in order.
#pragma once

#include "fleet/gateway/fleet_context.h"
#include "fleet/link/handset_gate.h"

namespace fleet {

class GatewayGate final : public HandsetGate {
public:
    explicit GatewayGate(FleetContext& fleet) : m_fleet(fleet) {}

    std::variant<base::HandsetId, protocol::Refusal> admit(const std::string& certificateFingerprint) override;
    base::Result<void> linkOpened(const base::HandsetId& handset, std::shared_ptr<LinkPeer> peer) override;
    void linkHeard(const base::HandsetId& handset) override;
    void linkReceived(const base::HandsetId& handset, const protocol::Message& message) override;
    void linkClosed(const base::HandsetId& handset) override;
    base::Result<protocol::EnrolmentReply> enrol(const protocol::EnrolmentRequest& request) override;
    base::Result<images::SignedManifest> releaseManifest(const base::HandsetId& handset,
                                                         const base::Digest& manifest) override;
    [[nodiscard]] std::vector<base::Bytes> releaseKeys() override;
    base::Result<PhoneKeys> phoneKeys(const base::HandsetId& handset, const base::PhoneId& phone) override;
    base::Result<void> mayFetchRelease(const base::HandsetId& handset, const base::Digest& manifest,
                                       const std::vector<images::ChunkId>& ids) override;
    base::Result<std::shared_ptr<images::ChunkSource>> mayFetchPhone(const base::HandsetId& handset, const base::PhoneId& phone,
                                                                     const std::vector<images::ChunkId>& ids) override;
    base::Result<protocol::OwnerBackupAnswer> ownerBackup(const base::HandsetId& handset,
                                                          const protocol::OwnerBackupRequest& request) override;
    base::Result<std::vector<images::ChunkId>> missingChunks(const base::HandsetId& handset, const base::PhoneId& phone,
                                                             const std::vector<images::ChunkId>& ids) override;
    base::Result<void> storeChunks(const base::HandsetId& handset, const base::PhoneId& phone,
                                   const std::vector<images::EncodedChunk>& chunks) override;
    base::Result<void> keepBootList(const base::HandsetId& handset, const base::PhoneId& phone, const images::ChunkId& root,
                                    const images::ChunkNumbers& chunks) override;
    base::Result<images::ChunkNumbers> bootList(const base::HandsetId& handset, const base::PhoneId& phone) override;
    base::Result<void> orderReceipt(const std::string& certificateFingerprint,
                                    const protocol::WipeReceipt& receipt) override;

private:
    base::Result<void> received(const base::HandsetId& handset, const protocol::Hello& hello);
    base::Result<void> received(const base::HandsetId& handset, const protocol::Report& report);
    base::Result<void> received(const base::HandsetId& handset, const protocol::OperationProgress& progress);
    base::Result<void> received(const base::HandsetId& handset, const protocol::OperationResult& result);
    base::Result<void> received(const base::HandsetId& handset, const protocol::Resync& resync);
    base::Result<void> received(const base::HandsetId& handset, const protocol::Incident& incident);
    base::Result<void> received(const base::HandsetId& handset, const protocol::SignedReceipt& receipt);
    FleetContext& m_fleet;
};

}  // namespace fleet
