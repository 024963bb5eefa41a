// Hands the guest its part of the policy and keeps what it answers. Done anew when the policy is another or the machine was started;
// in between the guest is asked now and then whether it still has it, since a guest may restart by itself.
#include "agent/compliance.h"
#include "agent/guest_policy.h"
#include "agent/steps/steps.h"

namespace agent {
namespace {

using base::ErrorCode;

class DeliverPolicy final : public PhoneStep {
public:
    [[nodiscard]] std::string_view name() const override { return "deliver_policy"; }
    /// The phone runs meanwhile, and nobody has to be told.
    [[nodiscard]] std::string_view phase() const override { return ""; }
    [[nodiscard]] std::string_view doing() const override { return "handing the guest its policy"; }
    [[nodiscard]] bool onWorker() const override { return true; }
    [[nodiscard]] bool needsMachine() const override { return false; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override {
        return facts.alive() && facts.record.persona == "work" && facts.run == hypervisor::RunState::Running && facts.proved &&
               (facts.guestHasPart || facts.record.guestPolicy);
    }

    base::Result<StepOutcome> act(StepWork& work) const override {
        const auto& timing = work.services.timing;
        const auto policy = guestPolicyOf(work.desired.settings, noticeOf(work.record, work.desired));
        TWINSET_ASSIGN(const auto seen, work.machine->observe());
        const auto& last = work.record.guestPolicy;
        const auto startedAt = seen.startedAt.value_or(base::Timestamp());
        const bool has = last && last->digest == policy.digest && last->startedAt == startedAt && last->problem.empty();
        auto next = has ? ask(work, policy, *last) : GuestDelivery{policy.digest, startedAt, "it has it no more", false, {}};
        if (!next.problem.empty()) next = deliver(work, policy, startedAt);
        const auto rest = next.problem.empty() || next.hopeless ? timing.guestPolicyCheck : timing.guestPolicyRetry;
        if (last == next) return StepOutcome{{}, rest};
        return StepOutcome{[next](PhoneRecord& record) { record.guestPolicy = next; }, rest};
    }

private:
    /// A guest that does not answer now keeps what it had.
    static GuestDelivery ask(StepWork& work, const GuestPolicy& policy, GuestDelivery last) {
        const auto answer = work.machine->guest().exec({kPolicyProgram, "status"}, {}, work.services.timing.guestTimeout);
        if (!answer) return last;
        auto controls = readAcknowledgement(*answer, policy);
        if (controls)
            last.controls = std::move(*controls);
        else
            last.problem = controls.error().message;
        return last;
    }

    static GuestDelivery deliver(StepWork& work, const GuestPolicy& policy, base::Timestamp startedAt) {
        GuestDelivery delivery{policy.digest, startedAt, "", false, {}};
        const auto answer = work.machine->guest().exec({kPolicyProgram, "apply"}, policy.text, work.services.timing.guestTimeout);
        const bool absent = answer ? answer->exitCode == 127
                                   : answer.error().code == ErrorCode::Internal &&
                                         answer.error().message.find("No such file") != std::string::npos;
        if (absent) {
            delivery.problem = "this release has no program " + std::string(kPolicyProgram) + "; update to one that has";
            delivery.hopeless = true;
            return delivery;
        }
        auto controls = answer ? readAcknowledgement(*answer, policy) : answer.error();
        if (controls)
            delivery.controls = std::move(*controls);
        else
            delivery.problem = controls.error().message;
        return delivery;
    }
};

}  // namespace

std::unique_ptr<const PhoneStep> createDeliverPolicy() { return std::make_unique<DeliverPolicy>(); }

}  // namespace agent
