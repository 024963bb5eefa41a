// && and || look at both sides before they give up: `false && error` is false (cel-spec, "Logical Operators").
#include "policy/cel/plan_nodes.h"

namespace policy::cel {

namespace {

/// `Decisive` is the value that decides whatever the other side is: false for &&, true for ||.
template <bool Decisive>
class LogicNode final : public Node {
public:
    LogicNode(Position position, NodePtr left, NodePtr right) : Node(position), m_left(std::move(left)), m_right(std::move(right)) {}

protected:
    Value compute(Frame& frame) const override {
        Value heldLeft, heldRight;
        const Value& left = m_left->look(frame, heldLeft);
        if (decides(left))
            return Value(Decisive);
        const Value& right = m_right->look(frame, heldRight);
        if (decides(right))
            return Value(Decisive);
        if (left.isError())
            return left;
        if (right.isError())
            return right;
        if (left.kind() == ValueKind::Bool && right.kind() == ValueKind::Bool)
            return Value(!Decisive);
        const std::array<Value, 2> arguments{left, right};
        return noSuchOverload(Decisive ? "_||_" : "_&&_", arguments, position());
    }

private:
    static bool decides(const Value& value) { return Decisive ? value.isTrue() : value.isFalse(); }
    NodePtr m_left, m_right;
};

class NotNode final : public Node {
public:
    NotNode(Position position, NodePtr operand) : Node(position), m_operand(std::move(operand)) {}

protected:
    Value compute(Frame& frame) const override {
        Value held;
        const Value& operand = m_operand->look(frame, held);
        if (operand.kind() == ValueKind::Bool)
            return Value(!operand.boolean());
        return operand.isError() ? operand : noSuchOverload("!_", {&operand, 1}, position());
    }

private:
    NodePtr m_operand;
};

class NotStrictlyFalseNode final : public Node {
public:
    NotStrictlyFalseNode(Position position, NodePtr operand) : Node(position), m_operand(std::move(operand)) {}

protected:
    Value compute(Frame& frame) const override {
        Value held;
        return Value(!m_operand->look(frame, held).isFalse());
    }

private:
    NodePtr m_operand;
};

class ConditionalNode final : public Node {
public:
    ConditionalNode(Position position, NodePtr condition, NodePtr then, NodePtr otherwise)
        : Node(position), m_condition(std::move(condition)), m_then(std::move(then)), m_otherwise(std::move(otherwise)) {}

protected:
    Value compute(Frame& frame) const override {
        Value held;
        const Value& condition = m_condition->look(frame, held);
        if (condition.kind() == ValueKind::Bool)
            return (condition.boolean() ? m_then : m_otherwise)->evaluate(frame);
        return condition.isError() ? condition : noSuchOverload("_?_:_", {&condition, 1}, position());
    }

private:
    NodePtr m_condition, m_then, m_otherwise;
};

/// As in cel-go, what stands after `or` counts as little as the branch of a conditional that is not taken.
class OptionalElseNode final : public Node {
public:
    OptionalElseNode(Position position, NodePtr left, NodePtr right, bool unwraps)
        : Node(position), m_left(std::move(left)), m_right(std::move(right)), m_unwraps(unwraps) {}

protected:
    Value compute(Frame& frame) const override {
        Value held;
        const Value& left = m_left->look(frame, held);
        if (left.isError())
            return left;
        if (left.kind() != ValueKind::Optional)
            return noSuchOverload(name(), {&left, 1}, position());
        if (left.optional())
            return m_unwraps ? *left.optional() : left;
        Value right = m_right->evaluate(frame);
        if (m_unwraps || right.isError() || right.kind() == ValueKind::Optional)
            return right;
        const std::array<Value, 2> arguments{left, right};
        return noSuchOverload(name(), arguments, position());
    }

private:
    [[nodiscard]] const char* name() const { return m_unwraps ? "orValue" : "or"; }
    NodePtr m_left, m_right;
    bool m_unwraps;
};

}  // namespace

NodePtr andNode(Position position, NodePtr left, NodePtr right) {
    return std::make_unique<LogicNode<false>>(position, std::move(left), std::move(right));
}
NodePtr orNode(Position position, NodePtr left, NodePtr right) {
    return std::make_unique<LogicNode<true>>(position, std::move(left), std::move(right));
}
NodePtr notNode(Position position, NodePtr operand) { return std::make_unique<NotNode>(position, std::move(operand)); }
NodePtr notStrictlyFalseNode(Position position, NodePtr operand) { return std::make_unique<NotStrictlyFalseNode>(position, std::move(operand)); }
NodePtr optionalElseNode(Position position, NodePtr left, NodePtr right, bool unwraps) {
    return std::make_unique<OptionalElseNode>(position, std::move(left), std::move(right), unwraps);
}
NodePtr conditionalNode(Position position, NodePtr condition, NodePtr then, NodePtr otherwise) {
    return std::make_unique<ConditionalNode>(position, std::move(condition), std::move(then), std::move(otherwise));
}

}  // namespace policy::cel
