#include "policy/lattice.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace policy {
namespace {

const TextSet& set(const Value& value) { return std::get<TextSet>(value); }

TextSet unionOf(const TextSet& a, const TextSet& b) {
    TextSet all;
    std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
    return all;
}

TextSet intersectionOf(const TextSet& a, const TextSet& b) {
    TextSet both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
    return both;
}

TextSet without(const TextSet& a, const TextSet& b) {
    TextSet rest;
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(rest));
    return rest;
}

/// Place among the choices, loosest first.
auto rank(const Setting& setting, const Value& value) {
    return std::find(setting.choices.begin(), setting.choices.end(), std::get<std::string>(value)) - setting.choices.begin();
}

/// Texts that are no versions have an order too, so that the join is one for any text.
const std::string& laterVersion(const std::string& a, const std::string& b) {
    const auto order = compareVersions(a, b);
    return order == 0 ? std::max(a, b) : order < 0 ? b : a;
}

}  // namespace

bool isOrdered(const Setting& setting) { return setting.merge != MergeOperator::Exclusive && setting.atomicGroup.empty(); }

bool hasShape(const Setting& setting, const Value& value) {
    switch (setting.type) {
        case ValueType::Boolean: return std::holds_alternative<bool>(value);
        case ValueType::Integer: return std::holds_alternative<std::int64_t>(value);
        case ValueType::Text: return std::holds_alternative<std::string>(value);
        case ValueType::Choice:
            return std::holds_alternative<std::string>(value) &&
                   std::find(setting.choices.begin(), setting.choices.end(), std::get<std::string>(value)) != setting.choices.end();
        case ValueType::Texts: return std::holds_alternative<TextSet>(value);
    }
    return false;
}

Value stricter(const Setting& setting, const Value& a, const Value& b) {
    switch (setting.merge) {
        case MergeOperator::Or: return std::get<bool>(a) || std::get<bool>(b);
        case MergeOperator::And: return std::get<bool>(a) && std::get<bool>(b);
        case MergeOperator::Min: return std::min(std::get<std::int64_t>(a), std::get<std::int64_t>(b));
        case MergeOperator::Max: return std::max(std::get<std::int64_t>(a), std::get<std::int64_t>(b));
        case MergeOperator::Union: return unionOf(set(a), set(b));
        case MergeOperator::Intersect: return intersectionOf(set(a), set(b));
        case MergeOperator::EnumJoin: return rank(setting, a) < rank(setting, b) ? b : a;
        case MergeOperator::MaxVersion: return laterVersion(std::get<std::string>(a), std::get<std::string>(b));
        case MergeOperator::Exclusive: break;
    }
    return a;
}

Value loosened(const Setting& setting, const Value& value, const Value& exception) {
    switch (setting.merge) {
        case MergeOperator::Union: return without(set(value), set(exception));
        case MergeOperator::Intersect: return unionOf(set(value), set(exception));
        default: return stricter(setting, value, exception) == value ? exception : value;
    }
}

bool atLeastAsStrict(const Setting& setting, const Value& strict, const Value& loose) {
    return stricter(setting, strict, loose) == strict;
}

Direction directionOf(const Setting& setting, const Value& before, const Value& after) {
    if (before == after) return Direction::Same;
    if (!isOrdered(setting)) return Direction::Changed;
    if (atLeastAsStrict(setting, after, before)) return Direction::Tightened;
    return atLeastAsStrict(setting, before, after) ? Direction::Loosened : Direction::Changed;
}

std::string_view directionName(Direction direction) {
    constexpr std::array<std::string_view, 4> kNames{"same", "tightened", "loosened", "changed"};
    return kNames[static_cast<std::size_t>(direction)];
}

}  // namespace policy
