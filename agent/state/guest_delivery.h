// GuestDelivery: what the guest said of the policy it was given last. Part of a phone's journal, so that an agent that was
// restarted knows without asking. It is the guest's word: shown, bounded, never trusted.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "fleet/protocol/messages.h"

namespace agent {

struct GuestDelivery {
    std::string digest;         // of the policy's text (agent/guest_policy.h)
    base::Timestamp startedAt;  // of the machine that got it
    std::string problem;        // why there is no answer; empty: there is one
    bool hopeless = false;      // with a problem: this guest cannot take a policy
    std::vector<fleet::protocol::ControlReport> controls;  // "guest.NAME"
    bool operator==(const GuestDelivery&) const = default;
};

base::Json guestDeliveryToJson(const GuestDelivery& delivery);
GuestDelivery readGuestDelivery(base::ObjectReader& reader);

}  // namespace agent
