// An order: what a refused handset is told to do by the answer that refuses it. Signed over its exact bytes
// (images/signature.h, kOrderContext), so that it counts wherever it comes from. The handset answers with a receipt.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/json.h"

namespace fleet::protocol {

struct WipeOrder {
    base::OperationId id;
    std::string fleet;
    base::HandsetId handset;
    base::Timestamp issuedAt;
    std::vector<base::PhoneId> phones;  // to wipe; nothing else may be touched
};

base::Bytes writeWipeOrder(const WipeOrder& order);
base::Result<WipeOrder> readWipeOrder(base::BytesView bytes);

/// Why the gateway does not let a handset in: the JSON body of the 403 answer to the WebSocket upgrade.
struct Refusal {
    std::string reason;   // "revoked", "unknown", "pending_acceptance", "identity_in_use"
    std::string message;  // for people
    base::Bytes order;    // empty: none
    base::Bytes orderSignature;
};

std::string writeRefusal(const Refusal& refusal);
base::Result<Refusal> readRefusal(std::string_view text);

struct WipedPhone {
    base::PhoneId phone;
    bool erased = false;
    std::string detail;
};

/// A virtual phone that the wipe did not concern, with the digest of its stored data disk before and after.
struct UntouchedPhone {
    base::PhoneId phone;
    std::string persona;
    std::string digestBefore, digestAfter;  // empty while the phone ran, because its owner was writing to it
};

struct WipeReceipt {
    base::OperationId order;
    base::HandsetId handset;
    base::Timestamp at;
    std::vector<WipedPhone> wiped;
    std::vector<UntouchedPhone> untouched;
};

base::Json wipeReceiptToJson(const WipeReceipt& receipt);
base::Result<WipeReceipt> wipeReceiptFromJson(const base::Json& json);

}  // namespace fleet::protocol
