#include "images/xaes_gcm.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <cstdlib>
#include <memory>

namespace images {
namespace {

constexpr std::size_t kBlock = 16;
constexpr std::size_t kHalfNonce = 12;

/// OpenSSL fails here only without memory, or where its AES was taken out.
void must(int status) {
    if (status != 1) std::abort();
}

const unsigned char* plainBytes(base::BytesView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* plainBytes(char* bytes) { return reinterpret_cast<unsigned char*>(bytes); }

struct FreeCipher {
    void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

/// Looking the ciphers up takes longer than encrypting a small chunk.
struct Ciphers {
    const std::unique_ptr<EVP_CIPHER, FreeCipher> block{EVP_CIPHER_fetch(nullptr, "AES-256-ECB", nullptr)};
    const std::unique_ptr<EVP_CIPHER, FreeCipher> gcm{EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr)};
};

const Ciphers& ciphers() {
    static const Ciphers fetched;
    return fetched;
}

EVP_CIPHER_CTX* context() {
    thread_local const std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> mine(EVP_CIPHER_CTX_new());
    if (!mine) std::abort();
    EVP_CIPHER_CTX_reset(mine.get());
    return mine.get();
}

void encryptBlocks(base::BytesView key, const unsigned char* from, unsigned char* to, std::size_t size) {
    auto* const cipher = context();
    int written = 0;
    must(EVP_EncryptInit_ex2(cipher, ciphers().block.get(), plainBytes(key), nullptr, nullptr));
    must(EVP_CIPHER_CTX_set_padding(cipher, 0));
    must(EVP_EncryptUpdate(cipher, to, &written, from, static_cast<int>(size)));
}

/// K1 of CMAC: the encrypted zero block, doubled in GF(2^128).
base::Secret maskOf(const base::Secret& key) {
    std::array<unsigned char, kBlock> block{};
    encryptBlocks(key.reveal(), block.data(), block.data(), block.size());
    const bool carry = (block[0] & 0x80U) != 0;
    for (std::size_t i = 0; i < kBlock; ++i)
        block[i] = static_cast<unsigned char>((block[i] << 1U) | (i + 1 < kBlock ? block[i + 1] >> 7U : 0U));
    if (carry) block[kBlock - 1] ^= 0x87U;
    base::Secret mask(base::Bytes(block.begin(), block.end()));
    OPENSSL_cleanse(block.data(), block.size());
    return mask;
}

}  // namespace

XaesGcm::XaesGcm(base::Secret key) : m_key(std::move(key)), m_mask(base::Bytes()) {
    if (m_key.size() != kKeySize || !ciphers().block || !ciphers().gcm) std::abort();
    m_mask = maskOf(m_key);
}

std::array<unsigned char, XaesGcm::kKeySize> XaesGcm::derivedKey(base::BytesView nonce) const {
    std::array<unsigned char, kKeySize> blocks{};
    const auto mask = m_mask.reveal();
    for (std::size_t half = 0; half < 2; ++half) {
        auto* const block = blocks.data() + half * kBlock;
        block[1] = static_cast<unsigned char>(half + 1);
        block[2] = 'X';
        for (std::size_t i = 0; i < kHalfNonce; ++i) block[4 + i] = static_cast<unsigned char>(nonce[i]);
        for (std::size_t i = 0; i < kBlock; ++i) block[i] ^= static_cast<unsigned char>(mask[i]);
    }
    encryptBlocks(m_key.reveal(), blocks.data(), blocks.data(), blocks.size());
    return blocks;
}

void XaesGcm::seal(base::BytesView nonce, base::BytesView associated, base::BytesView text, char* into) const {
    if (nonce.size() != kNonceSize) std::abort();
    auto key = derivedKey(nonce);
    auto* const gcm = context();
    int written = 0;
    must(EVP_EncryptInit_ex2(gcm, ciphers().gcm.get(), key.data(), plainBytes(nonce.substr(kHalfNonce)), nullptr));
    must(EVP_EncryptUpdate(gcm, nullptr, &written, plainBytes(associated), static_cast<int>(associated.size())));
    must(EVP_EncryptUpdate(gcm, plainBytes(into), &written, plainBytes(text), static_cast<int>(text.size())));
    must(EVP_EncryptFinal_ex(gcm, plainBytes(into) + written, &written));
    must(EVP_CIPHER_CTX_ctrl(gcm, EVP_CTRL_AEAD_GET_TAG, kTagSize, into + text.size()));
    OPENSSL_cleanse(key.data(), key.size());
}

bool XaesGcm::open(base::BytesView nonce, base::BytesView associated, base::BytesView sealed, char* into) const {
    if (nonce.size() != kNonceSize || sealed.size() < kTagSize) std::abort();
    const auto text = sealed.substr(0, sealed.size() - kTagSize);
    base::Bytes tag(sealed.substr(text.size()));
    auto key = derivedKey(nonce);
    auto* const gcm = context();
    int written = 0;
    must(EVP_DecryptInit_ex2(gcm, ciphers().gcm.get(), key.data(), plainBytes(nonce.substr(kHalfNonce)), nullptr));
    OPENSSL_cleanse(key.data(), key.size());
    must(EVP_DecryptUpdate(gcm, nullptr, &written, plainBytes(associated), static_cast<int>(associated.size())));
    must(EVP_DecryptUpdate(gcm, plainBytes(into), &written, plainBytes(text), static_cast<int>(text.size())));
    must(EVP_CIPHER_CTX_ctrl(gcm, EVP_CTRL_AEAD_SET_TAG, kTagSize, tag.data()));
    return EVP_DecryptFinal_ex(gcm, plainBytes(into) + written, &written) == 1;
}

}  // namespace images
