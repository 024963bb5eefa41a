// math.* of cel-go (ext: math): the greatest and the least, rounding, signs. Bits are in math_bit_functions.cpp.
#include <cmath>

#include "policy/cel/function.h"
#include "policy/cel/math_bit_functions.h"
#include "policy/cel/overload_types.h"

namespace policy::cel {

namespace {

using Arguments = std::span<const Value>;

// The first of those that are equal.
Value extremum(std::span<const Value> values, bool greatest) {
    const Value* best = nullptr;
    for (const Value& value : values) {
        if (!isNumber(value))
            return noSuchOverload();
        const auto order = best == nullptr ? std::optional(std::partial_ordering::less) : compareValues(*best, value);
        if (!order || *order == std::partial_ordering::unordered || (value.kind() == ValueKind::Double && std::isnan(value.number())))
            return Value::error("NaN values cannot be ordered");
        if (best == nullptr || (greatest ? *order < 0 : *order > 0))
            best = &value;
    }
    return best != nullptr ? *best : Value::error("the greatest or least of an empty list is asked for");
}

template <bool Greatest>
Value ofArguments(Arguments arguments, CallContext&) {
    return arguments.size() == 1 ? arguments[0] : extremum(arguments, Greatest);
}
template <bool Greatest>
Value ofList(Arguments arguments, CallContext& context) {
    const List& list = arguments[0].list();
    return context.spend(list.size()) ? extremum(list, Greatest) : context.spent();
}

template <double (*Function)(double)>
Value mapped(Arguments arguments, CallContext&) { return Value(Function(arguments[0].number())); }

Value absolute(Arguments arguments, CallContext&) {
    if (arguments[0].kind() == ValueKind::Double)
        return Value(std::fabs(arguments[0].number()));
    if (arguments[0].kind() == ValueKind::Uint)
        return arguments[0];
    const std::int64_t value = arguments[0].integer();
    return value == INT64_MIN ? Value::error("integer overflow") : Value(value < 0 ? -value : value);
}

Value sign(Arguments arguments, CallContext&) {
    if (arguments[0].kind() == ValueKind::Double) {
        const double value = arguments[0].number();
        return Value(value > 0 ? 1.0 : value < 0 ? -1.0 : value);
    }
    if (arguments[0].kind() == ValueKind::Uint)
        return Value(std::uint64_t{arguments[0].unsignedInteger() != 0 ? 1U : 0U});
    const std::int64_t value = arguments[0].integer();
    return Value(std::int64_t{value > 0 ? 1 : value < 0 ? -1 : 0});
}

Value squareRoot(Arguments arguments, CallContext&) {
    switch (arguments[0].kind()) {
    case ValueKind::Int: return Value(std::sqrt(static_cast<double>(arguments[0].integer())));
    case ValueKind::Uint: return Value(std::sqrt(static_cast<double>(arguments[0].unsignedInteger())));
    default: return Value(std::sqrt(arguments[0].number()));
    }
}

Value isNaN(Arguments arguments, CallContext&) { return Value(std::isnan(arguments[0].number())); }
Value isInfinite(Arguments arguments, CallContext&) { return Value(std::isinf(arguments[0].number())); }
Value isFinite(Arguments arguments, CallContext&) { return Value(std::isfinite(arguments[0].number())); }

struct NumberType {
    const char* name;
    Type type;
};

std::vector<NumberType> numberTypes() { return {{"double", types::number()}, {"int", types::integer()}, {"uint", types::unsignedInteger()}}; }

void addExtremum(FunctionTable& table, const std::string& function, FunctionBody ofThese, FunctionBody ofOne) {
    const std::string id = "math_" + function.substr(5) + "_";  // function: "math.@max"
    for (const auto& [name, type] : numberTypes())
        table.add({function, id + name, false, {type}, type, ofThese});
    for (const auto& [name, type] : numberTypes())
        for (const auto& [otherName, otherType] : numberTypes())
            table.add({function, id + name + "_" + otherName, false, {type, otherType}, type == otherType ? type : types::dyn(), ofThese});
    for (const auto& [name, type] : numberTypes())
        table.add({function, id + "list_" + name, false, {Type::list(type)}, type, ofOne});
}

}  // namespace

void addMathFunctions(FunctionTable& table) {
    using namespace types;
    addExtremum(table, "math.@max", ofArguments<true>, ofList<true>);
    addExtremum(table, "math.@min", ofArguments<false>, ofList<false>);
    table.add({"math.ceil", "math_ceil_double", false, {number()}, number(), mapped<std::ceil>});
    table.add({"math.floor", "math_floor_double", false, {number()}, number(), mapped<std::floor>});
    table.add({"math.round", "math_round_double", false, {number()}, number(), mapped<std::round>});
    table.add({"math.trunc", "math_trunc_double", false, {number()}, number(), mapped<std::trunc>});
    for (const auto& [name, type] : numberTypes()) {
        table.add({"math.abs", std::string("math_abs_") + name, false, {type}, type, absolute});
        table.add({"math.sign", std::string("math_sign_") + name, false, {type}, type, sign});
        table.add({"math.sqrt", std::string("math_sqrt_") + name, false, {type}, number(), squareRoot});
    }
    table.add({"math.isNaN", "math_isNaN_double", false, {number()}, boolean(), isNaN});
    table.add({"math.isInf", "math_isInf_double", false, {number()}, boolean(), isInfinite});
    table.add({"math.isFinite", "math_isFinite_double", false, {number()}, boolean(), isFinite});
    addMathBitFunctions(table);
}

}  // namespace policy::cel
