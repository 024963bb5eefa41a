#include "policy/cel/standard_groups.h"

namespace policy::cel {

using namespace types;

void addStandardFunctions(FunctionTable& table) {
    addLogicFunctions(table);
    addArithmeticFunctions(table);
    addComparisonFunctions(table);
    addContainerFunctions(table);
    addConversionFunctions(table);
    addTextFunctions(table);
    addTimeFunctions(table);
}

// The evaluator does these itself: plan_logic.cpp.
void addLogicFunctions(FunctionTable& table) {
    table.add({"_?_:_", "conditional", false, {kBool, kA, kA}, kA});
    table.add({"_&&_", "logical_and", false, {kBool, kBool}, kBool});
    table.add({"_||_", "logical_or", false, {kBool, kBool}, kBool});
    table.add({"!_", "logical_not", false, {kBool}, kBool});
    table.add({"@not_strictly_false", "not_strictly_false", false, {kBool}, kBool});
}

// The evaluator does these itself: plan_compare.cpp. The overloads say which pairs of types have an order.
void addComparisonFunctions(FunctionTable& table) {
    table.add({"_==_", "equals", false, {kA, kA}, kBool});
    table.add({"_!=_", "not_equals", false, {kA, kA}, kBool});
    constexpr std::array<std::pair<const char*, const char*>, 4> kOrders{
        {{"_<_", "less"}, {"_<=_", "less_equals"}, {"_>_", "greater"}, {"_>=_", "greater_equals"}}};
    const std::array<std::tuple<const char*, Type, Type>, 14> pairs{{{"bool", kBool, kBool},
                                                                     {"int64", kInt, kInt},
                                                                     {"int64_double", kInt, kDouble},
                                                                     {"int64_uint64", kInt, kUint},
                                                                     {"uint64", kUint, kUint},
                                                                     {"uint64_double", kUint, kDouble},
                                                                     {"uint64_int64", kUint, kInt},
                                                                     {"double", kDouble, kDouble},
                                                                     {"double_int64", kDouble, kInt},
                                                                     {"double_uint64", kDouble, kUint},
                                                                     {"string", kString, kString},
                                                                     {"bytes", kBytes, kBytes},
                                                                     {"timestamp", kTimestamp, kTimestamp},
                                                                     {"duration", kDuration, kDuration}}};
    for (const auto& [function, id] : kOrders)
        for (const auto& [suffix, left, right] : pairs)
            table.add({function, std::string(id) + "_" + suffix, false, {left, right}, kBool});
}

}  // namespace policy::cel
