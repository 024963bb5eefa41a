#include "images/keyed_digest.h"

#include <openssl/evp.h>

#include <array>
#include <cstdlib>

namespace images {
namespace {

constexpr std::size_t kKeySize = 32;
constexpr std::size_t kShaBlock = 64;

struct FreeDigest {
    void operator()(EVP_MD* digest) const { EVP_MD_free(digest); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeDigest>;

void mustDigest(int status) {
    if (status != 1) std::abort();
}

/// A SHA-256 that has taken the key, in the form that HMAC gives it with that pad.
DigestContext begunWith(const EVP_MD* sha, base::BytesView key, unsigned char pad) {
    base::Bytes block(kShaBlock, static_cast<char>(pad));
    for (std::size_t i = 0; i < key.size(); ++i) block[i] = static_cast<char>(block[i] ^ key[i]);
    DigestContext context(EVP_MD_CTX_new());
    mustDigest(EVP_DigestInit_ex2(context.get(), sha, nullptr));
    mustDigest(EVP_DigestUpdate(context.get(), block.data(), block.size()));
    return context;
}

}  // namespace

struct KeyedDigest::Keyed {
    Keyed(DigestContext begun, DigestContext toEnd) : inner(begun.release()), outer(toEnd.release()) {}
    ~Keyed() {
        EVP_MD_CTX_free(inner);
        EVP_MD_CTX_free(outer);
    }
    Keyed(const Keyed&) = delete;
    Keyed& operator=(const Keyed&) = delete;
    EVP_MD_CTX* const inner;
    EVP_MD_CTX* const outer;
};

KeyedDigest::KeyedDigest(base::BytesView key) {
    const std::unique_ptr<EVP_MD, FreeDigest> sha(EVP_MD_fetch(nullptr, "SHA256", nullptr));
    if (key.size() != kKeySize || !sha) std::abort();
    m_keyed = std::make_shared<const Keyed>(begunWith(sha.get(), key, 0x36), begunWith(sha.get(), key, 0x5c));
}

base::Digest KeyedDigest::of(base::BytesView bytes) const {
    thread_local const DigestContext context(EVP_MD_CTX_new());
    std::array<unsigned char, base::Digest::kSize> digest{};
    mustDigest(EVP_MD_CTX_copy_ex(context.get(), m_keyed->inner));
    mustDigest(EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()));
    mustDigest(EVP_DigestFinal_ex(context.get(), digest.data(), nullptr));
    mustDigest(EVP_MD_CTX_copy_ex(context.get(), m_keyed->outer));
    mustDigest(EVP_DigestUpdate(context.get(), digest.data(), digest.size()));
    mustDigest(EVP_DigestFinal_ex(context.get(), digest.data(), nullptr));
    return *base::Digest::fromBytes({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace images
