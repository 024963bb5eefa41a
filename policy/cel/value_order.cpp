// Equality, order and hash of values. Numbers are equal when they are the same mathematically, without rounding: the integer 2^53 + 1 is not the double
// 2^53, or one key of a map could be two. The order of a whole number and a double rounds the whole number first, as the reference implementation does
// and the public conformance suite wants: 9223372036854775807 < 9223372036854775808.0 is false.
#include <algorithm>
#include <cmath>
#include <functional>

#include "policy/cel/environment.h"
#include "policy/cel/value.h"
#include "policy/cel/version_text.h"

namespace policy::cel {

namespace {

bool equalIntDouble(std::int64_t a, double b) { return b >= -kTwoTo63 && b < kTwoTo63 && std::trunc(b) == b && static_cast<std::int64_t>(b) == a; }

bool equalUintDouble(std::uint64_t a, double b) { return b >= 0 && b < kTwoTo64 && std::trunc(b) == b && static_cast<std::uint64_t>(b) == a; }

std::partial_ordering compareIntUint(std::int64_t a, std::uint64_t b) {
    return a < 0 ? std::partial_ordering::less : std::partial_ordering(static_cast<std::uint64_t>(a) <=> b);
}

std::partial_ordering reversed(std::partial_ordering order) { return 0 <=> order; }

double asDouble(const Value& number) {
    switch (number.kind()) {
        case ValueKind::Int: return static_cast<double>(number.integer());
        case ValueKind::Uint: return static_cast<double>(number.unsignedInteger());
        default: return number.number();
    }
}

std::partial_ordering compareNumbers(const Value& a, const Value& b) {
    if (a.kind() == ValueKind::Double || b.kind() == ValueKind::Double)
        return asDouble(a) <=> asDouble(b);
    if (a.kind() == ValueKind::Int)
        return b.kind() == ValueKind::Int ? std::partial_ordering(a.integer() <=> b.integer()) : compareIntUint(a.integer(), b.unsignedInteger());
    return b.kind() == ValueKind::Int ? reversed(compareIntUint(b.integer(), a.unsignedInteger()))
                                      : std::partial_ordering(a.unsignedInteger() <=> b.unsignedInteger());
}

/// Of different kinds.
bool numbersEqual(const Value& a, const Value& b) {
    if (b.kind() == ValueKind::Double)
        return a.kind() == ValueKind::Int ? equalIntDouble(a.integer(), b.number()) : equalUintDouble(a.unsignedInteger(), b.number());
    if (a.kind() == ValueKind::Double)
        return numbersEqual(b, a);
    return compareNumbers(a, b) == 0;
}

bool listsEqual(const List& a, const List& b) { return std::equal(a.begin(), a.end(), b.begin(), b.end(), valuesEqual); }

bool mapsEqual(const Map& a, const Map& b) {
    return a.entries.size() == b.entries.size() && std::all_of(a.entries.begin(), a.entries.end(), [&](const auto& entry) {
               const Value* other = b.find(entry.first);
               return other != nullptr && valuesEqual(entry.second, *other);
           });
}

bool optionalsEqual(const std::optional<Value>& a, const std::optional<Value>& b) {
    return a.has_value() == b.has_value() && (!a || valuesEqual(*a, *b));
}

bool structsEqual(const StructValue& a, const StructValue& b) {
    return a.type == b.type && std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end(), optionalsEqual);
}

std::size_t mixed(std::uint64_t bits) {
    bits ^= bits >> 33;
    bits *= 0xff51afd7ed558ccdULL;
    bits ^= bits >> 33;
    bits *= 0xc4ceb9fe1a85ec53ULL;
    return bits ^ (bits >> 33);
}

std::size_t hashDouble(double number) {
    if (number >= -kTwoTo63 && number < kTwoTo63 && std::trunc(number) == number)
        return mixed(static_cast<std::uint64_t>(static_cast<std::int64_t>(number)));
    if (number >= 0 && number < kTwoTo64 && std::trunc(number) == number)
        return mixed(static_cast<std::uint64_t>(number));
    return std::hash<double>{}(number);
}

}  // namespace

