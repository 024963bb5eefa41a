// The agent inside the guest, spoken to over the machine's socket "ga": JSON lines, one question at a time. The stream
// is not ours alone in time: replies to questions of a dead predecessor may come first. So a conversation begins with
// guest-sync-delimited, and every question carries an id its answer must repeat; a question that timed out leads to a new
// sync.
#pragma once

#include <memory>

#include "hypervisor-bridge/guest_agent.h"
#include "hypervisor-bridge/qemu/machine_context.h"

namespace hypervisor {

std::unique_ptr<GuestAgent> createQemuGuestAgent(std::shared_ptr<MachineContext> machine);

/// True when the guest holds its agent's port open, as QEMU sees it.
bool guestAgentConnected(QmpConnection& qmp);

}  // namespace hypervisor
