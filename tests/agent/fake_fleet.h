// FakeFleet: what a handset sees of a fleet: releases, chunks, keys, receipts over the bulk interface, and messages
// over the link, which it answers as a gateway does. In memory. One thread; chunks are served to several.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "agent/services.h"
#include "fleet/link/handset_gate.h"
#include "fleet/protocol/policy_envelope.h"
#include "images/release.h"
#include "images/signature.h"
#include "tests/fakes/memory_chunks.h"

namespace fakes {

class FakeFleet final : public agent::LinkSender {
public:
    FakeFleet();

    // ---- the fleet's side
    /// Publishes an image whose guest names itself `version`; `broken`: its guest never answers.
    fleet::protocol::DesiredRelease publish(const std::string& version, bool broken = false);
    /// Publishes one whose manifest says `version` and whose guest says `says`.
    fleet::protocol::DesiredRelease publishLiar(const std::string& version, const std::string& says);
    /// Packs and publishes a built image.
    base::Result<fleet::protocol::DesiredRelease> publishBuilt(const std::filesystem::path& imageDirectory);
    /// In the envelope that follows the last one for that phone and handset; the same document again is the same envelope
    /// again. `edit` changes the envelope before it is signed, and such a one is followed by nothing.
    fleet::protocol::Desired signedDesired(const fleet::protocol::DesiredState& desired);
    [[nodiscard]] fleet::protocol::Desired signedDesired(
        const fleet::protocol::DesiredState& desired,
        const std::function<void(fleet::protocol::PolicyEnvelope&)>& edit) const;
    [[nodiscard]] fleet::protocol::Refusal refusalWithOrder(const fleet::protocol::WipeOrder& order) const;
    /// The handset's, as the fleet has it.
    [[nodiscard]] const std::string& certificate() const;
    /// What an enrolled handset knows.
    [[nodiscard]] agent::Identity identity() const;

    // ---- the handset's side
    bool send(const fleet::protocol::Message& message) override;
    agent::BulkFactory bulk();

    /// The newest report of a phone; nullptr before the first.
    [[nodiscard]] const fleet::protocol::PhoneReport* report(const base::PhoneId& phone) const;
    /// The result of an operation; nullptr before there is one.
    [[nodiscard]] const fleet::protocol::OperationResult* result(const base::OperationId& operation) const;

    bool linkIsUp = false;
    std::atomic<bool> bulkFails{false};  // the gateway cannot be reached for bulk transfers
    bool receiptsFail = false;
    bool acknowledges = true;
    std::vector<fleet::protocol::Message> sent;     // by the agent
    std::vector<fleet::protocol::Message> answers;  // acknowledgements the agent has yet to hear
    std::vector<fleet::protocol::WipeReceipt> receipts;
    std::vector<fleet::protocol::SignedReceipt> policyReceipts;  // as they came, repetitions too
    std::vector<fleet::protocol::Incident> incidents;  // without repetitions
    std::vector<std::string> phasesSeen;  // of all phones, without repetitions in a row
    /// A real gateway keeps what owners of personal phones store, as that handset's; null: they are refused.
    fleet::HandsetGate* gate = nullptr;
    base::HandsetId gateHandset;
    MemoryChunks releaseChunks, phoneChunks;
    std::map<base::Digest, images::SignedManifest> manifests;
    std::function<void()> duringTransfer;  // called at each use of a phone's chunks, one at a time
    std::function<bool()> wanted;          // of the last bulk client: whether it would go on waiting for a busy gateway
    std::map<base::PhoneId, images::ChunkNumbers> bootLists;  // with `transfers` held, like the next
    std::vector<images::ChunkId> fetched;  // of phones, in order
    bool bootListsFail = false;
    std::mutex transfers;  // phones that run on data which is still here fetch on threads of their own
    images::SigningKeyPair fleetKey, releaseKey;

private:
    fleet::protocol::DesiredRelease publishManifest(const images::ReleaseManifest& manifest);
    fleet::protocol::DesiredRelease publishImage(const std::string& version, const std::string& system);
    using Chain = std::vector<std::pair<fleet::protocol::DesiredState, fleet::protocol::Desired>>;
    [[nodiscard]] fleet::protocol::Desired seal(const base::Bytes& document, const fleet::protocol::PolicyEnvelope& envelope) const;
    void resync(const fleet::protocol::Resync& resync);
    std::map<std::pair<base::HandsetId, base::PhoneId>, Chain> m_chains;
    std::map<base::PhoneId, fleet::protocol::PhoneReport> m_reports;
    std::map<base::OperationId, fleet::protocol::OperationResult> m_results;
};

}  // namespace fakes
