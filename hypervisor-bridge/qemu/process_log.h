// What a machine's process writes, in its directory: `hypervisor.log`, and `.1` to `.4` of the starts before. Why one ended is
// asked for after the agent has started it anew.
#pragma once

#include <string>

#include "base/file_system.h"

namespace hypervisor {

inline constexpr const char* kProcessLog = "hypervisor.log";

/// Before a start.
base::Result<void> putOldLogsAside(base::FileSystem& files, const std::filesystem::path& directory);
/// The end of the newest log, for people; empty when nothing was written.
std::string lastWords(base::FileSystem& files, const std::filesystem::path& directory);

}  // namespace hypervisor
