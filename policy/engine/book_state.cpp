#include "policy/engine/book_state.h"

#include <algorithm>
#include <set>

namespace policy::engine {
namespace {

class BookStateBuilder {
public:
    BookStateBuilder(std::shared_ptr<const CompiledBook> book, const BookState* before, const FactTable& table, base::Timestamp now, TriPanels& panels)
        : m_before(before), m_table(table), m_now(now), m_panels(panels) {
        m_state->book = std::move(book);
    }

    std::shared_ptr<BookState> build() {
        addPolicies();
        addExceptions();
        for (const auto& [name, rule] : book().complianceRules)
            m_state->rules.push_back({&rule, rule.offline ? nullptr : condition(m_state->book->ofComplianceRule(name))});
        placeFresh();
        evaluateFresh();
        fillTargets();
        addSlots();
        addDependencies();
        return std::move(m_state);
    }

private:
    [[nodiscard]] const RuleBook& book() const { return m_state->book->book(); }

    std::shared_ptr<TrackedCondition> condition(const CompiledCondition* compiled) {
        if (compiled == nullptr) return nullptr;
        auto& held = m_state->conditions[compiled->expression.source];
        if (held) return held;
        if (m_before != nullptr)
            if (const auto found = m_before->conditions.find(compiled->expression.source); found != m_before->conditions.end()) held = found->second;
        if (held) return held;
        held = std::make_shared<TrackedCondition>(*compiled, m_table);
        m_fresh.push_back(held.get());
        return held;
    }

