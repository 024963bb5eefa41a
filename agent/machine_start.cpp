#include "agent/machine_start.h"

#include "agent/control_mapping.h"
#include "agent/policy_rules.h"

namespace agent {

base::Result<void> startMachine(StepWork& work) {
    const auto& settings = work.desired.settings;
    if (const auto* content = work.record.content(work.record.bootSlot())) TWINSET_TRY(permitRelease(settings, content->version));
    if (demandsEncryption(settings)) {
        TWINSET_ASSIGN(const bool encrypted, work.machine->dataDisk().encrypted());
        if (!encrypted)
            return {base::ErrorCode::Denied,
                    "the policy's encryption.required is true, and this virtual phone's data disk is not encrypted: it is not started. Restore "
                    "it from a restore point, which makes an encrypted disk"};
    }
    TWINSET_ASSIGN(const auto key, work.services.keys.open(work.record.phone));
    hypervisor::StartOptions options;
    TWINSET_ASSIGN(options.controls, controlsFor(settings, work.record.channel != ChannelEnd::None));
    return work.machine->start(options, key);
}

}  // namespace agent
