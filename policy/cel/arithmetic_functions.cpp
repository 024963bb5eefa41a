// + - * / % over numbers, texts, lists and time. Whole numbers never wrap around.
#include <limits>

#include "policy/cel/standard_groups.h"
#include "policy/cel/time_text.h"

namespace policy::cel {

using namespace types;

namespace {

using Arguments = std::span<const Value>;

Value overflow() { return Value::error("return error for overflow: the result is out of the range of its type"); }
Value divisionByZero() { return Value::error("divide by zero"); }
Value modulusByZero() { return Value::error("modulus by zero"); }
Value timeRange() { return Value::error("timestamp out of range: years go from 0001 to 9999"); }
Value durationRange() { return Value::error("duration out of range: durations go up to about 292 years"); }

template <typename Time>
Value orRange(const std::optional<Time>& time) {
    if (time)
        return Value(*time);
    return std::is_same_v<Time, TimestampValue> ? timeRange() : durationRange();
}

/// a + sign * b
std::optional<TimestampValue> shifted(TimestampValue time, DurationValue by, int sign) {
    return makeTimestamp(time.seconds + sign * by.seconds, time.nanoseconds + sign * static_cast<std::int64_t>(by.nanoseconds));
}

Value addInts(Arguments a, CallContext&) {
    std::int64_t sum = 0;
    return __builtin_add_overflow(a[0].integer(), a[1].integer(), &sum) ? overflow() : Value(sum);
}
Value addUints(Arguments a, CallContext&) {
    std::uint64_t sum = 0;
    return __builtin_add_overflow(a[0].unsignedInteger(), a[1].unsignedInteger(), &sum) ? overflow() : Value(sum);
}
Value addDoubles(Arguments a, CallContext&) { return Value(a[0].number() + a[1].number()); }
Value addStrings(Arguments a, CallContext&) {
    std::string joined;
    joined.reserve(a[0].text().size() + a[1].text().size());
    return Value(joined.append(a[0].text()).append(a[1].text()));
}
Value addBytes(Arguments a, CallContext&) { return Value(Bytes{a[0].bytes().octets + a[1].bytes().octets}); }
Value addLists(Arguments a, CallContext& context) {
    if (!context.spend(a[0].list().size() + a[1].list().size()))
        return context.spent();
    if (a[1].list().empty())
        return a[0];
    if (a[0].list().empty())
        return a[1];
    List joined;
    joined.reserve(a[0].list().size() + a[1].list().size());
    joined.insert(joined.end(), a[0].list().begin(), a[0].list().end());
    joined.insert(joined.end(), a[1].list().begin(), a[1].list().end());
    return Value::list(std::move(joined));
}
Value addDurations(Arguments a, CallContext&) {
    const auto x = a[0].duration(), y = a[1].duration();
    return orRange(makeDuration(x.seconds + y.seconds, static_cast<std::int64_t>(x.nanoseconds) + y.nanoseconds));
}
Value addDurationTimestamp(Arguments a, CallContext&) { return orRange(shifted(a[1].timestamp(), a[0].duration(), 1)); }
Value addTimestampDuration(Arguments a, CallContext&) { return orRange(shifted(a[0].timestamp(), a[1].duration(), 1)); }

Value subtractInts(Arguments a, CallContext&) {
    std::int64_t difference = 0;
    return __builtin_sub_overflow(a[0].integer(), a[1].integer(), &difference) ? overflow() : Value(difference);
}
Value subtractUints(Arguments a, CallContext&) {
    std::uint64_t difference = 0;
    return __builtin_sub_overflow(a[0].unsignedInteger(), a[1].unsignedInteger(), &difference) ? overflow() : Value(difference);
}
Value subtractDoubles(Arguments a, CallContext&) { return Value(a[0].number() - a[1].number()); }
Value subtractDurations(Arguments a, CallContext&) {
    const auto x = a[0].duration(), y = a[1].duration();
    return orRange(makeDuration(x.seconds - y.seconds, static_cast<std::int64_t>(x.nanoseconds) - y.nanoseconds));
}
Value subtractTimestampDuration(Arguments a, CallContext&) { return orRange(shifted(a[0].timestamp(), a[1].duration(), -1)); }
Value subtractTimestamps(Arguments a, CallContext&) {
    const auto x = a[0].timestamp(), y = a[1].timestamp();
    return orRange(makeDuration(x.seconds - y.seconds, static_cast<std::int64_t>(x.nanoseconds) - y.nanoseconds));
}

Value multiplyInts(Arguments a, CallContext&) {
    std::int64_t product = 0;
    return __builtin_mul_overflow(a[0].integer(), a[1].integer(), &product) ? overflow() : Value(product);
}
Value multiplyUints(Arguments a, CallContext&) {
    std::uint64_t product = 0;
    return __builtin_mul_overflow(a[0].unsignedInteger(), a[1].unsignedInteger(), &product) ? overflow() : Value(product);
}
Value multiplyDoubles(Arguments a, CallContext&) { return Value(a[0].number() * a[1].number()); }

bool isLeastByMinusOne(Arguments a) {
    return a[0].integer() == std::numeric_limits<std::int64_t>::min() && a[1].integer() == -1;
}
Value divideInts(Arguments a, CallContext&) {
    if (a[1].integer() == 0)
        return divisionByZero();
    return isLeastByMinusOne(a) ? overflow() : Value(a[0].integer() / a[1].integer());
}
Value divideUints(Arguments a, CallContext&) {
    return a[1].unsignedInteger() == 0 ? divisionByZero() : Value(a[0].unsignedInteger() / a[1].unsignedInteger());
}
double quotient(double a, double b) { return a / b; }
Value divideDoubles(Arguments a, CallContext&) { return Value(quotient(a[0].number(), a[1].number())); }
Value moduloInts(Arguments a, CallContext&) {
    if (a[1].integer() == 0)
        return modulusByZero();
    return isLeastByMinusOne(a) ? overflow() : Value(a[0].integer() % a[1].integer());
}
Value moduloUints(Arguments a, CallContext&) {
    return a[1].unsignedInteger() == 0 ? modulusByZero() : Value(a[0].unsignedInteger() % a[1].unsignedInteger());
}

Value negateInt(Arguments a, CallContext&) {
    return a[0].integer() == std::numeric_limits<std::int64_t>::min() ? overflow() : Value(-a[0].integer());
}
Value negateDouble(Arguments a, CallContext&) { return Value(-a[0].number()); }

}  // namespace

void addArithmeticFunctions(FunctionTable& table) {
    table.add({"_+_", "add_bytes", false, {kBytes, kBytes}, kBytes, addBytes});
    table.add({"_+_", "add_double", false, {kDouble, kDouble}, kDouble, addDoubles});
    table.add({"_+_", "add_duration_duration", false, {kDuration, kDuration}, kDuration, addDurations});
    table.add({"_+_", "add_duration_timestamp", false, {kDuration, kTimestamp}, kTimestamp, addDurationTimestamp});
    table.add({"_+_", "add_timestamp_duration", false, {kTimestamp, kDuration}, kTimestamp, addTimestampDuration});
    table.add({"_+_", "add_int64", false, {kInt, kInt}, kInt, addInts});
    table.add({"_+_", "add_list", false, {kListOfA, kListOfA}, kListOfA, addLists});
    table.add({"_+_", "add_string", false, {kString, kString}, kString, addStrings});
    table.add({"_+_", "add_uint64", false, {kUint, kUint}, kUint, addUints});
    table.add({"_/_", "divide_double", false, {kDouble, kDouble}, kDouble, divideDoubles});
    table.add({"_/_", "divide_int64", false, {kInt, kInt}, kInt, divideInts});
    table.add({"_/_", "divide_uint64", false, {kUint, kUint}, kUint, divideUints});
    table.add({"_%_", "modulo_int64", false, {kInt, kInt}, kInt, moduloInts});
    table.add({"_%_", "modulo_uint64", false, {kUint, kUint}, kUint, moduloUints});
    table.add({"_*_", "multiply_double", false, {kDouble, kDouble}, kDouble, multiplyDoubles});
    table.add({"_*_", "multiply_int64", false, {kInt, kInt}, kInt, multiplyInts});
    table.add({"_*_", "multiply_uint64", false, {kUint, kUint}, kUint, multiplyUints});
    table.add({"-_", "negate_double", false, {kDouble}, kDouble, negateDouble});
    table.add({"-_", "negate_int64", false, {kInt}, kInt, negateInt});
    table.add({"_-_", "subtract_double", false, {kDouble, kDouble}, kDouble, subtractDoubles});
    table.add({"_-_", "subtract_duration_duration", false, {kDuration, kDuration}, kDuration, subtractDurations});
    table.add({"_-_", "subtract_int64", false, {kInt, kInt}, kInt, subtractInts});
    table.add({"_-_", "subtract_timestamp_duration", false, {kTimestamp, kDuration}, kTimestamp, subtractTimestampDuration});
    table.add({"_-_", "subtract_timestamp_timestamp", false, {kTimestamp, kTimestamp}, kDuration, subtractTimestamps});
    table.add({"_-_", "subtract_uint64", false, {kUint, kUint}, kUint, subtractUints});
}

}  // namespace policy::cel
