// FleetEngine: the rules change, or might.
#include "policy/engine/book_difference.h"
#include "policy/engine/fleet_comparison.h"
#include "policy/engine/fleet_state.h"

namespace policy {

using engine::BookDifference;

std::vector<PhoneIndex> FleetEngine::setBook(std::shared_ptr<const CompiledBook> book) {
    auto& state = *m_state;
    auto after = engine::makeBookState(std::move(book), state.rules.get(), state.table, state.now, state.panels);
    const auto changed = BookDifference(*state.rules, *after, state.table, state.now, state.valueNumbers).changed();
    state.rules = std::move(after);
    state.cohorts.clear();
    state.noteAllViolations();
    return engine::rowsOf(changed, state.table.chunks());
}

std::vector<PhoneIndex> FleetEngine::wouldChange(const std::shared_ptr<const CompiledBook>& book) const {
    const auto after = engine::makeBookState(book, m_state->rules.get(), m_state->table, m_state->now, m_state->panels);
    return engine::rowsOf(BookDifference(*m_state->rules, *after, m_state->table, m_state->now, m_state->valueNumbers).changed(),
                          m_state->table.chunks());
}

std::unique_ptr<FleetComparison> FleetEngine::compare(std::shared_ptr<const CompiledBook> book) const {
    return std::make_unique<FleetComparison>(*m_state, std::move(book));
}

}  // namespace policy
