// Release keys on disk. Two files of one line each:
//     NAME      twinset-release-private-key-1 BASE64URL     64 bytes as libsodium keeps them; mode 0600
//     NAME.pub  twinset-release-public-key-1 BASE64URL      32 bytes
// A word in front says which is which, so that the wrong file is told from a damaged one. Rejected: PEM (a parser more,
// and PKCS#8 tools would write keys with attributes that we would have to refuse).
#pragma once

#include <filesystem>

#include "base/file_system.h"
#include "base/result.h"
#include "images/signature.h"

namespace cli {

/// Writes both files. Conflict when either is there already.
base::Result<void> writeReleaseKey(base::FileSystem& files, const std::filesystem::path& path, const images::SigningKeyPair& pair);
/// NotFound, or InvalidInput saying which file is wanted.
base::Result<images::SigningKeyPair> readPrivateReleaseKey(base::FileSystem& files, const std::filesystem::path& path);
base::Result<base::Bytes> readPublicReleaseKey(base::FileSystem& files, const std::filesystem::path& path);

}  // namespace cli
