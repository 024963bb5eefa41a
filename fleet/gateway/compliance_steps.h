// The steps that a handset takes by itself, from the compliance rules that concern a phone: signed in advance with its
// desired state, so that they work offline.
#pragma once

#include <optional>
#include <vector>

#include "fleet/catalog/compliance_violation_table.h"
#include "fleet/protocol/desired_state.h"
#include "policy/rule_book.h"

namespace fleet {

struct RuleInForce {
    const policy::ComplianceRule* rule = nullptr;
    std::optional<policy::OpenViolation> violation;  // of a rule that is not about silence; none: the phone complies
};

/// Every rule about silence, and every other one with the phone's open violation of it. Points into `book`.
std::vector<RuleInForce> rulesInForce(const policy::RuleBook& book, const std::vector<catalog::ComplianceViolationRow>& open);

/// Replaces the state's steps by those of the rules: the whole ladder of each violation, in absolute time, and the ladder of
/// each rule about silence. For a phone that is not a work phone there are none.
void fillComplianceSteps(protocol::DesiredState& state, const std::vector<RuleInForce>& rules);

}  // namespace fleet
