// What the agent inside a guest answers (docs/interop/qemu-ga-ref of QEMU). A guest that somebody took over answers what it likes, of
// whatever type: nothing here throws, and what is no answer reads as one that says nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/json.h"
#include "hypervisor-bridge/guest_agent.h"

namespace hypervisor {

/// The content of "return"; otherwise Internal, with what the guest says of `command`, at most 512 bytes of it.
base::Result<base::Json> guestReturn(const base::Json& reply, const std::string& command);
/// Of guest-exec. Corrupt when there is none.
base::Result<std::int64_t> guestExecPid(const base::Json& answer);
/// Of guest-exec-status; nullopt while the program runs.
std::optional<GuestExecOutcome> guestExecOutcome(const base::Json& answer);

}  // namespace hypervisor
