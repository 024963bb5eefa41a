// Lists, maps, and the sizes of things.
#include "policy/cel/standard_groups.h"
#include "policy/cel/utf8.h"

namespace policy::cel {

using namespace types;

namespace {

using Arguments = std::span<const Value>;

Value number(std::size_t count) { return Value(static_cast<std::int64_t>(count)); }
Value sizeOfString(Arguments a, CallContext&) { return number(countCodePoints(a[0].text())); }
Value sizeOfBytes(Arguments a, CallContext&) { return number(a[0].bytes().octets.size()); }
Value sizeOfList(Arguments a, CallContext&) { return number(a[0].list().size()); }
Value sizeOfMap(Arguments a, CallContext&) { return number(a[0].map().entries.size()); }

// What transformMap and transformMapEntry call where the evaluator does not insert in place.
Value insertEntry(Arguments a, CallContext& context) {
    return context.spend(a[0].map().entries.size()) ? Value::inserted(a[0], a[1], a[2]) : context.spent();
}
Value insertEntries(Arguments a, CallContext& context) {
    if (!context.spend(a[0].map().entries.size() + a[1].map().entries.size()))
        return context.spent();
    Value map = a[0];
    for (const auto& [key, value] : a[1].map().entries) {
        map = Value::inserted(std::move(map), key, value);
        if (map.isError())
            break;
    }
    return map;
}

}  // namespace

void addContainerFunctions(FunctionTable& table) {
    // The evaluator reaches into containers itself: plan_select.cpp, plan_compare.cpp.
    table.add({"_[_]", "index_list", false, {kListOfA, kInt}, kA});
    table.add({"_[_]", "index_map", false, {kMapOfAB, kA}, kB});
    table.add({"@in", "in_list", false, {kA, kListOfA}, kBool});
    table.add({"@in", "in_map", false, {kA, kMapOfAB}, kBool});
    table.add({"size", "size_bytes", false, {kBytes}, kInt, sizeOfBytes});
    table.add({"size", "bytes_size", true, {kBytes}, kInt, sizeOfBytes});
    table.add({"size", "size_list", false, {kListOfA}, kInt, sizeOfList});
    table.add({"size", "list_size", true, {kListOfA}, kInt, sizeOfList});
    table.add({"size", "size_map", false, {kMapOfAB}, kInt, sizeOfMap});
    table.add({"size", "map_size", true, {kMapOfAB}, kInt, sizeOfMap});
    table.add({"size", "size_string", false, {kString}, kInt, sizeOfString});
    table.add({"size", "string_size", true, {kString}, kInt, sizeOfString});
    table.add({"cel.@mapInsert", "@mapInsert_map_map", false, {kMapOfAB, kMapOfAB}, kMapOfAB, insertEntries});
    table.add({"cel.@mapInsert", "@mapInsert_map_key_value", false, {kMapOfAB, kA, kB}, kMapOfAB, insertEntry});
}

}  // namespace policy::cel
