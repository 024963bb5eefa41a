// FleetEngine: the rules change, or might.
#include "policy/engine/fleet_state.h"

namespace policy {

std::vector<PhoneIndex> FleetEngine::setBook(std::shared_ptr<const CompiledBook> book) {
    auto& state = *m_state;
    auto after = engine::makeBookState(std::move(book), state.rules.get(), state.table, state.now, state.panels);
    const auto changed = engine::differenceOf(*state.rules, *after, state.table, state.now, state.valueNumbers);
    state.rules = std::move(after);
    state.cohorts.clear();
    state.noteAllViolations();
    return engine::rowsOf(changed, state.table.chunks());
}

std::vector<PhoneIndex> FleetEngine::wouldChange(const std::shared_ptr<const CompiledBook>& book) const {
    const auto after = engine::makeBookState(book, m_state->rules.get(), m_state->table, m_state->now, m_state->panels);
    return engine::rowsOf(engine::differenceOf(*m_state->rules, *after, m_state->table, m_state->now, m_state->valueNumbers), m_state->table.chunks());
}

}  // namespace policy
