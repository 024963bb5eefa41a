#include "policy/rule_book.h"

#include <array>
#include <utility>

#include "base/ids.h"

namespace policy {
namespace {

constexpr std::array<std::pair<TargetKind, std::string_view>, 4> kPrefixes{{
    {TargetKind::Persona, "persona:"},
    {TargetKind::Handset, "handset:"},
    {TargetKind::Phone, "phone:"},
    {TargetKind::Group, "group:"},
}};

}  // namespace

std::string targetText(const Target& target) {
    for (const auto& [kind, prefix] : kPrefixes)
        if (kind == target.kind) return std::string(prefix) + target.id;
    return "all";
}

base::Result<Target> targetFromText(std::string_view text) {
    if (text == "all") return Target{};
    for (const auto& [kind, prefix] : kPrefixes)
        if (text.starts_with(prefix) && base::isIdText(text.substr(prefix.size())))
            return Target{kind, std::string(text.substr(prefix.size()))};
    return {base::ErrorCode::InvalidInput, "'" + std::string(text.substr(0, 128)) +
                                               "' is no target: write all, persona:NAME, handset:ID, phone:ID or group:NAME"};
}

}  // namespace policy
