// Enrolment: the token an administrator hands out, the handset's request, the gateway's answer.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/secret.h"

namespace fleet::protocol {

/// What an enrolment token's text carries: "twinset1." + base64url of a compact JSON. The text is a secret.
struct EnrolmentToken {
    std::string host;
    std::uint16_t bulkPort = 0;      // HTTPS: enrolment and chunks
    std::uint16_t linkPort = 0;      // WebSocket on TLS with client certificate
    base::Digest authorityFingerprint;  // BLAKE2b of the authority certificate's DER
    base::Secret secret;             // 16 bytes; the gateway keeps its digest only
};

std::string writeEnrolmentToken(const EnrolmentToken& token);
/// InvalidInput when the text is no token or was cut while copying.
base::Result<EnrolmentToken> readEnrolmentToken(std::string_view text);

struct EnrolmentRequest {
    base::Bytes secret;
    std::string certificateRequestPem;  // PKCS#10 (RFC 2986), key made on the handset
    std::string name, model, serial;
};

struct EnrolmentReply {
    base::HandsetId handset;
    std::string fleet;
    std::string certificatePem;           // of the handset
    std::string authorityPem;
    base::Bytes fleetKey;                 // Ed25519 public key: desired states and orders
    std::vector<base::Bytes> releaseKeys; // Ed25519 public keys that may sign releases
    bool accepted = true;                 // false: an operator has to accept the handset first
};

std::string writeEnrolmentRequest(const EnrolmentRequest& request);
base::Result<EnrolmentRequest> readEnrolmentRequest(std::string_view text);
std::string writeEnrolmentReply(const EnrolmentReply& reply);
base::Result<EnrolmentReply> readEnrolmentReply(std::string_view text);

}  // namespace fleet::protocol
