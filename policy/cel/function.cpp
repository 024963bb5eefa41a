#include "policy/cel/function.h"

#include <algorithm>

namespace policy::cel {

Value CallContext::spent() const { return Value::error("the expression costs more than " + std::to_string(limits.cost) + " steps"); }

void FunctionTable::add(Overload overload) {
    auto& places = overload.member ? m_member : m_global;
    places[overload.function].push_back(static_cast<std::uint32_t>(m_overloads.size()));
    m_overloads.push_back(std::move(overload));
}

std::span<const std::uint32_t> FunctionTable::find(std::string_view function, bool member) const {
    const auto& places = member ? m_member : m_global;
    const auto found = places.find(function);
    if (found == places.end()) return {};
    return found->second;
}

std::vector<std::string_view> FunctionTable::names() const {
    std::vector<std::string_view> names;
    for (const auto* places : {&m_global, &m_member})
        for (const auto& [name, indices] : *places) names.push_back(name);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

}  // namespace policy::cel
