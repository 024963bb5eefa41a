// A link server over a FakeHandsetGate, clients for its handsets, and a listener that writes down what it hears.
#pragma once

#include <atomic>
#include <mutex>

#include "fleet/link/link_client.h"
#include "fleet/link/link_server.h"
#include "tests/fakes/fake_handset_gate.h"
#include "tests/fakes/test_fleet.h"

class RecordingListener final : public fleet::LinkListener {
public:
    void linkUp() override { ++ups; }
    void linkDown(const std::string& reason) override {
        const std::lock_guard lock(m_mutex);
        m_reason = reason;
        ++downs;
    }
    void linkReceived(const fleet::protocol::Message& message) override {
        const std::lock_guard lock(m_mutex);
        m_messages.push_back(message);
    }
    void linkRefused(const fleet::protocol::Refusal& refusal) override {
        const std::lock_guard lock(m_mutex);
        m_refusal = refusal;
        ++refusals;
    }
    std::vector<fleet::protocol::Message> messages() const {
        const std::lock_guard lock(m_mutex);
        return m_messages;
    }
    std::string reason() const {
        const std::lock_guard lock(m_mutex);
        return m_reason;
    }
    fleet::protocol::Refusal refusal() const {
        const std::lock_guard lock(m_mutex);
        return m_refusal;
    }
    std::atomic<int> ups = 0, downs = 0, refusals = 0;

private:
    mutable std::mutex m_mutex;
    std::vector<fleet::protocol::Message> m_messages;
    std::string m_reason;
    fleet::protocol::Refusal m_refusal;
};

inline fleet::protocol::Message progressMessage(int number) {
    return {"m" + std::to_string(number),
            fleet::protocol::OperationProgress{base::OperationId("op-1"), 0.5, "step " + std::to_string(number)}};
}

class LinkFixture {
public:
    explicit LinkFixture(fleet::LinkTimes times = {}) : m_times(times) { start(0); }

    void start(std::uint16_t port) {
        auto started = fleet::startLinkServer({"127.0.0.1", port, 2, m_times}, fleet.identity(), fleet.authorityPem(), gate);
        if (!started.ok()) qFatal("%s", started.error().message.c_str());
        server = std::move(started).value();
        lastPort = server->port();
    }
    TestHandset admitted(const std::string& id) {
        TestHandset handset = fleet.handset(id);
        gate.admitHandset(handset.fingerprint, handset.id);
        return handset;
    }
    fleet::LinkClientOptions optionsFor(const TestHandset& handset) const {
        fleet::LinkClientOptions options;
        options.host = "127.0.0.1";
        options.port = lastPort;
        options.authorityPem = fleet.authorityPem();
        options.certificatePem = handset.certificatePem;
        options.privateKeyPem = handset.privateKeyPem;
        options.shortestBackOff = std::chrono::milliseconds(20);
        options.longestBackOff = std::chrono::milliseconds(200);
        return options;
    }
    std::unique_ptr<fleet::LinkClient> connect(const TestHandset& handset, RecordingListener& listener) const {
        return fleet::startLinkClient(optionsFor(handset), listener).value();
    }

    mutable TestFleet fleet;
    FakeHandsetGate gate;
    std::unique_ptr<fleet::LinkServer> server;
    std::uint16_t lastPort = 0;

private:
    const fleet::LinkTimes m_times;
};
