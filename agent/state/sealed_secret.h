// A secret in a file of its own, sealed on the handset: a magic text of 4 bytes, 24 bytes nonce, the ciphertext
// (XChaCha20-Poly1305; the phone's id is authenticated with it). The sealing key is derived from the handset's private key
// for one purpose, so a copied state directory without key.pem opens nothing, and no file stands in for another kind.
#pragma once

#include <optional>
#include <string_view>

#include "base/ids.h"
#include "base/secret.h"

namespace agent {

base::Secret sealingKeyFor(std::string_view purpose, const base::Secret& privateKeyPem);
base::Bytes sealSecret(const base::Secret& sealingKey, std::string_view magic, const base::PhoneId& phone, const base::Secret& secret);
/// Nothing when the file is damaged, belongs to another handset or phone, or holds another number of bytes than `size`.
std::optional<base::Secret> openSealed(const base::Secret& sealingKey, std::string_view magic, const base::PhoneId& phone,
                                       base::BytesView file, std::size_t size);

}  // namespace agent
