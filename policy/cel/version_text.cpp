#include "policy/cel/version_text.h"

#include <algorithm>
#include <charconv>

namespace policy::cel {
namespace {

constexpr std::size_t kLongestVersion = 128, kMostNumbers = 6, kLeastNumbers = 3;

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> parts;
    for (std::size_t from = 0;;) {
        const auto dot = text.find('.', from);
        parts.push_back(text.substr(from, dot == std::string_view::npos ? dot : dot - from));
        if (dot == std::string_view::npos) return parts;
        from = dot + 1;
    }
}

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

bool isIdentifier(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    });
}

std::uint64_t numberAt(const VersionValue& version, std::size_t place) {
    return place < version.numbers.size() ? version.numbers[place] : 0;
}

bool isNumeric(const std::string& identifier) {
    return !identifier.empty() && std::all_of(identifier.begin(), identifier.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Semver 2.0.0, 11.4: numeric identifiers by number, others by text, numeric ones before others.
std::strong_ordering compareIdentifiers(const std::string& a, const std::string& b) {
    const bool aNumeric = isNumeric(a), bNumeric = isNumeric(b);
    if (aNumeric != bNumeric)
        return aNumeric ? std::strong_ordering::less : std::strong_ordering::greater;
    if (!aNumeric)
        return a.compare(b) <=> 0;
    const auto digits = [](const std::string& text) { return std::string_view(text).substr(std::min(text.find_first_not_of('0'), text.size())); };
    const auto aDigits = digits(a), bDigits = digits(b);
    return aDigits.size() != bDigits.size() ? aDigits.size() <=> bDigits.size() : aDigits.compare(bDigits) <=> 0;
}

}  // namespace

std::optional<VersionValue> parseVersion(std::string_view text) {
    if (text.size() > kLongestVersion) return std::nullopt;
    if (text.starts_with('v')) text.remove_prefix(1);
    const auto plus = text.find('+');
    if (plus != std::string_view::npos) {
        const auto build = split(text.substr(plus + 1));
        if (!std::all_of(build.begin(), build.end(), isIdentifier)) return std::nullopt;
        text = text.substr(0, plus);
    }
    VersionValue version;
    const auto dash = text.find('-');
    if (dash != std::string_view::npos)
        for (const auto part : split(text.substr(dash + 1))) {
            if (!isIdentifier(part)) return std::nullopt;
            version.preRelease.emplace_back(part);
        }
    for (const auto part : split(text.substr(0, dash))) {
        const auto value = number(part);
        if (!value || version.numbers.size() == kMostNumbers) return std::nullopt;
        version.numbers.push_back(*value);
    }
    if (version.numbers.size() < kLeastNumbers) version.numbers.resize(kLeastNumbers);
    return version;
}

std::string versionText(const VersionValue& version) {
    std::string text;
    for (const auto part : version.numbers) text += (text.empty() ? "" : ".") + std::to_string(part);
    for (std::size_t i = 0; i < version.preRelease.size(); ++i) text += (i == 0 ? "-" : ".") + version.preRelease[i];
    return text;
}

std::strong_ordering compareVersions(const VersionValue& a, const VersionValue& b) {
    for (std::size_t i = 0; i < std::max(a.numbers.size(), b.numbers.size()); ++i)
        if (const auto order = numberAt(a, i) <=> numberAt(b, i); order != 0)
            return order;
    if (a.preRelease.empty() || b.preRelease.empty())
        return b.preRelease.size() == a.preRelease.size() ? std::strong_ordering::equal
               : a.preRelease.empty()                     ? std::strong_ordering::greater
                                                          : std::strong_ordering::less;
    for (std::size_t i = 0; i < std::min(a.preRelease.size(), b.preRelease.size()); ++i)
        if (const auto order = compareIdentifiers(a.preRelease[i], b.preRelease[i]); order != 0)
            return order;
    return a.preRelease.size() <=> b.preRelease.size();
}

}  // namespace policy::cel
