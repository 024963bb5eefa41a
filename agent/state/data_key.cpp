#include "agent/state/data_key.h"

#include <sodium.h>

namespace agent {
namespace {

constexpr std::string_view kMagic = "TWK1";
constexpr std::string_view kPurpose = "twinset data key 1";
constexpr std::size_t kDataKeySize = 32;
constexpr std::size_t kNonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kSealedSize = kDataKeySize + crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* raw(base::BytesView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* raw(base::Bytes& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

base::Secret deriveSealingKey(const base::Secret& privateKeyPem) {
    base::Bytes key(kDataKeySize, '\0');
    const auto pem = privateKeyPem.reveal();
    crypto_generichash(raw(key), key.size(), raw(pem), pem.size(), raw(kPurpose), kPurpose.size());
    return base::Secret(std::move(key));
}

base::Bytes seal(const base::Secret& sealingKey, const base::PhoneId& phone, const base::Secret& key) {
    const auto nonce = base::randomBytes(kNonceSize);
    base::Bytes sealed(kSealedSize, '\0');
    crypto_aead_xchacha20poly1305_ietf_encrypt(raw(sealed), nullptr, raw(key.reveal()), key.size(), raw(phone.text()),
                                               phone.text().size(), nullptr, raw(nonce), raw(sealingKey.reveal()));
    return base::Bytes(kMagic) + nonce + sealed;
}

base::Result<base::Secret> unseal(const base::Secret& sealingKey, const base::PhoneId& phone, base::BytesView file) {
    const base::Error damaged{
        base::ErrorCode::Corrupt,
        "the sealed data key of " + phone.text() +
            " is damaged or belongs to another handset; restore this virtual phone from a backup"};
    if (file.size() != kMagic.size() + kNonceSize + kSealedSize || !file.starts_with(kMagic)) return damaged;
    const auto nonce = file.substr(kMagic.size(), kNonceSize);
    const auto sealed = file.substr(kMagic.size() + kNonceSize);
    base::Bytes key(kDataKeySize, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(raw(key), nullptr, nullptr, raw(sealed), sealed.size(),
                                                   raw(phone.text()), phone.text().size(), raw(nonce),
                                                   raw(sealingKey.reveal())) != 0)
        return damaged;
    return base::Secret(std::move(key));
}

}  // namespace

DataKeys::DataKeys(base::FileSystem& files, StateLayout layout, const base::Secret& privateKeyPem)
    : m_files(files), m_layout(std::move(layout)), m_sealingKey(deriveSealingKey(privateKeyPem)) {}

base::Result<base::Secret> DataKeys::open(const base::PhoneId& phone) const {
    TWINSET_ASSIGN(const auto file, m_files.readFile(m_layout.dataKey(phone)));
    return unseal(m_sealingKey, phone, file);
}

base::Result<base::Secret> DataKeys::openOrCreate(const base::PhoneId& phone) const {
    if (m_files.exists(m_layout.dataKey(phone))) return open(phone);
    auto key = base::Secret::random(kDataKeySize);
    TWINSET_TRY(m_files.writeFileAtomically(m_layout.dataKey(phone), seal(m_sealingKey, phone, key), 0600));
    return key;
}

base::Result<void> DataKeys::destroy(const base::PhoneId& phone) const {
    return m_files.remove(m_layout.dataKey(phone));
}

}  // namespace agent
