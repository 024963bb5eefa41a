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

/// Stores a receipt; one that is stored already changes nothing. One that is not the handset's raises the alert
/// "receipt_signature" and is not stored. One that does not follow ("receipt_chain"), or that names an envelope which this
/// gateway did not issue ("receipt_envelope"), is stored all the same: it is what the handset says.
base::Result<void> takePolicyReceipt(FleetContext& fleet, catalog::Transaction& transaction, const base::HandsetId& handset,
                                     const protocol::SignedReceipt& received);

struct ReceiptVerdict {
    std::int64_t receipts = 0;
    std::optional<std::int64_t> firstBroken;  // sequence number
    std::string why;
};
/// Whether the envelope that the receipt names is one that this gateway issued; true where that is not known any more.
bool namesIssuedEnvelope(catalog::Transaction& transaction, const catalog::PolicyReceiptRow& row);

/// Every signature, every digest, every link and every envelope of what is stored. The first link is taken as it is.
ReceiptVerdict verifyReceipts(catalog::Transaction& transaction, const std::vector<catalog::PolicyReceiptRow>& rows);

}  // namespace fleet
