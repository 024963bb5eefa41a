// The plan of an evaluation: a tree of nodes, each of which computes a value. Made by program.cpp, immutable
// afterwards.
//
// Rejected: a byte code. The trees are small, most of the time goes into values and functions, and the fleet-wide
// evaluation has typed programs of its own (policy/engine).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "policy/cel/environment.h"
#include "policy/cel/evaluator.h"
#include "policy/cel/value.h"

namespace policy::cel {

/// What one evaluation changes.
struct Frame {
    const Activation& activation;
    const Environment& environment;
    std::vector<Value> locals;  // of comprehensions and cel.bind, by the place that the plan gave each
    std::uint64_t cost = 0;

    [[nodiscard]] CallContext context() { return {environment.limits, cost, environment.zones.get()}; }
    bool spend(std::uint64_t steps) { return context().spend(steps); }
    [[nodiscard]] bool exhausted() const { return cost > environment.limits.cost; }
    [[nodiscard]] Value spent() { return context().spent(); }
};

class Node {
public:
    explicit Node(Position position) : m_position(position) {}
    virtual ~Node() = default;
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    /// Costs one step, and what compute() spends.
    Value evaluate(Frame& frame) const {
        ++frame.cost;
        return frame.exhausted() ? frame.spent() : compute(frame);
    }
    /// The value without a copy where it stands somewhere: the reference is good while `scratch` and the frame's locals
    /// stay.
    const Value& look(Frame& frame, Value& scratch) const {
        ++frame.cost;
        return frame.exhausted() ? scratch = frame.spent() : find(frame, scratch);
    }
    /// The value when it is the same in every evaluation, else nullptr.
    [[nodiscard]] virtual const Value* constant() const { return nullptr; }
    [[nodiscard]] Position position() const { return m_position; }

protected:
    virtual Value compute(Frame& frame) const = 0;
    virtual const Value& find(Frame& frame, Value& scratch) const { return scratch = compute(frame); }
    [[nodiscard]] Value error(std::string message) const { return Value::error(std::move(message), m_position); }

private:
    Position m_position;
};

using NodePtr = std::unique_ptr<const Node>;

/// Its value is known before the evaluation.
inline bool known(const NodePtr& node) { return node->constant() != nullptr; }

/// "no such overload: f(int, string)".
Value noSuchOverload(std::string_view function, std::span<const Value> arguments, Position position);
/// The error with a position, if it has none yet.
Value positioned(Value error, Position position);

}  // namespace policy::cel
