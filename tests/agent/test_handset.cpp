#include "tests/agent/test_handset.h"

namespace fakes {

struct TestHandset::Running {
    std::unique_ptr<hypervisor::Driver> driver;
    std::optional<agent::OpenState> state;
    std::unique_ptr<agent::Workers> workers;
    std::unique_ptr<agent::Services> services;
};

TestHandset::TestHandset() : m_identity(fleet.identity()) {
    timing.transferPauses.clear();  // work is done on the test's thread: a pause would stop the test's clock
}

TestHandset::~TestHandset() { kill(); }

bool TestHandset::start(bool online) {
    auto state = agent::openStateDirectory(files, "/state");
    if (!state) {
        startError = state.error().message;
        return false;
    }
    m_running = std::make_unique<Running>();
    m_running->state = std::move(*state);
    m_running->workers = makeWorkers();
    m_running->driver = hypervisor::createSimulatorDriver(world, files, clock);
    const auto& layout = m_running->state->layout;
    m_running->services.reset(new agent::Services{*m_running->driver,
                                                  files,
                                                  clock,
                                                  *m_running->workers,
                                                  fleet,
                                                  fleet.bulk(),
                                                  m_identity,
                                                  layout,
                                                  agent::DataKeys(files, layout, m_identity.privateKeyPem),
                                                  timing,
                                                  {}});
    m_running->services->facts = &facts;
    m_running->services->sleep = [this](base::Duration time) {
        clock.advance(time);
        if (duringSleep) duringSleep();
    };
    agent = std::make_unique<agent::Agent>(*m_running->services);
    if (const auto begun = agent->begin(); !begun) {
        startError = begun.error().message;
        kill();
        return false;
    }
    if (online) linkUp();
    return true;
}

void TestHandset::kill() {
    if (!m_running) return;
    world->loseCallers();
    m_running->workers.reset();
    agent.reset();
    m_running.reset();
    fleet.linkIsUp = false;
    fleet.answers.clear();
}

void TestHandset::linkUp() {
    fleet.linkIsUp = true;
    agent->linkUp();
    receive(fleet::protocol::Welcome{clock.trueTime(), "One"});
}

void TestHandset::linkDown() {
    fleet.linkIsUp = false;
    agent->linkDown("the test cut it");
}

void TestHandset::receive(fleet::protocol::Body body) { agent->received({base::newIdText("ms"), std::move(body)}); }

bool TestHandset::until(const std::function<bool()>& reached, base::Duration most) {
    const auto deadline = clock.monotonic() + most;
    while (clock.monotonic() < deadline) {
        if (!agent) return false;
        agent->turn();
        for (const auto& answer : std::exchange(fleet.answers, {})) agent->received(answer);
        if (reached()) return true;
        clock.advance(std::chrono::milliseconds(100));
    }
    return false;
}

bool TestHandset::untilPhase(const base::PhoneId& phone, const std::string& phase) {
    return until([&] {
        const auto* report = fleet.report(phone);
        return report != nullptr && report->phase == phase;
    });
}

void TestHandset::pass(base::Duration time) {
    const auto deadline = clock.monotonic() + time;
    until([&] { return clock.monotonic() >= deadline; }, time + std::chrono::seconds(1));
}

fleet::protocol::DesiredState TestHandset::wish(const std::string& phone, const std::string& persona) {
    fleet::protocol::DesiredState desired;
    desired.fleet = m_identity.fleet;
    desired.handset = m_identity.handset;
    desired.phone = base::PhoneId(phone);
    desired.version = 1;
    desired.issuedAt = clock.now();
    desired.persona = persona;
    desired.displayName = persona + " phone";
    desired.release = fleet.publish("1.0.0");
    desired.dataSize = base::mebibytes(16);
    return desired;
}

std::optional<agent::PhoneRecord> TestHandset::record(const base::PhoneId& phone) {
    const auto bytes = files.readFile(agent::StateLayout("/state").journal(phone));
    if (!bytes) return std::nullopt;
    auto read = agent::readPhoneRecord(*bytes);
    return read ? std::optional(std::move(*read)) : std::nullopt;
}

hypervisor::MachineObservation TestHandset::observe(const base::PhoneId& phone) {
    const auto driver = hypervisor::createSimulatorDriver(world, files, clock);
    const auto machine = driver->open(phone);
    return machine ? (*machine)->observe().value() : hypervisor::MachineObservation{};
}

fleet::protocol::Operation TestHandset::operation(const std::string& id, const std::string& kind,
                                                  const base::PhoneId& phone, const std::string& arguments) {
    return {base::OperationId(id), kind, phone, arguments, clock.now() + std::chrono::hours(1)};
}

fleet::protocol::WipeOrder TestHandset::order(const std::string& id, std::vector<base::PhoneId> phones) {
    return {base::OperationId(id), m_identity.fleet, m_identity.handset, clock.now(), std::move(phones)};
}

}  // namespace fakes
