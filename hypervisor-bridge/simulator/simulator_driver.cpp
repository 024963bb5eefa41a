#include "hypervisor-bridge/simulator/simulator_driver.h"

#include "hypervisor-bridge/simulator/simulated_machine.h"

namespace hypervisor {
namespace {

class SimulatorDriver final : public Driver {
public:
    SimulatorDriver(std::shared_ptr<SimulatorWorld> world, base::FileSystem& files, base::Clock& clock)
        : m_world(std::move(world)), m_hardware(m_world->hardware()), m_files(files), m_clock(clock) {}

    ~SimulatorDriver() override { setEventSink({}); }

    base::Result<DriverProbe> probe() override {
        DriverProbe probe{"simulator", "1", "none", {}};
        for (int i = 0; i <= static_cast<int>(Capability::Screenshot); ++i)
            probe.capabilities.insert(static_cast<Capability>(i));
        return probe;
    }

    base::Result<std::vector<base::PhoneId>> list() override {
        const std::lock_guard lock(m_hardware->mutex);
        std::vector<base::PhoneId> ids;
        for (const auto& [id, phone] : m_hardware->phones) ids.push_back(id);
        return ids;
    }

    base::Result<void> define(const MachineSpec& spec) override {
        if (!base::isIdText(spec.id.text())) return {base::ErrorCode::InvalidInput, "the machine's id is not an identifier"};
        const std::lock_guard lock(m_hardware->mutex);
        auto& phone = m_hardware->phones[spec.id];
        if (phone.state != RunState::Stopped)
            return {base::ErrorCode::Conflict, "the machine " + spec.id.text() + " runs; stop it before it is redefined"};
        phone.spec = spec;
        return {};
    }

    base::Result<std::unique_ptr<Machine>> open(const base::PhoneId& id) override {
        const std::lock_guard lock(m_hardware->mutex);
        if (!m_hardware->phones.contains(id))
            return {base::ErrorCode::NotFound, "no machine " + id.text() + " is defined; define it first"};
        if (!m_open->insert(id).second)
            return {base::ErrorCode::Conflict, "the machine " + id.text() + " is open already in this process"};
        auto released = [open = m_open, hardware = m_hardware, id] {
            const std::lock_guard releaseLock(hardware->mutex);
            open->erase(id);
        };
        return createSimulatedMachine(SimulatedSlot{m_hardware, id, &m_clock}, m_files, std::move(released));
    }

    base::Result<void> undefine(const base::PhoneId& id) override {
        const std::lock_guard lock(m_hardware->mutex);
        const auto found = m_hardware->phones.find(id);
        if (found == m_hardware->phones.end()) return {base::ErrorCode::NotFound, "no machine " + id.text() + " is defined"};
        if (found->second.state != RunState::Stopped)
            return {base::ErrorCode::Conflict, "the machine " + id.text() + " runs; stop it first"};
        if (m_open->contains(id)) return {base::ErrorCode::Conflict, "the machine " + id.text() + " is open; close it first"};
        m_hardware->phones.erase(found);
        return {};
    }

    void setEventSink(EventSink sink) override {
        const std::lock_guard lock(m_hardware->sinkMutex);
        m_hardware->sink = std::move(sink);
    }

private:
    std::shared_ptr<SimulatorWorld> m_world;
    std::shared_ptr<SimulatedHardware> m_hardware;
    base::FileSystem& m_files;
    base::Clock& m_clock;
    std::shared_ptr<std::set<base::PhoneId>> m_open = std::make_shared<std::set<base::PhoneId>>();
};

}  // namespace

std::unique_ptr<Driver> createSimulatorDriver(std::shared_ptr<SimulatorWorld> world, base::FileSystem& files,
                                              base::Clock& clock) {
    return std::make_unique<SimulatorDriver>(std::move(world), files, clock);
}

}  // namespace hypervisor
