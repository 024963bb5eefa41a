// Calls of functions. The checker may leave several overloads, and may trust a value's declared type; the values' kinds decide here, always, so that
// no function body ever sees a kind it did not declare.
#include "policy/cel/plan_nodes.h"

namespace policy::cel {

namespace {

constexpr std::uint32_t bit(ValueKind kind) { return 1U << static_cast<unsigned>(kind); }
constexpr std::uint32_t kAnyKind = bit(ValueKind::Error) - 1;

std::uint32_t kindsOfOpaque(const std::string& name) {
    if (name == "optional_type")
        return bit(ValueKind::Optional);
    if (name == "net.IP")
        return bit(ValueKind::Ip);
    if (name == "net.CIDR")
        return bit(ValueKind::Cidr);
    return name == "twinset.Version" ? bit(ValueKind::Version) : 0;
}

std::uint32_t kindsOf(const Type& type) {
    switch (type.kind) {
        case TypeKind::Dyn:
        case TypeKind::Parameter:
        case TypeKind::Error: return kAnyKind;
        case TypeKind::Null: return bit(ValueKind::Null);
        case TypeKind::Bool: return bit(ValueKind::Bool);
        case TypeKind::Int: return bit(ValueKind::Int);
        case TypeKind::Uint: return bit(ValueKind::Uint);
        case TypeKind::Double: return bit(ValueKind::Double);
        case TypeKind::String: return bit(ValueKind::String);
        case TypeKind::Bytes: return bit(ValueKind::Bytes);
        case TypeKind::Timestamp: return bit(ValueKind::Timestamp);
        case TypeKind::Duration: return bit(ValueKind::Duration);
        case TypeKind::List: return bit(ValueKind::List);
        case TypeKind::Map: return bit(ValueKind::Map);
        case TypeKind::Type: return bit(ValueKind::Type);
        case TypeKind::Struct: return bit(ValueKind::Struct);
        case TypeKind::Opaque: return kindsOfOpaque(type.name);
    }
    return 0;
}

/// What an argument must be. The first element of a list tells overloads apart that differ in nothing else.
struct Parameter {
    std::uint32_t kinds = 0, elementKinds = kAnyKind;

    explicit Parameter(const Type& type) : kinds(kindsOf(type)) {
        if (type.kind == TypeKind::List && !type.parameters.empty())
            elementKinds = kindsOf(type.parameters.front());
    }
    [[nodiscard]] bool fits(const Value& value) const {
        if ((kinds & bit(value.kind())) == 0)
            return false;
        return elementKinds == kAnyKind || value.kind() != ValueKind::List || value.list().empty() ||
               (elementKinds & bit(value.list().front().kind())) != 0;
    }
};

struct Candidate {
    FunctionBody body;
    std::vector<Parameter> parameters;

    [[nodiscard]] bool fits(std::span<const Value> arguments) const {
        for (std::size_t i = 0; i < arguments.size(); ++i)
            if (!parameters[i].fits(arguments[i]))
                return false;
        return true;
    }
};

class CallNode : public Node {
public:
    CallNode(Position position, std::string function, const std::vector<const Overload*>& overloads, std::vector<NodePtr> arguments)
        : Node(position), m_function(std::move(function)), m_arguments(std::move(arguments)) {
        for (const Overload* overload : overloads)
            if (overload->body != nullptr && overload->parameters.size() == m_arguments.size())
                m_candidates.push_back({overload->body, {overload->parameters.begin(), overload->parameters.end()}});
    }

protected:
    Value compute(Frame& frame) const override {
        std::vector<Value> arguments(m_arguments.size());
        return callWith(frame, arguments);
    }
    Value callWith(Frame& frame, std::span<Value> arguments) const {
        for (std::size_t i = 0; i < arguments.size(); ++i) {
            arguments[i] = m_arguments[i]->evaluate(frame);
            if (arguments[i].isError())
                return std::move(arguments[i]);
        }
        for (const auto& candidate : m_candidates)
            if (candidate.fits(arguments))
                return call(frame, candidate, arguments);
        return noSuchOverload(m_function, arguments, position());
    }

private:
    Value call(Frame& frame, const Candidate& candidate, std::span<const Value> arguments) const {
        for (const auto& argument : arguments)
            if (argument.kind() == ValueKind::String || argument.kind() == ValueKind::Bytes)
                if (!frame.spend(argument.extent().weight - 1))
                    return frame.spent();
        auto context = frame.context();
        Value result = candidate.body(arguments, context);
        if (frame.exhausted())
            return frame.spent();
        return bounded(std::move(result), frame.environment.limits);
    }
    Value bounded(Value result, const Limits& limits) const {
        switch (result.kind()) {
            case ValueKind::Error: return positioned(std::move(result), position());
            case ValueKind::String: return checked(std::move(result), result.text().size(), limits.textBytes, "a text may have ", " bytes and no more");
            case ValueKind::Bytes:
                return checked(std::move(result), result.bytes().octets.size(), limits.textBytes, "bytes may be ", " octets and no more");
            case ValueKind::List:
                return checked(std::move(result), result.list().size(), limits.elements, "a list may hold ", " elements and no more");
            case ValueKind::Map:
                return checked(std::move(result), result.map().entries.size(), limits.elements, "a map may hold ", " entries and no more");
            default: return result;
        }
    }
    Value checked(Value&& result, std::size_t size, std::size_t most, const char* before, const char* after) const {
        return size <= most ? std::move(result) : error(before + std::to_string(most) + after);
    }

    std::string m_function;
    std::vector<NodePtr> m_arguments;
    std::vector<Candidate> m_candidates;
};

/// The usual numbers of arguments need no memory for them.
template <std::size_t Count>
class SmallCallNode final : public CallNode {
public:
    using CallNode::CallNode;

protected:
    Value compute(Frame& frame) const override {
        std::array<Value, Count> arguments;
        return callWith(frame, arguments);
    }
};

}  // namespace

Value noSuchOverload(std::string_view function, std::span<const Value> arguments, Position position) {
    std::string types;
    for (const auto& argument : arguments)
        types += (types.empty() ? "" : ", ") + valueText(Value::type(typeOfValue(argument)));
    return Value::error("no such overload: " + std::string(function) + "(" + types + ")", position);
}

Value positioned(Value error, Position position) {
    if (!error.isError() || error.error().position.length != 0 || error.error().position.offset != 0)
        return error;
    return Value::error(error.error().message, position);
}

NodePtr callNode(Position position, std::string function, std::vector<const Overload*> overloads, std::vector<NodePtr> arguments) {
    switch (arguments.size()) {
        case 1: return std::make_unique<SmallCallNode<1>>(position, std::move(function), overloads, std::move(arguments));
        case 2: return std::make_unique<SmallCallNode<2>>(position, std::move(function), overloads, std::move(arguments));
        case 3: return std::make_unique<SmallCallNode<3>>(position, std::move(function), overloads, std::move(arguments));
        default: return std::make_unique<CallNode>(position, std::move(function), overloads, std::move(arguments));
    }
}

}  // namespace policy::cel
