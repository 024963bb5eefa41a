// XAES-256-GCM, as the public specification c2sp.org/XAES-256-GCM has it: AES-256-GCM under a key that is derived from
// the key and the first half of a nonce of 24 bytes, so that random nonces never meet. Made of OpenSSL's AES, which uses
// the processor's instructions; the library has no such mode of its own.
#pragma once

#include <array>

#include "base/bytes.h"
#include "base/secret.h"

namespace images {

/// Any thread.
class XaesGcm {
public:
    static constexpr std::size_t kKeySize = 32;
    static constexpr std::size_t kNonceSize = 24;
    static constexpr std::size_t kTagSize = 16;

    /// `key` has kKeySize bytes.
    explicit XaesGcm(base::Secret key);
    /// Writes the cipher text and the tag: `text.size() + kTagSize` bytes. No nonce is used twice with a key.
    void seal(base::BytesView nonce, base::BytesView associated, base::BytesView text, char* into) const;
    /// Writes the text, `sealed.size() - kTagSize` bytes; false, and what was written is of no worth, when anything was
    /// changed. `sealed` has at least kTagSize bytes.
    [[nodiscard]] bool open(base::BytesView nonce, base::BytesView associated, base::BytesView sealed,
                            char* into) const;

private:
    [[nodiscard]] std::array<unsigned char, kKeySize> derivedKey(base::BytesView nonce) const;

    base::Secret m_key;
    base::Secret m_mask;  // K1 of CMAC, the same for every nonce
};

}  // namespace images
