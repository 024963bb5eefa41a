// Why a condition does not hold for one phone, in words.
#pragma once

#include <string>

#include "policy/attribute.h"
#include "policy/compiled_book.h"

namespace policy {

/// The first part of the condition that is false, and what it read: `phone.persona == "lab" is false; phone.persona is
/// "work"`. Empty when the condition holds or fails.
std::string whyNotHeld(const CompiledCondition& condition, const PhoneFacts& facts, base::Timestamp now);

}  // namespace policy
