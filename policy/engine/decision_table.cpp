#include "policy/engine/decision_table.h"

#include <algorithm>

namespace policy::engine {

void DecisionTable::decide(TextPool::Id id) {
    Tri verdict = Tri::False;
    if (id == TextPool::kNone) {
        verdict = m_decide(nullptr);
    } else {
        const std::string_view text = m_column->pool().at(id);
        verdict = m_decide(&text);
    }
    m_verdicts[id] = static_cast<std::uint8_t>(verdict);
    if (verdict == Tri::Error) ++m_errors;
}

Tri DecisionTable::of(TextPool::Id id) {
    if (id >= m_verdicts.size()) m_verdicts.resize(std::max<std::size_t>(m_column->pool().limit(), id + 1), kUnknown);
    if (m_verdicts[id] == kUnknown) decide(id);
    return static_cast<Tri>(m_verdicts[id]);
}

const std::uint8_t* DecisionTable::decided() {
    const TextPool& pool = m_column->pool();
    if (m_next == pool.limit() && m_forgotten.empty()) return m_verdicts.data();
    if (m_verdicts.size() < pool.limit()) m_verdicts.resize(pool.limit(), kUnknown);
    const auto settle = [&](TextPool::Id id) {
        if (m_verdicts[id] == kUnknown && (id == TextPool::kNone || pool.holds(id))) decide(id);
    };
    for (const TextPool::Id id : m_forgotten) settle(id);
    std::erase_if(m_forgotten, [&](TextPool::Id id) { return m_verdicts[id] != kUnknown; });
    for (; m_next < pool.limit(); ++m_next) {
        settle(m_next);
        if (m_verdicts[m_next] == kUnknown) m_forgotten.push_back(m_next);
    }
    return m_verdicts.data();
}

void DecisionTable::forget(TextPool::Id id) {
    if (id >= m_verdicts.size() || m_verdicts[id] == kUnknown) return;
    if (static_cast<Tri>(m_verdicts[id]) == Tri::Error) --m_errors;
    m_verdicts[id] = kUnknown;
    m_forgotten.push_back(id);
}

}  // namespace policy::engine
