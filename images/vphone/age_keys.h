// How keys come out of keys in the age format (RFC 5869, one block of output).
#pragma once

#include "base/secret.h"

namespace images {

base::Secret hkdfSha256(const base::Secret& key, base::BytesView salt, std::string_view info);

}  // namespace images
