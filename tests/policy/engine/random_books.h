// Random rule books over a small world: a few phones, settings of every operator, conditions of a fixed random set (so that they are compiled once).
#pragma once

#include <memory>

#include "policy/compiled_book.h"
#include "random_rules.h"

namespace policy {

/// The phones are phone-0 ... and their handsets' ids are texts of random_rules.cpp.
inline constexpr std::size_t kPhones = 4;
std::string phoneName(std::size_t which);

RuleBook randomBook(Choices& choices);
/// One edit, of any kind.
void editBook(Choices& choices, RuleBook& book);
/// Without the rules that would contradict each other.
std::shared_ptr<const CompiledBook> compiledBook(RuleBook book);

}  // namespace policy
