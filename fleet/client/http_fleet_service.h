// HttpFleetService: a fleet behind a gateway's admin API, over HTTPS. The gateway is who its certificate authority says
// it is: the authority is given by fingerprint or as a certificate, and nothing else is trusted. Host names in
// certificates are not compared, since only that authority's server certificates are accepted at all and gateways are
// reached by many names; a handset's certificate, which comes from the same authority, is not good for a server.
//
// One connection a call; safe from any thread; calls block (a call at most two minutes).
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "fleet/client/fleet_service.h"

namespace fleet {

struct HttpFleetServiceOptions {
    std::string host;
    std::uint16_t port = 0;
    std::string authorityFingerprint;  // hex; or
    std::string authorityPem;          // the certificate itself
    base::Secret token;                // empty before a login; call("operator_login") needs none
};

/// Checks the options only; nothing is connected. Errors of calls: the verb's own; Unavailable when nothing listens or
/// what listens is no gateway; Denied when it is another gateway than the fingerprint's, or the session has expired.
base::Result<std::unique_ptr<FleetService>> createHttpFleetService(HttpFleetServiceOptions options);

/// The fingerprint of the authority that the gateway at this address shows, for a person to compare. Proves nothing.
base::Result<std::string> shownAuthorityFingerprint(const std::string& host, std::uint16_t port);

}  // namespace fleet
