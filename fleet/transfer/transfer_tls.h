// TLS for Poco's HTTP clients: TLS 1.3 only, our authority only. Poco's own verification is off: it lets every certificate
// pass on the loopback. OpenSSL verifies the chain and the host instead, in the handshake, before a byte of a request is
// sent.
#pragma once

#include <Poco/Net/Context.h>

#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "fleet/authority/certificate_authority.h"

namespace fleet {

base::Result<Poco::Net::Context::Ptr> clientTransferTls(const std::string& host, const std::string& certificatePem,
                                                        const base::Secret& privateKeyPem, const std::string& authorityPem);

/// For an enrolment: trusts the one certificate, among those that the server shows, whose DER has `fingerprint`.
struct PinnedAuthority {
    base::Digest fingerprint;
    bool shown = false;  // set by the handshake
};
/// `pin` must outlive the connections.
base::Result<Poco::Net::Context::Ptr> pinnedTransferTls(const std::string& host, PinnedAuthority& pin);

/// Writing to a connection that the peer has left must be an error and not the end of the process.
void ignoreBrokenPipes();

}  // namespace fleet
