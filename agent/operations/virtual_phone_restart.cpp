// virtual_phone_restart: powers a phone off and starts it again, with the policy in force. The proof follows in the
// report.
#include <nlohmann/json.hpp>

#include "agent/machine_start.h"
#include "agent/operations/phone_operation.h"

namespace agent {
namespace {

class VirtualPhoneRestart final : public PhoneOperation {
public:
    [[nodiscard]] std::string_view kind() const override { return "virtual_phone_restart"; }
    [[nodiscard]] bool needsMachine() const override { return true; }

    base::Result<OperationAnswer> run(OperationWork& work) const override {
        auto& phone = work.phone;
        if (!phone.desired.running || phone.record.suspended)
            return {base::ErrorCode::Conflict, "the virtual phone is not meant to run now; start it instead"};
        TWINSET_ASSIGN(auto seen, phone.machine->observe());
        const bool before = !seen.startedAt || *seen.startedAt <= work.record.begunAt.value_or(base::Timestamp::max());
        if (before) {
            phone.state->step = "shutting down";
            TWINSET_TRY(phone.machine->shutdown(phone.services.timing.shutdownGrace));
            if (waitsForRestart(phone)) {
                const auto to = otherSlot(*phone.record.active);
                return OperationAnswer{"{}", "it starts with release " + phone.desired.release.version,
                                       [to](PhoneRecord& record) { record.change = ReleaseSwitch{to}; }};
            }
            phone.state->step = "starting";
            TWINSET_TRY(startMachine(phone));
            TWINSET_ASSIGN(seen, phone.machine->observe());
        }
        const auto startedAt = base::formatTimestamp(seen.startedAt.value_or(base::Timestamp()));
        return OperationAnswer{base::Json{{"startedAt", startedAt}}.dump(), "", {}};
    }

private:
    /// A release was staged, and the policy lets it take effect with a restart.
    static bool waitsForRestart(const StepWork& work) {
        const PhoneFacts facts(work.record, work.desired);
        const auto& services = work.services;
        return facts.staged() && permitRelease(work.desired.settings, work.desired.release.version) &&
               updateMoment(work.desired.settings, services.clock.now(), true, services.zones).permitted;
    }
};

}  // namespace

std::unique_ptr<const PhoneOperation> createVirtualPhoneRestart() { return std::make_unique<VirtualPhoneRestart>(); }

}  // namespace agent
