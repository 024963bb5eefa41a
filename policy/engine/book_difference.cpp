#include "policy/engine/book_difference.h"

#include <algorithm>
#include <map>

namespace policy::engine {
namespace {

/// Whether two units match the same phones for the same reason, without looking at a phone.
bool sameMatches(const BookState& before, const Unit& a, const BookState& after, const Unit& b) {
    if (a.condition != b.condition || a.targets.size() != b.targets.size()) return false;
    if (a.exception != nullptr && a.exception->expiresAt != b.exception->expiresAt) return false;
    return std::equal(a.targets.begin(), a.targets.end(), b.targets.begin(), [&](std::uint32_t x, std::uint32_t y) {
        return before.targets[x] == after.targets[y] || (before.targets[x]->group() != nullptr && before.targets[x]->group() == after.targets[y]->group());
    });
}

bool saysTheSame(const SlotMember& a, const SlotMember& b) {
    if (a.exception != nullptr) return a.exception->setting == b.exception->setting && a.exception->value == b.exception->value;
    return a.part.settings == b.part.settings;
}

bool sameBesidesViolation(const ComplianceRule& a, const ComplianceRule& b) {
    ComplianceRule other = b;
    other.violation = a.violation;
    return a == other;
}

}  // namespace

BookDifference::BookDifference(const BookState& before, const BookState& after, const FactTable& table, base::Timestamp now, ValueNumbers& numbers)
    : m_before(before), m_after(after), m_table(table), m_now(now), m_numbers(numbers) {
    findSlots();
    findRules();
}

void BookDifference::findSlots() {
    std::map<std::string_view, SlotPair> slots;
    for (const Slot& slot : m_before.slots) slots[slot.name].before = &slot;
    for (const Slot& slot : m_after.slots) slots[slot.name].after = &slot;
    for (auto& [name, pair] : slots) {
        pair.members = changedMembers(pair.before, pair.after);
        if (!pair.members.empty()) m_slots.push_back(std::move(pair));
    }
}

void BookDifference::findRules() {
    std::map<std::string_view, RulePair> rules;
    for (const TrackedRule& rule : m_before.rules) rules[rule.rule->name].before = &rule;
    for (const TrackedRule& rule : m_after.rules) rules[rule.rule->name].after = &rule;
    for (auto& [name, pair] : rules) {
        pair.same = pair.before != nullptr && pair.after != nullptr && sameBesidesViolation(*pair.before->rule, *pair.after->rule);
        if (!pair.same || pair.before->condition != pair.after->condition) m_rules.push_back(pair);
    }
}

std::vector<ChangedMember> BookDifference::changedMembers(const Slot* before, const Slot* after) const {
    std::map<std::string_view, std::pair<const SlotMember*, const SlotMember*>> members;
    if (before != nullptr)
        for (const SlotMember& member : before->members) members[m_before.units[member.unit].key].first = &member;
    if (after != nullptr)
        for (const SlotMember& member : after->members) members[m_after.units[member.unit].key].second = &member;
    std::vector<ChangedMember> changed;
    for (const auto& [key, pair] : members) {
        const Unit* a = pair.first == nullptr ? nullptr : &m_before.units[pair.first->unit];
        const Unit* b = pair.second == nullptr ? nullptr : &m_after.units[pair.second->unit];
        const bool same = a != nullptr && b != nullptr && saysTheSame(*pair.first, *pair.second);
        if (!same || !sameMatches(m_before, *a, m_after, *b)) changed.push_back({a, b, same});
    }
    return changed;
}

Word BookDifference::touched(const SlotPair& slot, std::uint32_t place) const {
    Word word = 0;
    for (const auto& member : slot.members) {
        const TriWord a = member.before == nullptr ? TriWord() : m_before.unitWord(*member.before, place, m_now);
        const TriWord b = member.after == nullptr ? TriWord() : m_after.unitWord(*member.after, place, m_now);
        word |= member.saysTheSame ? (a.isTrue ^ b.isTrue) | (a.isError ^ b.isError) : a.isTrue | a.isError | b.isTrue | b.isError;
    }
    return word;
}

Word BookDifference::compare(const SlotPair& slot, std::uint32_t place, Word wanted, SlotNumbers& before, SlotNumbers& after) const {
    static const Slot kNone;
    m_before.slotNumbers(slot.before == nullptr ? kNone : *slot.before, place, wanted, m_now, m_numbers, before);
    m_after.slotNumbers(slot.after == nullptr ? kNone : *slot.after, place, wanted, m_now, m_numbers, after);
    Word differing = 0;
    forEachBit(wanted, 0, [&](std::uint32_t bit) { differing |= Word{before[bit] != after[bit]} << bit; });
    return differing;
}

TriWord BookDifference::violating(const TrackedRule* rule, std::uint32_t place) const {
    if (rule == nullptr) return {};
    if (!rule->condition) return {m_table.live().word(place), 0};
    return rule->condition->values().word(place);
}

/// A rule that is another one counts on the phones that violate it; silence is judged by the handset, so that an offline rule counts on all.
Bitmap BookDifference::changed() const {
    Bitmap changed;
    SlotNumbers a{}, b{};
    for (std::size_t chunk = 0; chunk < m_table.chunks(); ++chunk) {
        ChunkBits bits{};
        for (std::uint32_t w = 0; w < kChunkWords; ++w) {
            const std::uint32_t place = static_cast<std::uint32_t>(chunk) * kChunkWords + w;
            for (const RulePair& rule : m_rules) {
                const TriWord before = violating(rule.before, place), after = violating(rule.after, place);
                bits[w] |= rule.same ? (before.isTrue ^ after.isTrue) | (before.isError ^ after.isError)
                                     : before.isTrue | before.isError | after.isTrue | after.isError;
            }
            for (const SlotPair& slot : m_slots)
                if (const Word wanted = touched(slot, place) & ~bits[w]; wanted != 0) bits[w] |= compare(slot, place, wanted, a, b);
        }
        if (bits != kNoBits) changed.setChunk(chunk, bits);
    }
    return changed;
}

}  // namespace policy::engine
