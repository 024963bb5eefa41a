// What a gateway answers about policies, for looking at what the command line makes of it.
#pragma once

#include "base/json.h"
#include "tests/fakes/fake_fleet_service.h"

/// An answer to policy_receipts: three receipts, signed at `past`; `whole`: nothing is wrong with any of them, and it was
/// verified.
base::Json policyReceipts(const std::string& past, bool whole);

/// Programs policy_explain, policy_whatif, policy_diff, policy_receipts, group_list, exception_list, compliance_rule_list and
/// compliance_list. `past` and `future` are RFC 3339.
void answerPolicyVerbs(fakes::FakeFleetService& fleet, const std::string& past, const std::string& future);
