// The facts of one virtual phone, for conditions to ask about: policy/attribute.h's attributes, from the catalog's rows.
#pragma once

#include "base/result.h"
#include "fleet/catalog/virtual_phone_table.h"
#include "fleet/gateway/link_table.h"
#include "policy/attribute.h"

namespace fleet {

/// Corrupt when a row holds what this program never wrote.
base::Result<policy::PhoneFacts> phoneFacts(catalog::Transaction& transaction, const LinkTable& links,
                                            const catalog::VirtualPhoneRow& phone);

}  // namespace fleet
