// Exclusives and atomic groups have no order: two policies of the same rank that give different values would contradict
// each other on every phone that both match. Here such pairs are found when the rule book is compiled, before any phone
// meets them.
#pragma once

#include <vector>

#include "policy/compiled_book.h"

namespace policy {

/// One problem for each pair of policies and exclusive (or atomic group) of which it is not proved that no phone
/// matches both. `book` has no other problem: every policy, group and expression that an assignment leads to is there.
std::vector<BookProblem> exclusiveConflicts(const CompiledBook& book);

/// False when the two targets have no phone in common, whatever the fleet: different personas, handsets or phones,
/// dynamic groups that contradict each other, and the conditions, which may be null, likewise. Two static groups are
/// never known to be disjoint: one may name a handset, the other its phone.
bool mayShareAPhone(const CompiledBook& book, const Target& a, const CompiledCondition* conditionA, const Target& b,
                    const CompiledCondition* conditionB);

}  // namespace policy
