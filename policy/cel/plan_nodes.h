// The kinds of nodes of a plan. Operands are never null.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policy/cel/plan_node.h"

namespace policy::cel {

// plan_name.cpp
NodePtr constantNode(Position position, Value value);
NodePtr errorNode(Position position, std::string message);
NodePtr variableNode(Position position, std::string name);
/// The first of `names` that has a value; then `type`, what a type's name means; then `otherwise`, when not null.
NodePtr candidatesNode(Position position, std::vector<std::string> names, std::optional<Value> type, NodePtr otherwise);
NodePtr localNode(Position position, std::size_t place);
/// Moves the value out of its place: for accumulators that are about to be replaced.
NodePtr takenLocalNode(Position position, std::size_t place);

// plan_select.cpp
/// target.field; `expected` and `place`: where the checker says that it is.
NodePtr selectNode(Position position, NodePtr target, std::string field, const StructType* expected, std::size_t place);
NodePtr hasNode(Position position, NodePtr target, std::string field);
NodePtr indexNode(Position position, NodePtr target, NodePtr key);
/// target.?field, target[?key].
NodePtr optionalIndexNode(Position position, NodePtr target, NodePtr key);

// plan_logic.cpp
NodePtr andNode(Position position, NodePtr left, NodePtr right);
NodePtr orNode(Position position, NodePtr left, NodePtr right);
NodePtr notNode(Position position, NodePtr operand);
NodePtr notStrictlyFalseNode(Position position, NodePtr operand);
/// left.or(right), or left.orValue(right) when `unwraps`; `right` is evaluated only where `left` has no value.
NodePtr optionalElseNode(Position position, NodePtr left, NodePtr right, bool unwraps);
NodePtr conditionalNode(Position position, NodePtr condition, NodePtr then, NodePtr otherwise);

// plan_compare.cpp
NodePtr equalNode(Position position, NodePtr left, NodePtr right, bool negated);
enum class Comparison { Less, LessEqual, Greater, GreaterEqual };
NodePtr compareNode(Position position, NodePtr left, NodePtr right, Comparison comparison);
/// `container` a list or a map. A constant list of scalars becomes a set.
NodePtr inNode(Position position, NodePtr element, NodePtr container);
/// Null when the pattern is none.
NodePtr matchesNode(Position position, NodePtr text, const std::string& pattern);

// plan_call.cpp
/// Calls the first of the overloads whose parameters fit the values.
NodePtr callNode(Position position, std::string function, std::vector<const Overload*> overloads,
                 std::vector<NodePtr> arguments);

// plan_build.cpp
NodePtr listNode(Position position, std::vector<NodePtr> elements, std::vector<bool> optionals);
/// Key, value, key, value ...; one optional an entry.
NodePtr mapNode(Position position, std::vector<NodePtr> keysAndValues, std::vector<bool> optionals);
/// The list or map at `place` with one element, one entry, or all entries of a map more; takes it out of its place, so
/// that it grows there.
NodePtr appendNode(Position position, std::size_t place, NodePtr element);
NodePtr insertNode(Position position, std::size_t place, NodePtr key, NodePtr value);
NodePtr insertAllNode(Position position, std::size_t place, NodePtr entries);

// plan_fold.cpp
struct FoldPlan {
    NodePtr range, initial, condition, step, result;
    std::size_t accumulator = 0, variable = 0;
    std::optional<std::size_t> secondVariable;
};
NodePtr foldNode(Position position, FoldPlan plan);
/// cel.bind: a name for a value.
NodePtr bindNode(Position position, std::size_t place, NodePtr initial, NodePtr result);

}  // namespace policy::cel
