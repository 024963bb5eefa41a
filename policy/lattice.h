// The strictness order of a setting's values. For every setting with an order, `stricter` is a join: commutative,
// associative and idempotent; that is what makes the merge independent of order and monotone. Pure; any thread.
//
// Values must have the shape that the setting declares (`hasShape`); anything else is a broken invariant.
#pragma once

#include "policy/setting.h"
#include "policy/value.h"

namespace policy {

/// False for exclusives and for settings of an atomic group: levels decide those.
bool isOrdered(const Setting& setting);
/// The value is of the setting's type and, for choices, one of them. Bounds do not matter to the order.
bool hasShape(const Setting& setting, const Value& value);

/// The loosest value that is at least as strict as both. The setting must have an order, here and below.
Value stricter(const Setting& setting, const Value& a, const Value& b);
/// What is left of `value` when `exception` allows for more: the looser of both; for union sets `value` without the
/// exception's elements, for intersect sets with them. At most as strict as `value`, and monotone in it.
Value loosened(const Setting& setting, const Value& value, const Value& exception);
bool atLeastAsStrict(const Setting& setting, const Value& strict, const Value& loose);

enum class Direction { Same, Tightened, Loosened, Changed };
/// What going from `before` to `after` means to the phone's user. Changed: exclusives that differ, and sets of which
/// neither contains the other.
Direction directionOf(const Setting& setting, const Value& before, const Value& after);
/// "same", "tightened", "loosened", "changed".
std::string_view directionName(Direction direction);

}  // namespace policy
