// What a FleetEngine holds. Its verbs are in fleet_engine*.cpp.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "policy/engine/book_state.h"
#include "policy/engine/fleet_engine.h"
#include "policy/engine/violation_times.h"

namespace policy::engine {

struct FleetState {
    FactTable table;
    mutable TriPanels panels;  // lends columns also to a book that is only tried
    base::Timestamp now;
    std::shared_ptr<BookState> rules;
    std::map<std::string, ViolationTimes, std::less<>> violationTimes;  // by compliance rule

    /// What one report needs and the next one needs again, by unit and by slot.
    struct Scratch {
        std::vector<std::uint8_t> isAffected, isKnown, slots;
        std::vector<Tri> before, after;
        std::vector<std::uint32_t> units;
        std::vector<TrackedCondition*> conditions, members;
    } scratch;

    // Remembered answers: they follow from the rest.
    mutable ValueNumbers valueNumbers;
    mutable std::unordered_map<std::string, std::shared_ptr<const EffectivePolicy>> cohorts;

    /// Notes when violations of the condition's rules began and ended.
    void noteViolations(const TrackedCondition& condition, std::uint32_t row, Tri before, Tri after, base::Timestamp at);
    void noteAllViolations();
};

/// All rows of a bitmap, ascending.
std::vector<PhoneIndex> rowsOf(const Bitmap& rows, std::size_t chunks);

}  // namespace policy::engine
