// Compliance in the catalog: which rules a phone breaks, since when, and the steps that follow.
#pragma once

#include <vector>

#include "base/result.h"
#include "fleet/catalog/compliance_violation_table.h"
#include "fleet/catalog/virtual_phone_table.h"
#include "policy/phone_evaluation.h"

namespace fleet {

/// Brings the catalog to what the evaluation found: new violations begin at the transaction's time and raise an alert, ended
/// ones go. The violations that stand. A phone that is no work phone has none: the fleet takes no steps against it.
std::vector<catalog::ComplianceViolationRow> recordCompliance(catalog::Transaction& transaction,
                                                              const catalog::VirtualPhoneRow& phone,
                                                              const std::vector<policy::Violation>& found);

}  // namespace fleet
