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
    std::vector<std::uint32_t> units;
    std::vector<bool> slots;  // by place
};

/// Adds those that were not taken yet.
void takeOnce(const std::vector<std::uint32_t>& places, std::vector<bool>& taken, std::vector<std::uint32_t>& to) {
    for (const std::uint32_t place : places) {
        if (taken[place]) continue;
        taken[place] = true;
        to.push_back(place);
    }
}

Affected affectedBy(const engine::BookState& rules, const std::vector<Flipped>& flipped, const Moves& moves) {
    Affected affected{{}, std::vector<bool>(rules.slots.size())};
    std::vector<bool> units(rules.units.size());
    for (const auto& one : flipped)
        if (const auto of = rules.unitsOfCondition.find(one.condition); of != rules.unitsOfCondition.end()) takeOnce(of->second, units, affected.units);
    for (const auto* targets : {&moves.left, &moves.entered})
        for (const std::uint32_t target : *targets) takeOnce(rules.unitsOfTarget[target], units, affected.units);
    for (const std::uint32_t unit : affected.units)
        for (const std::uint32_t slot : rules.units[unit].slots) affected.slots[slot] = true;
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

/// Whether the slot has another value on the phone than with the units' states before. States are looked up where a slot first needs them.
bool slotChanges(engine::FleetState& state, std::uint32_t row, const engine::Slot& slot, const std::vector<bool>& affected, std::vector<bool>& known,
                 std::vector<Tri>& before, std::vector<Tri>& after) {
    const auto& rules = *state.rules;
    std::vector<TrackedCondition*> conditions;
    for (const auto& member : slot.members)
        if (const auto& condition = rules.units[member.unit].condition; condition && !known[member.unit]) conditions.push_back(condition.get());
    engine::prefetchBits(conditions, row / engine::kWordRows);
    for (const auto& member : slot.members) {
        if (known[member.unit]) continue;
        known[member.unit] = true;
        after[member.unit] = rules.unitAt(rules.units[member.unit], row, state.now);
        if (!affected[member.unit]) before[member.unit] = after[member.unit];
    }
    return rules.slotNumber(slot, before, state.valueNumbers) != rules.slotNumber(slot, after, state.valueNumbers);
}

/// Sets the phone's bits, and says whether its values are others by that. The first slot that changes settles it: those with few members come first.
bool valuesChange(engine::FleetState& state, std::uint32_t row, const std::vector<Flipped>& flipped, const Moves& moves) {
    const auto& rules = *state.rules;
    const Affected affected = affectedBy(rules, flipped, moves);
    std::vector<bool> isAffected(rules.units.size()), known(rules.units.size());
    std::vector<Tri> before(rules.units.size()), after(rules.units.size());
    for (const std::uint32_t unit : affected.units) {
        isAffected[unit] = true;
        before[unit] = rules.unitAt(rules.units[unit], row, state.now);
    }
    apply(state, row, flipped, moves);
    for (std::size_t slot = 0; slot < rules.slots.size(); ++slot)
        if (affected.slots[slot] && slotChanges(state, row, rules.slots[slot], isAffected, known, before, after)) return true;
    return false;
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
    const auto conditions = conditionsReading(rules, attributes);
    engine::prefetchBits(conditions, row / engine::kWordRows);
    state.table.write(row, facts, attributes);

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
            const engine::TriWord before = condition.values().word(place);
            isTrue[w] |= before.isTrue & ~rows[w];
            isError[w] |= before.isError & ~rows[w];
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
