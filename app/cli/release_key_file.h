// The public half of a release key on disk, beside the private one (images/signing_key_file.h): NAME.pub, one line,
// "twinset-public-key-1 " and the 32 bytes in base64url. The word in front tells the wrong file from a damaged one.
#pragma once

#include <filesystem>
#include <string>

#include "base/file_system.h"
#include "base/result.h"
#include "images/signature.h"

namespace cli {

/// A new key whose public half does not begin with '-': as a word of a command line it would be taken for an option.
images::SigningKeyPair createReleaseKey();

/// Writes `path` and `path`.pub. Conflict when either is there already: a key is never overwritten.
base::Result<void> writeReleaseKey(base::FileSystem& files, const std::filesystem::path& path,
                                   const images::SigningKeyPair& pair);

/// The key that `text` is (base64url), or that is in the file it names. InvalidInput saying what is wanted.
base::Result<base::Bytes> readPublicReleaseKey(base::FileSystem& files, const std::string& text);

}  // namespace cli
