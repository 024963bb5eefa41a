#include "policy/cel/math_bit_functions.h"

#include "policy/cel/function.h"
#include "policy/cel/overload_types.h"

namespace policy::cel {

namespace {

using Arguments = std::span<const Value>;

std::uint64_t bitsOf(const Value& value) {
    return value.kind() == ValueKind::Int ? static_cast<std::uint64_t>(value.integer()) : value.unsignedInteger();
}

Value likeFirst(Arguments arguments, std::uint64_t bits) {
    return arguments[0].kind() == ValueKind::Int ? Value(static_cast<std::int64_t>(bits)) : Value(bits);
}

Value bitAnd(Arguments arguments, CallContext&) { return likeFirst(arguments, bitsOf(arguments[0]) & bitsOf(arguments[1])); }
Value bitOr(Arguments arguments, CallContext&) { return likeFirst(arguments, bitsOf(arguments[0]) | bitsOf(arguments[1])); }
Value bitXor(Arguments arguments, CallContext&) { return likeFirst(arguments, bitsOf(arguments[0]) ^ bitsOf(arguments[1])); }
Value bitNot(Arguments arguments, CallContext&) { return likeFirst(arguments, ~bitsOf(arguments[0])); }

// Both shift in zeros, also of negative numbers.
template <bool Left>
Value shift(Arguments arguments, CallContext&) {
    const std::int64_t by = arguments[1].integer();
    if (by < 0)
        return Value::error(std::string(Left ? "math.bitShiftLeft" : "math.bitShiftRight") + "() negative offset: " + std::to_string(by));
    const std::uint64_t bits = bitsOf(arguments[0]);
    return likeFirst(arguments, by >= 64 ? 0 : Left ? bits << by : bits >> by);
}

}  // namespace

void addMathBitFunctions(FunctionTable& table) {
    const auto add = [&](const std::string& name, const Type& type, const std::string& typeName, bool binary, FunctionBody body) {
        table.add({"math." + name, "math_" + name + "_" + typeName + "_" + typeName, false,
                   binary ? std::vector{type, type} : std::vector{type}, type, body});
    };
    for (const auto& [name, type] : {std::pair<std::string, Type>{"int", types::integer()}, {"uint", types::unsignedInteger()}}) {
        add("bitAnd", type, name, true, bitAnd);
        add("bitOr", type, name, true, bitOr);
        add("bitXor", type, name, true, bitXor);
        add("bitNot", type, name, false, bitNot);
        table.add({"math.bitShiftLeft", "math_bitShiftLeft_" + name + "_int", false, {type, types::integer()}, type, shift<true>});
        table.add({"math.bitShiftRight", "math_bitShiftRight_" + name + "_int", false, {type, types::integer()}, type, shift<false>});
    }
}

}  // namespace policy::cel
