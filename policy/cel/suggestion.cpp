#include "policy/cel/suggestion.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace policy::cel {

namespace {

constexpr std::size_t kLongestWanted = 64;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Letters to insert, delete, replace or swap with their neighbour.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> beforeLast(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = std::min({row[j - 1] + 1, last[j] + 1, last[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
                row[j] = std::min(row[j], beforeLast[j - 2] + 1);
        }
        std::swap(beforeLast, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

constexpr auto kElsewhere = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"len", "size"},
    {"length", "size"},
    {"count", "size"},
    {"includes", "contains"},
    {"has", "contains"},
    {"match", "matches"},
    {"regex", "matches"},
    {"test", "matches"},
    {"like", "matches"},
    {"lower", "lowerAscii"},
    {"toLower", "lowerAscii"},
    {"toLowerCase", "lowerAscii"},
    {"upper", "upperAscii"},
    {"toUpper", "upperAscii"},
    {"toUpperCase", "upperAscii"},
    {"beginsWith", "startsWith"},
    {"hasPrefix", "startsWith"},
    {"hasSuffix", "endsWith"},
    {"any", "exists"},
    {"some", "exists"},
    {"every", "all"},
    {"str", "string"},
    {"toString", "string"},
    {"float", "double"},
    {"strip", "trim"},
    {"date", "timestamp"},
    {"time", "timestamp"},
    {"semver", "version"},
});

}  // namespace

std::optional<std::string_view> nearestName(std::string_view wanted, std::span<const std::string_view> known) {
    if (wanted.empty() || wanted.size() > kLongestWanted) return std::nullopt;
    const std::size_t most = wanted.size() <= 2 ? 0 : wanted.size() <= 5 ? 1 : wanted.size() / 3;
    std::optional<std::string_view> nearest;
    std::size_t least = most + 1;
    for (const std::string_view name : known) {
        if (name.size() > wanted.size() + most || wanted.size() > name.size() + most) continue;
        const std::size_t far = distance(wanted, name);
        if (far >= least) continue;
        least = far;
        nearest = name;
    }
    return nearest;
}

std::optional<std::string_view> nameElsewhere(std::string_view wanted) {
    for (const auto& [theirs, ours] : kElsewhere)
        if (theirs == wanted) return ours;
    return std::nullopt;
}

}  // namespace policy::cel
