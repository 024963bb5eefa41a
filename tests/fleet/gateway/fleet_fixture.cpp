#include "tests/fleet/gateway/fleet_fixture.h"

#include <QtTest>

#include "images/restore_point.h"
#include "images/signature.h"
#include "tests/fakes/memory_disk.h"
#include "policy/setting.h"

using namespace fleet;

namespace {

template <typename T>
T expect(base::Result<T> result) {
    if (!result) qFatal("%s", result.error().message.c_str());
    return std::move(result).value();
}

void expectOk(const base::Result<void>& result) {
    if (!result) qFatal("%s", result.error().message.c_str());
}

}  // namespace

void FakePeer::send(const protocol::Message& message, const std::string& replaceKey) {
    (void)replaceKey;
    sent.push_back(message);
}

FleetFixture::FleetFixture() : files(base::createPosixFileSystem()), releaseKey(images::createSigningKeyPair()) {
    options.dataDirectory = directory();
    options.passwordCost = {1, 8192};
    open();
}

void FleetFixture::open() {
    gateway = expect(Gateway::open(*files, clock, options));
    gateway->setHandsetPorts(1, 2);
    admin = createLocalFleetService(*gateway, "admin");
}

void FleetFixture::reopen() {
    admin.reset();
    gateway.reset();
    open();
}

base::Json FleetFixture::call(const std::string& verb, const base::Json& arguments) {
    return expect(admin->call(verb, arguments));
}

base::Error FleetFixture::refused(const std::string& verb, const base::Json& arguments) {
    const auto answer = admin->call(verb, arguments);
    if (answer) qFatal("%s was not refused: %s", verb.c_str(), answer->dump().c_str());
    return answer.error();
}

std::unique_ptr<FleetService> FleetFixture::as(Role role) {
    return createLocalFleetService(*gateway, Caller{std::string(roleName(role)), role, false, {}, std::nullopt});
}

