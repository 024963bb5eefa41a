// From one type to another, with every range checked.
#include <array>
#include <charconv>
#include <cmath>

#include "policy/cel/standard_groups.h"
#include "policy/cel/time_text.h"
#include "policy/cel/utf8.h"

namespace policy::cel {

using namespace types;

namespace {

using Arguments = std::span<const Value>;

Value rangeError(std::string_view type) { return Value::error("range error: the value does not fit into " + std::string(type)); }
Value conversionError(const std::string& text, std::string_view type) {
    return Value::error("type conversion error: \"" + text + "\" is no " + std::string(type));
}

Value same(Arguments a, CallContext&) { return a[0]; }
Value typeOf(Arguments a, CallContext&) { return Value::type(typeOfValue(a[0])); }

Value boolFromString(Arguments a, CallContext&) {
    const auto& text = a[0].text();
    for (const char* yes : {"1", "t", "T", "true", "TRUE", "True"})
        if (text == yes)
            return Value(true);
    for (const char* no : {"0", "f", "F", "false", "FALSE", "False"})
        if (text == no)
            return Value(false);
    return conversionError(text, "bool");
}

Value bytesFromString(Arguments a, CallContext&) { return Value(Bytes{a[0].text()}); }

/// Numbers as Go reads them: a sign '+' is allowed, nothing else before or behind.
template <typename Number>
Value parsed(const std::string& text, std::string_view type) {
    const bool plus = text.size() > 1 && text[0] == '+' && text[1] != '-' && !std::is_unsigned_v<Number>;
    const char* const begin = text.data() + (plus ? 1 : 0);
    const char* const end = text.data() + text.size();
    Number number{};
    const auto [stop, error] = std::from_chars(begin, end, number);
    if (stop != end || (error != std::errc() && error != std::errc::result_out_of_range))
        return conversionError(text, type);
    return error == std::errc() ? Value(number) : rangeError(type);
}
Value doubleFromInt(Arguments a, CallContext&) { return Value(static_cast<double>(a[0].integer())); }
Value doubleFromUint(Arguments a, CallContext&) { return Value(static_cast<double>(a[0].unsignedInteger())); }
Value doubleFromString(Arguments a, CallContext&) { return parsed<double>(a[0].text(), "double"); }

Value intFromDouble(Arguments a, CallContext&) {
    const double number = a[0].number();
    return number > -kTwoTo63 && number < kTwoTo63 ? Value(static_cast<std::int64_t>(number)) : rangeError("int");
}
Value intFromUint(Arguments a, CallContext&) {
    const auto number = a[0].unsignedInteger();
    return number <= static_cast<std::uint64_t>(INT64_MAX) ? Value(static_cast<std::int64_t>(number)) : rangeError("int");
}
Value intFromString(Arguments a, CallContext&) { return parsed<std::int64_t>(a[0].text(), "int"); }
Value intFromTimestamp(Arguments a, CallContext&) { return Value(a[0].timestamp().seconds); }

Value uintFromDouble(Arguments a, CallContext&) {
    const double number = a[0].number();
    return number >= 0 && number < kTwoTo64 ? Value(static_cast<std::uint64_t>(number)) : rangeError("uint");
}
Value uintFromInt(Arguments a, CallContext&) {
    return a[0].integer() >= 0 ? Value(static_cast<std::uint64_t>(a[0].integer())) : rangeError("uint");
}
Value uintFromString(Arguments a, CallContext&) { return parsed<std::uint64_t>(a[0].text(), "uint"); }

Value stringFromBool(Arguments a, CallContext&) { return Value(std::string(a[0].boolean() ? "true" : "false")); }
Value stringFromBytes(Arguments a, CallContext&) {
    const auto& octets = a[0].bytes().octets;
    return firstInvalidUtf8(octets) ? Value::error("invalid UTF-8: the bytes are no text") : Value(octets);
}
Value stringFromDouble(Arguments a, CallContext&) { return Value(shortestText(a[0].number())); }
Value stringFromDuration(Arguments a, CallContext&) { return Value(durationText(a[0].duration())); }
Value stringFromInt(Arguments a, CallContext&) { return Value(std::to_string(a[0].integer())); }
Value stringFromTimestamp(Arguments a, CallContext&) { return Value(timestampText(a[0].timestamp())); }
Value stringFromUint(Arguments a, CallContext&) { return Value(std::to_string(a[0].unsignedInteger())); }

Value durationFromString(Arguments a, CallContext&) {
    const auto duration = parseDurationText(a[0].text());
    return duration ? Value(*duration) : conversionError(a[0].text(), "duration such as 1h30m in the range of about 292 years");
}
Value timestampFromInt(Arguments a, CallContext&) {
    const auto time = makeTimestamp(a[0].integer(), 0);
    return time ? Value(*time) : rangeError("timestamp");
}
Value timestampFromString(Arguments a, CallContext&) {
    const auto time = parseTimestampText(a[0].text());
    return time ? Value(*time) : conversionError(a[0].text(), "timestamp such as 2026-01-31T12:00:00Z in the range of the years 0001 to 9999");
}

void add(FunctionTable& table, const char* function, const char* id, const Type& from, const Type& to, FunctionBody body) {
    table.add({function, id, false, {from}, to, body});
}

}  // namespace

std::string shortestText(double number) {
    if (std::isnan(number))
        return "NaN";
    if (std::isinf(number))
        return number > 0 ? "+Inf" : "-Inf";
    const auto magnitude = std::abs(number);
    const bool plain = magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e6);
    std::array<char, 64> digits{};
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), number, plain ? std::chars_format::fixed : std::chars_format::scientific).ptr;
    return {digits.data(), end};
}

