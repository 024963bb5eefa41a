// Desired states as they come in: nothing of one is believed before the fleet's signature over its exact bytes was
// checked.
#pragma once

#include "agent/state/identity.h"
#include "agent/state/phone_record.h"
#include "fleet/protocol/desired_state.h"

namespace agent {

/// Denied when the fleet did not sign it, or signed it for another fleet or handset.
base::Result<fleet::protocol::DesiredState> openDesired(const fleet::protocol::Desired& received,
                                                        const Identity& identity);

enum class Verdict {
    Take,    // newer: journal it and act on it
    Known,   // the very document that is in force
    Stale,   // older than what is in force, or another document of the same version: changes nothing
    Forbid,  // newer, and asks for something that the fleet may not have: journal that it was refused, and why
};

struct Judgement {
    Verdict verdict = Verdict::Take;
    std::string why;  // for Stale and Forbid
};

/// What to do with a document for a phone that has a journal.
Judgement judgeDesired(const fleet::protocol::DesiredState& desired, const base::Bytes& document,
                       const PhoneRecord& record);

/// A new phone's journal, with a network address and a channel end that no other phone on the handset has. Conflict
/// when the handset has no address left.
base::Result<PhoneRecord> newPhoneRecord(const fleet::protocol::DesiredState& desired, const base::Bytes& document,
                                         const std::vector<const PhoneRecord*>& others);

}  // namespace agent
