// Makes one signed X.509 v3 certificate (RFC 5280): P-256 keys, SHA-256 signature, a random 128-bit serial number.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "fleet/authority/openssl_pem.h"

namespace fleet {

enum class CertificatePurpose { Authority, Server, Handset };

struct CertificateContent {
    CertificatePurpose purpose = CertificatePurpose::Handset;
    std::string commonName;
    std::vector<std::string> hosts;  // subject alternative names, for Server
    base::Timestamp notBefore, notAfter;
};

/// `issuer` is null for a certificate that signs itself. InvalidInput when a host is neither a name nor an address.
base::Result<openssl::Certificate> signCertificate(const CertificateContent& content, EVP_PKEY& subjectKey, const X509* issuer,
                                                   EVP_PKEY& issuerKey);

}  // namespace fleet
