#include "tests/agent/fake_fleet.h"

#include <QtGlobal>
#include <nlohmann/json.hpp>

#include "fleet/authority/certificate_authority.h"
#include "tests/fakes/faulty_file_system.h"

namespace fakes {
namespace {

using namespace fleet::protocol;

const base::Error kUnreachable{base::ErrorCode::Unavailable, "the gateway cannot be reached"};

class PassingChunks final : public images::ChunkSource, public images::ChunkSink {
public:
    PassingChunks(FakeFleet& fleet, MemoryChunks& chunks) : m_fleet(fleet), m_chunks(chunks) {}
    base::Result<std::vector<base::Bytes>> fetch(const std::vector<images::ChunkId>& ids) override {
        const std::lock_guard lock(m_fleet.transfers);
        TWINSET_TRY(pass());
        m_fleet.fetched.insert(m_fleet.fetched.end(), ids.begin(), ids.end());
        return m_chunks.fetch(ids);
    }
    base::Result<std::vector<images::ChunkId>> missing(const std::vector<images::ChunkId>& ids) override {
        const std::lock_guard lock(m_fleet.transfers);
        TWINSET_TRY(pass());
        return m_chunks.missing(ids);
    }
    base::Result<void> store(const std::vector<images::EncodedChunk>& chunks) override {
        const std::lock_guard lock(m_fleet.transfers);
        TWINSET_TRY(pass());
        return m_chunks.store(chunks);
    }

private:
    base::Result<void> pass() {
        if (m_fleet.duringTransfer) m_fleet.duringTransfer();
        if (m_fleet.bulkFails) return kUnreachable;
        return {};
    }
    FakeFleet& m_fleet;
    MemoryChunks& m_chunks;
};

/// What a phone stores and fetches through a real gateway's gate, without the network between.
class GateChunks final : public images::ChunkSource, public images::ChunkSink {
public:
    GateChunks(FakeFleet& fleet, base::PhoneId phone) : m_fleet(fleet), m_phone(std::move(phone)) {}
    base::Result<std::vector<base::Bytes>> fetch(const std::vector<images::ChunkId>& ids) override {
        if (m_fleet.bulkFails) return kUnreachable;
        TWINSET_ASSIGN(const auto source, m_fleet.gate->mayFetchPhone(m_fleet.gateHandset, m_phone, ids));
        if (!source) return {base::ErrorCode::Internal, "it is in the fleet's store"};
        return source->fetch(ids);
    }
    base::Result<std::vector<images::ChunkId>> missing(const std::vector<images::ChunkId>& ids) override {
        if (m_fleet.bulkFails) return kUnreachable;
        return m_fleet.gate->missingChunks(m_fleet.gateHandset, m_phone, ids);
    }
    base::Result<void> store(const std::vector<images::EncodedChunk>& chunks) override {
        if (m_fleet.bulkFails) return kUnreachable;
        return m_fleet.gate->storeChunks(m_fleet.gateHandset, m_phone, chunks);
    }

private:
    FakeFleet& m_fleet;
    const base::PhoneId m_phone;
};

class FakeBulk final : public fleet::BulkClient {
public:
    explicit FakeBulk(FakeFleet& fleet) : m_fleet(fleet) {}

    void waitOnlyWhile(std::function<bool()> wanted) override { m_fleet.wanted = std::move(wanted); }

