// virtual_phone_restart: powers a phone off and starts it again, with the policy in force. The proof follows in the
// report.
#include <nlohmann/json.hpp>

#include "agent/control_mapping.h"
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
            phone.state->step = "starting";
            TWINSET_ASSIGN(const auto key, phone.services.keys.open(phone.record.phone));
            hypervisor::StartOptions options;
            TWINSET_ASSIGN(options.controls,
                           controlsFor(phone.desired.settings, phone.record.channel != ChannelEnd::None));
            TWINSET_TRY(phone.machine->start(options, key));
            TWINSET_ASSIGN(seen, phone.machine->observe());
        }
        const auto startedAt = base::formatTimestamp(seen.startedAt.value_or(base::Timestamp()));
        return OperationAnswer{base::Json{{"startedAt", startedAt}}.dump(), "", {}};
    }
};

}  // namespace

std::unique_ptr<const PhoneOperation> createVirtualPhoneRestart() { return std::make_unique<VirtualPhoneRestart>(); }

}  // namespace agent
