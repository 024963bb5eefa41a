// Running other programs to their end.
// Programs are named by path or found on PATH; no shell is involved. Standard input is /dev/null unless given.
// Blocking; safe from any thread.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"

namespace base {

struct ProcessOutcome {
    int exitCode = -1;       // 128 + signal when a signal ended it
    Bytes standardOutput;    // at most 16 MiB kept
    Bytes standardError;
};

struct ProcessRequest {
    std::vector<std::string> command;  // [0] is the program
    Bytes standardInput;
    Duration timeout = std::chrono::minutes(5);
    std::optional<std::string> workingDirectory;
    std::vector<std::string> environment;  // NAME=value, added to ours
};

/// NotFound when the program does not exist; Timeout when it was killed at its deadline. A non-zero exit is no Error.
Result<ProcessOutcome> runProcess(const ProcessRequest& request);

/// Runs a command and turns a non-zero exit into Internal with the tail of its standard error. Returns standard output.
Result<Bytes> runProcessOrFail(const ProcessRequest& request);

/// The program `name` in the directory of the program that runs: what was installed with it. NotFound when it is not there.
Result<std::filesystem::path> programBesideThisOne(const std::string& name);

/// Start time of a process in clock ticks after boot (/proc/PID/stat, field 22), which with the pid identifies it for as
/// long as the machine is up. NotFound when there is no such process (a zombie counts as gone).
Result<std::uint64_t> processStartTime(pid_t pid);

}  // namespace base
