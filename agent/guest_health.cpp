#include "agent/guest_health.h"

#include <nlohmann/json.hpp>

#include "base/json.h"

namespace agent {
namespace {

using base::ErrorCode;

constexpr std::size_t kLongestHealth = 4096;

std::string member(const base::Json& json, const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace

base::Result<GuestHealth> judgeHealth(const hypervisor::GuestExecOutcome& outcome, const base::PhoneId& phone,
                                      const std::string& release) {
    const auto json = base::parseJson(outcome.standardOutput, kLongestHealth);
    const bool readable = json.ok() && json->is_object();
    if (outcome.exitCode != 0) {
        const auto reason = readable ? member(*json, "reason") : "";
        return {ErrorCode::Unavailable,
                "the guest is not ready: " +
                    (reason.empty() ? "its health program ended with " + std::to_string(outcome.exitCode) : reason)};
    }
    if (!readable) return {ErrorCode::Unavailable, "the guest's health program did not answer with a JSON object"};
    GuestHealth health{member(*json, "release"), json->dump(-1, ' ', false, base::Json::error_handler_t::replace)};
    if (health.release != release)
        return {ErrorCode::InvalidInput, "the guest runs release '" + health.release + "' and not " + release};
    if (const auto data = member(*json, "data"); data != "mounted")
        return {ErrorCode::InvalidInput, "the guest's data disk is '" + data + "' and not mounted"};
    if (const auto named = member(*json, "phone"); !named.empty() && named != phone.text())
        return {ErrorCode::InvalidInput, "the guest takes itself for the virtual phone '" + named + "'"};
    return health;
}

}  // namespace agent
