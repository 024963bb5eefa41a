// Checking a handset's PKCS#10 request (RFC 2986).
#pragma once

#include <string>

#include "base/result.h"
#include "fleet/authority/openssl_pem.h"

namespace fleet {

/// The public key a request asks a certificate for. InvalidInput when the request is damaged, is not signed by that key,
/// or the key is not a P-256 one. Names and extensions that the request carries are ignored.
base::Result<openssl::Key> requestedKey(const std::string& requestPem);

}  // namespace fleet
