// Any JSON as what the agent inside a guest answers: whatever a guest says is read, and what comes of it is bounded.
#include <nlohmann/json.hpp>

#include "hypervisor-bridge/qemu/guest_replies.h"
#include "tests/fuzz/fuzz_check.h"

using namespace hypervisor;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto reply = base::parseJson(base::BytesView(reinterpret_cast<const char*>(data), size), 64 * 1024);
    if (!reply) return 0;
    const auto answer = guestReturn(*reply, "guest-exec");
    if (!answer) {
        fuzz::demand(answer.error().message.size() <= 600, "what a guest complains of is bounded");
        return 0;
    }
    const auto pid = guestExecPid(*answer);
    fuzz::demand(pid.ok() || pid.error().code == base::ErrorCode::Corrupt, "there is a process, or there is none");
    if (const auto outcome = guestExecOutcome(*answer))
        fuzz::demand(outcome->exitCode >= -1 && outcome->standardOutput.size() + outcome->standardError.size() <= size,
                     "an outcome is bounded");
    return 0;
}
