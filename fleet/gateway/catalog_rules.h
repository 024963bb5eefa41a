// The rule book as the catalog holds it, and what of it this version of the program does not understand: an object that an older or newer version wrote,
// or that somebody changed by hand.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "fleet/catalog/transaction.h"
#include "policy/compiled_book.h"

namespace fleet {

struct CatalogRules {
    policy::RuleBook book;                     // what can be read
    std::vector<policy::BookProblem> unread;  // the objects that cannot, and why
};
CatalogRules readCatalogRules(catalog::Transaction& transaction);

/// Corrupt, naming each object, when some cannot be read.
base::Result<policy::RuleBook> readRuleBook(catalog::Transaction& transaction);

struct CompiledRules {
    std::shared_ptr<const policy::CompiledBook> book;  // null when there are problems
    std::vector<policy::BookProblem> problems;
};
/// `previous` may be null: see CompiledBook::compile.
CompiledRules compileCatalogRules(catalog::Transaction& transaction, const policy::CompiledBook* previous);

/// One after the other: which object, what and where.
std::string problemsText(const std::vector<policy::BookProblem>& problems);
/// For a fleet whose rules cannot be read: what that means, the problems, and how to mend each.
std::string unreadableText(const std::vector<policy::BookProblem>& problems);

/// Whether a change of rules that cannot be read leads out of that: nothing is wrong that was not wrong before, and either less is, or it concerns an
/// object that is wrong.
bool leadsOut(const std::vector<policy::BookProblem>& before, const std::vector<policy::BookProblem>& after,
              const catalog::Transaction& transaction);

}  // namespace fleet
