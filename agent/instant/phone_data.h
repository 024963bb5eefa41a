// A restore point of a virtual phone, read on demand over connections to the gateway.
#pragma once

#include "agent/instant/restore_point_source.h"
#include "agent/phone_step.h"

namespace agent {

/// What is fetched is kept, encrypted, at `cache` for as long as the source lives. Takes the network; errors are the gateway's.
base::Result<std::shared_ptr<RestorePointSource>> openPhoneData(const StepWork& work, const base::PhoneId& phone, const images::ChunkId& root,
                                                                const std::filesystem::path& cache);

}  // namespace agent
