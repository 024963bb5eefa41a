// Sealed catalog: a copy of the catalog under the fleet's own key, to lie beside a copy of its store.
//
//   8 bytes   "TWCATL1\n"
//   24 bytes  header of libsodium's secretstream (XChaCha20-Poly1305)
//   rest      its messages: 64 KiB of the SQLite file and 17 bytes each; the last one is shorter and tagged as final
//
// The key is derived from the one that restore points are encrypted with (crypto_kdf, number 1, "twcatlog"): who can read
// these can read the catalog, and nobody else needs to.
#pragma once

#include <filesystem>

#include "base/file_system.h"
#include "base/secret.h"

namespace fleet {

/// `to` is replaced as one step. In little memory, whatever the size.
base::Result<void> sealCatalog(base::FileSystem& files, const std::filesystem::path& from,
                               const std::filesystem::path& to, const base::Secret& encryptionKey);
/// Denied when it was sealed with another key or changed, Corrupt when it is none or was cut; `to` is not there then.
base::Result<void> openSealedCatalog(base::FileSystem& files, const std::filesystem::path& from,
                                     const std::filesystem::path& to, const base::Secret& encryptionKey);

}  // namespace fleet
