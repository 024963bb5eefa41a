// Nodes that reach into a value: fields, elements, entries, with and without optionals.
#include <cmath>

#include "policy/cel/plan_nodes.h"

namespace policy::cel {

namespace {

constexpr std::size_t kNoPlace = static_cast<std::size_t>(-1);

std::string keyText(const Value& key) { return key.kind() == ValueKind::String ? key.text() : valueText(key); }

const std::optional<Value>* findField(const StructValue& value, std::string_view name) {
    if (value.type == nullptr)
        return nullptr;
    const auto& fields = value.type->fields;
    for (std::size_t i = 0; i < fields.size() && i < value.fields.size(); ++i)
        if (fields[i].name == name)
            return &value.fields[i];
    return nullptr;
}

/// The number that an element's place is, when `key` is a whole one; a double may be.
std::optional<std::size_t> placeOf(const Value& key) {
    switch (key.kind()) {
        case ValueKind::Int: return key.integer() >= 0 ? std::optional<std::size_t>(key.integer()) : kNoPlace;
        case ValueKind::Uint: return key.unsignedInteger();
        case ValueKind::Double:
            if (std::trunc(key.number()) != key.number())
                return std::nullopt;
            return key.number() >= 0 && key.number() < 0x1p53 ? std::optional<std::size_t>(static_cast<std::size_t>(key.number())) : kNoPlace;
        default: return std::nullopt;
    }
}

/// What target[key] found: a place in the target, or why not. `absent`: the target could hold such a key but does not.
struct Found {
    const Value* value = nullptr;
    bool absent = false;
    std::string problem = {};
};

Found findIn(const Value& target, const Value& key) {
    switch (target.kind()) {
        case ValueKind::Map: {
            const Value* value = target.map().find(key);
            return value != nullptr ? Found{value} : Found{nullptr, true, "no such key: " + keyText(key)};
        }
        case ValueKind::List: {
            const auto place = placeOf(key);
            if (!place)
                return {nullptr, false, "invalid argument: " + valueText(key) + " is no place in a list"};
            if (*place < target.list().size())
                return {&target.list()[*place]};
            return {nullptr, true, "invalid argument: index " + valueText(key) + " is out of bounds, the list has " +
                                       std::to_string(target.list().size()) + " elements"};
        }
        case ValueKind::Struct: {
            if (key.kind() != ValueKind::String)
                break;
            const auto* field = findField(target.structure(), key.text());
            if (field == nullptr)
                return {nullptr, false, "no such field: " + key.text()};
            return *field ? Found{&**field} : Found{nullptr, true, "no such attribute: '" + key.text() + "' has no value here; ask has() first"};
        }
        default: break;
    }
    const std::array<Value, 2> arguments{target, key};
    return {nullptr, false, noSuchOverload("_[_]", arguments, {}).error().message};
}

Found findField(const Value& target, const Value& field) {
    if (target.kind() != ValueKind::Map && target.kind() != ValueKind::Struct)
        return {nullptr, false, "no such overload: a value of type '" + typeText(typeOfValue(target)) + "' has no field '" + field.text() + "'"};
    return findIn(target, field);
}

/// Looks through an optional, which makes the answer optional.
template <typename Find>
Value throughOptional(const Value& target, const Find& find, Position position) {
    if (!target.optional())
        return target;
    const Found found = find(*target.optional());
    if (found.value == nullptr && !found.absent)
        return Value::error(found.problem, position);
    return Value::optional(found.value != nullptr ? std::optional(*found.value) : std::nullopt);
}

/// A reference into `target` where that outlives the call, else a copy in `scratch`.
const Value& kept(const Value& part, const Value& target, const Value& held, Value& scratch) {
    return &target == &held ? scratch = part : part;
}

class SelectNode final : public Node {
public:
    SelectNode(Position position, NodePtr target, std::string field, const StructType* expected, std::size_t place)
        : Node(position), m_target(std::move(target)), m_field(std::move(field)), m_expected(expected), m_place(place) {}

protected:
    Value compute(Frame& frame) const override {
        Value scratch;
        return find(frame, scratch);
    }
    const Value& find(Frame& frame, Value& scratch) const override {
        Value held;
        const Value& target = m_target->look(frame, held);
        if (target.kind() == ValueKind::Struct && target.structure().type == m_expected)
            if (const auto& field = target.structure().fields[m_place])
                return kept(*field, target, held, scratch);
        if (target.isError())
            return scratch = target;
        if (target.kind() == ValueKind::Optional)
            return scratch = throughOptional(target, [this](const Value& content) { return findField(content, m_field); }, position());
        const Found found = findField(target, m_field);
        return found.value != nullptr ? kept(*found.value, target, held, scratch) : scratch = error(found.problem);
    }

private:
    NodePtr m_target;
    Value m_field;
    const StructType* m_expected;
    std::size_t m_place;
};

class HasNode final : public Node {
public:
    HasNode(Position position, NodePtr target, std::string field) : Node(position), m_target(std::move(target)), m_field(std::move(field)) {}

protected:
    Value compute(Frame& frame) const override {
        Value held;
        const Value* target = &m_target->look(frame, held);
        if (target->isError())
            return *target;
        if (target->kind() == ValueKind::Optional) {
            if (!target->optional())
                return Value(false);
            target = &*target->optional();
        }
        const Found found = findField(*target, m_field);
        return found.value != nullptr || found.absent ? Value(found.value != nullptr) : error(found.problem);
    }

private:
    NodePtr m_target;
    Value m_field;
};

class IndexNode final : public Node {
public:
    IndexNode(Position position, NodePtr target, NodePtr key) : Node(position), m_target(std::move(target)), m_key(std::move(key)) {}

protected:
    Value compute(Frame& frame) const override {
        Value scratch;
        return find(frame, scratch);
    }
    const Value& find(Frame& frame, Value& scratch) const override {
        Value held, heldKey;
        const Value& target = m_target->look(frame, held);
        if (target.isError())
            return scratch = target;
        const Value& key = m_key->look(frame, heldKey);
        if (key.isError())
            return scratch = key;
        if (target.kind() == ValueKind::Optional)
            return scratch = throughOptional(target, [&key](const Value& content) { return findIn(content, key); }, position());
        const Found found = findIn(target, key);
        return found.value != nullptr ? kept(*found.value, target, held, scratch) : scratch = error(found.problem);
    }

private:
    NodePtr m_target, m_key;
};

class OptionalIndexNode final : public Node {
public:
    OptionalIndexNode(Position position, NodePtr target, NodePtr key) : Node(position), m_target(std::move(target)), m_key(std::move(key)) {}

protected:
    Value compute(Frame& frame) const override {
        Value held, heldKey;
        const Value& target = m_target->look(frame, held);
        if (target.isError())
            return target;
        const Value& key = m_key->look(frame, heldKey);
        if (key.isError())
            return key;
        const auto find = [&key](const Value& content) { return findIn(content, key); };
        return target.kind() == ValueKind::Optional ? throughOptional(target, find, position())
                                                    : throughOptional(Value::optional(target), find, position());
    }

private:
    NodePtr m_target, m_key;
};

}  // namespace

NodePtr selectNode(Position position, NodePtr target, std::string field, const StructType* expected, std::size_t place) {
    return std::make_unique<SelectNode>(position, std::move(target), std::move(field), expected, place);
}
NodePtr hasNode(Position position, NodePtr target, std::string field) {
    return std::make_unique<HasNode>(position, std::move(target), std::move(field));
}
NodePtr indexNode(Position position, NodePtr target, NodePtr key) {
    return std::make_unique<IndexNode>(position, std::move(target), std::move(key));
}
NodePtr optionalIndexNode(Position position, NodePtr target, NodePtr key) {
    return std::make_unique<OptionalIndexNode>(position, std::move(target), std::move(key));
}

}  // namespace policy::cel
