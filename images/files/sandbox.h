// The cage of a process that reads what a guest wrote.
#pragma once

#include "base/result.h"

namespace images::files {

/// From now on this process may read and write the files it has open, get memory (at most 512 MiB), look at the clock
/// and exit; any other system call kills it (seccomp(2), filter mode), and 60 seconds of processor time do. Unavailable when the kernel has no
/// seccomp: nothing that a guest wrote must be read then.
base::Result<void> enterSandbox();

}  // namespace images::files