    /// Conditions that read the same attributes stand side by side: a report looks at all of them, and at few others.
    void placeFresh() {
        const auto reads = [](const TrackedCondition* condition) {
            std::vector<std::size_t> attributes;
            for (std::size_t i = 0; i < kMostAttributes; ++i)
                if (condition->predicate().reads().attributes[i]) attributes.push_back(i);
            return attributes;
        };
        std::vector<std::pair<std::vector<std::size_t>, TrackedCondition*>> byReads;
        for (TrackedCondition* condition : m_fresh) byReads.emplace_back(reads(condition), condition);
        std::stable_sort(byReads.begin(), byReads.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        for (const auto& one : byReads) one.second->keepIn(m_panels.take());
    }

    /// Chunk by chunk, so that the facts of one are read from memory once for all conditions.
    void evaluateFresh() {
        for (std::size_t chunk = 0; chunk < m_table.chunks(); ++chunk)
            for (TrackedCondition* condition : m_fresh) condition->evaluateChunk(chunk, m_now);
    }

    /// A target is the same as before when its key is: a static group's key has its members.
    static std::string keyOf(const Target& target, const Group* group) {
        std::string key = targetText(target);
        if (group == nullptr || !group->expression.empty()) return group == nullptr ? key : key + " = " + group->expression;
        auto members = group->members;
        std::sort(members.begin(), members.end());
        for (const auto& member : members) key += " " + member;
        return key;
    }

    std::uint32_t target(const Target& wanted) {
        const auto known = m_targetPlaces.find(wanted);
        if (known != m_targetPlaces.end()) return known->second;
        const Group* group = nullptr;
        if (wanted.kind == TargetKind::Group)
            if (const auto found = book().groups.find(wanted.id); found != book().groups.end()) group = &found->second;
        const auto place = static_cast<std::uint32_t>(m_state->targets.size());
        m_targetPlaces.emplace(wanted, place);
        const std::string key = keyOf(wanted, group);
        std::shared_ptr<TrackedTarget> made;
        if (m_before != nullptr)
            if (const auto found = m_before->targetsByKey.find(key); found != m_before->targetsByKey.end()) made = found->second;
        const auto byExpression = group != nullptr ? condition(m_state->book->ofGroup(wanted.id)) : nullptr;
        const bool byId = !byExpression && wanted.kind != TargetKind::All;
        if (byId) indexTarget(wanted, group, place);
        if (!made) {
            made = byId ? std::make_shared<TrackedTarget>(m_table) : std::make_shared<TrackedTarget>(m_table, byExpression);
            if (byId) m_toFill.insert(place);
        }
        m_state->targetsByKey.emplace(key, made);
        m_state->targets.push_back(std::move(made));
        return place;
    }

    void indexTarget(const Target& wanted, const Group* group, std::uint32_t place) {
        using enum TargetIndex::Kind;
        if (wanted.kind == TargetKind::Persona) m_state->index.add(Persona, wanted.id, place);
        if (wanted.kind == TargetKind::Handset) m_state->index.add(Handset, wanted.id, place);
        if (wanted.kind == TargetKind::Phone) m_state->index.add(Phone, wanted.id, place);
        if (group == nullptr) return;
        for (const auto& member : group->members) {
            m_state->index.add(Handset, member, place);
            m_state->index.add(Phone, member, place);
        }
    }

    void fillTargets() {
        if (m_toFill.empty()) return;
        std::vector<TrackedTarget*> fill(m_state->targets.size(), nullptr);
        for (const std::uint32_t place : m_toFill) fill[place] = m_state->targets[place].get();
        m_state->index.forEachMember(m_table, [&](std::uint32_t row, std::uint32_t place) {
            if (fill[place] != nullptr) fill[place]->assign(row, true);
        });
    }

    void addPolicies() {
        std::map<std::pair<std::string, Level>, std::vector<std::uint32_t>> targets;
        for (const auto& assignment : book().assignments) {
            auto& places = targets[{assignment.policy, assignment.level}];
            const std::uint32_t place = target(assignment.target);
            if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(place);
        }
        for (auto& [which, places] : targets) {
            const auto policy = book().policies.find(which.first);
            if (policy == book().policies.end()) continue;
            m_state->units.push_back({"policy " + which.first + " " + std::string(levelName(which.second)), &policy->second, which.second, nullptr,
                                      std::move(places), condition(m_state->book->ofPolicy(which.first)), {}});
        }
    }

    void addExceptions() {
        for (const auto& [name, exception] : book().exceptions)
            m_state->units.push_back({"exception " + name, nullptr, Level::Group, &exception, {target(exception.target)},
                                      condition(m_state->book->ofException(name)), {}});
    }

    void addSlots() {
        std::map<std::string, std::vector<SlotMember>> slots;
        for (std::uint32_t u = 0; u < m_state->units.size(); ++u) {
            const Unit& unit = m_state->units[u];
            if (unit.exception != nullptr) {
                slots[slotOf(unit.exception->setting)].push_back({u, {}, unit.level, unit.exception});
                continue;
            }
            std::map<std::string, Policy> parts;
            for (const auto& [setting, value] : unit.policy->settings) parts[slotOf(setting)].settings.emplace(setting, value);
            for (auto& [name, part] : parts) {
                part.name = unit.policy->name;
                slots[name].push_back({u, std::move(part), unit.level, nullptr});
            }
        }
        for (auto& [name, members] : slots) m_state->slots.push_back({name, std::move(members), {}});
        std::stable_sort(m_state->slots.begin(), m_state->slots.end(),
                         [](const Slot& a, const Slot& b) { return a.members.size() < b.members.size(); });
        for (std::uint32_t place = 0; place < m_state->slots.size(); ++place) {
            auto& members = m_state->slots[place].members;
            for (std::size_t i = 0; i < members.size(); ++i) {
                m_state->units[members[i].unit].slots.push_back(place);
                members[i].onTrue = memberSum(i, Tri::True);
                members[i].onError = memberSum(i, Tri::Error);
            }
        }
    }

    void addDependencies() {
        m_state->unitsOfTarget.resize(m_state->targets.size());
        for (std::uint32_t u = 0; u < m_state->units.size(); ++u) {
            const Unit& unit = m_state->units[u];
            if (unit.condition) m_state->unitsOfCondition[unit.condition.get()].push_back(u);
            for (const std::uint32_t target : unit.targets) {
                m_state->unitsOfTarget[target].push_back(u);
                if (const auto& group = m_state->targets[target]->group()) m_state->unitsOfCondition[group.get()].push_back(u);
            }
        }
        for (std::uint32_t r = 0; r < m_state->rules.size(); ++r)
            if (m_state->rules[r].condition) m_state->rulesOfCondition[m_state->rules[r].condition.get()].push_back(r);
        for (const auto& [source, condition] : m_state->conditions) {
            const Reads& reads = condition->predicate().reads();
            const auto place = static_cast<std::uint32_t>(m_state->conditionList.size());
            m_state->conditionList.push_back(condition.get());
            for (std::size_t i = 0; i < kMostAttributes; ++i)
                if (reads.attributes[i]) {
                    m_state->conditionsOfAttribute[i].push_back(place);
                    m_state->readWith[i] |= reads.attributes;
                }
            if (reads.now) m_state->timeConditions.push_back(condition.get());
        }
    }

    const BookState* m_before;
    const FactTable& m_table;
    base::Timestamp m_now;
    TriPanels& m_panels;
    std::vector<TrackedCondition*> m_fresh;  // conditions that the book before did not have
    std::shared_ptr<BookState> m_state = std::make_shared<BookState>();
    std::map<Target, std::uint32_t> m_targetPlaces;
    std::set<std::uint32_t> m_toFill;
};

}  // namespace

std::shared_ptr<BookState> makeBookState(std::shared_ptr<const CompiledBook> book, const BookState* before, const FactTable& table,
                                         base::Timestamp now, TriPanels& panels) {
    return BookStateBuilder(std::move(book), before, table, now, panels).build();
}

TriWord BookState::unitWord(const Unit& unit, std::uint32_t place, base::Timestamp now) const {
    if (unit.exception != nullptr && unit.exception->expiresAt <= now) return {};
    TriWord word;
    for (const std::uint32_t target : unit.targets) {
        const TriWord one = targets[target]->word(place);
        word.isTrue |= one.isTrue;
        word.isError |= one.isError;
    }
    if (unit.condition) {
        const TriWord holds = unit.condition->values().word(place);
        word.isError = (word.isTrue | word.isError) & (holds.isTrue | holds.isError);
        word.isTrue &= holds.isTrue;
    }
    word.isError &= ~word.isTrue;
    return word;
}

Tri BookState::unitAt(const Unit& unit, std::uint32_t row, base::Timestamp now) const {
    return unitWord(unit, row / kWordRows, now).at(row);
}

MemberSum BookState::slotSum(const Slot& slot, const std::vector<Tri>& states) {
    MemberSum sum;
    for (const SlotMember& member : slot.members) {
        if (states[member.unit] == Tri::True) sum.include(member.onTrue);
        // An exception that fails does not apply.
        else if (states[member.unit] == Tri::Error && member.exception == nullptr) sum.include(member.onError);
    }
    return sum;
}

std::uint32_t BookState::slotNumber(const Slot& slot, const MemberSum& sum, const std::vector<Tri>& states, ValueNumbers& numbers) {
    if (sum == MemberSum{}) return 0;
    if (const std::uint32_t* known = slot.numbers.find(sum)) return *known;
    std::vector<Tri> members;
    for (const SlotMember& member : slot.members) {
        const Tri state = states[member.unit];
        members.push_back(member.exception != nullptr && state == Tri::Error ? Tri::False : state);
    }
    return slot.numbers.insert(sum, mergeSlot(slot, members, numbers));
}

void BookState::slotNumbers(const Slot& slot, std::uint32_t place, Word wanted, base::Timestamp now, ValueNumbers& numbers,
                            std::array<std::uint32_t, kWordRows>& out) const {
    std::array<MemberSum, kWordRows> sums{};
    for (const SlotMember& member : slot.members) {
        const TriWord word = unitWord(units[member.unit], place, now);
        forEachBit(word.isTrue & wanted, 0, [&](std::uint32_t bit) { sums[bit].include(member.onTrue); });
        // An exception that fails does not apply.
        if (member.exception == nullptr) forEachBit(word.isError & wanted, 0, [&](std::uint32_t bit) { sums[bit].include(member.onError); });
    }
    forEachBit(wanted, 0, [&](std::uint32_t bit) {
        if (sums[bit] == MemberSum{}) {
            out[bit] = 0;
            return;
        }
        if (const std::uint32_t* known = slot.numbers.find(sums[bit])) {
            out[bit] = *known;
            return;
        }
        std::vector<Tri> states;
        for (const SlotMember& member : slot.members) {
            const Tri state = unitAt(units[member.unit], place * kWordRows + bit, now);
            states.push_back(member.exception != nullptr && state == Tri::Error ? Tri::False : state);
        }
        out[bit] = slot.numbers.insert(sums[bit], mergeSlot(slot, states, numbers));
    });
}

}  // namespace policy::engine
