// Policy receipts at the gateway: checked against the handset's certificate, kept as they were signed, and read again as
// a chain.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "fleet/catalog/policy_receipt_table.h"
#include "fleet/gateway/fleet_context.h"
#include "fleet/protocol/messages.h"

namespace fleet {

/// Stores a receipt; one that is stored already changes nothing. One that is not the handset's, or does not follow, raises
/// an alert ("receipt_signature", "receipt_chain"); the former is not stored, the latter is, marked.
base::Result<void> takePolicyReceipt(FleetContext& fleet, catalog::Transaction& transaction, const base::HandsetId& handset,
                                     const protocol::SignedReceipt& received);

struct ReceiptVerdict {
    std::int64_t receipts = 0;
    std::optional<std::int64_t> firstBroken;  // sequence number
    std::string why;
};
/// Every signature, every digest, every link of what is stored. The first link is taken as it is.
ReceiptVerdict verifyReceipts(catalog::Transaction& transaction, const std::vector<catalog::PolicyReceiptRow>& rows);

}  // namespace fleet
