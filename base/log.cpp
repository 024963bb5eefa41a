#include "base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace base {

Result<void> startLogging(std::string_view program, std::string_view level) {
    const std::string wanted(level);
    const auto parsed = spdlog::level::from_str(wanted == "warning" ? "warn" : wanted);
    if (parsed == spdlog::level::off && wanted != "off")
        return {ErrorCode::InvalidInput, "'" + wanted + "' is not a log level: use trace, debug, info, warn or error"};
    auto logger = std::make_shared<spdlog::logger>(std::string(program), std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %n %^%l%$ %v", spdlog::pattern_time_type::utc);
    logger->set_level(parsed);
    logger->flush_on(spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
    return {};
}

void logDebug(std::string_view message) { spdlog::debug("{}", message); }
void logInfo(std::string_view message) { spdlog::info("{}", message); }
void logWarning(std::string_view message) { spdlog::warn("{}", message); }
void logError(std::string_view message) { spdlog::error("{}", message); }

}  // namespace base
