// Patience: bulk data goes on where it was when the gateway comes back within about a minute, as after a restart.
// Without it a backup would fail and a restore begin again with an empty disk. Worker threads only; blocks. Ends at
// once when the work is cancelled. The `work` must outlive what is made for it.
#pragma once

#include "agent/phone_step.h"
#include "images/chunk.h"

namespace agent {

/// Waits; false when the work was cancelled meanwhile.
bool rest(const StepWork& work, base::Duration pause);

/// Asks again, after each of the pauses, as long as the gateway is unavailable.
template <typename Ask>
auto patiently(const StepWork& work, Ask&& ask) -> decltype(ask()) {
    for (const auto pause : work.services.timing.transferPauses) {
        auto answer = ask();
        if (answer || answer.error().code != base::ErrorCode::Unavailable || !rest(work, pause)) return answer;
    }
    return ask();
}

std::unique_ptr<images::ChunkSource> patientSource(const StepWork& work, std::unique_ptr<images::ChunkSource> source);
std::unique_ptr<images::ChunkSink> patientSink(const StepWork& work, std::unique_ptr<images::ChunkSink> sink);

}  // namespace agent
