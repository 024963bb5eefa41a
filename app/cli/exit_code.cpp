#include "app/cli/exit_code.h"

#include <array>

namespace cli {

std::span<const ExitCodeMeaning> exitCodeMeanings() {
    static constexpr std::array kMeanings{
        ExitCodeMeaning{kSuccess, "done"},
        ExitCodeMeaning{kFailedOperation,
                        "the operation failed or was cancelled; or a fault of twinset or the gateway"},
        ExitCodeMeaning{kUsage, "the command line is wrong; nothing was asked of the fleet"},
        ExitCodeMeaning{kNotFound, "what was named does not exist"},
        ExitCodeMeaning{kConflict, "it exists already, is in use, has an ambiguous name, or changed meanwhile"},
        ExitCodeMeaning{kDenied, "not permitted, not logged in, or the gateway is not the one that was expected"},
        ExitCodeMeaning{kUnavailable,
                        "the gateway or a handset cannot be reached, or --timeout passed; trying again may help"},
        ExitCodeMeaning{kInvalidInput, "a value or a file is wrong; trying again unchanged cannot help"},
        ExitCodeMeaning{kCorrupt, "stored or received data is damaged, or the audit chain is broken"},
        ExitCodeMeaning{kInterrupted, "Ctrl-C; an operation that was started goes on"},
    };
    return kMeanings;
}

int exitCodeFor(base::ErrorCode code) {
    switch (code) {
        case base::ErrorCode::NotFound:
            return kNotFound;
        case base::ErrorCode::Conflict:
            return kConflict;
        case base::ErrorCode::InvalidInput:
            return kInvalidInput;
        case base::ErrorCode::Denied:
            return kDenied;
        case base::ErrorCode::Unavailable:
        case base::ErrorCode::Timeout:
            return kUnavailable;
        case base::ErrorCode::Corrupt:
            return kCorrupt;
        case base::ErrorCode::Cancelled:
            return kInterrupted;
        case base::ErrorCode::Internal:
            break;
    }
    return kFailedOperation;
}

}  // namespace cli
