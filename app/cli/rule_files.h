// Rules as files, kept in version control: each a JSON document that is a policy (as `policy set` reads it, with its
// assignments), a group, an exception, a compliance rule (policy/rule_book_json.h), or a whole rule book. What a file
// holds is told by its members.
#pragma once

#include <string>
#include <vector>

#include "app/cli/context.h"
#include "base/result.h"
#include "policy/rule_book.h"

namespace cli {

/// Files, and directories for every *.json below them, in the order of their paths; "-" is standard input. InvalidInput
/// with the file's name; also when two files hold an object of the same kind and name.
base::Result<policy::RuleBook> readRuleFiles(Context& context, const std::vector<std::string>& names);

}  // namespace cli
