// PolicyEnvelope: what the fleet signs when it wants something of a virtual phone. The signature is over the exact bytes
// of the envelope (images/signature.h, kPolicyEnvelopeContext); the envelope names the desired state by its digest.
// docs/formats/policy-envelope.md describes the format and the order in which a handset checks it.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/digest.h"
#include "base/ids.h"
#include "fleet/protocol/desired_state.h"
#include "policy/engine_version.h"

namespace fleet::protocol {

struct PolicyEnvelope {
    std::string fleet;
    base::HandsetId handset;
    base::PhoneId phone;
    std::int64_t version = 0;
    std::optional<base::Digest> previous;  // of the envelope that the handset has; none: the first one there
    base::Timestamp issuedAt, notAfter;    // from issuedAt on and before notAfter it may be taken
    std::int64_t leaseSeconds = 0;
    policy::EngineVersion minimumEngine = policy::kEngineVersion;
    base::Digest payload;  // of the desired state's exact bytes
    bool operator==(const PolicyEnvelope&) const = default;
};

inline constexpr std::size_t kLongestEnvelope = 1024;

/// The envelope of a desired state whose written bytes are `document`.
PolicyEnvelope envelopeFor(const DesiredState& state, base::BytesView document);

base::Bytes writePolicyEnvelope(const PolicyEnvelope& envelope);
/// InvalidInput for everything that writePolicyEnvelope does not write, down to the byte.
base::Result<PolicyEnvelope> readPolicyEnvelope(base::BytesView bytes);
/// What the next envelope names as the one before.
base::Digest envelopeDigest(base::BytesView bytes);

/// The desired state that the envelope carries. Denied when `document` has another digest, or says of fleet, handset,
/// phone, version, time or lease something else than the envelope.
base::Result<DesiredState> openPayload(const PolicyEnvelope& envelope, base::BytesView document);

}  // namespace fleet::protocol