base::Json FleetFixture::finished(const std::string& verb, const base::Json& arguments) {
    const auto id = call(verb, arguments).at("id");
    base::Json operation;
    const auto isEnded = [&] {
        operation = call("operation_show", {{"operation", id}});
        return !operation.at("finishedAt").is_null();
    };
    if (!QTest::qWaitFor(isEnded, 30'000)) qFatal("%s does not end", verb.c_str());
    if (operation.at("state") != "succeeded") qFatal("%s", operation.dump().c_str());
    return operation.at("result");
}

images::SignedManifest FleetFixture::pack(const std::string& version, const std::string& content) {
    const images::ChunkCodec codec{images::ChunkKeys{}};
    const auto chunk = codec.encode(content);
    expectOk(gateway->context().store.store({chunk}));
    images::ReleaseManifest manifest;
    manifest.image = "reference-work";
    manifest.version = expect(images::Version::parse(version));
    manifest.createdAt = clock.now();
    manifest.parts.push_back({"system.img", {content.size()}, base::Digest::of(content), {chunk.id}});
    images::SignedManifest packed{images::writeManifest(manifest), {}};
    packed.signature = images::sign(releaseKey.privateKey, images::kReleaseContext, packed.bytes);
    return packed;
}

base::Result<base::Json> FleetFixture::publish(const std::string& version, const std::string& content) {
    call("release_key_trust", {{"publicKey", base::toBase64Url(releaseKey.publicKey)}, {"name", "builder"}});
    const auto packed = pack(version, content);
    return admin->call("release_publish", {{"manifest", base::toBase64Url(packed.bytes)},
                                           {"signature", base::toBase64Url(packed.signature)}});
}

std::string FleetFixture::createPhone(const std::string& handset, const std::string& persona,
                                      const std::string& person) {
    base::Json arguments{{"handset", handset}, {"persona", persona}, {"image", "reference-work"}, {"version", "1.0.0"}};
    if (!person.empty()) arguments["person"] = person;
    return call("virtual_phone_create", arguments).at("id").get<std::string>();
}

std::string FleetFixture::backUp(FakeHandset& handset, const std::string& phoneId, const std::string& content) {
    fakes::MemoryDisk disk(4 * images::kChunkSize);
    expectOk(disk.write(images::kChunkSize, content));
    return backUp(handset, phoneId, disk);
}

std::string FleetFixture::backUp(FakeHandset& handset, const std::string& phoneId, base::BlockReader& disk) {
    const auto operation = call("virtual_phone_backup", {{"phone", phoneId}}).at("id").get<std::string>();
    handset.backUp(operation, disk);
    const auto ended = call("operation_show", {{"operation", operation}});
    if (ended.at("state") != "succeeded") qFatal("the backup failed: %s", ended.dump().c_str());
    return ended.at("result").at("restorePoint").get<std::string>();
}

FakeHandset::FakeHandset(FleetFixture& fleet, const std::string& wanted) : m_fleet(fleet) {
    const auto text = fleet.call("enrolment_token_create", base::Json::object()).at("token").get<std::string>();
    const auto token = expect(protocol::readEnrolmentToken(text));
    auto request = expect(createCertificateRequest());
    const auto reply = expect(fleet.gateway->gate().enrol(
        {std::string(token.secret.reveal()), request.requestPem, wanted, "model", "serial"}));
    id = reply.handset;
    name = wanted;
    fleetKey = reply.fleetKey;
    privateKey = std::move(request.privateKeyPem);
    certificatePem = reply.certificatePem;
    fingerprint = expect(certificateFingerprint(certificatePem));
}

std::optional<protocol::Refusal> FakeHandset::refusal() {
    auto admitted = m_fleet.gateway->gate().admit(fingerprint);
    if (auto* refusal = std::get_if<protocol::Refusal>(&admitted)) return *refusal;
    return std::nullopt;
}

bool FakeHandset::connect() {
    if (refusal()) return false;
    auto fresh = std::make_shared<FakePeer>();
    if (!m_fleet.gateway->gate().linkOpened(id, fresh).ok()) return false;
    peer = fresh;
    protocol::Hello hello;
    hello.agentVersion = "0.1.0";
    hello.bootId = "boot";
    hello.driver = "simulator";
    hello.driverVersion = "1";
    hello.acceleration = "none";
    hello.capabilities = {"backup"};
    hello.applied = tips;
    send(hello);
    return true;
}

void FakeHandset::take() {
    for (const auto& pushed : peer->all<protocol::Desired>()) {
        const auto envelope = expect(protocol::readPolicyEnvelope(pushed.envelope));
        auto& tip = tips[envelope.phone.text()];
        if (envelope.previous == tip.digest && envelope.version > tip.version)
            tip = {envelope.version, protocol::envelopeDigest(pushed.envelope)};
    }
}

void FakeHandset::disconnect() {
    take();
    m_fleet.gateway->gate().linkClosed(id);
    peer.reset();
}

void FakeHandset::send(protocol::Body body) {
    m_fleet.gateway->gate().linkReceived(id, {"message-" + std::to_string(++m_messages), std::move(body)});
}

bool FakeHandset::acknowledged() const {
    const auto acks = peer->all<protocol::Ack>();
    return !acks.empty() && acks.back().message == "message-" + std::to_string(m_messages);
}

std::optional<protocol::PolicyEnvelope> FakeHandset::envelope(const std::string& phone) const {
    std::optional<protocol::PolicyEnvelope> newest;
    for (const auto& pushed : peer->all<protocol::Desired>()) {
        auto envelope = expect(protocol::readPolicyEnvelope(pushed.envelope));
        if (envelope.phone.text() == phone) newest = std::move(envelope);
    }
    return newest;
}

std::optional<protocol::DesiredState> FakeHandset::desired(const std::string& phone) const {
    std::optional<protocol::DesiredState> newest;
    for (const auto& pushed : peer->all<protocol::Desired>()) {
        expectOk(images::verifySignature(fleetKey, images::kPolicyEnvelopeContext, pushed.envelope, pushed.signature));
        auto state = expect(protocol::openPayload(expect(protocol::readPolicyEnvelope(pushed.envelope)), pushed.document));
        if (state.phone.text() == phone) newest = std::move(state);
    }
    return newest;
}

protocol::PhoneReport FakeHandset::answer(const std::string& phone, const std::string& phase) {
    const auto state = desired(phone);
    if (!state) qFatal("nothing was desired of %s", phone.c_str());
    protocol::PhoneReport report;
    report.phone = state->phone;
    report.desiredVersion = state->version;
    report.phase = phase;
    report.runState = phase == "running" ? "running" : "stopped";
    report.release = state->release.version;
    if (phase == "running") report.startedAt = m_fleet.clock.now();
    for (const auto& [setting, value] : state->settings)
        report.controls.push_back({std::string(policy::findSetting(setting)->control), "applied", policy::valueText(value)});
    return report;
}

void FakeHandset::report(const protocol::PhoneReport& report) { send(protocol::Report{m_fleet.clock.now(), {report}}); }

void FakeHandset::reportRunning(const std::string& phone) {
    auto running = answer(phone, "running");
    running.proved =
        protocol::ProvedState{m_fleet.clock.now(), running.release, R"({"release":"1.0.0","data":"mounted"})"};
    report(running);
}

std::optional<protocol::Operation> FakeHandset::delivered(const std::string& operation) const {
    for (const auto& one : peer->all<protocol::Operation>())
        if (one.operation.text() == operation) return one;
    return std::nullopt;
}

void FakeHandset::backUp(const std::string& operation, base::BlockReader& disk) {
    const auto order = delivered(operation);
    if (!order) qFatal("the backup was not delivered");
    auto keys = expect(m_fleet.gateway->gate().phoneKeys(id, order->phone));
    const images::ChunkCodec codec{images::ChunkKeys{keys.idKey, keys.encryptionKey}};
    GateSink sink(m_fleet.gateway->gate(), id, order->phone);
    const auto taken = expect(images::backUpDisk(disk, std::nullopt, codec, m_fleet.gateway->context().store, sink,
                                                 [](auto, auto) { return true; }));
    const base::Json result{{"root", taken.root.hex()},
                            {"takenAt", base::formatTimestamp(m_fleet.clock.now())},
                            {"diskSize", taken.diskSize.value},
                            {"bytesRead", taken.bytesRead.value},
                            {"bytesChanged", taken.bytesChanged.value},
                            {"bytesUploaded", taken.bytesUploaded.value},
                            {"incremental", taken.incremental},
                            {"consistency", "frozen"},
                            {"guestPauseMs", 12},
                            {"release", "1.0.0"}};
    send(protocol::OperationResult{order->operation, true, "", "", result.dump()});
}
