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
    for (std::size_t i = 0; i < engine::kMostAttributes; ++i)
        if (attributes[i]) conditions.insert(conditions.end(), rules.conditionsOfAttribute[i].begin(), rules.conditionsOfAttribute[i].end());
    std::sort(conditions.begin(), conditions.end());
    conditions.erase(std::unique(conditions.begin(), conditions.end()), conditions.end());
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

std::vector<std::uint32_t> slotsOf(const engine::BookState& rules, const std::vector<Flipped>& flipped, const Moves& moves) {
    std::vector<std::uint32_t> slots;
    for (const auto& one : flipped) engine::appendSlots(rules, *one.condition, slots);
    for (const auto* targets : {&moves.left, &moves.entered})
        for (const std::uint32_t target : *targets) engine::appendSlots(rules, rules.unitsOfTarget[target], slots);
    return slots;
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
    engine::SlotChange change(rules, slotsOf(rules, flipped, moves), state.valueNumbers);
    change.look(row / engine::kWordRows, Word{1} << row % engine::kWordRows, state.now);

    bool changed = false;
    for (const auto& [condition, after] : flipped) {
        changed = changed || rules.rulesOfCondition.contains(condition);
        state.noteViolations(*condition, row, condition->at(row), after, state.now);
        condition->set(row, after);
    }
    for (TrackedCondition* condition : conditions) condition->rowChanged(row, true, state.now);
    for (const std::uint32_t target : moves.left) rules.targets[target]->assign(row, false);
    for (const std::uint32_t target : moves.entered) rules.targets[target]->assign(row, true);
    change.compare(state.now, [&](std::uint32_t, Word word) { changed = changed || word != 0; });
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
