// Nodes that stand for a value that is there already: constants, variables, locals.
#include "policy/cel/plan_nodes.h"

namespace policy::cel {

namespace {

class ConstantNode final : public Node {
public:
    ConstantNode(Position position, Value value) : Node(position), m_value(std::move(value)) {}
    [[nodiscard]] const Value* constant() const override { return m_value.isError() ? nullptr : &m_value; }

protected:
    Value compute(Frame&) const override { return m_value; }
    const Value& find(Frame&, Value&) const override { return m_value; }

private:
    Value m_value;
};

class VariableNode final : public Node {
public:
    VariableNode(Position position, std::string name) : Node(position), m_name(std::move(name)) {}

protected:
    Value compute(Frame& frame) const override {
        const Value* value = frame.activation.find(m_name);
        return value != nullptr ? *value : error("no such attribute: " + m_name);
    }
    const Value& find(Frame& frame, Value& scratch) const override {
        const Value* value = frame.activation.find(m_name);
        return value != nullptr ? *value : scratch = error("no such attribute: " + m_name);
    }

private:
    std::string m_name;
};

class CandidatesNode final : public Node {
public:
    CandidatesNode(Position position, std::vector<std::string> names, std::optional<Value> type, NodePtr otherwise)
        : Node(position), m_names(std::move(names)), m_type(std::move(type)), m_otherwise(std::move(otherwise)) {}

protected:
    Value compute(Frame& frame) const override {
        Value scratch;
        return find(frame, scratch);
    }
    const Value& find(Frame& frame, Value& scratch) const override {
        for (const auto& name : m_names)
            if (const Value* value = frame.activation.find(name))
                return *value;
        if (m_type)
            return *m_type;
        return m_otherwise ? m_otherwise->look(frame, scratch) : scratch = error("no such attribute: " + m_names.back());
    }

private:
    std::vector<std::string> m_names;
    std::optional<Value> m_type;
    NodePtr m_otherwise;
};

class LocalNode final : public Node {
public:
    LocalNode(Position position, std::size_t place) : Node(position), m_place(place) {}

protected:
    Value compute(Frame& frame) const override { return frame.locals[m_place]; }
    const Value& find(Frame& frame, Value&) const override { return frame.locals[m_place]; }

private:
    std::size_t m_place;
};

class TakenLocalNode final : public Node {
public:
    TakenLocalNode(Position position, std::size_t place) : Node(position), m_place(place) {}

protected:
    Value compute(Frame& frame) const override { return std::move(frame.locals[m_place]); }

private:
    std::size_t m_place;
};

}  // namespace

NodePtr constantNode(Position position, Value value) { return std::make_unique<ConstantNode>(position, std::move(value)); }
NodePtr errorNode(Position position, std::string message) {
    return std::make_unique<ConstantNode>(position, Value::error(std::move(message), position));
}
NodePtr variableNode(Position position, std::string name) { return std::make_unique<VariableNode>(position, std::move(name)); }
NodePtr candidatesNode(Position position, std::vector<std::string> names, std::optional<Value> type, NodePtr otherwise) {
    return std::make_unique<CandidatesNode>(position, std::move(names), std::move(type), std::move(otherwise));
}
NodePtr localNode(Position position, std::size_t place) { return std::make_unique<LocalNode>(position, place); }
NodePtr takenLocalNode(Position position, std::size_t place) { return std::make_unique<TakenLocalNode>(position, place); }

}  // namespace policy::cel
