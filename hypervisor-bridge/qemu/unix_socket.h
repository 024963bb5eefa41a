// Connecting to Unix sockets that lie in a known directory. A socket's address holds 107 bytes at most; going through
// /proc/self/fd keeps ours short however deep the directory is. QEMU binds by relative name, its working directory being
// the machine's.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace hypervisor {

/// Unavailable when nobody listens there.
base::Result<base::UniqueFd> connectUnixSocket(const std::filesystem::path& directory, const std::string& name);

/// The most bytes a path may have that is given to QEMU as a socket's.
constexpr std::size_t kLongestSocketPath = 107;

}  // namespace hypervisor
