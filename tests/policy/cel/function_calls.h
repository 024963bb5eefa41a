// Calls one overload of a function table by its id, for the tests of function libraries.
#pragma once

#include <string>
#include <vector>

#include "policy/cel/function.h"
#include "policy/cel/source.h"

namespace policy::cel::tests {

class FunctionCalls {
public:
    using Library = void (*)(FunctionTable&);
    explicit FunctionCalls(Library library) { library(m_table); }

    Value operator()(const std::string& id, const std::vector<Value>& arguments) {
        for (std::uint32_t i = 0; i < m_table.size(); ++i)
            if (m_table.at(i).id == id && m_table.at(i).body != nullptr && m_table.at(i).parameters.size() == arguments.size()) {
                CallContext context{limits, cost};
                return m_table.at(i).body(arguments, context);
            }
        return Value::error("there is no overload " + id);
    }

    Limits limits;
    std::uint64_t cost = 0;

private:
    FunctionTable m_table;
};

inline Value text(std::string value) { return Value(std::move(value)); }
inline Value number(std::int64_t value) { return Value(value); }
/// What a value looks like; of an error its message.
inline std::string shown(const Value& value) { return value.isError() ? "error: " + value.error().message : valueText(value); }

}  // namespace policy::cel::tests
