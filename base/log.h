// Logging: one line an event, to standard error, written where the event is handled. Threads: any.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace base {

/// Names the program in each line and sets the level: trace, debug, info, warn, error. InvalidInput for another level.
Result<void> startLogging(std::string_view program, std::string_view level);

void logDebug(std::string_view message);
void logInfo(std::string_view message);
void logWarning(std::string_view message);
void logError(std::string_view message);

}  // namespace base
