// Values of CEL expressions at run time. Cheap to copy: what is large is shared and never changes. Any thread.
//
// Rejected: exceptions for evaluation errors. `false && error` is false in CEL, so an error is an ordinary value that
// travels until somebody absorbs it.
//
// Values may share their parts, so that a small expression can make a value of which there is astronomically much ([a,
// a] of [b, b] of ...). Each value therefore knows its weight, and what walks a whole value pays that much before it
// starts. Nesting is bounded where a value is made, which bounds the recursion of equality, printing and destruction.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "policy/cel/ast.h"
#include "policy/cel/type.h"

namespace policy::cel {

class Value;
struct StructType;

enum class ValueKind {
    Null, Bool, Int, Uint, Double, String, Bytes, Timestamp, Duration, List, Map, Type, Optional, Struct, Ip, Cidr,
    Version, Error
};

/// Nanoseconds resolution as in google.protobuf.Timestamp: 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z.
struct TimestampValue {
    std::int64_t seconds = 0;  // since 1970-01-01T00:00:00Z
    std::int32_t nanoseconds = 0;
    auto operator<=>(const TimestampValue&) const = default;
};
struct DurationValue {
    std::int64_t seconds = 0;
    std::int32_t nanoseconds = 0;  // same sign as seconds
    auto operator<=>(const DurationValue&) const = default;
};
/// IPv4 as 4, IPv6 as 16 octets; prefix: a CIDR's length.
struct IpValue {
    std::vector<std::uint8_t> octets;
    bool operator==(const IpValue&) const = default;
};
struct CidrValue {
    IpValue address;
    int prefix = 0;
    bool operator==(const CidrValue&) const = default;
};
/// A dotted version as phones have them: "14.2.0-beta.1+build7". Ordered as semver 2.0.0 section 11; missing parts are
/// 0; build is ignored.
struct VersionValue {
    std::vector<std::uint64_t> numbers;  // at least 3, at most 6
    std::vector<std::string> preRelease;
    bool operator==(const VersionValue&) const = default;
};

struct ErrorValue {
    std::string message;  // "no such key: x", "divide by zero": the specification's words where it has some
    Position position;    // of the call that failed, when known
};

using List = std::vector<Value>;
using MapEntries = std::vector<std::pair<Value, Value>>;

/// Levels of lists, maps, optionals and structs in one value; making a deeper one gives an error value.
inline constexpr std::uint32_t kMostValueNesting = 512;

/// How much there is of a value. `weight`: leaves in all, a text counts one more for each 32 bytes; saturates.
struct Extent {
    std::uint32_t depth = 0;
    std::uint64_t weight = 1;
    void include(const Extent& part);
};

/// Insertion-ordered; look-up by CEL equality (1, 1u and 1.0 are one key).
struct Map;
/// A declared struct (`device`): fields in the order of the type; an absent one is nullopt and makes has() false.
struct StructValue {
    const StructType* type = nullptr;  // outlives the value
    std::vector<std::optional<Value>> fields;
};

class Value {
public:
    Value() = default;  // null
    explicit Value(bool value) : m_held(value) {}
    explicit Value(std::int64_t value) : m_held(value) {}
    explicit Value(std::uint64_t value) : m_held(value) {}
    explicit Value(double value) : m_held(value) {}
    explicit Value(std::string value) : m_held(std::make_shared<const std::string>(std::move(value))) {}
    explicit Value(Bytes value) : m_held(std::make_shared<const Bytes>(std::move(value))) {}
    explicit Value(TimestampValue value) : m_held(value) {}
    explicit Value(DurationValue value) : m_held(value) {}
    explicit Value(const char*) = delete;
    static Value list(List elements);
    /// Keys are bool, int, uint or string; other keys and later entries with an equal key are an error value.
    static Value map(MapEntries entries);
    /// The list with the element at its end, the map with one more entry: in place when nobody else holds `list` or
    /// `map`.
    static Value appended(Value list, Value element);
    static Value inserted(Value map, Value key, Value value);
    static Value type(Type type);
    static Value optional(std::optional<Value> content);
    static Value structure(StructValue fields);
    static Value ip(IpValue value);
    static Value cidr(CidrValue value);
    static Value version(VersionValue value);
    static Value error(std::string message, Position position = {});

