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

/// Conditions that read one of the attributes, each once; asks for the memory of what else they read.
void collectReading(const engine::FleetState& state, std::uint32_t row, const engine::AttributeSet& attributes,
                    std::vector<TrackedCondition*>& conditions) {
    const auto& rules = *state.rules;
    conditions.clear();
    std::vector<bool> taken(rules.conditionList.size());
    engine::AttributeSet read;
    for (std::size_t i = 0; i < allAttributes().size(); ++i)
        if (attributes[i]) read |= rules.readWith[i];
    state.table.prefetch(row, read);
    for (std::size_t i = 0; i < allAttributes().size(); ++i) {
        if (!attributes[i]) continue;
        for (const std::uint32_t place : rules.conditionsOfAttribute[i]) {
            if (taken[place]) continue;
            taken[place] = true;
            conditions.push_back(rules.conditionList[place]);
        }
    }
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

/// The units that may match the phone otherwise than before, and the slots of those, into the scratch.
void collectAffected(engine::FleetState& state, const std::vector<Flipped>& flipped, const Moves& moves) {
    const auto& rules = *state.rules;
    auto& scratch = state.scratch;
    scratch.units.clear();
    scratch.isAffected.assign(rules.units.size(), 0);
    scratch.slots.assign(rules.slots.size(), 0);
    const auto take = [&](const std::vector<std::uint32_t>& units) {
        for (const std::uint32_t unit : units) {
            if (scratch.isAffected[unit] != 0) continue;
            scratch.isAffected[unit] = 1;
            scratch.units.push_back(unit);
            for (const std::uint32_t slot : rules.units[unit].slots) scratch.slots[slot] = 1;
        }
    };
    for (const auto& one : flipped)
        if (const auto of = rules.unitsOfCondition.find(one.condition); of != rules.unitsOfCondition.end()) take(of->second);
    for (const auto* targets : {&moves.left, &moves.entered})
        for (const std::uint32_t target : *targets) take(rules.unitsOfTarget[target]);
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

/// Asks for the memory of what slotChanges looks at.
void prefetchSlot(engine::FleetState& state, std::uint32_t row, const engine::Slot& slot) {
    auto& scratch = state.scratch;
    scratch.members.clear();
    for (const auto& member : slot.members)
        if (const auto& condition = state.rules->units[member.unit].condition; condition && scratch.isKnown[member.unit] == 0)
            scratch.members.push_back(condition.get());
    engine::prefetchBits(scratch.members, row / engine::kWordRows);
}

/// Whether the slot has another value on the phone than with the units' states before. States are looked up where a slot first needs them.
bool slotChanges(engine::FleetState& state, std::uint32_t row, const engine::Slot& slot) {
    const auto& rules = *state.rules;
    auto& scratch = state.scratch;
    for (const auto& member : slot.members) {
        if (scratch.isKnown[member.unit] != 0) continue;
        scratch.isKnown[member.unit] = 1;
        scratch.after[member.unit] = rules.unitAt(rules.units[member.unit], row, state.now);
        if (scratch.isAffected[member.unit] == 0) scratch.before[member.unit] = scratch.after[member.unit];
    }
    const auto sumBefore = engine::BookState::slotSum(slot, scratch.before), sumAfter = engine::BookState::slotSum(slot, scratch.after);
    if (sumBefore == sumAfter) return false;
    slot.numbers.prefetch(sumBefore);
    slot.numbers.prefetch(sumAfter);
    return engine::BookState::slotNumber(slot, sumBefore, scratch.before, state.valueNumbers) !=
           engine::BookState::slotNumber(slot, sumAfter, scratch.after, state.valueNumbers);
}

/// Sets the phone's bits, and says whether its values are others by that. The first slot that changes settles it: those with few members come first.
bool valuesChange(engine::FleetState& state, std::uint32_t row, const std::vector<Flipped>& flipped, const Moves& moves) {
    const auto& rules = *state.rules;
    auto& scratch = state.scratch;
    collectAffected(state, flipped, moves);
    scratch.isKnown.assign(rules.units.size(), 0);
    scratch.before.resize(rules.units.size());
    scratch.after.resize(rules.units.size());
    for (const std::uint32_t unit : scratch.units) scratch.before[unit] = rules.unitAt(rules.units[unit], row, state.now);
    apply(state, row, flipped, moves);
    const auto nextAffected = [&](std::size_t slot) {
        while (slot < rules.slots.size() && scratch.slots[slot] == 0) ++slot;
        return slot;
    };
    std::size_t slot = nextAffected(0);
    if (slot < rules.slots.size()) prefetchSlot(state, row, rules.slots[slot]);
    while (slot < rules.slots.size()) {
        const std::size_t next = nextAffected(slot + 1);
        if (next < rules.slots.size()) prefetchSlot(state, row, rules.slots[next]);
        if (slotChanges(state, row, rules.slots[slot])) return true;
        slot = next;
    }
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
    auto& conditions = state.scratch.conditions;
    collectReading(state, row, attributes, conditions);
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
