// What a rule book means for one virtual phone, from the phone's facts alone: which policies and exceptions match,
// which compliance rules are broken, and the merge. Nothing is remembered; policy/engine/ gives the same answers for
// whole fleets, and is tested against this.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "policy/attribute.h"
#include "policy/compiled_book.h"
#include "policy/merge.h"

namespace policy {

enum class ConditionState { Held, NotHeld, Failed };

struct ConditionOutcome {
    ConditionState state = ConditionState::Held;
    std::string error;  // when it failed
};

/// A missing condition holds.
ConditionOutcome evaluateCondition(const CompiledCondition* condition, const cel::Activation& activation);

/// One assignment of a policy to this phone. An assignment whose target is not this phone is not listed.
struct AssignmentOutcome {
    const Assignment* assignment = nullptr;
    const Policy* policy = nullptr;
    ConditionOutcome target;     // of a dynamic group; Held for other targets that match
    ConditionOutcome condition;  // of the policy
};

struct ExceptionOutcome {
    const PolicyException* exception = nullptr;
    bool expired = false;
    ConditionOutcome target, condition;
};

struct Violation {
    std::string rule;
    std::string error;  // the rule's condition failed, which counts as a violation; empty: it held
    bool operator==(const Violation&) const = default;
};

/// Pointers are into the book, which must outlive this.
struct PhoneEvaluation {
    std::vector<AssignmentOutcome> assignments;  // in the order of the book
    std::vector<ExceptionOutcome> exceptions;
    std::vector<Violation> violations;  // by rule; offline rules are the handset's to judge
    EffectivePolicy effective;
};

/// Conflict when two exclusives contradict each other, which a compiled book rules out.
base::Result<PhoneEvaluation> evaluatePhone(const CompiledBook& book, const PhoneFacts& facts, base::Timestamp now);

}  // namespace policy
