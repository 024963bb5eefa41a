// The policies that concern one virtual phone, and their merge.
#pragma once

#include "base/result.h"
#include "fleet/catalog/policy_table.h"
#include "fleet/catalog/virtual_phone_table.h"
#include "policy/merge.h"

namespace fleet {

/// Conflict when two exclusives contradict each other.
base::Result<policy::EffectivePolicy> effectivePolicyOf(catalog::Transaction& transaction,
                                                        const catalog::VirtualPhoneRow& phone);

base::Result<policy::Policy> policyFromRow(const catalog::PolicyRow& row);

/// The phones an assignment's target stands for. InvalidInput for a target that is none, NotFound for an unknown one.
base::Result<std::vector<base::PhoneId>> phonesOfTarget(catalog::Transaction& transaction, std::string_view target);

}  // namespace fleet
