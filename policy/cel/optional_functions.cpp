// Values that may be absent (cel-go, ext and cel/library: optional types). Optional selection and indexing are the evaluator's.
#include "policy/cel/function.h"
#include "policy/cel/overload_types.h"

namespace policy::cel {

namespace {

using Arguments = std::span<const Value>;

bool isZero(const Value& value) {
    switch (value.kind()) {
    case ValueKind::Null: return true;
    case ValueKind::Bool: return !value.boolean();
    case ValueKind::Int: return value.integer() == 0;
    case ValueKind::Uint: return value.unsignedInteger() == 0;
    case ValueKind::Double: return value.number() == 0;
    case ValueKind::String: return value.text().empty();
    case ValueKind::Bytes: return value.bytes().octets.empty();
    case ValueKind::Timestamp: return value.timestamp() == TimestampValue{};
    case ValueKind::Duration: return value.duration() == DurationValue{};
    case ValueKind::List: return value.list().empty();
    case ValueKind::Map: return value.map().entries.empty();
    case ValueKind::Optional: return !value.optional().has_value();
    default: return false;
    }
}

Value of(Arguments arguments, CallContext&) { return Value::optional(arguments[0]); }
Value ofNonZeroValue(Arguments arguments, CallContext&) {
    return Value::optional(isZero(arguments[0]) ? std::nullopt : std::optional(arguments[0]));
}
Value none(Arguments, CallContext&) { return Value::optional(std::nullopt); }
Value hasValue(Arguments arguments, CallContext&) { return Value(arguments[0].optional().has_value()); }
Value value(Arguments arguments, CallContext&) {
    const auto& content = arguments[0].optional();
    return content ? *content : Value::error("optional.none() dereference");
}
Value orOther(Arguments arguments, CallContext&) { return arguments[0].optional() ? arguments[0] : arguments[1]; }
Value orValue(Arguments arguments, CallContext&) { return arguments[0].optional() ? *arguments[0].optional() : arguments[1]; }

Value unwrap(Arguments arguments, CallContext& context) {
    const List& list = arguments[0].list();
    if (!context.spend(list.size()))
        return context.spent();
    List present;
    for (const Value& element : list) {
        if (element.kind() != ValueKind::Optional)
            return noSuchOverload();
        if (element.optional())
            present.push_back(*element.optional());
    }
    return Value::list(std::move(present));
}

Value first(Arguments arguments, CallContext&) {
    const List& list = arguments[0].list();
    return Value::optional(list.empty() ? std::nullopt : std::optional(list.front()));
}
Value last(Arguments arguments, CallContext&) {
    const List& list = arguments[0].list();
    return Value::optional(list.empty() ? std::nullopt : std::optional(list.back()));
}

// The evaluator indexes by itself.
void addOptionalIndex(FunctionTable& table) {
    using namespace types;
    const Type list = Type::list(a()), map = Type::map(a(), Type::parameter("B"));
    const Type element = Type::optional(a()), entry = Type::optional(Type::parameter("B"));
    table.add({"_[_]", "optional_list_index_int", false, {Type::optional(list), integer()}, element, nullptr});
    table.add({"_[_]", "optional_map_index_value", false, {Type::optional(map), a()}, entry, nullptr});
    table.add({"_[?_]", "list_optindex_optional_int", false, {list, integer()}, element, nullptr});
    table.add({"_[?_]", "optional_list_optindex_optional_int", false, {Type::optional(list), integer()}, element, nullptr});
    table.add({"_[?_]", "map_optindex_optional_value", false, {map, a()}, entry, nullptr});
    table.add({"_[?_]", "optional_map_optindex_optional_value", false, {Type::optional(map), a()}, entry, nullptr});
}

}  // namespace

void addOptionalFunctions(FunctionTable& table) {
    using namespace types;
    const Type maybe = Type::optional(a());
    table.add({"optional.of", "optional_of", false, {a()}, maybe, of});
    table.add({"optional.ofNonZeroValue", "optional_ofNonZeroValue", false, {a()}, maybe, ofNonZeroValue});
    table.add({"optional.none", "optional_none", false, {}, maybe, none});
    table.add({"hasValue", "optional_hasValue", true, {maybe}, boolean(), hasValue});
    table.add({"value", "optional_value", true, {maybe}, a(), value});
    // The evaluator calls these two by itself, so that what is not needed is not evaluated (planner_call.cpp).
    table.add({"or", "optional_or_optional", true, {maybe, maybe}, maybe, orOther});
    table.add({"orValue", "optional_orValue_value", true, {maybe, a()}, a(), orValue});
    table.add({"optional.unwrap", "optional_unwrap", false, {Type::list(maybe)}, Type::list(a()), unwrap});
    table.add({"unwrapOpt", "optional_unwrapOpt", true, {Type::list(maybe)}, Type::list(a()), unwrap});
    addOptionalIndex(table);
    table.add({"first", "list_first", true, {Type::list(a())}, maybe, first});
    table.add({"last", "list_last", true, {Type::list(a())}, maybe, last});
}

}  // namespace policy::cel
