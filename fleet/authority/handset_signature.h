// What a handset signs with the key of its certificate: ECDSA on P-256 over SHA-256, in DER. A context is put before the
// bytes with its length, as images/signature.h does, so that a signature counts for one purpose only.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace fleet {

inline constexpr std::string_view kPolicyReceiptContext = "twinset policy receipt 1";

/// InvalidInput when the text holds no P-256 key.
base::Result<base::Bytes> signAsHandset(const base::Secret& privateKeyPem, std::string_view context, base::BytesView bytes);
/// Denied when the signature is not that of the certificate's key over these bytes in this context. Whether the
/// certificate is a handset's, and is still good, is for the caller to know.
base::Result<void> verifyHandsetSignature(const std::string& certificatePem, std::string_view context, base::BytesView bytes,
                                          base::BytesView signature);

}  // namespace fleet
