// A private signing key in a file: one line, "twinset-signing-key-1 " and the 64 bytes in base64url. The file is made
// with mode 0600 and replaced as one step.
#pragma once

#include <filesystem>

#include "base/file_system.h"
#include "images/signature.h"

namespace images {

/// Durable on return.
base::Result<void> writePrivateKey(base::FileSystem& fileSystem, const std::filesystem::path& path,
                                   const base::Secret& privateKey);
/// NotFound when there is no such file; InvalidInput when it holds something else than a whole key.
base::Result<SigningKeyPair> readPrivateKey(base::FileSystem& fileSystem, const std::filesystem::path& path);

}  // namespace images
