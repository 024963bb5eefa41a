// QemuHandset: one handset with a real hypervisor, an agent that can be ended and begun again over its state, and a fleet in memory.
#pragma once

#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

#include "agent/agent.h"
#include "agent/state/state_directory.h"
#include "hypervisor-bridge/qemu/qemu_driver.h"
#include "tests/agent/fake_fleet.h"

namespace fakes {

class QemuHandset {
protected:
    /// One agent's life over the state directory.
    struct AgentLife {
        agent::OpenState state;
        std::unique_ptr<hypervisor::Driver> driver;
        std::unique_ptr<agent::Workers> workers = agent::createThreadWorkers();
        agent::Services services;
        agent::Agent mind;

        AgentLife(QemuHandset& handset, agent::OpenState open, std::unique_ptr<hypervisor::Driver> opened)
            : state(std::move(open)),
              driver(std::move(opened)),
              services{*driver,
                       *handset.m_files,
                       handset.m_clock,
                       *workers,
                       handset.m_fleet,
                       handset.m_fleet.bulk(),
                       handset.m_identity,
                       state.layout,
                       agent::DataKeys(*handset.m_files, state.layout, handset.m_identity.privateKeyPem),
                       handset.m_timing,
                       {}},
              mind(services) {}
        ~AgentLife() { workers.reset(); }
    };

    std::unique_ptr<hypervisor::Driver> openDriver(const std::filesystem::path& machines) {
        hypervisor::QemuOptions options;
        options.stateDirectory = machines;
        options.files = m_files.get();
        options.clock = &m_clock;
        auto driver = hypervisor::createQemuDriver(options);
        if (!driver) qFatal("%s", driver.error().message.c_str());
        return std::move(*driver);
    }

    bool startAgent() {
        auto state = agent::openStateDirectory(*m_files, m_directory.path().toStdString());
        if (!state) return false;
        auto driver = openDriver(state->layout.machines());
        m_life = std::make_unique<AgentLife>(*this, std::move(*state), std::move(driver));
        const auto begun = m_life->mind.begin();
        if (!begun) qWarning("%s", begun.error().message.c_str());
        m_fleet.linkIsUp = true;
        m_life->mind.linkUp();
        m_life->mind.received({base::newIdText("ms"), fleet::protocol::Welcome{m_clock.now(), "One"}});
        return begun.ok();
    }

    /// Turns the agent's loop. Says what is reported of `phones` when it takes too long.
    bool until(const std::function<bool()>& reached, const std::vector<base::PhoneId>& phones, base::Duration most) {
        const auto deadline = m_clock.monotonic() + most;
        while (m_clock.monotonic() < deadline) {
            m_life->mind.turn();
            for (const auto& answer : std::exchange(m_fleet.answers, {})) m_life->mind.received(answer);
            if (reached()) return true;
            QTest::qSleep(5);
        }
        for (const auto& phone : phones)
            if (const auto* report = m_fleet.report(phone)) qWarning("%s", fleet::protocol::phoneReportToJson(*report).dump(2).c_str());
        return false;
    }

    void give(const fleet::protocol::DesiredState& desired) {
        m_life->mind.received({base::newIdText("ms"), m_fleet.signedDesired(desired)});
    }
    base::OperationId ask(const std::string& kind, const base::PhoneId& phone, const base::Json& arguments) {
        const auto id = base::OperationId::create();
        m_life->mind.received({base::newIdText("ms"), fleet::protocol::Operation{id, kind, phone, arguments.dump(), m_clock.now() + std::chrono::minutes(5)}});
        return id;
    }

    /// Ends the agent, and the machines that outlive it.
    bool end(const std::vector<base::PhoneId>& phones) {
        if (!m_life) return true;
        m_life.reset();
        const auto driver = openDriver(agent::StateLayout(m_directory.path().toStdString()).machines());
        bool ended = true;
        for (const auto& id : phones)
            if (const auto machine = driver->open(id)) ended = (*machine)->kill().ok() && ended;
        return ended;
    }

    QTemporaryDir m_directory;
    std::unique_ptr<base::FileSystem> m_files = base::createPosixFileSystem();
    base::SystemClock m_clock;
    FakeFleet m_fleet;
    agent::AgentTiming m_timing;
    agent::Identity m_identity = m_fleet.identity();
    std::unique_ptr<AgentLife> m_life;
};

}  // namespace fakes
