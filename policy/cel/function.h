// Functions: each overload is declared once, with its types for the checker and its body for the evaluator. Libraries
// add themselves to a table.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/zone_offsets.h"
#include "policy/cel/source.h"
#include "policy/cel/type.h"
#include "policy/cel/value.h"

namespace policy::cel {

/// What a function may use of the evaluation that calls it.
struct CallContext {
    const Limits& limits;
    // a function that touches n elements adds n; the evaluator compares with limits.cost. Texts among the arguments are
    // paid for already
    std::uint64_t& cost;
    const base::ZoneOffsets* zones = nullptr;  // none: only UTC and fixed offsets are known

    /// Pays before the work is done; false when the evaluation cannot afford it: then return spent().
    [[nodiscard]] bool spend(std::uint64_t steps) const {
        if (__builtin_add_overflow(cost, steps, &cost))
            cost = ~std::uint64_t{0};
        return cost <= limits.cost;
    }
    [[nodiscard]] Value spent() const;
};

/// `arguments`: the receiver first. No argument is an error value. Returns Value::error for a failure.
using FunctionBody = Value (*)(std::span<const Value> arguments, CallContext& context);

struct Overload {
    std::string function;  // "_+_", "startsWith", "math.abs"
    std::string id;        // "add_int64", as cel-go names it where it has it
    bool member = false;   // called as receiver.function(...): parameters[0] is the receiver
    std::vector<Type> parameters;
    Type result;
    // null only for what the evaluator does itself: logic, comparison, _[_], @in, optional chaining (planner_call.cpp)
    FunctionBody body = nullptr;
};

/// Immutable once an Environment uses it.
class FunctionTable {
public:
    void add(Overload overload);
    /// Indices into overloads(); empty when there is no such function of that style. Declaration order.
    [[nodiscard]] std::span<const std::uint32_t> find(std::string_view function, bool member) const;
    [[nodiscard]] const Overload& at(std::uint32_t index) const { return m_overloads[index]; }
    [[nodiscard]] std::size_t size() const { return m_overloads.size(); }
    /// Names for suggestions, sorted, each once.
    [[nodiscard]] std::vector<std::string_view> names() const;

private:
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    using Places = std::unordered_map<std::string, std::vector<std::uint32_t>, TextHash, std::equal_to<>>;

    std::vector<Overload> m_overloads;
    Places m_global, m_member;
};

/// The standard definitions (cel-spec, doc/langdef.md, "List of Standard Definitions").
void addStandardFunctions(FunctionTable& table);
/// cel-go ext: strings, math, optionals, encoders, and k8s's IP and CIDR; our version().
void addStringFunctions(FunctionTable& table);
void addMathFunctions(FunctionTable& table);
void addOptionalFunctions(FunctionTable& table);
void addEncoderFunctions(FunctionTable& table);
void addNetworkFunctions(FunctionTable& table);
void addVersionFunctions(FunctionTable& table);
/// Everything above; made once.
const FunctionTable& allFunctions();

}  // namespace policy::cel
