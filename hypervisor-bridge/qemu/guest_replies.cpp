#include "hypervisor-bridge/qemu/guest_replies.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace hypervisor {
namespace {

constexpr std::size_t kLongestDescription = 512;
constexpr std::int64_t kKilledBySignal = 128;
constexpr std::int64_t kMostExitCode = 0xFFFF'FFFF >> 1;

/// The member, when `json` is an object that has it; null otherwise.
const base::Json& memberOf(const base::Json& json, const char* name) {
    static const base::Json none;
    const auto found = json.is_object() ? json.find(name) : json.end();
    return json.is_object() && found != json.end() ? *found : none;
}

std::optional<std::int64_t> integerIn(const base::Json& json, const char* name) {
    const auto& member = memberOf(json, name);
    return member.is_number_integer() ? std::optional(member.get<std::int64_t>()) : std::nullopt;
}

std::string textIn(const base::Json& json, const char* name) {
    const auto& member = memberOf(json, name);
    return member.is_string() ? member.get<std::string>() : std::string();
}

base::Bytes fromBase64(std::string text) {
    while (!text.empty() && text.back() == '=') text.pop_back();
    for (auto& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
    return base::fromBase64Url(text).valueOr("");
}

int exitCodeIn(const base::Json& answer) {
    if (const auto signal = integerIn(answer, "signal"))
        return static_cast<int>(kKilledBySignal + std::clamp<std::int64_t>(*signal, 0, kKilledBySignal - 1));
    return static_cast<int>(std::clamp<std::int64_t>(integerIn(answer, "exitcode").value_or(-1), -1, kMostExitCode));
}

}  // namespace

base::Result<base::Json> guestReturn(const base::Json& reply, const std::string& command) {
    if (reply.is_object() && reply.contains("return")) return reply["return"];
    return {base::ErrorCode::Internal,
            "the guest agent refused " + command + ": " + textIn(memberOf(reply, "error"), "desc").substr(0, kLongestDescription)};
}

base::Result<std::int64_t> guestExecPid(const base::Json& answer) {
    const auto pid = integerIn(answer, "pid");
    if (!pid) return {base::ErrorCode::Corrupt, "the guest agent does not say which process it started"};
    return *pid;
}

std::optional<GuestExecOutcome> guestExecOutcome(const base::Json& answer) {
    if (memberOf(answer, "exited") != true) return std::nullopt;
    return GuestExecOutcome{exitCodeIn(answer), fromBase64(textIn(answer, "out-data")), fromBase64(textIn(answer, "err-data"))};
}

}  // namespace hypervisor
