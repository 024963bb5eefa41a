// PhoneStep: one kind of move towards the desired state. The table (step_table.cpp) lists them in order of precedence;
// the first that applies is taken, again and again, until none applies. Since a step follows from facts only, an agent
// that was killed anywhere picks up with the step that the facts then ask for.
//
// A step has three parts: `prepare` changes the journal, which is saved before `act` begins; `act` does it; what `act`
// returns as `finish` changes the journal again, which is saved before the next step.
#pragma once

#include <atomic>
#include <memory>

#include "agent/instant/phone_source.h"
#include "agent/phone_facts.h"
#include "agent/services.h"

namespace agent {

/// Shared between a worker and the loop.
struct WorkState {
    std::atomic<bool> cancelled{false};
    std::atomic<double> progress{0};
    std::atomic<const char*> step{""};  // a literal, for people
};

/// The handle on a phone's machine. Loop only.
class MachineHolder {
public:
    MachineHolder(hypervisor::Driver& driver, base::PhoneId phone) : m_driver(driver), m_phone(std::move(phone)) {}
    [[nodiscard]] const std::shared_ptr<hypervisor::Machine>& machine() const { return m_machine; }
    /// Opens the machine when it is defined and not open. Not defined is no error.
    base::Result<void> open();
    void close() { m_machine.reset(); }

private:
    hypervisor::Driver& m_driver;
    base::PhoneId m_phone;
    std::shared_ptr<hypervisor::Machine> m_machine;
};

struct StepWork {
    PhoneRecord record;  // a copy, as it was saved
    fleet::protocol::DesiredState desired;
    Services& services;
    std::shared_ptr<hypervisor::Machine> machine;  // worker steps; null when the machine is not defined
    MachineHolder* holder = nullptr;               // loop steps
    std::shared_ptr<WorkState> state;
    std::shared_ptr<PhoneSource> source;

    /// A progress callback for the images engine: records the fraction, and says stop once the work was cancelled.
    [[nodiscard]] std::function<bool(std::uint64_t, std::uint64_t)> progress() const;
    /// A bulk client of this work's own, which does not wait for a busy gateway once the work was cancelled.
    [[nodiscard]] base::Result<std::unique_ptr<fleet::BulkClient>> bulk() const;
};

struct StepOutcome {
    std::function<void(PhoneRecord&)> finish;  // empty: the journal does not change
    base::Duration rest{0};                    // the step is not taken again before
};

class PhoneStep {
public:
    virtual ~PhoneStep() = default;
    [[nodiscard]] virtual std::string_view name() const = 0;
    /// What the phone's report says meanwhile; empty: as if nothing were done.
    [[nodiscard]] virtual std::string_view phase() const = 0;
    /// In words, for the report.
    [[nodiscard]] virtual std::string_view doing() const = 0;
    [[nodiscard]] virtual bool onWorker() const = 0;
    /// A worker step that has the machine to itself: the loop neither observes nor changes it meanwhile.
    [[nodiscard]] virtual bool needsMachine() const { return true; }
    [[nodiscard]] virtual bool applies(const PhoneFacts& facts) const = 0;
    /// Returns whether the journal changed.
    virtual bool prepare(PhoneRecord& record, const PhoneFacts& facts) const;
    virtual base::Result<StepOutcome> act(StepWork& work) const = 0;
};

/// All steps, in order of precedence.
const std::vector<std::unique_ptr<const PhoneStep>>& stepTable();

}  // namespace agent