    [[nodiscard]] ValueKind kind() const { return static_cast<ValueKind>(m_held.index()); }
    [[nodiscard]] Extent extent() const;
    [[nodiscard]] bool isError() const { return kind() == ValueKind::Error; }
    [[nodiscard]] bool isTrue() const { return kind() == ValueKind::Bool && std::get<bool>(m_held); }
    [[nodiscard]] bool isFalse() const { return kind() == ValueKind::Bool && !std::get<bool>(m_held); }
    // The kind must be the one named.
    [[nodiscard]] bool boolean() const { return std::get<bool>(m_held); }
    [[nodiscard]] std::int64_t integer() const { return std::get<std::int64_t>(m_held); }
    [[nodiscard]] std::uint64_t unsignedInteger() const { return std::get<std::uint64_t>(m_held); }
    [[nodiscard]] double number() const { return std::get<double>(m_held); }
    [[nodiscard]] const std::string& text() const { return *std::get<std::shared_ptr<const std::string>>(m_held); }
    [[nodiscard]] const Bytes& bytes() const { return *std::get<std::shared_ptr<const Bytes>>(m_held); }
    [[nodiscard]] TimestampValue timestamp() const { return std::get<TimestampValue>(m_held); }
    [[nodiscard]] DurationValue duration() const { return std::get<DurationValue>(m_held); }
    [[nodiscard]] const List& list() const;
    [[nodiscard]] const Map& map() const { return *std::get<std::shared_ptr<const Map>>(m_held); }
    [[nodiscard]] const Type& type() const { return *std::get<std::shared_ptr<const Type>>(m_held); }
    [[nodiscard]] const std::optional<Value>& optional() const;
    [[nodiscard]] const StructValue& structure() const;
    [[nodiscard]] const IpValue& ip() const { return *std::get<std::shared_ptr<const IpValue>>(m_held); }
    [[nodiscard]] const CidrValue& cidr() const { return *std::get<std::shared_ptr<const CidrValue>>(m_held); }
    [[nodiscard]] const VersionValue& version() const { return *std::get<std::shared_ptr<const VersionValue>>(m_held); }
    [[nodiscard]] const ErrorValue& error() const { return *std::get<std::shared_ptr<const ErrorValue>>(m_held); }

private:
    struct ListBox;
    struct OptionalBox;
    struct StructBox;
    // In the order of ValueKind.
    std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::shared_ptr<const std::string>,
                 std::shared_ptr<const Bytes>, TimestampValue, DurationValue, std::shared_ptr<const ListBox>,
                 std::shared_ptr<const Map>, std::shared_ptr<const Type>, std::shared_ptr<const OptionalBox>,
                 std::shared_ptr<const StructBox>, std::shared_ptr<const IpValue>, std::shared_ptr<const CidrValue>,
                 std::shared_ptr<const VersionValue>, std::shared_ptr<const ErrorValue>>
        m_held;
};

struct Value::ListBox {
    List elements;
    Extent extent;
};
struct Value::OptionalBox {
    std::optional<Value> content;
    Extent extent;
};
struct Value::StructBox {
    StructValue value;
    Extent extent;
};
inline const List& Value::list() const { return std::get<std::shared_ptr<const ListBox>>(m_held)->elements; }
inline const std::optional<Value>& Value::optional() const {
    return std::get<std::shared_ptr<const OptionalBox>>(m_held)->content;
}
inline const StructValue& Value::structure() const { return std::get<std::shared_ptr<const StructBox>>(m_held)->value; }

/// The bounds of whole numbers: no int is 2^63 or more, no uint 2^64.
inline constexpr double kTwoTo63 = 9223372036854775808.0;
inline constexpr double kTwoTo64 = 18446744073709551616.0;
/// An int, a uint or a double.
inline bool isNumber(ValueKind kind) {
    return kind == ValueKind::Int || kind == ValueKind::Uint || kind == ValueKind::Double;
}
inline bool isNumber(const Value& value) { return isNumber(value.kind()); }

/// CEL's `==` over all types: numbers by mathematical value across int, uint and double; unlike kinds are unequal, not
/// an error.
bool valuesEqual(const Value& a, const Value& b);
/// Equal values have equal hashes. Of lists, maps and structs only the size counts.
std::size_t hashValue(const Value& value);
/// CEL's order where it has one (numbers across types, rounding a whole number that meets a double: value_order.cpp;
/// string, bytes, bool, timestamp, duration, version); nullopt: no order, or NaN.
std::optional<std::partial_ordering> compareValues(const Value& a, const Value& b);
/// The type a value has at run time: type(value).
Type typeOfValue(const Value& value);
/// For people and tests, in CEL's own notation where there is one: [1, 2u, "x"], {"a": 1}, timestamp("...").
std::string valueText(const Value& value);

struct Map {
    MapEntries entries;
    Extent extent;
    // open addressing by hashValue of the key: place in `entries` + 1, 0: free; empty for small maps
    std::vector<std::uint32_t> places;
    [[nodiscard]] const Value* find(const Value& key) const;
};

}  // namespace policy::cel
