// FleetEngine: all phones of a fleet in memory, as typed columns, and which rules match which of them; answers what changes when a rule or a phone
// changes, without evaluating what cannot have changed. Single-threaded: its owner serialises calls. No clock: `now` is given.
//
// A phone "changes" when its effective values do (policy/merge.h's effectiveValues, not who contributed), or which compliance rules it violates, or what
// such a rule says. A condition that fails on a phone restricts all the same when it is a policy's or its group's, is a violation when it is a
// compliance rule's, and keeps an exception from applying. The same answers as evaluatePhone (policy/phone_evaluation.h) for each phone, but for
// conditions that use `now` in a way that is not solved: those see the start of the current minute (timeGranularityOf).
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

namespace engine {
struct FleetState;
}
class FleetComparison;

using PhoneIndex = std::uint32_t;  // dense; reused after removal

enum class MatchState { No, Yes, Failed };

struct PhoneViolation {
    std::string rule;
    base::Timestamp began;  // when the engine first saw it, or what violationBegan said
    std::string error;      // the rule's condition failed, which counts as a violation; empty: it held
    bool operator==(const PhoneViolation&) const = default;
};

class FleetEngine {
public:
    explicit FleetEngine(std::shared_ptr<const CompiledBook> book, base::Timestamp now);
    ~FleetEngine();

    /// Inserts or replaces a phone's facts. True when the phone is new or changed. Values that are missing, or not of their attribute's type, are absent.
    bool put(const PhoneFacts& facts);
    /// As put for each, but many new phones at once: their conditions are evaluated column by column. The phones that are new or changed, ascending.
    std::vector<PhoneIndex> putAll(std::span<const PhoneFacts> facts);
    /// False when there was none.
    bool remove(std::string_view phone);
    [[nodiscard]] std::size_t size() const;
    /// `index` must be one that find gives. Good until the next put or remove.
    [[nodiscard]] std::string_view phoneAt(PhoneIndex index) const;
    [[nodiscard]] std::optional<PhoneIndex> find(std::string_view phone) const;
    /// All phones, ascending.
    [[nodiscard]] std::vector<PhoneIndex> phones() const;
    /// The phone's facts as they were put.
    [[nodiscard]] PhoneFacts factsOf(PhoneIndex index) const;

    [[nodiscard]] const std::shared_ptr<const CompiledBook>& book() const;
    /// Replaces the rules; what is the same in both books is not evaluated again. The phones that changed, ascending.
    std::vector<PhoneIndex> setBook(std::shared_ptr<const CompiledBook> book);
    /// The same answer without changing anything.
    [[nodiscard]] std::vector<PhoneIndex> wouldChange(const std::shared_ptr<const CompiledBook>& book) const;
    /// What the book would change, for whatif. Good until the engine changes.
    [[nodiscard]] std::unique_ptr<FleetComparison> compare(std::shared_ptr<const CompiledBook> book) const;

    [[nodiscard]] base::Timestamp now() const;
    /// When the next condition on time flips for some phone, or an exception expires, if nothing else changes; nullopt: never. Where a condition is not
    /// solved, or the next change of what depends on the clock alone is more than eight days away, an instant at which to look again.
    [[nodiscard]] std::optional<base::Timestamp> nextFlip() const;
    /// Moves time forward (an earlier time is ignored); the phones that changed by it, ascending.
    std::vector<PhoneIndex> advance(base::Timestamp now);

    /// The merge for the phone's cohort: phones that match the same rules share one.
    [[nodiscard]] std::shared_ptr<const EffectivePolicy> effectiveOf(PhoneIndex index) const;
    /// Whether the policy applies to the phone, by any of its assignments: target and condition together. No for a policy that there is not.
    [[nodiscard]] MatchState matchState(PhoneIndex index, std::string_view policy) const;
    /// The same for an exception that has not expired.
    [[nodiscard]] MatchState exceptionState(PhoneIndex index, std::string_view exception) const;
    /// Why matchState or exceptionState is Failed; empty when it is not.
    [[nodiscard]] std::string policyErrorOf(PhoneIndex index, std::string_view policy) const;
    [[nodiscard]] std::string exceptionErrorOf(PhoneIndex index, std::string_view exception) const;
    /// By rule. Offline rules are the handset's to judge and never here.
    [[nodiscard]] std::vector<PhoneViolation> violationsOf(PhoneIndex index) const;
    /// Says when a violation that there is began, as it was remembered elsewhere; ignored when there is no such violation.
    void violationBegan(PhoneIndex index, std::string_view rule, base::Timestamp began);

    /// The phones that the policy applies to (also where its condition fails), that are in the group, that a condition holds on; ascending.
    [[nodiscard]] std::vector<PhoneIndex> matchedBy(std::string_view policy) const;
    [[nodiscard]] std::vector<PhoneIndex> membersOf(std::string_view group) const { return membersOf(*book(), group); }
    /// The same in another book.
    [[nodiscard]] std::vector<PhoneIndex> membersOf(const CompiledBook& book, std::string_view group) const;
    [[nodiscard]] std::vector<PhoneIndex> matching(const CompiledCondition& condition) const;
    /// The phones on which the condition fails.
    [[nodiscard]] std::vector<PhoneIndex> failing(const CompiledCondition& condition) const;

private:
    std::unique_ptr<engine::FleetState> m_state;
};

/// For lint: how coarse a condition's sense of time is. nullopt: it does not ask for the time, or every use of it is solved for the instant at which it
/// flips. Comparisons of `now`, plus and minus spans, with points in time are solved; now.getHours(), a comprehension over `now` and the like are not.
std::optional<base::Duration> timeGranularityOf(const CompiledCondition& condition);

}  // namespace policy
