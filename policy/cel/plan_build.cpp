// Nodes that make lists and maps.
#include "policy/cel/plan_nodes.h"

namespace policy::cel {

namespace {

std::string tooMany(const Frame& frame) {
    return "a list or map may hold " + std::to_string(frame.environment.limits.elements) + " elements and no more";
}

bool isOptional(const std::vector<bool>& optionals, std::size_t place) { return place < optionals.size() && optionals[place]; }

class ListNode final : public Node {
public:
    ListNode(Position position, std::vector<NodePtr> elements, std::vector<bool> optionals)
        : Node(position), m_elements(std::move(elements)), m_optionals(std::move(optionals)) {}

protected:
    Value compute(Frame& frame) const override {
        if (m_elements.size() > frame.environment.limits.elements)
            return error(tooMany(frame));
        List elements;
        elements.reserve(m_elements.size());
        for (std::size_t i = 0; i < m_elements.size(); ++i) {
            Value element = m_elements[i]->evaluate(frame);
            if (element.isError())
                return element;
            if (!isOptional(m_optionals, i))
                elements.push_back(std::move(element));
            else if (element.kind() != ValueKind::Optional)
                return noSuchOverload("[?_]", {&element, 1}, m_elements[i]->position());
            else if (element.optional())
                elements.push_back(*element.optional());
        }
        return positioned(Value::list(std::move(elements)), position());
    }

private:
    std::vector<NodePtr> m_elements;
    std::vector<bool> m_optionals;
};

class MapNode final : public Node {
public:
    MapNode(Position position, std::vector<NodePtr> parts, std::vector<bool> optionals)
        : Node(position), m_parts(std::move(parts)), m_optionals(std::move(optionals)) {}

protected:
    Value compute(Frame& frame) const override {
        if (m_parts.size() / 2 > frame.environment.limits.elements)
            return error(tooMany(frame));
        MapEntries entries;
        entries.reserve(m_parts.size() / 2);
        for (std::size_t i = 0; i + 1 < m_parts.size(); i += 2) {
            Value key = m_parts[i]->evaluate(frame);
            if (key.isError())
                return key;
            Value value = m_parts[i + 1]->evaluate(frame);
            if (value.isError())
                return value;
            if (!isOptional(m_optionals, i / 2))
                entries.emplace_back(std::move(key), std::move(value));
            else if (value.kind() != ValueKind::Optional)
                return noSuchOverload("{?_: _}", {&value, 1}, m_parts[i + 1]->position());
            else if (value.optional())
                entries.emplace_back(std::move(key), *value.optional());
        }
        return positioned(Value::map(std::move(entries)), position());
    }

private:
    std::vector<NodePtr> m_parts;
    std::vector<bool> m_optionals;
};

class AppendNode final : public Node {
public:
    AppendNode(Position position, std::size_t place, NodePtr element) : Node(position), m_place(place), m_element(std::move(element)) {}

protected:
    Value compute(Frame& frame) const override {
        Value element = m_element->evaluate(frame);
        Value list = std::move(frame.locals[m_place]);
        if (list.isError() || element.isError())
            return list.isError() ? list : element;
        if (list.kind() != ValueKind::List)
            return noSuchOverload("_+_", {&list, 1}, position());
        if (list.list().size() >= frame.environment.limits.elements)
            return error(tooMany(frame));
        return positioned(Value::appended(std::move(list), std::move(element)), position());
    }

private:
    std::size_t m_place;
    NodePtr m_element;
};

Value inserted(Frame& frame, Value map, Value key, Value value, Position position) {
    if (map.kind() != ValueKind::Map)
        return noSuchOverload("cel.@mapInsert", {&map, 1}, position);
    if (map.map().entries.size() >= frame.environment.limits.elements)
        return Value::error(tooMany(frame), position);
    return positioned(Value::inserted(std::move(map), std::move(key), std::move(value)), position);
}

class InsertNode final : public Node {
public:
    InsertNode(Position position, std::size_t place, NodePtr key, NodePtr value)
        : Node(position), m_place(place), m_key(std::move(key)), m_value(std::move(value)) {}

protected:
    Value compute(Frame& frame) const override {
        Value key = m_key->evaluate(frame);
        Value value = m_value->evaluate(frame);
        Value map = std::move(frame.locals[m_place]);
        for (Value* part : {&map, &key, &value})
            if (part->isError())
                return *part;
        return inserted(frame, std::move(map), std::move(key), std::move(value), position());
    }

private:
    std::size_t m_place;
    NodePtr m_key, m_value;
};

class InsertAllNode final : public Node {
public:
    InsertAllNode(Position position, std::size_t place, NodePtr entries) : Node(position), m_place(place), m_entries(std::move(entries)) {}

protected:
    Value compute(Frame& frame) const override {
        const Value entries = m_entries->evaluate(frame);
        Value map = std::move(frame.locals[m_place]);
        if (map.isError() || entries.isError())
            return map.isError() ? map : entries;
        if (entries.kind() != ValueKind::Map)
            return noSuchOverload("cel.@mapInsert", {&entries, 1}, position());
        if (!frame.spend(entries.map().entries.size()))
            return frame.spent();
        for (const auto& [key, value] : entries.map().entries) {
            map = inserted(frame, std::move(map), key, value, position());
            if (map.isError())
                break;
        }
        return map;
    }

private:
    std::size_t m_place;
    NodePtr m_entries;
};

}  // namespace

NodePtr listNode(Position position, std::vector<NodePtr> elements, std::vector<bool> optionals) {
    return std::make_unique<ListNode>(position, std::move(elements), std::move(optionals));
}
NodePtr mapNode(Position position, std::vector<NodePtr> keysAndValues, std::vector<bool> optionals) {
    return std::make_unique<MapNode>(position, std::move(keysAndValues), std::move(optionals));
}
NodePtr appendNode(Position position, std::size_t place, NodePtr element) {
    return std::make_unique<AppendNode>(position, place, std::move(element));
}
NodePtr insertNode(Position position, std::size_t place, NodePtr key, NodePtr value) {
    return std::make_unique<InsertNode>(position, place, std::move(key), std::move(value));
}
NodePtr insertAllNode(Position position, std::size_t place, NodePtr entries) {
    return std::make_unique<InsertAllNode>(position, place, std::move(entries));
}

}  // namespace policy::cel
