#include "base/result.h"

#include <array>

namespace base {
namespace {

struct CodeName {
    ErrorCode code;
    std::string_view name;
};

constexpr std::array kCodeNames{
    CodeName{ErrorCode::NotFound, "not_found"},   CodeName{ErrorCode::Conflict, "conflict"},
    CodeName{ErrorCode::InvalidInput, "invalid_input"}, CodeName{ErrorCode::Denied, "denied"},
    CodeName{ErrorCode::Unavailable, "unavailable"}, CodeName{ErrorCode::Timeout, "timeout"},
    CodeName{ErrorCode::Corrupt, "corrupt"},      CodeName{ErrorCode::Cancelled, "cancelled"},
    CodeName{ErrorCode::Internal, "internal"},
};

}  // namespace

std::string_view errorCodeName(ErrorCode code) {
    for (const auto& entry : kCodeNames)
        if (entry.code == code) return entry.name;
    return "internal";
}

std::optional<ErrorCode> errorCodeFromName(std::string_view name) {
    for (const auto& entry : kCodeNames)
        if (entry.name == name) return entry.code;
    return std::nullopt;
}

Error Error::withContext(std::string_view context) const {
    return Error{code, std::string(context) + ": " + message};
}

}  // namespace base
