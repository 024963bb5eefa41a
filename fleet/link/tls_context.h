// The TLS settings of the link, both ends: TLS 1.3 only, X25519 before P-256, mutual certificates under the fleet's own
// authority and no other.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "base/result.h"
#include "fleet/authority/certificate_authority.h"
#include "fleet/authority/openssl_pem.h"

namespace fleet {

using TlsContext = std::unique_ptr<SSL_CTX, openssl::Free<SSL_CTX_free>>;
using TlsSession = std::unique_ptr<SSL_SESSION, openssl::Free<SSL_SESSION_free>>;

/// InvalidInput when a text is not the certificate or key it should be.
base::Result<TlsContext> createServerTls(const ServerIdentity& identity, const std::string& authorityPem);
base::Result<TlsContext> createClientTls(const std::string& certificatePem, const base::Secret& privateKeyPem,
                                         const std::string& authorityPem);

/// The parts of that: shows this certificate chain; trusts this authority and no other.
base::Result<void> useIdentity(SSL_CTX& context, const std::string& certificatePem, const base::Secret& privateKeyPem);
base::Result<void> trustOnly(SSL_CTX& context, const std::string& authorityPem);

/// Lets a client connection accept only a certificate made for this host name or address.
bool expectHost(SSL& ssl, const std::string& host);
/// Hex; empty when the peer has shown no certificate. Holds for resumed sessions too.
std::string peerFingerprint(const SSL& ssl);

}  // namespace fleet
