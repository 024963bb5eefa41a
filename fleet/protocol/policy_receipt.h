// PolicyReceipt: what a handset says under its own signature of the policy that it enforces, setting by setting. Signed
// with the key of the handset's certificate over the exact bytes (fleet/authority/handset_signature.h); each one names the
// one before, for each phone on each handset. docs/formats/policy-receipt.md describes the format.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/digest.h"
#include "base/ids.h"
#include "base/json.h"

namespace fleet::protocol {

struct SettingReceipt {
    std::string setting;
    std::string outcome;   // "applied", "delivered", "pending_guest", "unsupported", "failed"
    std::string readBack;  // as the hypervisor and the guest show it
    bool operator==(const SettingReceipt&) const = default;
};

/// A step of a compliance rule that the handset has taken and not taken back.
struct StepReceipt {
    std::string rule;
    std::string action;  // "warn", "block", "wipe"
    base::Timestamp at;
    bool operator==(const StepReceipt&) const = default;
};

struct PolicyReceipt {
    std::string fleet;
    base::HandsetId handset;
    base::PhoneId phone;
    std::int64_t sequence = 1;             // without gaps
    std::optional<base::Digest> previous;  // of the receipt before; none: the first
    std::int64_t envelopeVersion = 0;
    base::Digest envelope;  // that is in force
    base::Timestamp at;     // trusted time
    std::string state;      // "running", "stopped" or "erased": settings are there for a running phone only
    std::vector<SettingReceipt> settings;
    std::vector<StepReceipt> steps;
};

inline constexpr std::size_t kMostStepsInReceipt = 64;
inline constexpr std::size_t kLongestPolicyReceipt = 44 * 1024;
inline constexpr std::size_t kLongestHandsetSignature = 80;  // ECDSA P-256 in DER has at most 72

/// Read-backs are cut, to nothing if it must be, until the receipt is within its bound.
base::Bytes writePolicyReceipt(const PolicyReceipt& receipt);
/// InvalidInput for everything that writePolicyReceipt does not write, down to the byte.
base::Result<PolicyReceipt> readPolicyReceipt(base::BytesView bytes);
base::Json stepReceiptToJson(const StepReceipt& step);
base::Result<StepReceipt> stepReceiptFromJson(const base::Json& json);

/// What the next receipt names as the one before.
base::Digest receiptDigest(base::BytesView bytes);
/// Equal for two receipts that differ in nothing but their place in the chain and their time.
base::Digest receiptContent(PolicyReceipt receipt);

}  // namespace fleet::protocol
