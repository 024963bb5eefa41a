// FleetComparison: what another rule book would do to the phones of a fleet: in total, and phone by phone. Nothing is changed by it.
//
// A phone is not evaluated for it. Where a slot's values differ is known by their numbers (slot.h), and two numbers are compared once for all phones
// that have them: what it takes is a pass over the bits of the rules that differ, and memory for the phones' indices and the different effects.
#pragma once

#include <memory>
#include <vector>

#include "policy/engine/fleet_engine.h"
#include "policy/whatif.h"

namespace policy {

/// Good until the engine that gave it changes.
class FleetComparison {
public:
    FleetComparison(const engine::FleetState& fleet, std::shared_ptr<const CompiledBook> book);
    ~FleetComparison();

    /// Over all phones.
    [[nodiscard]] const WhatIfTotals& totals() const;
    /// The phones to which something happens, ascending.
    [[nodiscard]] const std::vector<PhoneIndex>& changed() const;
    [[nodiscard]] PhoneWhatIf phone(PhoneIndex index) const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace policy
