#include "tests/fakes/fake_handset_gate.h"

#include <algorithm>

using base::ErrorCode;

void FakeHandsetGate::admitHandset(const std::string& fingerprint, const base::HandsetId& handset) {
    const std::lock_guard lock(m_mutex);
    m_refused.erase(fingerprint);
    m_admitted[fingerprint] = handset;
}

void FakeHandsetGate::refuse(const std::string& fingerprint, const fleet::protocol::Refusal& refusal) {
    const std::lock_guard lock(m_mutex);
    m_refused[fingerprint] = refusal;
}

void FakeHandsetGate::allowPhone(const base::PhoneId& phone, const std::set<base::Digest>& chunks) {
    const std::lock_guard lock(m_mutex);
    m_phones[phone] = chunks;
}

void FakeHandsetGate::addRelease(const images::SignedManifest& manifest, const std::set<base::Digest>& chunks) {
    const std::lock_guard lock(m_mutex);
    m_releases[manifest.digest()] = {manifest, chunks};
}

void FakeHandsetGate::onMessage(std::function<void(const base::HandsetId&, const fleet::protocol::Message&)> handler) {
    const std::lock_guard lock(m_mutex);
    m_onMessage = std::move(handler);
}

void FakeHandsetGate::onEnrol(
    std::function<base::Result<fleet::protocol::EnrolmentReply>(const fleet::protocol::EnrolmentRequest&)> handler) {
    const std::lock_guard lock(m_mutex);
    m_onEnrol = std::move(handler);
}

std::vector<fleet::protocol::Message> FakeHandsetGate::received(const base::HandsetId& handset) const {
    const std::lock_guard lock(m_mutex);
    const auto it = m_received.find(handset);
    return it == m_received.end() ? std::vector<fleet::protocol::Message>() : it->second;
}

std::shared_ptr<fleet::LinkPeer> FakeHandsetGate::peer(const base::HandsetId& handset) const {
    const std::lock_guard lock(m_mutex);
    const auto it = m_peers.find(handset);
    return it == m_peers.end() ? nullptr : it->second;
}

int FakeHandsetGate::opened() const {
    const std::lock_guard lock(m_mutex);
    return m_opened;
}

int FakeHandsetGate::heard() const {
    const std::lock_guard lock(m_mutex);
    return m_heard;
}

int FakeHandsetGate::closed() const {
    const std::lock_guard lock(m_mutex);
    return m_closed;
}

int FakeHandsetGate::conflicts() const {
    const std::lock_guard lock(m_mutex);
    return m_conflicts;
}

std::vector<fleet::protocol::WipeReceipt> FakeHandsetGate::receipts() const {
    const std::lock_guard lock(m_mutex);
    return m_receipts;
}

std::variant<base::HandsetId, fleet::protocol::Refusal> FakeHandsetGate::admit(const std::string& fingerprint) {
    const std::lock_guard lock(m_mutex);
    if (const auto refused = m_refused.find(fingerprint); refused != m_refused.end()) return refused->second;
    if (const auto admitted = m_admitted.find(fingerprint); admitted != m_admitted.end()) return admitted->second;
    return fleet::protocol::Refusal{"unknown", "no handset has this certificate", {}, {}};
}

base::Result<void> FakeHandsetGate::linkOpened(const base::HandsetId& handset, std::shared_ptr<fleet::LinkPeer> peer) {
    const std::lock_guard lock(m_mutex);
    if (m_peers.contains(handset)) {
        ++m_conflicts;
        return {ErrorCode::Conflict, "handset " + handset.text() + " is connected already"};
    }
    m_peers[handset] = std::move(peer);
    ++m_opened;
    return {};
}

void FakeHandsetGate::linkHeard(const base::HandsetId& handset) {
    const std::lock_guard lock(m_mutex);
    (void)handset;
    ++m_heard;
}

void FakeHandsetGate::linkReceived(const base::HandsetId& handset, const fleet::protocol::Message& message) {
    std::function<void(const base::HandsetId&, const fleet::protocol::Message&)> handler;
    {
        const std::lock_guard lock(m_mutex);
        m_received[handset].push_back(message);
        handler = m_onMessage;
    }
    if (handler) handler(handset, message);
}

void FakeHandsetGate::linkClosed(const base::HandsetId& handset) {
    const std::lock_guard lock(m_mutex);
    m_peers.erase(handset);
    ++m_closed;
}

base::Result<fleet::protocol::EnrolmentReply> FakeHandsetGate::enrol(const fleet::protocol::EnrolmentRequest& request) {
    std::function<base::Result<fleet::protocol::EnrolmentReply>(const fleet::protocol::EnrolmentRequest&)> handler;
    {
        const std::lock_guard lock(m_mutex);
        handler = m_onEnrol;
    }
    if (!handler) return {ErrorCode::Denied, "this token is not known"};
    return handler(request);
}

