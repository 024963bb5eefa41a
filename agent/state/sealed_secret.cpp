#include "agent/state/sealed_secret.h"

#include <sodium.h>

namespace agent {
namespace {

constexpr std::size_t kSealingKeySize = 32;
constexpr std::size_t kSealNonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kSealTagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* raw(base::BytesView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* raw(base::Bytes& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

}  // namespace

base::Secret sealingKeyFor(std::string_view purpose, const base::Secret& privateKeyPem) {
    base::Bytes key(kSealingKeySize, '\0');
    const auto pem = privateKeyPem.reveal();
    crypto_generichash(raw(key), key.size(), raw(pem), pem.size(), raw(purpose), purpose.size());
    return base::Secret(std::move(key));
}

base::Bytes sealSecret(const base::Secret& sealingKey, std::string_view magic, const base::PhoneId& phone, const base::Secret& secret) {
    const auto nonce = base::randomBytes(kSealNonceSize);
    base::Bytes sealed(secret.size() + kSealTagSize, '\0');
    crypto_aead_xchacha20poly1305_ietf_encrypt(raw(sealed), nullptr, raw(secret.reveal()), secret.size(), raw(phone.text()),
                                               phone.text().size(), nullptr, raw(nonce), raw(sealingKey.reveal()));
    return base::Bytes(magic) + nonce + sealed;
}

std::optional<base::Secret> openSealed(const base::Secret& sealingKey, std::string_view magic, const base::PhoneId& phone,
                                       base::BytesView file, std::size_t size) {
    if (file.size() != magic.size() + kSealNonceSize + size + kSealTagSize || !file.starts_with(magic)) return std::nullopt;
    const auto nonce = file.substr(magic.size(), kSealNonceSize);
    const auto sealed = file.substr(magic.size() + kSealNonceSize);
    base::Bytes secret(size, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(raw(secret), nullptr, nullptr, raw(sealed), sealed.size(), raw(phone.text()),
                                                   phone.text().size(), raw(nonce), raw(sealingKey.reveal())) != 0)
        return std::nullopt;
    return base::Secret(std::move(secret));
}

}  // namespace agent
