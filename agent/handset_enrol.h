// Enrolment: turns a token into this handset's identity.
#pragma once

#include <functional>
#include <string>

#include "agent/state/identity.h"
#include "fleet/authority/certificate_authority.h"
#include "fleet/protocol/enrolment.h"

namespace agent {

/// What enrolment needs of the outside: a new key with a request for it, and a gateway that answers.
struct EnrolmentExchange {
    std::function<base::Result<fleet::CertificateRequest>()> createRequest;
    std::function<base::Result<fleet::protocol::EnrolmentReply>(const fleet::protocol::EnrolmentToken&,
                                                                const fleet::protocol::EnrolmentRequest&)>
        send;
};

struct HandsetDescription {
    std::string name, model, serial;
};

struct EnrolmentOutcome {
    Identity identity;
    bool accepted = true;  // false: an operator has to accept the handset before the gateway lets it in
};

/// Makes the key, asks the gateway, and saves the identity. Durable on return. The key and the request are saved before
/// they are sent, and sent again when enrolment is repeated after a crash, so that the token's one use is not lost.
/// Conflict when the handset is enrolled already. Blocks for the exchange.
base::Result<EnrolmentOutcome> enrolHandset(base::FileSystem& files, const StateLayout& layout, std::string_view token,
                                            const HandsetDescription& handset, const EnrolmentExchange& exchange);

}  // namespace agent
