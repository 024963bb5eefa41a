// The exit codes of `twinset`. Scripts rely on them: they change with a new major version only.
#pragma once

#include <span>
#include <string_view>

#include "base/result.h"

namespace cli {

enum ExitCode : int {
    kSuccess = 0,
    kFailedOperation = 1,
    kUsage = 2,
    kNotFound = 3,
    kConflict = 4,
    kDenied = 5,
    kUnavailable = 6,
    kInvalidInput = 7,
    kCorrupt = 8,
    kInterrupted = 130,
};

struct ExitCodeMeaning {
    int code;
    std::string_view meaning;
};

std::span<const ExitCodeMeaning> exitCodeMeanings();

int exitCodeFor(base::ErrorCode code);

}  // namespace cli
