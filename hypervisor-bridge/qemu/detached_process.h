// Programs that outlive us: started in a session of their own, not our children, so that neither our end nor that of a
// terminal disturbs them. The child becomes the program only after `record` has stored who it is; when we die before
// that, it ends, so no program ever runs that nobody can find again.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace hypervisor {

/// A process and the start time that tells it from a later one with the same number.
struct ProcessIdentity {
    pid_t pid = -1;
    std::uint64_t startTicks = 0;
};

struct DetachedRequest {
    std::vector<std::string> command;
    std::filesystem::path workingDirectory;
    std::string logFile;            // takes standard output and error; in the working directory
    std::vector<int> inheritedFds;  // become 3, 4, … in the child
    /// Stores the identity durably; an error ends the child before it becomes the program.
    std::function<base::Result<void>(const ProcessIdentity&)> record;
};

/// NotFound when the program does not exist.
base::Result<ProcessIdentity> startDetached(const DetachedRequest& request);
[[nodiscard]] bool isAlive(const ProcessIdentity& process);
/// True when it was gone before `timeout`.
bool waitUntilGone(const ProcessIdentity& process, base::Duration timeout);
/// SIGKILL, then waits for the end (10 s at most). Never hits another process that has taken the number.
base::Result<void> killProcess(const ProcessIdentity& process);

}  // namespace hypervisor
