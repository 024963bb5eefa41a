// The parser with a choice of macros, for tests that compare with an implementation that knows only the language's own.
#pragma once

#include "policy/cel/macro.h"
#include "policy/cel/parser.h"

namespace policy::cel {

ParseOutcome parseWithMacros(std::string source, const Limits& limits, MacroSet macros);

}  // namespace policy::cel