base::Result<images::SignedManifest> FakeHandsetGate::releaseManifest(const base::HandsetId&, const base::Digest& manifest) {
    const std::lock_guard lock(m_mutex);
    const auto it = m_releases.find(manifest);
    if (it == m_releases.end()) return {ErrorCode::NotFound, "there is no such release"};
    return it->second.manifest;
}

std::vector<base::Bytes> FakeHandsetGate::releaseKeys() { return {base::Bytes(32, 'r')}; }

base::Result<fleet::PhoneKeys> FakeHandsetGate::phoneKeys(const base::HandsetId&, const base::PhoneId& phone) {
    const std::lock_guard lock(m_mutex);
    if (!m_phones.contains(phone)) return {ErrorCode::Denied, "this virtual phone is not bound to the handset"};
    return fleet::PhoneKeys{base::Secret(base::Bytes(32, 'i')), base::Secret(base::Bytes(32, 'e'))};
}

namespace {

base::Result<void> allIn(const std::set<base::Digest>& allowed, const std::vector<images::ChunkId>& ids) {
    const bool all = std::all_of(ids.begin(), ids.end(), [&](const auto& id) { return allowed.contains(id); });
    if (!all) return {ErrorCode::Denied, "a chunk does not belong to what was named"};
    return {};
}

}  // namespace

base::Result<void> FakeHandsetGate::mayFetchRelease(const base::HandsetId&, const base::Digest& manifest,
                                                    const std::vector<images::ChunkId>& ids) {
    const std::lock_guard lock(m_mutex);
    const auto it = m_releases.find(manifest);
    if (it == m_releases.end()) return {ErrorCode::Denied, "the handset may not run this release"};
    return allIn(it->second.chunks, ids);
}

base::Result<std::shared_ptr<images::ChunkSource>> FakeHandsetGate::mayFetchPhone(const base::HandsetId&, const base::PhoneId& phone,
                                                                                  const std::vector<images::ChunkId>& ids) {
    const std::lock_guard lock(m_mutex);
    const auto it = m_phones.find(phone);
    if (it == m_phones.end()) return {ErrorCode::Denied, "this virtual phone is not bound to the handset"};
    TWINSET_TRY(allIn(it->second, ids));
    return std::shared_ptr<images::ChunkSource>();
}

base::Result<fleet::protocol::OwnerBackupAnswer> FakeHandsetGate::ownerBackup(const base::HandsetId&,
                                                                             const fleet::protocol::OwnerBackupRequest&) {
    return {ErrorCode::Denied, "this gate has no owners"};
}

void FakeHandsetGate::useSink(images::ChunkSink& sink) { m_sink = &sink; }

base::Result<std::vector<images::ChunkId>> FakeHandsetGate::missingChunks(const base::HandsetId&, const base::PhoneId&,
                                                                          const std::vector<images::ChunkId>& ids) {
    if (m_sink == nullptr) return {ErrorCode::Denied, "this gate takes no chunks"};
    return m_sink->missing(ids);
}

base::Result<void> FakeHandsetGate::storeChunks(const base::HandsetId&, const base::PhoneId&,
                                                const std::vector<images::EncodedChunk>& chunks) {
    if (m_sink == nullptr) return {ErrorCode::Denied, "this gate takes no chunks"};
    return m_sink->store(chunks);
}

base::Result<void> FakeHandsetGate::keepBootList(const base::HandsetId&, const base::PhoneId& phone, const images::ChunkId&,
                                                 const images::ChunkNumbers& chunks) {
    const std::lock_guard lock(m_mutex);
    if (!m_phones.contains(phone)) return {ErrorCode::Denied, "this virtual phone is not bound to the handset"};
    m_bootLists[phone] = chunks;
    return {};
}

base::Result<images::ChunkNumbers> FakeHandsetGate::bootList(const base::HandsetId&, const base::PhoneId& phone) {
    const std::lock_guard lock(m_mutex);
    if (!m_phones.contains(phone)) return {ErrorCode::Denied, "this virtual phone is not bound to the handset"};
    return m_bootLists[phone];
}

base::Result<void> FakeHandsetGate::orderReceipt(const std::string& fingerprint, const fleet::protocol::WipeReceipt& receipt) {
    const std::lock_guard lock(m_mutex);
    if (!m_refused.contains(fingerprint) && !m_admitted.contains(fingerprint))
        return {ErrorCode::Denied, "no handset has this certificate"};
    m_receipts.push_back(receipt);
    return {};
}
