// FleetEngine: which compliance rules a phone violates, and since when.
#include "policy/engine/fleet_state.h"

namespace policy {

using engine::Tri;

void engine::FleetState::noteViolations(const engine::TrackedCondition& condition, std::uint32_t row, Tri before, Tri after, base::Timestamp at) {
    const auto of = rules->rulesOfCondition.find(&condition);
    if (of == rules->rulesOfCondition.end() || (before == Tri::False) == (after == Tri::False)) return;
    for (const std::uint32_t rule : of->second) {
        auto& times = violationTimes[rules->rules[rule].rule->name];
        if (after == Tri::False) times.end(row);
        else times.begin(row, at);
    }
}

/// After the rules changed: what is violated keeps its time, or begins now.
void engine::FleetState::noteAllViolations() {
    decltype(violationTimes) times;
    for (const auto& [rule, condition] : rules->rules) {
        if (!condition) continue;
        const auto& before = violationTimes[rule->name];
        auto& after = times[rule->name];
        const auto note = [&](std::uint32_t row) { after.begin(row, before.beganAt(row).value_or(now)); };
        for (std::size_t chunk = 0; chunk < table.chunks(); ++chunk) {
            for (std::uint32_t w = 0; w < engine::kChunkWords; ++w) {
                const auto place = static_cast<std::uint32_t>(chunk) * engine::kChunkWords + w;
                const engine::TriWord violated = condition->values().word(place);
                engine::forEachBit(violated.isTrue | violated.isError, place * engine::kWordRows, note);
            }
        }
    }
    violationTimes = std::move(times);
}

std::vector<PhoneViolation> FleetEngine::violationsOf(PhoneIndex index) const {
    std::vector<PhoneViolation> violations;
    for (const auto& [rule, condition] : m_state->rules->rules) {
        const Tri state = condition ? condition->at(index) : Tri::False;
        if (state == Tri::False) continue;
        const auto times = m_state->violationTimes.find(rule->name);
        const auto began = times == m_state->violationTimes.end() ? std::nullopt : times->second.beganAt(index);
        violations.push_back({rule->name, began.value_or(m_state->now),
                              state == Tri::Error ? condition->predicate().errorOf(index, m_state->now) : std::string()});
    }
    return violations;
}

void FleetEngine::violationBegan(PhoneIndex index, std::string_view rule, base::Timestamp began) {
    const auto times = m_state->violationTimes.find(rule);
    if (times != m_state->violationTimes.end() && times->second.beganAt(index)) times->second.begin(index, began);
}

}  // namespace policy
