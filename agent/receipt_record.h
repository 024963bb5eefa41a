// ReceiptRecord: the end of one phone's chain of policy receipts and what of it the gateway has yet to acknowledge; the
// content of phones/ID/receipts.json. A receipt stands in it before it is sent.
#pragma once

#include <deque>
#include <optional>

#include "fleet/protocol/messages.h"

namespace agent {

struct ReceiptRecord {
    std::int64_t sequence = 0;             // of the last receipt; 0: none yet
    std::optional<base::Digest> head;      // its digest
    std::optional<base::Digest> content;   // what it says, without its place in the chain
    std::deque<fleet::protocol::SignedReceipt> waiting;  // oldest first
};

base::Bytes writeReceiptRecord(const ReceiptRecord& record);
/// Corrupt, naming what is wrong, for anything that writeReceiptRecord did not write.
base::Result<ReceiptRecord> readReceiptRecord(base::BytesView bytes);

}  // namespace agent
