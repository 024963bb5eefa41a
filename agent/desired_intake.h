// Policy envelopes as they come in: nothing of one is believed before the fleet's signature over its exact bytes was
// checked. Two stages, in this order: openEnvelope asks whether the fleet signed it, for this handset, and whether it is
// whole; judgeEnvelope asks whether it is the next one, in time, for a phone as its journal knows it.
#pragma once

#include <variant>

#include "agent/state/identity.h"
#include "agent/state/phone_record.h"
#include "fleet/protocol/policy_envelope.h"

namespace agent {

/// Signed by the fleet, for this handset, and whole.
struct OpenedEnvelope {
    fleet::protocol::Desired received;  // the exact bytes
    fleet::protocol::PolicyEnvelope envelope;
    fleet::protocol::DesiredState desired;
    base::Digest digest;  // of the envelope's bytes
};

struct RefusedEnvelope {
    std::string_view code;  // fleet/protocol/incident.h
    std::string why;        // for people, begins with "refused"
    std::optional<base::PhoneId> phone = {};  // whose envelope it is, when the fleet signed it for this handset
};

std::variant<OpenedEnvelope, RefusedEnvelope> openEnvelope(const fleet::protocol::Desired& received,
                                                           const Identity& identity);

enum class Verdict {
    Take,    // the next one: journal it and act on it
    Known,   // the very envelope that is the last one here
    Refuse,  // changes nothing
    Resync,  // sound, but it does not follow the last one here: ask the fleet for one that does
    Forbid,  // the next one, and it asks for something that the fleet may not have: journal that it was refused, and why
};

struct Judgement {
    Verdict verdict = Verdict::Take;
    std::string_view code;  // fleet/protocol/incident.h; empty for Take and Known
    std::string why;        // for people
};

/// `record`: the phone's journal; nullptr when it has none. `now` is the trusted time.
Judgement judgeEnvelope(const OpenedEnvelope& opened, const PhoneRecord* record, base::Timestamp now);

/// A new phone's journal, with a network address and a channel end that no other phone on the handset has. Conflict
/// when the handset has no address left.
base::Result<PhoneRecord> newPhoneRecord(const OpenedEnvelope& opened, const std::vector<const PhoneRecord*>& others);

}  // namespace agent
