// The cases of the public CEL conformance suite, and what of this engine each of them asks for. Fetched by
// scripts/fetch-cel-conformance.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "policy/cel/environment.h"
#include "policy/cel/evaluator.h"
#include "policy/cel/value.h"

namespace conformance {

struct Case {
    std::string file;     // "string_ext"
    std::string name;     // "string_ext/index_of/empty_index#2": unique
    std::string json;     // of cel.expr.conformance.test.SimpleTest
    std::string type;     // what the reference implementation's checker says; empty when it refuses the expression
    std::string checked;  // the tree that it made, with types and references
};

/// All cases in the order of the suite. Empty when the suite is not there.
std::vector<Case> readSuite(const std::string& path);

/// What a case gives an expression. The variables' values are by name.
struct Setting {
    policy::cel::FunctionTable functions;
    policy::cel::Environment environment;
    std::map<std::string, policy::cel::Value, std::less<>> bindings;
};

/// nullptr when the case needs protocol-buffer messages for it.
std::unique_ptr<Setting> settingOf(const nlohmann::json& test);
/// nullopt for a message or a part of one.
std::optional<policy::cel::Value> valueOf(const nlohmann::json& json);
std::optional<policy::cel::Type> typeOf(const nlohmann::json& json);

/// The same kind and the same value all the way down: doubles bit for bit (any NaN for a NaN), maps whatever their
/// order.
bool sameValue(const policy::cel::Value& a, const policy::cel::Value& b);

/// The case's expression checked and written as the reference implementation writes it; "refused" when it does not
/// check, and nullopt when it needs messages.
std::optional<std::string> checkedText(const Case& test);

/// Runs one case. Empty: it passed; else what was expected and what came instead.
std::string runCase(const Case& test);

}  // namespace conformance
