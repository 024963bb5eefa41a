// FleetEngine: phones come, change and go.
#include <algorithm>
#include <iterator>

#include "policy/engine/fleet_state.h"
#include "policy/engine/slot_change.h"

namespace policy {
namespace {

using engine::Bitmap;
using engine::ChunkBits;
using engine::TrackedCondition;
using engine::Tri;
using engine::Word;

/// Conditions that read one of the attributes, each once.
std::vector<TrackedCondition*> conditionsReading(const engine::BookState& rules, const engine::AttributeSet& attributes) {
    std::vector<TrackedCondition*> conditions;
    std::vector<bool> taken(rules.conditionList.size());
    for (std::size_t i = 0; i < engine::kMostAttributes; ++i) {
        if (!attributes[i]) continue;
        for (const std::uint32_t place : rules.conditionsOfAttribute[i]) {
            if (taken[place]) continue;
            taken[place] = true;
            conditions.push_back(rules.conditionList[place]);
        }
    }
    return conditions;
}

struct Flipped {
    TrackedCondition* condition = nullptr;
    Tri after = Tri::False;
};

std::vector<Flipped> flippedOn(std::uint32_t row, const std::vector<TrackedCondition*>& conditions, base::Timestamp now) {
    engine::prefetchBits(conditions, row / engine::kWordRows);
    std::vector<Flipped> flipped;
    for (TrackedCondition* condition : conditions)
        if (const Tri after = condition->predicate().evaluate(row, now); after != condition->at(row)) flipped.push_back({condition, after});
    return flipped;
}

/// Targets that the phone enters or leaves.
struct Moves {
    std::vector<std::uint32_t> left, entered;
};

Moves movesBetween(const std::vector<std::uint32_t>& before, const std::vector<std::uint32_t>& after) {
    Moves moves;
    std::set_difference(before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(moves.left));
    std::set_difference(after.begin(), after.end(), before.begin(), before.end(), std::back_inserter(moves.entered));
    return moves;
}

/// What may differ on the phone before and after.
struct Affected {
    std::vector<std::uint32_t> units, slots;
};

void sortOnce(std::vector<std::uint32_t>& places) {
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
}

Affected affectedBy(const engine::BookState& rules, const std::vector<Flipped>& flipped, const Moves& moves) {
    Affected affected;
    const auto add = [&](const std::vector<std::uint32_t>& units) { affected.units.insert(affected.units.end(), units.begin(), units.end()); };
    for (const auto& one : flipped)
        if (const auto units = rules.unitsOfCondition.find(one.condition); units != rules.unitsOfCondition.end()) add(units->second);
    for (const auto* targets : {&moves.left, &moves.entered})
        for (const std::uint32_t target : *targets) add(rules.unitsOfTarget[target]);
    sortOnce(affected.units);
    engine::appendSlots(rules, affected.units, affected.slots);
    sortOnce(affected.slots);
    return affected;
}

/// Sets the phone's bits to what they are now.
void apply(engine::FleetState& state, std::uint32_t row, const std::vector<Flipped>& flipped, const Moves& moves) {
    for (const auto& [condition, after] : flipped) {
        state.noteViolations(*condition, row, condition->at(row), after, state.now);
        condition->set(row, after);
    }
    for (const std::uint32_t target : moves.left) state.rules->targets[target]->assign(row, false);
    for (const std::uint32_t target : moves.entered) state.rules->targets[target]->assign(row, true);
}

/// Sets the phone's bits, and says whether its values are others by that.
bool valuesChange(engine::FleetState& state, std::uint32_t row, const std::vector<Flipped>& flipped, const Moves& moves) {
    const auto& rules = *state.rules;
    const Affected affected = affectedBy(rules, flipped, moves);
    std::vector<bool> taken(rules.units.size());
    std::vector<std::uint32_t> units;
    std::vector<TrackedCondition*> conditions;
    for (const std::uint32_t slot : affected.slots)
        for (const auto& member : rules.slots[slot].members) {
            if (taken[member.unit]) continue;
            taken[member.unit] = true;
            units.push_back(member.unit);
            if (const auto& condition = rules.units[member.unit].condition) conditions.push_back(condition.get());
        }
    engine::prefetchBits(conditions, row / engine::kWordRows);
    std::vector<Tri> before(rules.units.size());
    for (const std::uint32_t unit : units) before[unit] = rules.unitAt(rules.units[unit], row, state.now);
    apply(state, row, flipped, moves);
    auto after = before;
    for (const std::uint32_t unit : affected.units) after[unit] = rules.unitAt(rules.units[unit], row, state.now);
    return std::any_of(affected.slots.begin(), affected.slots.end(), [&](std::uint32_t place) {
        const auto& slot = rules.slots[place];
        return rules.slotNumber(slot, before, state.valueNumbers) != rules.slotNumber(slot, after, state.valueNumbers);
    });
}

}  // namespace

bool FleetEngine::put(const PhoneFacts& facts) {
    auto& state = *m_state;
    auto& rules = *state.rules;
    const auto known = state.table.find(facts.phone);
    if (!known) return putAll({&facts, 1}), true;
    const std::uint32_t row = *known;
    const auto attributes = state.table.difference(row, facts);
    if (attributes.none()) return false;
    const bool mayMove = (attributes & engine::targetAttributes()).any();
    const auto targetsBefore = mayMove ? rules.index.targetsOf(state.table, row) : std::vector<std::uint32_t>();
    state.table.write(row, facts, attributes);

    const auto conditions = conditionsReading(rules, attributes);
    const auto flipped = flippedOn(row, conditions, state.now);
    const Moves moves = movesBetween(targetsBefore, mayMove ? rules.index.targetsOf(state.table, row) : std::vector<std::uint32_t>());
    const bool changed = valuesChange(state, row, flipped, moves) ||
                         std::any_of(flipped.begin(), flipped.end(), [&](const Flipped& one) { return rules.rulesOfCondition.contains(one.condition); });
    for (TrackedCondition* condition : conditions) condition->rowChanged(row, true, state.now);
    return changed;
}

namespace {

/// New phones are in the table and in their targets; their bits of one condition.
void evaluateNew(engine::FleetState& state, TrackedCondition& condition, const Bitmap& fresh) {
    for (std::size_t chunk = 0; chunk < state.table.chunks(); ++chunk) {
        if (!fresh.hasChunk(chunk)) continue;
        const ChunkBits& rows = fresh.chunk(chunk);
        ChunkBits isTrue, isError;
        condition.predicate().evaluate(chunk, state.now, rows, isTrue, isError);
        for (std::uint32_t w = 0; w < engine::kChunkWords; ++w) {
            const auto place = static_cast<std::uint32_t>(chunk) * engine::kChunkWords + w;
            if (state.rules->rulesOfCondition.contains(&condition))
                engine::forEachBit(isTrue[w] | isError[w], place * engine::kWordRows,
                                   [&](std::uint32_t row) { state.noteViolations(condition, row, Tri::False, Tri::True, state.now); });
            isTrue[w] |= condition.trueWord(place) & ~rows[w];
            isError[w] |= condition.errorWord(place) & ~rows[w];
        }
        condition.setChunk(chunk, isTrue, isError);
    }
}

/// A few new phones leave what is known of the others' flips in place.
constexpr std::size_t kFew = 64;

void settleNew(engine::FleetState& state, const std::vector<PhoneIndex>& rows) {
    Bitmap fresh;
    for (const PhoneIndex row : rows) {
        fresh.assign(row, true);
        for (const std::uint32_t target : state.rules->index.targetsOf(state.table, row)) state.rules->targets[target]->assign(row, true);
    }
    for (const auto& [source, condition] : state.rules->conditions) {
        evaluateNew(state, *condition, fresh);
        for (const PhoneIndex row : rows) {
            if (rows.size() > kFew) condition->chunkChanged(row / engine::kChunkRows);
            else condition->rowChanged(row, true, state.now);
        }
    }
}

}  // namespace

std::vector<PhoneIndex> FleetEngine::putAll(std::span<const PhoneFacts> facts) {
    auto& table = m_state->table;
    std::vector<PhoneIndex> fresh, changed;
    const auto settle = [&] {
        settleNew(*m_state, fresh);
        changed.insert(changed.end(), fresh.begin(), fresh.end());
        fresh.clear();
    };
    for (const auto& one : facts) {
        if (const auto known = table.find(one.phone)) {
            settle();
            if (put(one)) changed.push_back(*known);
            continue;
        }
        const std::uint32_t row = table.add(one.phone);
        table.write(row, one, engine::AttributeSet().set());
        fresh.push_back(row);
    }
    settle();
    std::sort(changed.begin(), changed.end());
    changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
    return changed;
}

bool FleetEngine::remove(std::string_view phone) {
    auto& state = *m_state;
    const auto row = state.table.find(phone);
    if (!row) return false;
    for (const auto& [source, condition] : state.rules->conditions) {
        state.noteViolations(*condition, *row, condition->at(*row), Tri::False, state.now);
        condition->set(*row, Tri::False);
        condition->rowChanged(*row, false, state.now);
    }
    for (const std::uint32_t target : state.rules->index.targetsOf(state.table, *row)) state.rules->targets[target]->assign(*row, false);
    state.table.remove(*row);
    return true;
}

}  // namespace policy
