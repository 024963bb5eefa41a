// FleetEngine: making it, and what is asked of it without changing it.
#include "policy/engine/fleet_engine.h"

#include <algorithm>

#include "policy/engine/fleet_state.h"

namespace policy {

using engine::Tri;
using engine::Unit;

namespace {

MatchState stateOf(Tri value) { return value == Tri::True ? MatchState::Yes : value == Tri::Error ? MatchState::Failed : MatchState::No; }

const Unit* exceptionUnit(const engine::BookState& rules, std::string_view name) {
    const auto found = std::find_if(rules.units.begin(), rules.units.end(),
                                    [&](const Unit& unit) { return unit.exception != nullptr && unit.exception->name == name; });
    return found == rules.units.end() ? nullptr : &*found;
}

/// Why the unit fails on the row: a target's group first, as evaluatePhone says it.
std::string errorOf(const engine::BookState& rules, const Unit& unit, std::uint32_t row, base::Timestamp now) {
    if (rules.unitAt(unit, row, now) != Tri::Error) return {};
    for (const std::uint32_t target : unit.targets) {
        const auto& group = rules.targets[target]->group();
        if (group && group->at(row) == Tri::Error) return group->predicate().errorOf(row, now);
    }
    return unit.condition->predicate().errorOf(row, now);
}

struct Cohort {
    std::string key;  // what makes the merge: which units, and the errors
    std::vector<MatchedPolicy> policies;
    std::vector<MatchedException> exceptions;
};

Cohort cohortOf(const engine::BookState& rules, std::uint32_t row, base::Timestamp now) {
    Cohort cohort;
    for (std::size_t u = 0; u < rules.units.size(); ++u) {
        const Unit& unit = rules.units[u];
        const Tri state = rules.unitAt(unit, row, now);
        if (state == Tri::False) continue;
        std::string error = errorOf(rules, unit, row, now);
        cohort.key += std::to_string(u) + (error.empty() ? ";" : "!" + std::to_string(error.size()) + ":" + error);
        if (unit.exception != nullptr) cohort.exceptions.push_back({unit.exception, std::move(error)});
        else cohort.policies.push_back({unit.policy, unit.level, std::move(error)});
    }
    return cohort;
}

/// CompiledBook rules contradictions out; should one slip through, its settings alone are undecided.
EffectivePolicy mergeWithoutContradictions(const Cohort& cohort) {
    if (auto merged = mergePolicies(cohort.policies, cohort.exceptions)) return std::move(*merged);
    std::map<std::string, std::pair<std::vector<Policy>, std::vector<std::size_t>>> slots;
    for (std::size_t i = 0; i < cohort.policies.size(); ++i) {
        std::map<std::string, Policy> parts;
        for (const auto& [setting, value] : cohort.policies[i].policy->settings) parts[engine::slotOf(setting)].settings.emplace(setting, value);
        for (auto& [name, part] : parts) {
            part.name = cohort.policies[i].policy->name;
            slots[name].first.push_back(std::move(part));
            slots[name].second.push_back(i);
        }
    }
    EffectivePolicy all;
    for (const auto& [name, slot] : slots) {
        std::vector<MatchedPolicy> policies;
        for (std::size_t i = 0; i < slot.first.size(); ++i) {
            const MatchedPolicy& whole = cohort.policies[slot.second[i]];
            policies.push_back({&slot.first[i], whole.level, whole.conditionError});
        }
        std::vector<MatchedException> exceptions;
        for (const auto& one : cohort.exceptions)
            if (engine::slotOf(one.exception->setting) == name) exceptions.push_back(one);
        if (auto merged = mergePolicies(policies, exceptions)) all.merge(*merged);
    }
    return all;
}

constexpr std::size_t kMostCohorts = 16'384;

}  // namespace

std::vector<PhoneIndex> engine::rowsOf(const Bitmap& rows, std::size_t chunks) {
    std::vector<PhoneIndex> all;
    for (std::size_t chunk = 0; chunk < chunks; ++chunk)
        if (rows.hasChunk(chunk)) engine::forEachBit(rows.chunk(chunk), chunk, [&](std::uint32_t row) { all.push_back(row); });
    return all;
}

FleetEngine::FleetEngine(std::shared_ptr<const CompiledBook> book, base::Timestamp now) : m_state(std::make_unique<engine::FleetState>()) {
    m_state->now = now;
    m_state->rules = engine::makeBookState(std::move(book), nullptr, m_state->table, now, m_state->panels);
}

FleetEngine::~FleetEngine() = default;

std::size_t FleetEngine::size() const { return m_state->table.size(); }
std::string_view FleetEngine::phoneAt(PhoneIndex index) const { return m_state->table.phoneAt(index); }
std::optional<PhoneIndex> FleetEngine::find(std::string_view phone) const { return m_state->table.find(phone); }
std::vector<PhoneIndex> FleetEngine::phones() const { return engine::rowsOf(m_state->table.live(), m_state->table.chunks()); }
const std::shared_ptr<const CompiledBook>& FleetEngine::book() const { return m_state->rules->book; }
base::Timestamp FleetEngine::now() const { return m_state->now; }

PhoneFacts FleetEngine::factsOf(PhoneIndex index) const {
    PhoneFacts facts{std::string(phoneAt(index)), {}};
    for (std::size_t i = 0; i < allAttributes().size(); ++i) facts.values.push_back(m_state->table.read(index, i));
    return facts;
}

std::shared_ptr<const EffectivePolicy> FleetEngine::effectiveOf(PhoneIndex index) const {
    Cohort cohort = cohortOf(*m_state->rules, index, m_state->now);
    auto& cohorts = m_state->cohorts;
    if (cohorts.size() >= kMostCohorts) cohorts.clear();
    auto& merged = cohorts[cohort.key];
    if (!merged) merged = std::make_shared<const EffectivePolicy>(mergeWithoutContradictions(cohort));
    return merged;
}

MatchState FleetEngine::matchState(PhoneIndex index, std::string_view policy) const {
    Tri state = Tri::False;
    for (const Unit& unit : m_state->rules->units)
        if (unit.policy != nullptr && unit.policy->name == policy) state = engine::triOr(state, m_state->rules->unitAt(unit, index, m_state->now));
    return stateOf(state);
}

MatchState FleetEngine::exceptionState(PhoneIndex index, std::string_view exception) const {
    const Unit* unit = exceptionUnit(*m_state->rules, exception);
    return unit == nullptr ? MatchState::No : stateOf(m_state->rules->unitAt(*unit, index, m_state->now));
}

std::string FleetEngine::policyErrorOf(PhoneIndex index, std::string_view policy) const {
    if (matchState(index, policy) != MatchState::Failed) return {};
    for (const Unit& unit : m_state->rules->units)
        if (unit.policy != nullptr && unit.policy->name == policy)
            if (auto error = errorOf(*m_state->rules, unit, index, m_state->now); !error.empty()) return error;
    return {};
}

std::string FleetEngine::exceptionErrorOf(PhoneIndex index, std::string_view exception) const {
    const Unit* unit = exceptionUnit(*m_state->rules, exception);
    return unit == nullptr ? std::string() : errorOf(*m_state->rules, *unit, index, m_state->now);
}

std::vector<PhoneIndex> FleetEngine::matchedBy(std::string_view policy) const {
    const auto& rules = *m_state->rules;
    std::vector<PhoneIndex> rows;
    for (std::uint32_t place = 0; place < m_state->table.chunks() * engine::kChunkWords; ++place) {
        engine::Word word = 0;
        for (const Unit& unit : rules.units) {
            if (unit.policy == nullptr || unit.policy->name != policy) continue;
            const auto bits = rules.unitWord(unit, place, m_state->now);
            word |= bits.isTrue | bits.isError;
        }
        engine::forEachBit(word, place * engine::kWordRows, [&](std::uint32_t row) { rows.push_back(row); });
    }
    return rows;
}

std::vector<PhoneIndex> FleetEngine::membersOf(const CompiledBook& book, std::string_view group) const {
    if (const CompiledCondition* condition = book.ofGroup(group)) return matching(*condition);
    std::vector<PhoneIndex> rows;
    const auto found = book.book().groups.find(std::string(group));
    if (found == book.book().groups.end()) return rows;
    engine::TargetIndex index;
    for (const auto& member : found->second.members) {
        index.add(engine::TargetIndex::Kind::Handset, member, 0);
        index.add(engine::TargetIndex::Kind::Phone, member, 0);
    }
    index.forEachMember(m_state->table, [&](std::uint32_t row, std::uint32_t) { rows.push_back(row); });
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}

namespace {

std::vector<PhoneIndex> rowsWhere(const FleetEngine& fleet, const engine::FactTable& table, const engine::BookState& rules,
                                  const CompiledCondition& condition, bool failing) {
    const auto known = rules.conditions.find(condition.expression.source);
    if (known != rules.conditions.end())
        return engine::rowsOf(failing ? known->second->values().errorRows() : known->second->values().trueRows(), table.chunks());
    const engine::Predicate asked(condition, table);
    engine::Bitmap rows;
    for (std::size_t chunk = 0; chunk < table.chunks(); ++chunk) {
        engine::ChunkBits isTrue, isError;
        asked.evaluate(chunk, fleet.now(), table.live().chunk(chunk), isTrue, isError);
        rows.setChunk(chunk, failing ? isError : isTrue);
    }
    return engine::rowsOf(rows, table.chunks());
}

}  // namespace

std::vector<PhoneIndex> FleetEngine::matching(const CompiledCondition& condition) const {
    return rowsWhere(*this, m_state->table, *m_state->rules, condition, false);
}

std::vector<PhoneIndex> FleetEngine::failing(const CompiledCondition& condition) const {
    return rowsWhere(*this, m_state->table, *m_state->rules, condition, true);
}

std::optional<base::Duration> timeGranularityOf(const CompiledCondition& condition) {
    const engine::FactTable none;
    const engine::Predicate predicate(condition, none);
    return predicate.solved() ? std::nullopt : std::optional(engine::kTimeGranularity);
}

}  // namespace policy