    base::Result<fleet::FetchedManifest> fetchRelease(const base::Digest& manifest) override {
        if (m_fleet.bulkFails) return kUnreachable;
        const auto found = m_fleet.manifests.find(manifest);
        if (found == m_fleet.manifests.end()) return {base::ErrorCode::NotFound, "there is no such release"};
        return fleet::FetchedManifest{found->second, {m_fleet.releaseKey.publicKey}};
    }
    base::Result<images::ChunkKeys> fetchPhoneKeys(const base::PhoneId& phone) override {
        if (m_fleet.bulkFails) return kUnreachable;
        return images::ChunkKeys{base::Secret(base::Bytes(base::Digest::of("id " + phone.text()).bytes())),
                                 base::Secret(base::Bytes(base::Digest::of("key " + phone.text()).bytes()))};
    }
    base::Result<void> storeBootList(const base::PhoneId& phone, const images::ChunkId&, const images::ChunkNumbers& chunks) override {
        const std::lock_guard lock(m_fleet.transfers);
        if (m_fleet.bulkFails || m_fleet.bootListsFail) return kUnreachable;
        m_fleet.bootLists[phone] = chunks;
        return {};
    }
    base::Result<images::ChunkNumbers> fetchBootList(const base::PhoneId& phone) override {
        const std::lock_guard lock(m_fleet.transfers);
        if (m_fleet.bulkFails || m_fleet.bootListsFail) return kUnreachable;
        return m_fleet.bootLists[phone];
    }
    base::Result<void> sendReceipt(const WipeReceipt& receipt) override {
        if (m_fleet.receiptsFail) return kUnreachable;
        m_fleet.receipts.push_back(receipt);
        return {};
    }
    std::unique_ptr<images::ChunkSource> releaseChunks(const base::Digest&) override {
        return std::make_unique<PassingChunks>(m_fleet, m_fleet.releaseChunks);
    }
    base::Result<OwnerBackupAnswer> ownerBackup(const OwnerBackupRequest& request) override {
        if (m_fleet.bulkFails) return kUnreachable;
        if (m_fleet.gate == nullptr) return {base::ErrorCode::Denied, "this fleet keeps nothing for owners"};
        TWINSET_ASSIGN(const auto read, ownerBackupRequestFromJson(ownerBackupRequestToJson(request)));
        TWINSET_ASSIGN(const auto answer, m_fleet.gate->ownerBackup(m_fleet.gateHandset, read));
        return ownerBackupAnswerFromJson(ownerBackupAnswerToJson(answer));
    }
    std::unique_ptr<images::ChunkSource> phoneChunks(const base::PhoneId& phone) override {
        if (m_fleet.gate != nullptr) return std::make_unique<GateChunks>(m_fleet, phone);
        return std::make_unique<PassingChunks>(m_fleet, m_fleet.phoneChunks);
    }
    std::unique_ptr<images::ChunkSink> phoneSink(const base::PhoneId& phone) override {
        if (m_fleet.gate != nullptr) return std::make_unique<GateChunks>(m_fleet, phone);
        return std::make_unique<PassingChunks>(m_fleet, m_fleet.phoneChunks);
    }

private:
    FakeFleet& m_fleet;
};

struct HandsetKeys {
    base::Secret privateKey;
    std::string certificate;
};

/// Made once: they are the same for every handset of a test program.
const HandsetKeys& handsetKeys() {
    static const HandsetKeys keys = [] {
        FaultyFileSystem files;
        base::SystemClock clock;
        auto authority = fleet::openCertificateAuthority(files, clock, "/ca");
        auto request = fleet::createCertificateRequest();
        if (!authority || !request) qFatal("no certificates");
        auto issued = (*authority)->issueHandset(request->requestPem, base::HandsetId("hs-one"));
        if (!issued) qFatal("%s", issued.error().message.c_str());
        return HandsetKeys{std::move(request->privateKeyPem), issued->pem};
    }();
    return keys;
}

}  // namespace

const std::string& FakeFleet::certificate() const { return handsetKeys().certificate; }

FakeFleet::FakeFleet() : fleetKey(images::createSigningKeyPair()), releaseKey(images::createSigningKeyPair()) {}

DesiredRelease FakeFleet::publish(const std::string& version, bool broken) {
    return publishImage(version, "twinset-release=" + version + "\n" + (broken ? "twinset-broken\n" : ""));
}

DesiredRelease FakeFleet::publishLiar(const std::string& version, const std::string& says) {
    return publishImage(version, "twinset-release=" + says + "\n");
}

DesiredRelease FakeFleet::publishImage(const std::string& version, const std::string& system) {
    const images::ChunkCodec codec({});
    images::ReleaseManifest manifest;
    manifest.image = "work";
    manifest.version = images::Version::parse(version).value();
    manifest.createdAt = base::Timestamp(base::Duration(1'795'000'000'000));
    manifest.commandLine = "quiet";
    const std::vector<std::pair<std::string, std::string>> parts{
        {"kernel", "a kernel"}, {"initrd", "an initrd"}, {"system.img", system}};
    for (const auto& [name, content] : parts) {
        const auto chunk = codec.encode(content);
        releaseChunks.blobs[chunk.id] = chunk.blob;
        manifest.parts.push_back({name, {content.size()}, base::Digest::of(content), {chunk.id}});
    }
    return publishManifest(manifest);
}

base::Result<DesiredRelease> FakeFleet::publishBuilt(const std::filesystem::path& imageDirectory) {
    const base::Timestamp now(base::Duration(1'795'000'000'000));
    TWINSET_ASSIGN(const auto manifest, images::packRelease(imageDirectory, releaseChunks, now,
                                                            [](std::uint64_t, std::uint64_t) { return true; }));
    return publishManifest(manifest);
}

DesiredRelease FakeFleet::publishManifest(const images::ReleaseManifest& manifest) {
    images::SignedManifest signedManifest{images::writeManifest(manifest), {}};
    signedManifest.signature = images::sign(releaseKey.privateKey, images::kReleaseContext, signedManifest.bytes);
    const auto digest = signedManifest.digest();
    manifests[digest] = signedManifest;
    return {manifest.image, manifest.version.text(), digest};
}

Desired FakeFleet::seal(const base::Bytes& document, const PolicyEnvelope& envelope) const {
    const auto bytes = writePolicyEnvelope(envelope);
    return {bytes, document, images::sign(fleetKey.privateKey, images::kPolicyEnvelopeContext, bytes)};
}

Desired FakeFleet::signedDesired(const DesiredState& desired) {
    auto& chain = m_chains[{desired.handset, desired.phone}];
    const auto document = writeDesiredState(desired);
    for (const auto& [state, sealed] : chain)
        if (sealed.document == document) return sealed;
    const auto sealed = signedDesired(desired, [&](PolicyEnvelope& envelope) {
        if (!chain.empty()) envelope.previous = envelopeDigest(chain.back().second.envelope);
    });
    if (chain.empty() || desired.version > chain.back().first.version) chain.emplace_back(desired, sealed);
    return sealed;
}

Desired FakeFleet::signedDesired(const DesiredState& desired, const std::function<void(PolicyEnvelope&)>& edit) const {
    const auto document = writeDesiredState(desired);
    auto envelope = envelopeFor(desired, document);
    envelope.notAfter = desired.issuedAt + std::chrono::hours(30 * 24);
    edit(envelope);
    return seal(document, envelope);
}

void FakeFleet::resync(const Resync& resync) {
    for (auto& [key, chain] : m_chains) {
        if (key.second != resync.phone || key.first != identity().handset || chain.empty()) continue;
        auto& [state, sealed] = chain.back();
        sealed = signedDesired(state, [&](PolicyEnvelope& envelope) { envelope.previous = resync.tip.digest; });
        answers.push_back({base::newIdText("m"), sealed});
    }
}

Refusal FakeFleet::refusalWithOrder(const WipeOrder& order) const {
    const auto bytes = writeWipeOrder(order);
    return {"revoked", "this handset was declared lost", bytes,
            images::sign(fleetKey.privateKey, images::kOrderContext, bytes)};
}

agent::Identity FakeFleet::identity() const {
    agent::Identity identity;
    identity.handset = base::HandsetId("hs-one");
    identity.name = "One";
    identity.fleet = "acme";
    identity.gateway = {"127.0.0.1", 7443, 7444};
    identity.fleetKey = fleetKey.publicKey;
    identity.releaseKeys = {releaseKey.publicKey};
    identity.certificatePem = certificate();
    identity.authorityPem = "authority";
    identity.privateKeyPem = base::Secret(base::Bytes(handsetKeys().privateKey.reveal()));
    return identity;
}

bool FakeFleet::send(const Message& message) {
    if (!linkIsUp) return false;
    sent.push_back(message);
    const auto acknowledge = [&] {
        if (acknowledges) answers.push_back({base::newIdText("ms"), Ack{message.id}});
    };
    if (const auto* report = std::get_if<Report>(&message.body)) {
        for (const auto& phone : report->phones) {
            m_reports[phone.phone] = phone;
            if (phasesSeen.empty() || phasesSeen.back() != phone.phase) phasesSeen.push_back(phone.phase);
        }
        acknowledge();
    } else if (const auto* incident = std::get_if<Incident>(&message.body)) {
        const bool known = std::any_of(incidents.begin(), incidents.end(), [&](const Incident& one) {
            return one.at == incident->at && one.code == incident->code && one.detail == incident->detail;
        });
        if (!known) incidents.push_back(*incident);
        acknowledge();
    } else if (const auto* receipt = std::get_if<SignedReceipt>(&message.body)) {
        policyReceipts.push_back(*receipt);
        acknowledge();
    } else if (const auto* asked = std::get_if<Resync>(&message.body)) {
        resync(*asked);
        acknowledge();
    } else if (const auto* result = std::get_if<OperationResult>(&message.body)) {
        m_results[result->operation] = *result;
        acknowledge();
    }
    // What the agent sends has to be readable on the other side.
    if (const auto read = readMessage(writeMessage(message)); !read)
        qFatal("unreadable message: %s", read.error().message.c_str());
    return true;
}

agent::BulkFactory FakeFleet::bulk() {
    return [this]() -> base::Result<std::unique_ptr<fleet::BulkClient>> {
        return std::unique_ptr<fleet::BulkClient>(std::make_unique<FakeBulk>(*this));
    };
}

const PhoneReport* FakeFleet::report(const base::PhoneId& phone) const {
    const auto found = m_reports.find(phone);
    return found == m_reports.end() ? nullptr : &found->second;
}

const OperationResult* FakeFleet::result(const base::OperationId& operation) const {
    const auto found = m_results.find(operation);
    return found == m_results.end() ? nullptr : &found->second;
}

}  // namespace fakes