void addConversionFunctions(FunctionTable& table) {
    table.add({"type", "type", false, {kA}, Type::type(kA), typeOf});
    add(table, "bool", "bool_to_bool", kBool, kBool, same);
    add(table, "bool", "string_to_bool", kString, kBool, boolFromString);
    add(table, "bytes", "bytes_to_bytes", kBytes, kBytes, same);
    add(table, "bytes", "string_to_bytes", kString, kBytes, bytesFromString);
    add(table, "double", "double_to_double", kDouble, kDouble, same);
    add(table, "double", "int64_to_double", kInt, kDouble, doubleFromInt);
    add(table, "double", "string_to_double", kString, kDouble, doubleFromString);
    add(table, "double", "uint64_to_double", kUint, kDouble, doubleFromUint);
    add(table, "duration", "duration_to_duration", kDuration, kDuration, same);
    add(table, "duration", "string_to_duration", kString, kDuration, durationFromString);
    add(table, "dyn", "to_dyn", kA, kDyn, same);
    add(table, "int", "int64_to_int64", kInt, kInt, same);
    add(table, "int", "double_to_int64", kDouble, kInt, intFromDouble);
    add(table, "int", "string_to_int64", kString, kInt, intFromString);
    add(table, "int", "timestamp_to_int64", kTimestamp, kInt, intFromTimestamp);
    add(table, "int", "uint64_to_int64", kUint, kInt, intFromUint);
    add(table, "string", "string_to_string", kString, kString, same);
    add(table, "string", "bool_to_string", kBool, kString, stringFromBool);
    add(table, "string", "bytes_to_string", kBytes, kString, stringFromBytes);
    add(table, "string", "double_to_string", kDouble, kString, stringFromDouble);
    add(table, "string", "duration_to_string", kDuration, kString, stringFromDuration);
    add(table, "string", "int64_to_string", kInt, kString, stringFromInt);
    add(table, "string", "timestamp_to_string", kTimestamp, kString, stringFromTimestamp);
    add(table, "string", "uint64_to_string", kUint, kString, stringFromUint);
    add(table, "timestamp", "timestamp_to_timestamp", kTimestamp, kTimestamp, same);
    add(table, "timestamp", "int64_to_timestamp", kInt, kTimestamp, timestampFromInt);
    add(table, "timestamp", "string_to_timestamp", kString, kTimestamp, timestampFromString);
    add(table, "uint", "uint64_to_uint64", kUint, kUint, same);
    add(table, "uint", "double_to_uint64", kDouble, kUint, uintFromDouble);
    add(table, "uint", "int64_to_uint64", kInt, kUint, uintFromInt);
    add(table, "uint", "string_to_uint64", kString, kUint, uintFromString);
}

}  // namespace policy::cel
