// The state directory of one agent, locked while the process lives.
#pragma once

#include <memory>

#include "agent/state/layout.h"
#include "base/file_system.h"

namespace agent {

inline constexpr int kStateFormat = 1;

/// Held for as long as the state directory is in use.
struct OpenState {
    StateLayout layout;
    std::unique_ptr<base::FileLock> lock;
};

/// Creates the directory when it is missing, and locks it. Conflict when another agent uses it; InvalidInput when it
/// was written by a newer agent (nothing in it is touched then) or is a directory of something else.
base::Result<OpenState> openStateDirectory(base::FileSystem& files, const std::filesystem::path& root);

/// For reading beside a running agent: checks the format, takes no lock. NotFound when there is no agent's state.
base::Result<StateLayout> inspectStateDirectory(base::FileSystem& files, const std::filesystem::path& root);

}  // namespace agent
