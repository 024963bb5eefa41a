// The fleet's own certificate authority: ECDSA P-256, X.509 v3 (RFC 5280), made on the gateway's first start and kept in
// its data directory. Safe from any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/digest.h"
#include "base/file_system.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/secret.h"

namespace fleet {

struct IssuedCertificate {
    std::string pem;
    std::string fingerprint;  // BLAKE2b of the DER, hex
    base::Timestamp notAfter;
};

struct ServerIdentity {
    std::string certificatePem;  // the chain, leaf first
    base::Secret privateKeyPem;
};

class CertificateAuthority {
public:
    virtual ~CertificateAuthority() = default;
    [[nodiscard]] virtual const std::string& certificatePem() const = 0;
    [[nodiscard]] virtual base::Digest fingerprint() const = 0;
    /// A server certificate for these host names and IP addresses.
    virtual base::Result<ServerIdentity> issueServer(const std::vector<std::string>& hosts) = 0;
    /// A client certificate whose common name is the handset's id, for a request made on the handset. InvalidInput when
    /// the request is damaged, is not signed by its own key, or has a key other than P-256.
    virtual base::Result<IssuedCertificate> issueHandset(const std::string& requestPem, const base::HandsetId& handset) = 0;
};

/// Opens `directory`, creating the authority when there is none. The private key file has mode 0600.
base::Result<std::unique_ptr<CertificateAuthority>> openCertificateAuthority(base::FileSystem& fileSystem, const base::Clock& clock,
                                                                             const std::filesystem::path& directory);

/// On the handset: a new P-256 key and a PKCS#10 request for it.
struct CertificateRequest {
    base::Secret privateKeyPem;
    std::string requestPem;
};
base::Result<CertificateRequest> createCertificateRequest();

/// BLAKE2b of a PEM certificate's DER, hex; InvalidInput when it is none.
base::Result<std::string> certificateFingerprint(const std::string& pem);

}  // namespace fleet
