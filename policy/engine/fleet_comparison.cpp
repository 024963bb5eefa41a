#include "policy/engine/fleet_comparison.h"

#include <algorithm>
#include <unordered_map>

#include "policy/engine/book_difference.h"
#include "policy/engine/fleet_state.h"

namespace policy {
namespace {

using engine::RulePair;
using engine::SlotNumbers;
using engine::SlotPair;
using engine::Tri;
using engine::TriWord;
using engine::Word;

/// The last step that a violation comes to if it lasts; nullopt without one.
std::optional<ComplianceAction> strongestOf(const engine::TrackedRule* rule, Tri state) {
    if (rule == nullptr || state == Tri::False) return std::nullopt;
    const auto steps = complianceSchedule(*rule->rule, {{}, state == Tri::Error});
    return steps.empty() ? ComplianceAction::Warn : steps.back().action;
}

bool judgedByHandset(const engine::TrackedRule* rule) { return rule != nullptr && rule->rule->offline; }

/// What a rule does to a phone that violates it so before and so after.
void addRule(const RulePair& pair, Tri before, Tri after, PhoneWhatIf& phone) {
    const auto& name = (pair.after != nullptr ? pair.after : pair.before)->rule->name;
    const auto was = strongestOf(pair.before, before), will = strongestOf(pair.after, after);
    const bool same = pair.same && before == after;
    if (same || (!was && !will)) return;
    if (!was && !judgedByHandset(pair.after)) phone.newlyViolated.push_back({name, *will});
    else if (!will && !judgedByHandset(pair.before)) phone.noLongerViolated.push_back(name);
    else phone.rulesChanged.push_back({name, was, will});
}

/// The phones of a word that what follows from a violation is done to.
Word workPhones(const engine::FactTable& table, std::uint32_t place) {
    const auto& personas = engine::personas(table);
    const auto work = personas.pool().find("work");
    Word word = 0;
    if (work == engine::TextPool::kNone) return word;
    engine::forEachBit(table.live().word(place), 0, [&](std::uint32_t bit) {
        word |= Word{personas.idAt(place * engine::kWordRows + bit) == work} << bit;
    });
    return word;
}

}  // namespace

struct FleetComparison::State {
    /// What the same change of a slot's values does to each phone that has it.
    struct SlotEffect {
        std::vector<SettingChange> changes;
        std::size_t phones = 0;
    };

    State(const engine::FleetState& theFleet, std::shared_ptr<const CompiledBook> book)
        : fleet(theFleet),
          // The panels of the fleet lend columns for as long as this lives.
          after(engine::makeBookState(std::move(book), fleet.rules.get(), fleet.table, fleet.now, fleet.panels)),
          difference(*fleet.rules, *after, fleet.table, fleet.now, fleet.valueNumbers),
          effects(difference.slots().size()) {
        for (std::uint32_t place = 0; place < fleet.table.chunks() * engine::kChunkWords; ++place)
            if (fleet.table.live().word(place) != 0) count(place);
        for (const auto& slot : effects)
            for (const auto& [numbers, effect] : slot) totals.countSettings(effect.changes, effect.phones);
        totals.phones = fleet.table.size();
    }

    SlotEffect& effectOf(std::size_t slot, std::uint32_t before, std::uint32_t now) {
        const auto [known, isNew] = effects[slot].try_emplace(std::uint64_t{before} << 32 | now);
        if (isNew) known->second.changes = compareSettings(fleet.valueNumbers.valuesOf(before), fleet.valueNumbers.valuesOf(now));
        return known->second;
    }

    void count(std::uint32_t place) {
        std::array<WhatIfTotals::Kinds, engine::kWordRows> kinds{};
        Word any = 0;
        SlotNumbers a{}, b{};
        for (std::size_t s = 0; s < difference.slots().size(); ++s) {
            const SlotPair& slot = difference.slots()[s];
            const Word wanted = difference.touched(slot, place);
            const Word differing = wanted == 0 ? 0 : difference.compare(slot, place, wanted, a, b);
            any |= differing;
            engine::forEachBit(differing, 0, [&](std::uint32_t bit) {
                SlotEffect& effect = effectOf(s, a[bit], b[bit]);
                ++effect.phones;
                for (const auto& change : effect.changes) kinds[bit].add(change.kind);
            });
        }
        countRules(place, any, kinds);
        engine::forEachBit(any, 0, [&](std::uint32_t bit) {
            totals.count(kinds[bit]);
            changed.push_back(place * engine::kWordRows + bit);
        });
    }

    void countRules(std::uint32_t place, Word& any, std::array<WhatIfTotals::Kinds, engine::kWordRows>& kinds) const {
        const Word work = difference.rules().empty() ? 0 : workPhones(fleet.table, place);
        for (const RulePair& rule : difference.rules()) {
            const TriWord before = difference.violating(rule.before, place), then = difference.violating(rule.after, place);
            const Word looked = work & (rule.same ? (before.isTrue ^ then.isTrue) | (before.isError ^ then.isError)
                                                  : before.isTrue | before.isError | then.isTrue | then.isError);
            any |= looked;
            engine::forEachBit(looked, 0, [&](std::uint32_t bit) {
                PhoneWhatIf phone;
                addRule(rule, before.at(bit), then.at(bit), phone);
                kinds[bit].addRules(phone);
            });
        }
    }

    const engine::FleetState& fleet;
    std::shared_ptr<engine::BookState> after;
    engine::BookDifference difference;
    std::vector<std::unordered_map<std::uint64_t, SlotEffect>> effects;  // by slot, and by the two numbers
    WhatIfTotals totals;
    std::vector<PhoneIndex> changed;
};

FleetComparison::FleetComparison(const engine::FleetState& fleet, std::shared_ptr<const CompiledBook> book)
    : m_state(std::make_unique<State>(fleet, std::move(book))) {}
FleetComparison::~FleetComparison() = default;

const WhatIfTotals& FleetComparison::totals() const { return m_state->totals; }
const std::vector<PhoneIndex>& FleetComparison::changed() const { return m_state->changed; }

PhoneWhatIf FleetComparison::phone(PhoneIndex index) const {
    State& state = *m_state;
    PhoneWhatIf phone{std::string(state.fleet.table.phoneAt(index)), {}, {}, {}, {}};
    const std::uint32_t place = index / engine::kWordRows, bit = index % engine::kWordRows;
    SlotNumbers a{}, b{};
    for (std::size_t s = 0; s < state.difference.slots().size(); ++s) {
        if (state.difference.compare(state.difference.slots()[s], place, Word{1} << bit, a, b) == 0) continue;
        const auto& changes = state.effectOf(s, a[bit], b[bit]).changes;
        phone.settings.insert(phone.settings.end(), changes.begin(), changes.end());
    }
    std::sort(phone.settings.begin(), phone.settings.end(), [](const auto& x, const auto& y) { return x.setting < y.setting; });
    if ((workPhones(state.fleet.table, place) >> bit & 1) == 0) return phone;
    for (const RulePair& rule : state.difference.rules())
        addRule(rule, state.difference.violating(rule.before, place).at(bit), state.difference.violating(rule.after, place).at(bit), phone);
    return phone;
}

}  // namespace policy
