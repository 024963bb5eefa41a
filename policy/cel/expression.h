// The front door: text to something that answers. policy's conditions, dynamic groups, compliance rules and list
// filters come in here.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "policy/cel/evaluator.h"

namespace policy::cel {

struct Expression {
    std::string source;
    std::shared_ptr<const CheckedAst> checked;
    std::shared_ptr<const Program> program;
};

/// InvalidInput, with line, column, caret and suggestion, when the source does not parse, does not check, has a
/// constant text that can never work (duration("7d")), or does not have the type `wanted` (Dyn: any type).
/// `environment` must outlive the expression.
base::Result<Expression> compile(std::string source, const Environment& environment, const Type& wanted);

}  // namespace policy::cel