std::optional<std::partial_ordering> compareValues(const Value& a, const Value& b) {
    if (isNumber(a.kind()) && isNumber(b.kind())) {
        const auto order = compareNumbers(a, b);
        return order == std::partial_ordering::unordered ? std::nullopt : std::optional(order);
    }
    if (a.kind() != b.kind())
        return std::nullopt;
    switch (a.kind()) {
        case ValueKind::Bool: return a.boolean() <=> b.boolean();
        case ValueKind::String: return a.text().compare(b.text()) <=> 0;  // UTF-8: bytes are in the order of code points
        case ValueKind::Bytes: return a.bytes().octets.compare(b.bytes().octets) <=> 0;
        case ValueKind::Timestamp: return a.timestamp() <=> b.timestamp();
        case ValueKind::Duration: return a.duration() <=> b.duration();
        case ValueKind::Version: return compareVersions(a.version(), b.version());
        default: return std::nullopt;
    }
}

bool valuesEqual(const Value& a, const Value& b) {
    if (a.kind() != b.kind())
        return isNumber(a.kind()) && isNumber(b.kind()) && numbersEqual(a, b);
    switch (a.kind()) {
        case ValueKind::Null: return true;
        case ValueKind::Bool: return a.boolean() == b.boolean();
        case ValueKind::Int: return a.integer() == b.integer();
        case ValueKind::Uint: return a.unsignedInteger() == b.unsignedInteger();
        case ValueKind::Double: return a.number() == b.number();
        case ValueKind::String: return a.text() == b.text();
        case ValueKind::Bytes: return a.bytes() == b.bytes();
        case ValueKind::Timestamp: return a.timestamp() == b.timestamp();
        case ValueKind::Duration: return a.duration() == b.duration();
        case ValueKind::List: return listsEqual(a.list(), b.list());
        case ValueKind::Map: return mapsEqual(a.map(), b.map());
        case ValueKind::Type: return a.type().kind == b.type().kind && a.type().name == b.type().name;
        case ValueKind::Optional: return optionalsEqual(a.optional(), b.optional());
        case ValueKind::Struct: return structsEqual(a.structure(), b.structure());
        case ValueKind::Ip: return a.ip() == b.ip();
        case ValueKind::Cidr: return a.cidr() == b.cidr();
        case ValueKind::Version: return compareVersions(a.version(), b.version()) == 0;
        case ValueKind::Error: return false;
    }
    return false;
}

std::size_t hashValue(const Value& value) {
    const auto kind = static_cast<std::uint64_t>(value.kind()) << 56;
    switch (value.kind()) {
        case ValueKind::Bool: return mixed(kind + (value.boolean() ? 1 : 0));
        case ValueKind::Int: return mixed(static_cast<std::uint64_t>(value.integer()));
        case ValueKind::Uint: return mixed(value.unsignedInteger());
        case ValueKind::Double: return hashDouble(value.number());
        case ValueKind::String: return std::hash<std::string>{}(value.text());
        case ValueKind::Bytes: return std::hash<std::string>{}(value.bytes().octets) + 1;
        case ValueKind::Timestamp:
            return mixed(kind ^ static_cast<std::uint64_t>(value.timestamp().seconds)) + static_cast<std::size_t>(value.timestamp().nanoseconds);
        case ValueKind::Duration:
            return mixed(kind ^ static_cast<std::uint64_t>(value.duration().seconds)) + static_cast<std::size_t>(value.duration().nanoseconds);
        case ValueKind::List: return mixed(kind + value.list().size());
        case ValueKind::Map: return mixed(kind + value.map().entries.size());
        default: return mixed(kind);
    }
}

}  // namespace policy::cel
