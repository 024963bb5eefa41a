// A gateway over a temporary data directory with a clock that is turned by hand, and handsets that are played by the
// test through the HandsetGate.
#pragma once

#include <QTemporaryDir>
#include <deque>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/block_device.h"
#include "fleet/gateway/gateway.h"
#include "fleet/protocol/policy_envelope.h"
#include "images/release.h"
#include "tests/fakes/fake_clock.h"

class FakePeer final : public fleet::LinkPeer {
public:
    void send(const fleet::protocol::Message& message, const std::string& replaceKey) override;
    void disconnect(const std::string& reason) override { disconnected = reason; }
    std::vector<fleet::protocol::Message> sent;
    std::optional<std::string> disconnected;

    template <typename Body>
    [[nodiscard]] std::vector<Body> all() const {
        std::vector<Body> bodies;
        for (const auto& message : sent)
            if (const auto* body = std::get_if<Body>(&message.body)) bodies.push_back(*body);
        return bodies;
    }
};

class FleetFixture;

/// What a handset uploads for a phone, without the network between.
class GateSink final : public images::ChunkSink {
public:
    GateSink(fleet::HandsetGate& gate, base::HandsetId handset, base::PhoneId phone)
        : m_gate(gate), m_handset(std::move(handset)), m_phone(std::move(phone)) {}
    base::Result<std::vector<images::ChunkId>> missing(const std::vector<images::ChunkId>& ids) override {
        return m_gate.missingChunks(m_handset, m_phone, ids);
    }
    base::Result<void> store(const std::vector<images::EncodedChunk>& chunks) override {
        return m_gate.storeChunks(m_handset, m_phone, chunks);
    }

private:
    fleet::HandsetGate& m_gate;
    const base::HandsetId m_handset;
    const base::PhoneId m_phone;
};

/// A handset as its gateway sees it.
class FakeHandset {
public:
    FakeHandset(FleetFixture& fleet, const std::string& name);
    base::HandsetId id;
    std::string name, fingerprint, certificatePem;
    base::Bytes fleetKey;
    base::Secret privateKey;
    std::shared_ptr<FakePeer> peer;

    /// Connects and says hello; false when it was refused.
    bool connect();
    void disconnect();
    [[nodiscard]] std::optional<fleet::protocol::Refusal> refusal();
    void send(fleet::protocol::Body body);
    [[nodiscard]] bool acknowledged() const;
    /// The newest desired state that was pushed for the phone; aborts when its signature is wrong.
    [[nodiscard]] std::optional<fleet::protocol::DesiredState> desired(const std::string& phone) const;
    /// The newest envelope that was pushed for the phone.
    [[nodiscard]] std::optional<fleet::protocol::PolicyEnvelope> envelope(const std::string& phone) const;
    /// What it says in its hello to have; kept over disconnects. A push is taken only when it follows.
    std::map<std::string, fleet::protocol::EnvelopeTip> tips;
    /// A report that answers the newest desired state.
    fleet::protocol::PhoneReport answer(const std::string& phone, const std::string& phase);
    void report(const fleet::protocol::PhoneReport& report);
    void reportPhase(const std::string& phone, const std::string& phase) { report(answer(phone, phase)); }
    /// Everything as desired, and proved.
    void reportRunning(const std::string& phone);
    /// Carries out a delivered backup: real chunks, then the result.
    void backUp(const std::string& operation, base::BlockReader& disk);
    [[nodiscard]] std::optional<fleet::protocol::Operation> delivered(const std::string& operation) const;

private:
    void take();
    FleetFixture& m_fleet;
    int m_messages = 0;
};

class FleetFixture {
    QTemporaryDir m_directory;  // is there until the gateway has closed

public:
    FleetFixture();
    void open();
    /// As after the death of the process: nothing is closed in order.
    void reopen();
    [[nodiscard]] std::filesystem::path directory() const { return m_directory.filePath("data").toStdString(); }

    base::Json call(const std::string& verb, const base::Json& arguments);
    base::Error refused(const std::string& verb, const base::Json& arguments);
    std::unique_ptr<fleet::FleetService> as(fleet::Role role);
    /// The result of work that the gateway does itself, once it has ended; aborts when it failed.
    base::Json finished(const std::string& verb, const base::Json& arguments);

    /// Signs and uploads a small release and publishes it.
    base::Result<base::Json> publish(const std::string& version, const std::string& content);
    images::SignedManifest pack(const std::string& version, const std::string& content);
    std::string createPhone(const std::string& handset, const std::string& persona, const std::string& person);
    /// A backup of the phone through its handset; returns the restore point's id.
    std::string backUp(FakeHandset& handset, const std::string& phone, const std::string& content);
    std::string backUp(FakeHandset& handset, const std::string& phone, base::BlockReader& disk);
    base::Json phone(const std::string& named) { return call("virtual_phone_show", {{"phone", named}}); }

    FakeClock clock;
    std::unique_ptr<base::FileSystem> files;
    fleet::GatewayOptions options;
    std::unique_ptr<fleet::Gateway> gateway;
    std::unique_ptr<fleet::FleetService> admin;
    images::SigningKeyPair releaseKey;
};
