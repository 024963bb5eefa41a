// The two reasons for which a work phone stands still: the fleet was not heard for longer than its lease, and a
// compliance rule has blocked it. Nothing is destroyed, and it goes on where it stood when the reason is gone
// (resume_machine, lift_compliance).
#include "agent/steps/steps.h"

namespace agent {
namespace {

struct Suspension {
    std::string_view name, doing;
    bool (*holds)(const PhoneFacts& facts);
};

class SuspendMachine final : public PhoneStep {
public:
    explicit SuspendMachine(const Suspension& suspension) : m_suspension(suspension) {}
    [[nodiscard]] std::string_view name() const override { return m_suspension.name; }
    [[nodiscard]] std::string_view phase() const override { return "stopped"; }
    [[nodiscard]] std::string_view doing() const override { return m_suspension.doing; }
    [[nodiscard]] bool onWorker() const override { return false; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override {
        return facts.alive() && m_suspension.holds(facts) && facts.run == hypervisor::RunState::Running;
    }

    bool prepare(PhoneRecord& record, const PhoneFacts&) const override {
        record.suspended = true;
        return true;
    }

    base::Result<StepOutcome> act(StepWork& work) const override {
        TWINSET_TRY(work.holder->machine()->pause());
        return StepOutcome{};
    }

private:
    Suspension m_suspension;
};

}  // namespace

std::unique_ptr<const PhoneStep> createSuspendForLease() {
    return std::make_unique<SuspendMachine>(Suspension{"suspend_for_lease", "suspending: the lease has ended",
                                                       [](const PhoneFacts& facts) { return facts.leaseEnded; }});
}

std::unique_ptr<const PhoneStep> createSuspendForCompliance() {
    return std::make_unique<SuspendMachine>(Suspension{"suspend_for_compliance",
                                                       "suspending: a compliance rule blocks the phone",
                                                       [](const PhoneFacts& facts) { return facts.blocked(); }});
}

}  // namespace agent
