#include "images/recovery_key.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <array>
#include <cstdlib>
#include <memory>

namespace images {
namespace {

using base::ErrorCode;

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kGroups = 8;
constexpr std::size_t kDataInGroup = 4;  // characters, and one that checks them
constexpr std::string_view kDerivationSalt = "twinset owner backup 1";
constexpr std::size_t kDerivedSize = 32;

using Group = std::array<unsigned, kDataInGroup>;

/// Multiplication in the field of 32 elements, modulo x^5 + x^2 + 1.
unsigned timesInField(unsigned a, unsigned b) {
    unsigned product = 0;
    for (; b != 0; b >>= 1) {
        if ((b & 1U) != 0) product ^= a;
        a <<= 1;
        if ((a & 0x20U) != 0) a ^= 0x25U;
    }
    return product;
}

/// Each character and the group's number count with another factor, 2 to the power of its place.
unsigned checkOf(const Group& group, std::size_t number) {
    unsigned check = 0;
    unsigned factor = 2;
    for (const auto symbol : group) {
        check ^= timesInField(factor, symbol);
        factor = timesInField(factor, 2);
    }
    return check ^ timesInField(factor, static_cast<unsigned>(number) + 1);
}

int symbolOf(char c) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    const auto found = kAlphabet.find(c);
    return found == std::string_view::npos ? -1 : static_cast<int>(found);
}

base::Error mistyped(std::size_t group) {
    return {ErrorCode::InvalidInput,
            "group " + std::to_string(group + 1) + " of the recovery key is mistyped: compare it with what you wrote down"};
}

/// 20 bits of the key, most significant first.
Group groupAt(base::BytesView key, std::size_t number) {
    Group group{};
    for (std::size_t i = 0; i < kDataInGroup; ++i)
        for (std::size_t bit = 0; bit < 5; ++bit) {
            const auto at = (number * kDataInGroup + i) * 5 + bit;
            const auto byte = static_cast<unsigned char>(key[at / 8]);
            group[i] = (group[i] << 1) | ((byte >> (7 - at % 8)) & 1U);
        }
    return group;
}

base::Secret derivedFrom(const base::Secret& key, std::string_view purpose, const base::PhoneId& phone) {
    const auto part = [](const char* name, base::BytesView bytes) {
        return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(bytes.data()), bytes.size());
    };
    struct Free {
        void operator()(EVP_KDF* kdf) const { EVP_KDF_free(kdf); }
        void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
    };
    const std::unique_ptr<EVP_KDF, Free> kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
    const std::unique_ptr<EVP_KDF_CTX, Free> context(EVP_KDF_CTX_new(kdf.get()));
    const auto info = std::string(purpose) + '\0' + phone.text();
    char sha256[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, sha256, 0),
                                     part(OSSL_KDF_PARAM_KEY, key.reveal()), part(OSSL_KDF_PARAM_SALT, kDerivationSalt),
                                     part(OSSL_KDF_PARAM_INFO, info), OSSL_PARAM_construct_end()};
    base::Bytes derived(kDerivedSize, '\0');
    if (EVP_KDF_derive(context.get(), reinterpret_cast<unsigned char*>(derived.data()), derived.size(), parameters) != 1)
        std::abort();
    return base::Secret(std::move(derived));
}

}  // namespace

base::Secret createRecoveryKey() { return base::Secret::random(kRecoveryKeySize); }

std::string recoveryKeyText(const base::Secret& key) {
    if (key.size() != kRecoveryKeySize) std::abort();
    std::string text;
    for (std::size_t number = 0; number < kGroups; ++number) {
        const auto group = groupAt(key.reveal(), number);
        if (number > 0) text += '-';
        for (const auto symbol : group) text += kAlphabet[symbol];
        text += kAlphabet[checkOf(group, number)];
    }
    return text;
}

base::Result<base::Secret> readRecoveryKey(std::string_view text) {
    std::vector<unsigned> symbols;
    for (const char c : text) {
        if (c == '-' || c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
        const auto symbol = symbolOf(c);
        if (symbol < 0) return mistyped(symbols.size() / (kDataInGroup + 1));
        symbols.push_back(static_cast<unsigned>(symbol));
        if (symbols.size() > kGroups * (kDataInGroup + 1)) break;
    }
    if (symbols.size() != kGroups * (kDataInGroup + 1))
        return {ErrorCode::InvalidInput, "a recovery key has 8 groups of 5 characters: this one has " +
                                             std::string(symbols.size() > kGroups * (kDataInGroup + 1) ? "more" : "fewer")};
    base::Bytes key(kRecoveryKeySize, '\0');
    for (std::size_t number = 0; number < kGroups; ++number) {
        Group group{};
        for (std::size_t i = 0; i < kDataInGroup; ++i) group[i] = symbols[number * (kDataInGroup + 1) + i];
        if (checkOf(group, number) != symbols[number * (kDataInGroup + 1) + kDataInGroup]) return mistyped(number);
        for (std::size_t bit = 0; bit < kDataInGroup * 5; ++bit) {
            const auto at = number * kDataInGroup * 5 + bit;
            const auto value = (group[bit / 5] >> (4 - bit % 5)) & 1U;
            key[at / 8] = static_cast<char>(static_cast<unsigned char>(key[at / 8]) | (value << (7 - at % 8)));
        }
    }
    return base::Secret(std::move(key));
}

OwnerKeys ownerKeysOf(const base::Secret& recoveryKey, const base::PhoneId& phone) {
    if (recoveryKey.size() != kRecoveryKeySize) std::abort();
    OwnerKeys keys;
    keys.chunks = {derivedFrom(recoveryKey, "chunk ids", phone), derivedFrom(recoveryKey, "chunk encryption", phone)};
    keys.name = *base::Digest::fromBytes(derivedFrom(recoveryKey, "key name", phone).reveal());
    return keys;
}

}  // namespace images
