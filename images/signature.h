// Ed25519 signatures (RFC 8032) over exact bytes, through libsodium. What is signed is the bytes as they were written,
// never a re-serialisation of them. A signature is bound to its purpose by a context string put before the bytes, so
// that a signed release can never be taken for a signed policy.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace images {

struct SigningKeyPair {
    base::Bytes publicKey;    // 32 bytes
    base::Secret privateKey;  // 64 bytes, as libsodium keeps it
};

SigningKeyPair createSigningKeyPair();
/// The pair a stored private key belongs to. InvalidInput when it is not 64 bytes.
base::Result<SigningKeyPair> signingKeyPairFrom(const base::Secret& privateKey);

/// 64 bytes. `context` is one of the constants below.
base::Bytes sign(const base::Secret& privateKey, std::string_view context, base::BytesView bytes);
/// Denied when the signature is not that key's over these bytes in this context.
base::Result<void> verifySignature(base::BytesView publicKey, std::string_view context, base::BytesView bytes,
                                   base::BytesView signature);

inline constexpr std::string_view kReleaseContext = "twinset release 1";
inline constexpr std::string_view kPolicyEnvelopeContext = "twinset policy envelope 1";
inline constexpr std::string_view kOrderContext = "twinset order 1";

}  // namespace images
