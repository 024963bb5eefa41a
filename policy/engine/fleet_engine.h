// FleetEngine: all phones of a fleet in memory, as typed columns, and which rules match which of them; answers what changes when a rule or a phone
// changes, without evaluating what cannot have changed. Single-threaded: its owner serialises calls. No clock: `now` is given.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "policy/attribute.h"
#include "policy/compiled_book.h"
#include "policy/merge.h"

namespace policy {

using PhoneIndex = std::uint32_t;  // dense; reused after removal

class FleetEngine {
public:
    explicit FleetEngine(std::shared_ptr<const CompiledBook> book, base::Timestamp now);
    ~FleetEngine();

    /// Inserts or replaces a phone's facts. True when its effective policy or its compliance is different from before.
    bool put(const PhoneFacts& facts);
    /// False when there was none.
    bool remove(std::string_view phone);
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] const std::string& phoneAt(PhoneIndex index) const;
    [[nodiscard]] std::optional<PhoneIndex> find(std::string_view phone) const;

    /// Replaces the rules; what is the same in both books is not evaluated again. The phones whose effective policy or compliance changed, ascending.
    std::vector<PhoneIndex> setBook(std::shared_ptr<const CompiledBook> book);
    /// The same answer without changing anything: for whatif.
    [[nodiscard]] std::vector<PhoneIndex> wouldChange(const std::shared_ptr<const CompiledBook>& book) const;
    /// When the next condition on time flips for some phone if nothing else changes; nullopt: never.
    [[nodiscard]] std::optional<base::Timestamp> nextFlip() const;
    /// Moves time forward; the phones that changed by it, ascending.
    std::vector<PhoneIndex> advance(base::Timestamp now);

    /// The merge for the phone's cohort: phones that match the same rules share one.
    [[nodiscard]] std::shared_ptr<const EffectivePolicy> effectiveOf(PhoneIndex index) const;
    /// The phones that a rule's condition and target match, for groups, lists and lint.
    [[nodiscard]] std::vector<PhoneIndex> matching(const CompiledCondition& condition) const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace policy
