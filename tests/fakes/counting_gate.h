// CountingGate: another gate, with a count of how often each chunk arrived to be stored.
#pragma once

#include <map>
#include <mutex>

#include "fleet/link/handset_gate.h"

namespace fakes {

class CountingGate final : public fleet::HandsetGate {
public:
    /// `arrivals` outlives this, and is not to be read while requests run.
    CountingGate(fleet::HandsetGate& gate, std::map<base::Digest, int>& arrivals) : m_gate(gate), m_arrivals(arrivals) {}

    std::variant<base::HandsetId, fleet::protocol::Refusal> admit(const std::string& fingerprint) override {
        return m_gate.admit(fingerprint);
    }
    base::Result<void> linkOpened(const base::HandsetId& handset, std::shared_ptr<fleet::LinkPeer> peer) override {
        return m_gate.linkOpened(handset, std::move(peer));
    }
    void linkHeard(const base::HandsetId& handset) override { m_gate.linkHeard(handset); }
    void linkReceived(const base::HandsetId& handset, const fleet::protocol::Message& message) override {
        m_gate.linkReceived(handset, message);
    }
    void linkClosed(const base::HandsetId& handset) override { m_gate.linkClosed(handset); }
    base::Result<fleet::protocol::EnrolmentReply> enrol(const fleet::protocol::EnrolmentRequest& request) override {
        return m_gate.enrol(request);
    }
    base::Result<images::SignedManifest> releaseManifest(const base::HandsetId& handset,
                                                         const base::Digest& manifest) override {
        return m_gate.releaseManifest(handset, manifest);
    }
    std::vector<base::Bytes> releaseKeys() override { return m_gate.releaseKeys(); }
    base::Result<fleet::PhoneKeys> phoneKeys(const base::HandsetId& handset, const base::PhoneId& phone) override {
        return m_gate.phoneKeys(handset, phone);
    }
    base::Result<void> mayFetchRelease(const base::HandsetId& handset, const base::Digest& manifest,
                                       const std::vector<images::ChunkId>& ids) override {
        return m_gate.mayFetchRelease(handset, manifest, ids);
    }
    base::Result<std::shared_ptr<images::ChunkSource>> mayFetchPhone(const base::HandsetId& handset, const base::PhoneId& phone,
                                                                     const std::vector<images::ChunkId>& ids) override {
        return m_gate.mayFetchPhone(handset, phone, ids);
    }
    base::Result<std::vector<images::ChunkId>> missingChunks(const base::HandsetId& handset, const base::PhoneId& phone,
                                                             const std::vector<images::ChunkId>& ids) override {
        return m_gate.missingChunks(handset, phone, ids);
    }
    base::Result<void> storeChunks(const base::HandsetId& handset, const base::PhoneId& phone,
                                   const std::vector<images::EncodedChunk>& chunks) override {
        {
            const std::lock_guard lock(m_mutex);
            for (const auto& chunk : chunks) ++m_arrivals[chunk.id];
        }
        return m_gate.storeChunks(handset, phone, chunks);
    }
    base::Result<void> keepBootList(const base::HandsetId& handset, const base::PhoneId& phone, const images::ChunkId& root,
                                    const images::ChunkNumbers& chunks) override {
        return m_gate.keepBootList(handset, phone, root, chunks);
    }
    base::Result<images::ChunkNumbers> bootList(const base::HandsetId& handset, const base::PhoneId& phone) override {
        return m_gate.bootList(handset, phone);
    }
    base::Result<fleet::protocol::OwnerBackupAnswer> ownerBackup(
        const base::HandsetId& handset, const fleet::protocol::OwnerBackupRequest& request) override {
        return m_gate.ownerBackup(handset, request);
    }
    base::Result<void> orderReceipt(const std::string& fingerprint, const fleet::protocol::WipeReceipt& receipt) override {
        return m_gate.orderReceipt(fingerprint, receipt);
    }

private:
    fleet::HandsetGate& m_gate;
    std::map<base::Digest, int>& m_arrivals;
    std::mutex m_mutex;  // guards m_arrivals
};

}  // namespace fakes
