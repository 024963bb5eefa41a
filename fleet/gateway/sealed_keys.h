// Sealed keys: the fleet's secrets under a passphrase, to lie beside a copy of its store.
//
//   8 bytes   "TWKEYS1\n"
//   16 bytes  salt
//   8, 8      Argon2id's passes and bytes of memory, little endian
//   24 bytes  nonce
//   rest      XChaCha20-Poly1305 of {"keys/fleet.ed25519": BASE64URL, ...}: each file of keys/ and ca/ by its path in the
//             data directory; all that stands before it is authenticated with it
//
// Rejected: a key file of its own beside the copy (whoever steals the copy has it), and a public key to seal for (its
// private half would have to be kept in the same safe as the passphrase, and could not be typed).
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/file_system.h"
#include "base/secret.h"

namespace fleet {

using KeyFiles = std::map<std::string, base::Secret>;  // by path in the data directory

constexpr std::size_t kShortestPassphrase = 12;

/// Every file that a fleet cannot do without, beside its catalog and its chunks.
base::Result<KeyFiles> readKeyFiles(base::FileSystem& files, const std::filesystem::path& dataDirectory);
[[nodiscard]] bool hasKeyFiles(base::FileSystem& files, const std::filesystem::path& dataDirectory);
/// InvalidInput for a passphrase of fewer than 12 bytes. Takes a tenth of a second, and 64 MiB, by intent.
base::Result<base::Bytes> sealKeys(const KeyFiles& keys, const base::Secret& passphrase);
/// Denied for another passphrase, or when a byte was changed; Corrupt for what is no file of sealed keys.
base::Result<KeyFiles> openSealedKeys(base::BytesView sealed, const base::Secret& passphrase);

}  // namespace fleet
