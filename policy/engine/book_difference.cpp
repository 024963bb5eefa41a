// What an edit of the rules changes: only slots with a member that is another one, or matches other phones, are looked at, and of those only phones that
// such a member matches before or after.
#include <algorithm>

#include "policy/engine/book_state.h"

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

/// A member of the slot before, after, or both, that is not the same in both.
struct ChangedMember {
    const Unit* before = nullptr;
    const Unit* after = nullptr;
    bool saysTheSame = false;
};

class BookDifference {
public:
    BookDifference(const BookState& before, const BookState& after, const FactTable& table, base::Timestamp now, ValueNumbers& numbers)
        : m_before(before), m_after(after), m_table(table), m_now(now), m_numbers(numbers) {}

    Bitmap run() {
        compareRules();
        std::map<std::string_view, std::pair<const Slot*, const Slot*>> slots;
        for (const Slot& slot : m_before.slots) slots[slot.name].first = &slot;
        for (const Slot& slot : m_after.slots) slots[slot.name].second = &slot;
        for (const auto& [name, pair] : slots) compareSlots(pair.first, pair.second);
        return std::move(m_changed);
    }

private:
    std::vector<ChangedMember> changedMembers(const Slot* before, const Slot* after) const {
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

    [[nodiscard]] Word touched(const std::vector<ChangedMember>& members, std::uint32_t place) const {
        Word word = 0;
        for (const auto& member : members) {
            const TriWord a = member.before == nullptr ? TriWord() : m_before.unitWord(*member.before, place, m_now);
            const TriWord b = member.after == nullptr ? TriWord() : m_after.unitWord(*member.after, place, m_now);
            word |= member.saysTheSame ? (a.isTrue ^ b.isTrue) | (a.isError ^ b.isError) : a.isTrue | a.isError | b.isTrue | b.isError;
        }
        return word;
    }

    void compareSlots(const Slot* before, const Slot* after) {
        const auto members = changedMembers(before, after);
        if (members.empty()) return;
        static const Slot kNone;
        std::array<std::uint32_t, kWordRows> a{}, b{};
        for (std::size_t chunk = 0; chunk < m_table.chunks(); ++chunk) {
            ChunkBits changed = m_changed.chunk(chunk);
            for (std::uint32_t w = 0; w < kChunkWords; ++w) {
                const std::uint32_t place = static_cast<std::uint32_t>(chunk) * kChunkWords + w;
                const Word wanted = touched(members, place) & ~changed[w];
                if (wanted == 0) continue;
                m_before.slotNumbers(before == nullptr ? kNone : *before, place, wanted, m_now, m_numbers, a);
                m_after.slotNumbers(after == nullptr ? kNone : *after, place, wanted, m_now, m_numbers, b);
                forEachBit(wanted, 0, [&](std::uint32_t bit) { changed[w] |= Word{a[bit] != b[bit]} << bit; });
            }
            m_changed.setChunk(chunk, changed);
        }
    }

    /// A rule that is another one counts on the phones that violate it; silence is judged by the handset, so that an offline rule counts on all.
    void compareRules() {
        std::map<std::string_view, std::pair<const TrackedRule*, const TrackedRule*>> rules;
        for (const TrackedRule& rule : m_before.rules) rules[rule.rule->name].first = &rule;
        for (const TrackedRule& rule : m_after.rules) rules[rule.rule->name].second = &rule;
        for (const auto& [name, pair] : rules) {
            const auto [a, b] = pair;
            const bool same = a != nullptr && b != nullptr && sameBesidesViolation(*a->rule, *b->rule);
            if (same && a->condition == b->condition) continue;
            for (std::size_t chunk = 0; chunk < m_table.chunks(); ++chunk) compareRule(a, b, same, chunk);
        }
    }

    static bool sameBesidesViolation(const ComplianceRule& a, const ComplianceRule& b) {
        ComplianceRule other = b;
        other.violation = a.violation;
        return a == other;
    }

    void compareRule(const TrackedRule* a, const TrackedRule* b, bool same, std::size_t chunk) {
        ChunkBits changed = m_changed.chunk(chunk);
        for (std::uint32_t w = 0; w < kChunkWords; ++w) {
            const std::uint32_t place = static_cast<std::uint32_t>(chunk) * kChunkWords + w;
            const TriWord before = bits(a, place), after = bits(b, place);
            changed[w] |= same ? (before.isTrue ^ after.isTrue) | (before.isError ^ after.isError)
                               : before.isTrue | before.isError | after.isTrue | after.isError;
        }
        m_changed.setChunk(chunk, changed);
    }

    [[nodiscard]] TriWord bits(const TrackedRule* rule, std::uint32_t place) const {
        if (rule == nullptr) return {};
        if (!rule->condition) return {m_table.live().word(place), 0};
        return rule->condition->values().word(place);
    }

    const BookState& m_before;
    const BookState& m_after;
    const FactTable& m_table;
    base::Timestamp m_now;
    ValueNumbers& m_numbers;
    Bitmap m_changed;
};

}  // namespace

Bitmap differenceOf(const BookState& before, const BookState& after, const FactTable& table, base::Timestamp now, ValueNumbers& numbers) {
    return BookDifference(before, after, table, now, numbers).run();
}

}  // namespace policy::engine
