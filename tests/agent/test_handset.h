// TestHandset: one handset whose hypervisor, clock, disk and fleet are in memory. Its agent can be killed and started
// again over the same state, and everything runs on the test's thread: work that the agent hands to workers is done
// where it is posted.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "agent/agent.h"
#include "agent/state/state_directory.h"
#include "hypervisor-bridge/simulator/simulator_driver.h"
#include "tests/agent/fake_fleet.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_handset_facts.h"
#include "tests/fakes/faulty_file_system.h"

namespace fakes {

class InlineWorkers final : public agent::Workers {
public:
    void post(const std::string&, std::function<void()> work) override { work(); }
};

class TestHandset {
public:
    TestHandset();
    ~TestHandset();

    /// Starts the agent; the link is up when `online`. False when the agent refused to start (`startError` says why).
    bool start(bool online = true);
    /// As kill -9 of the agent: machines go on running.
    void kill();
    void linkUp();
    void linkDown();
    void receive(fleet::protocol::Body body);
    void give(const fleet::protocol::DesiredState& desired) { receive(fleet.signedDesired(desired)); }

    /// Turns the agent's loop and the clock until `reached`, for at most `most` of the handset's time.
    bool until(const std::function<bool()>& reached, base::Duration most = std::chrono::minutes(10));
    bool untilPhase(const base::PhoneId& phone, const std::string& phase);
    /// Turns for a while.
    void pass(base::Duration time);

    /// A phone as the fleet wants it first.
    fleet::protocol::DesiredState wish(const std::string& phone, const std::string& persona);
    std::optional<agent::PhoneRecord> record(const base::PhoneId& phone);
    hypervisor::MachineObservation observe(const base::PhoneId& phone);
    fleet::protocol::Operation operation(const std::string& id, const std::string& kind, const base::PhoneId& phone,
                                         const std::string& arguments = "{}");
    fleet::protocol::WipeOrder order(const std::string& id, std::vector<base::PhoneId> phones);

    FaultyFileSystem files;
    FakeClock clock;
    FakeFleet fleet;
    FakeHandsetFacts facts;
    std::function<std::unique_ptr<agent::Workers>()> makeWorkers = [] { return std::make_unique<InlineWorkers>(); };
    std::function<void()> duringSleep;  // called whenever work waits
    std::shared_ptr<hypervisor::SimulatorWorld> world = std::make_shared<hypervisor::SimulatorWorld>();
    agent::AgentTiming timing;
    std::string startError;
    std::unique_ptr<agent::Agent> agent;

private:
    struct Running;
    std::unique_ptr<Running> m_running;
    agent::Identity m_identity;
};

}  // namespace fakes
