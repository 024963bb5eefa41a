// HMAC-SHA-256: what names the chunks of restore points. With the processor's SHA instructions it is 1.7 times as fast
// as BLAKE2b.
#pragma once

#include <memory>

#include "base/bytes.h"
#include "base/digest.h"

namespace images {

/// Any thread. Copies share what was made of the key.
class KeyedDigest {
public:
    /// `key` has 32 bytes.
    explicit KeyedDigest(base::BytesView key);
    [[nodiscard]] base::Digest of(base::BytesView bytes) const;

private:
    struct Keyed;
    std::shared_ptr<const Keyed> m_keyed;
};

}  // namespace images
