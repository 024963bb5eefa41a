#include "policy/setting.h"

#include <algorithm>
#include <array>
#include <vector>

namespace policy {
namespace {

using enum ValueType;

std::size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

template <typename Range, typename Name>
std::string_view nearest(std::string_view typed, const Range& range, Name nameOf) {
    const auto typedPart = typed.substr(0, 64);
    const auto found = std::min_element(range.begin(), range.end(), [&](const auto& a, const auto& b) {
        return editDistance(typedPart, nameOf(a)) < editDistance(typedPart, nameOf(b));
    });
    return nameOf(*found);
}

base::Error unknownSetting(std::string_view name) {
    const auto meant = nearest(name, allSettings(), [](const Setting& s) { return s.name; });
    return {base::ErrorCode::InvalidInput,
            "there is no setting '" + std::string(name.substr(0, 64)) + "'; did you mean '" + std::string(meant) + "'?"};
}

base::Error wrongValue(const Setting& setting, const std::string& what) {
    return {base::ErrorCode::InvalidInput, std::string(setting.name) + ": " + what};
}

base::Error expected(const Setting& setting) { return wrongValue(setting, "expected " + expectedText(setting)); }

std::string quoted(std::string_view text) { return "'" + std::string(text.substr(0, 64)) + "'"; }

std::string listed(std::span<const std::string_view> names) {
    std::string all;
    for (const auto& name : names) all += (all.empty() ? "" : ", ") + std::string(name);
    return all;
}

base::Result<void> checkElement(const Setting& setting, std::string_view text) {
    if (!setting.choices.empty()) {
        if (std::find(setting.choices.begin(), setting.choices.end(), text) != setting.choices.end()) return {};
        const auto meant = nearest(text, setting.choices, [](std::string_view choice) { return choice; });
        return wrongValue(setting, quoted(text) + " is none of " + listed(setting.choices) + "; did you mean '" + std::string(meant) + "'?");
    }
    if (text.size() > static_cast<std::size_t>(setting.most))
        return wrongValue(setting, quoted(text) + " is longer than " + std::to_string(setting.most) + " bytes");
    if (text.size() < static_cast<std::size_t>(setting.least)) return wrongValue(setting, "the text is empty");
    if (!hasFormat(setting.format, text)) return wrongValue(setting, quoted(text) + " is not " + std::string(formatText(setting.format)));
    return {};
}

base::Result<void> checkTexts(const Setting& setting, const TextSet& texts) {
    if (texts.size() > kMostElements)
        return wrongValue(setting, "has " + std::to_string(texts.size()) + " elements; at most " + std::to_string(kMostElements) + " are allowed");
    for (const auto& text : texts) TWINSET_TRY(checkElement(setting, text));
    if (!std::is_sorted(texts.begin(), texts.end()) || std::adjacent_find(texts.begin(), texts.end()) != texts.end())
        return wrongValue(setting, "the elements must be sorted and each there once");
    return {};
}

}  // namespace

const Setting* findSetting(std::string_view name) {
    const auto all = allSettings();
    const auto it = std::lower_bound(all.begin(), all.end(), name, [](const Setting& s, std::string_view wanted) { return s.name < wanted; });
    return it == all.end() || it->name != name ? nullptr : &*it;
}

base::Result<void> checkSettingName(std::string_view name) {
    if (findSetting(name) == nullptr) return unknownSetting(name);
    return {};
}

base::Result<void> checkSetting(std::string_view name, const Value& value) {
    const Setting* setting = findSetting(name);
    if (setting == nullptr) return unknownSetting(name);
    switch (setting->type) {
        case Boolean:
            if (!std::holds_alternative<bool>(value)) return expected(*setting);
            return {};
        case Integer: {
            const auto* number = std::get_if<std::int64_t>(&value);
            if (number == nullptr || *number < setting->least || *number > setting->most) return expected(*setting);
            return {};
        }
        case Text:
        case Choice: {
            const auto* text = std::get_if<std::string>(&value);
            if (text == nullptr) return expected(*setting);
            return checkElement(*setting, *text);
        }
        case Texts: {
            const auto* texts = std::get_if<TextSet>(&value);
            if (texts == nullptr) return expected(*setting);
            return checkTexts(*setting, *texts);
        }
    }
    return {};
}

std::string guestControl(const Setting& setting) {
    return setting.enforcement == Enforcement::Hypervisor ? std::string() : "guest." + std::string(setting.name);
}

std::string expectedText(const Setting& setting) {
    const std::string format(formatText(setting.format));
    switch (setting.type) {
        case Boolean: return "true or false";
        case Integer:
            return "a whole number from " + std::to_string(setting.least) + " to " + std::to_string(setting.most) +
                   (setting.unit.empty() ? "" : " (" + std::string(setting.unit) + ")");
        case Text: return format;
        case Choice: return "one of " + listed(setting.choices);
        case Texts: return setting.choices.empty() ? "a list, each element " + format : "a list of some of " + listed(setting.choices);
    }
    return "";
}

std::string_view looseText(const Setting& setting) {
    switch (setting.merge) {
        case MergeOperator::Or: return "false";
        case MergeOperator::And: return "true";
        case MergeOperator::Min: return "no limit";
        case MergeOperator::Max: return "nothing required";
        case MergeOperator::Union: return "none";
        case MergeOperator::Intersect: return "any";
        case MergeOperator::EnumJoin: return setting.choices.front();
        case MergeOperator::Exclusive: return "not set";
        case MergeOperator::MaxVersion: return "any version";
    }
    return "";
}

std::string_view stricterText(MergeOperator op) {
    constexpr std::array<std::string_view, 9> kTexts{"true",           "false",           "the smaller number",          "the larger number", "more elements",
                                                     "fewer elements", "the later choice", "no order: one source decides", "the later version"};
    return kTexts[static_cast<std::size_t>(op)];
}

std::string_view mergeOperatorName(MergeOperator op) {
    constexpr std::array<std::string_view, 9> kNames{"or",        "and",       "min",       "max",        "union",
                                                     "intersect", "enum-join", "exclusive", "max-version"};
    return kNames[static_cast<std::size_t>(op)];
}

std::string_view valueTypeName(ValueType type) {
    constexpr std::array<std::string_view, 5> kNames{"boolean", "integer", "text", "choice", "text-set"};
    return kNames[static_cast<std::size_t>(type)];
}

std::string_view enforcementName(Enforcement enforcement) {
    constexpr std::array<std::string_view, 3> kNames{"hypervisor", "guest", "both"};
    return kNames[static_cast<std::size_t>(enforcement)];
}

std::string_view areaName(Area area) {
    constexpr std::array<std::string_view, 13> kNames{"hardware", "wireless", "network",  "cross-profile", "lock",      "screen",   "calls",
                                                      "apps",     "accounts", "system",   "updates",       "resources", "reporting"};
    return kNames[static_cast<std::size_t>(area)];
}

}  // namespace policy
