// What a gateway answers about policies, for looking at what the command line makes of it.
#pragma once

#include "tests/fakes/fake_fleet_service.h"

/// Programs policy_explain, policy_whatif, policy_diff, group_list, exception_list, compliance_rule_list and
/// compliance_list. `past` and `future` are RFC 3339.
void answerPolicyVerbs(fakes::FakeFleetService& fleet, const std::string& past, const std::string& future);
