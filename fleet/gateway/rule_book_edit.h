// A change of the rule book as it is written before anybody makes it: what to put, what to remove.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "policy/rule_book.h"

namespace fleet {

/// {"put": RULE BOOK, "remove": {"policies": [NAME], "groups": [NAME], "exceptions": [NAME], "complianceRules": [NAME],
/// "assignments": [{"policy", "target"}]}, "replace": true: the book is `put` and nothing else}; each may be left out.
/// InvalidInput with the path; NotFound for what is to be removed and is not there. Removing a policy removes its
/// assignments.
base::Result<policy::RuleBook> editRuleBook(policy::RuleBook book, const base::Json& edit);

}  // namespace fleet
