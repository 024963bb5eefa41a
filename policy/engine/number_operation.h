// What operations on whole numbers, points and spans of time give; false is CEL's error: out of range, division by zero.
#pragma once

#include <cstdint>

#include "policy/cel/time_text.h"
#include "policy/engine/predicate.h"

namespace policy::engine {

inline constexpr std::int64_t kFirstMillisecond = cel::kFirstSecond * 1000;
inline constexpr std::int64_t kLastMillisecond = cel::kLastSecond * 1000 + 999;
inline constexpr std::int64_t kMostDuration = INT64_MAX / 1'000'000;  // of 2^63 - 1 nanoseconds, as cel::makeDuration has it

inline bool within(Range range, std::int64_t value) {
    switch (range) {
        case Range::Integer: return true;
        case Range::Time: return value >= kFirstMillisecond && value <= kLastMillisecond;
        case Range::Duration: return value >= -kMostDuration && value <= kMostDuration;
    }
    return false;
}

inline bool operate(Op op, Range range, std::int64_t a, std::int64_t b, std::int64_t& value) {
    switch (op) {
        case Op::Add: return !__builtin_add_overflow(a, b, &value) && within(range, value);
        case Op::Subtract: return !__builtin_sub_overflow(a, b, &value) && within(range, value);
        case Op::Multiply: return !__builtin_mul_overflow(a, b, &value);
        case Op::Divide:
            if (b == 0 || (a == INT64_MIN && b == -1)) return false;
            value = a / b;
            return true;
        case Op::Remainder:
            if (b == 0 || (a == INT64_MIN && b == -1)) return false;
            value = a % b;
            return true;
        default: return false;
    }
}

inline double operate(Op op, double a, double b) {
    switch (op) {
        case Op::AddReals: return a + b;
        case Op::SubtractReals: return a - b;
        case Op::MultiplyReals: return a * b;
        default: return a / b;
    }
}

template <typename T>
bool holds(Comparison comparison, T a, T b) {
    switch (comparison) {
        case Comparison::Equal: return a == b;
        case Comparison::Unequal: return a != b;
        case Comparison::Less: return a < b;
        case Comparison::LessOrEqual: return a <= b;
        case Comparison::Greater: return a > b;
        case Comparison::GreaterOrEqual: return a >= b;
    }
    return false;
}

}  // namespace policy::engine
