// FakeHandsetGate: a gateway's mind that knows the certificates it was told of and writes down what it hears. Any thread.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fleet/link/handset_gate.h"

class FakeHandsetGate final : public fleet::HandsetGate {
public:
    void admitHandset(const std::string& fingerprint, const base::HandsetId& handset);
    void refuse(const std::string& fingerprint, const fleet::protocol::Refusal& refusal);
    void allowPhone(const base::PhoneId& phone, const std::set<base::Digest>& chunks);
    /// Where uploads go; any handset may store for any phone. Without it they are refused.
    void useSink(images::ChunkSink& sink);
    void addRelease(const images::SignedManifest& manifest, const std::set<base::Digest>& chunks);
    /// Called on the network thread with each message.
    void onMessage(std::function<void(const base::HandsetId&, const fleet::protocol::Message&)> handler);
    void onEnrol(std::function<base::Result<fleet::protocol::EnrolmentReply>(const fleet::protocol::EnrolmentRequest&)> handler);

    std::vector<fleet::protocol::Message> received(const base::HandsetId& handset) const;
    std::shared_ptr<fleet::LinkPeer> peer(const base::HandsetId& handset) const;
    int opened() const;
    /// Signs of life.
    int heard() const;
    int closed() const;
    int conflicts() const;
    std::vector<fleet::protocol::WipeReceipt> receipts() const;

    std::variant<base::HandsetId, fleet::protocol::Refusal> admit(const std::string& fingerprint) override;
    base::Result<void> linkOpened(const base::HandsetId& handset, std::shared_ptr<fleet::LinkPeer> peer) override;
    void linkHeard(const base::HandsetId& handset) override;
    void linkReceived(const base::HandsetId& handset, const fleet::protocol::Message& message) override;
    void linkClosed(const base::HandsetId& handset) override;
    base::Result<fleet::protocol::EnrolmentReply> enrol(const fleet::protocol::EnrolmentRequest& request) override;
    base::Result<images::SignedManifest> releaseManifest(const base::HandsetId& handset, const base::Digest& manifest) override;
    std::vector<base::Bytes> releaseKeys() override;
    base::Result<fleet::PhoneKeys> phoneKeys(const base::HandsetId& handset, const base::PhoneId& phone) override;
    base::Result<void> mayFetchRelease(const base::HandsetId& handset, const base::Digest& manifest,
                                       const std::vector<images::ChunkId>& ids) override;
    base::Result<std::shared_ptr<images::ChunkSource>> mayFetchPhone(const base::HandsetId& handset, const base::PhoneId& phone,
                                                                     const std::vector<images::ChunkId>& ids) override;
    base::Result<std::vector<images::ChunkId>> missingChunks(const base::HandsetId& handset, const base::PhoneId& phone,
                                                             const std::vector<images::ChunkId>& ids) override;
    base::Result<void> storeChunks(const base::HandsetId& handset, const base::PhoneId& phone,
                                   const std::vector<images::EncodedChunk>& chunks) override;
    base::Result<void> keepBootList(const base::HandsetId& handset, const base::PhoneId& phone, const images::ChunkId& root,
                                    const images::ChunkNumbers& chunks) override;
    base::Result<images::ChunkNumbers> bootList(const base::HandsetId& handset, const base::PhoneId& phone) override;
    /// Refused: it has no owners.
    base::Result<fleet::protocol::OwnerBackupAnswer> ownerBackup(const base::HandsetId& handset,
                                                                 const fleet::protocol::OwnerBackupRequest& request) override;
    base::Result<void> orderReceipt(const std::string& fingerprint, const fleet::protocol::WipeReceipt& receipt) override;

private:
    struct Release {
        images::SignedManifest manifest;
        std::set<base::Digest> chunks;
    };

    mutable std::mutex m_mutex;  // guards all below
    std::map<std::string, base::HandsetId> m_admitted;
    std::map<std::string, fleet::protocol::Refusal> m_refused;
    std::map<base::PhoneId, std::set<base::Digest>> m_phones;
    std::map<base::PhoneId, images::ChunkNumbers> m_bootLists;
    images::ChunkSink* m_sink = nullptr;
    std::map<base::Digest, Release> m_releases;
    std::map<base::HandsetId, std::shared_ptr<fleet::LinkPeer>> m_peers;
    std::map<base::HandsetId, std::vector<fleet::protocol::Message>> m_received;
    std::vector<fleet::protocol::WipeReceipt> m_receipts;
    std::function<void(const base::HandsetId&, const fleet::protocol::Message&)> m_onMessage;
    std::function<base::Result<fleet::protocol::EnrolmentReply>(const fleet::protocol::EnrolmentRequest&)> m_onEnrol;
    int m_opened = 0, m_closed = 0, m_conflicts = 0, m_heard = 0;
};
