// The machine that a virtual phone should be: its definition for the driver, from the journal and the desired state.
#pragma once

#include "agent/state/phone_record.h"
#include "fleet/protocol/desired_state.h"
#include "hypervisor-bridge/machine_spec.h"

namespace agent {

/// The record must have content in its boot slot.
hypervisor::MachineSpec planMachine(const StateLayout& layout, const PhoneRecord& record,
                                    const fleet::protocol::DesiredState& desired);

/// Do both define the same machine?
bool sameMachine(const hypervisor::MachineSpec& one, const hypervisor::MachineSpec& other);

/// The slot a definition boots from.
std::optional<Slot> slotOf(const StateLayout& layout, const hypervisor::MachineSpec& spec);

}  // namespace agent
