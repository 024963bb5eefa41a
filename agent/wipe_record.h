// WipeRecord: the journal of one wipe order, orders/ID.json. It is written when the order was verified, before anything
// is erased, and at each step after; the receipt stands in it until the gateway has taken it.
#pragma once

#include <map>

#include "agent/state/identity.h"
#include "fleet/protocol/order.h"

namespace agent {

enum class WipeState {
    MeasuringBefore,  // digests of the phones that must not change
    Erasing,
    MeasuringAfter,
    Done,  // the receipt is complete
};

struct WipeRecord {
    fleet::protocol::WipeOrder order;
    base::Bytes orderBytes;  // exactly as signed
    base::Bytes signature;
    WipeState state = WipeState::MeasuringBefore;
    std::map<base::PhoneId, std::string> before, after;  // digest of the stored data disk; empty while the phone ran
    std::optional<fleet::protocol::WipeReceipt> receipt;
    bool delivered = false;
};

/// Denied unless the fleet signed it for this very handset.
base::Result<fleet::protocol::WipeOrder> openWipeOrder(base::BytesView order, base::BytesView signature,
                                                       const Identity& identity);

base::Bytes writeWipeRecord(const WipeRecord& record);
base::Result<WipeRecord> readWipeRecord(base::BytesView bytes);

}  // namespace agent
