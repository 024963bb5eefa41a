// SHA-256, for the manifests of OVF packages, which other programs check. Everything that is ours alone is named by
// base::Digest.
#pragma once

#include <sodium.h>

#include "base/bytes.h"

namespace images {

class Sha256 {
public:
    Sha256() { crypto_hash_sha256_init(&m_state); }
    void update(base::BytesView bytes) {
        crypto_hash_sha256_update(&m_state, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    }
    /// 64 hexadecimal digits. Once.
    std::string finish() {
        base::Bytes digest(crypto_hash_sha256_BYTES, '\0');
        crypto_hash_sha256_final(&m_state, reinterpret_cast<unsigned char*>(digest.data()));
        return base::toHex(digest);
    }
    static std::string of(base::BytesView bytes) {
        Sha256 hash;
        hash.update(bytes);
        return hash.finish();
    }

private:
    crypto_hash_sha256_state m_state;
};

}  // namespace images
