#include "fleet/gateway/sealed_keys.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/json.h"

namespace fleet {
namespace {

using base::ErrorCode;

constexpr std::string_view kKeysMagic = "TWKEYS1\n";
constexpr std::uint64_t kPasses = 3, kMemory = 64ULL * 1024 * 1024;
constexpr std::uint64_t kMostPasses = 16, kMostMemory = 1024ULL * 1024 * 1024;
constexpr std::size_t kKeysSalt = crypto_pwhash_SALTBYTES;
constexpr std::size_t kKeysNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kKeysTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kSealHead = kKeysMagic.size() + kKeysSalt + 16 + kKeysNonce;
constexpr std::size_t kMostSealed = 1024 * 1024;
constexpr std::array kKeyFileNames{"keys/fleet.ed25519", "keys/store.id", "keys/store.encryption", "ca/authority.pem"};

struct SealHead {
    base::BytesView salt, nonce;
    std::uint64_t passes = 0, memory = 0;
};

std::uint64_t costIn(base::BytesView bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 8; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
}

void appendCost(base::Bytes& to, std::uint64_t value) {
    for (unsigned shift = 0; shift < 64; shift += 8) to += static_cast<char>(value >> shift & 0xFF);
}

const unsigned char* keyBytes(base::BytesView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

base::Result<base::Secret> keyFrom(const base::Secret& passphrase, const SealHead& head) {
    base::Bytes key(crypto_aead_xchacha20poly1305_ietf_KEYBYTES, '\0');
    if (crypto_pwhash(reinterpret_cast<unsigned char*>(key.data()), key.size(), passphrase.reveal().data(),
                      passphrase.size(), keyBytes(head.salt), head.passes, head.memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return {ErrorCode::Unavailable, "there is not enough memory to turn the passphrase into a key"};
    return base::Secret(std::move(key));
}

SealHead sealHeadOf(base::BytesView sealed) {
    const auto costs = sealed.substr(kKeysMagic.size() + kKeysSalt, 16);
    return {sealed.substr(kKeysMagic.size(), kKeysSalt), sealed.substr(kSealHead - kKeysNonce, kKeysNonce), costIn(costs),
            costIn(costs.substr(8))};
}

base::Result<KeyFiles> readSealedFiles(const base::Secret& plain) {
    TWINSET_ASSIGN(const auto json, base::parseJson(plain.reveal(), kMostSealed));
    base::ObjectReader reader(json, "sealed keys");
    KeyFiles keys;
    for (const auto* name : kKeyFileNames) keys.emplace(name, base::Secret(reader.base64(name)));
    TWINSET_TRY(reader.finish());
    return keys;
}

}  // namespace

base::Result<KeyFiles> readKeyFiles(base::FileSystem& files, const std::filesystem::path& dataDirectory) {
    KeyFiles keys;
    for (const auto* name : kKeyFileNames) {
        TWINSET_ASSIGN(auto bytes, files.readFile(dataDirectory / name));
        keys.emplace(name, base::Secret(std::move(bytes)));
    }
    return keys;
}

bool hasKeyFiles(base::FileSystem& files, const std::filesystem::path& dataDirectory) {
    return std::all_of(kKeyFileNames.begin(), kKeyFileNames.end(),
                       [&](const auto* name) { return files.exists(dataDirectory / name); });
}

base::Result<base::Bytes> sealKeys(const KeyFiles& keys, const base::Secret& passphrase) {
    if (passphrase.size() < kShortestPassphrase)
        return {ErrorCode::InvalidInput, "the passphrase is too short: whoever has it and the copy has everything that "
                                         "was ever backed up. Take 12 characters or more"};
    base::Json json = base::Json::object();
    for (const auto& [name, secret] : keys) json[name] = base::toBase64Url(secret.reveal());
    const base::Secret plain(json.dump());
    base::Bytes sealed(kKeysMagic);
    sealed += base::Secret::random(kKeysSalt).reveal();
    appendCost(sealed, kPasses);
    appendCost(sealed, kMemory);
    sealed += base::Secret::random(kKeysNonce).reveal();
    const auto head = sealed;
    TWINSET_ASSIGN(const auto key, keyFrom(passphrase, sealHeadOf(head)));
    sealed.resize(kSealHead + plain.size() + kKeysTag);
    unsigned long long length = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(reinterpret_cast<unsigned char*>(sealed.data() + kSealHead), &length,
                                               keyBytes(plain.reveal()), plain.size(), keyBytes(head), head.size(), nullptr,
                                               keyBytes(sealHeadOf(head).nonce), keyBytes(key.reveal()));
    return sealed;
}

base::Result<KeyFiles> openSealedKeys(base::BytesView sealed, const base::Secret& passphrase) {
    if (sealed.size() < kSealHead + kKeysTag || sealed.size() > kMostSealed || !sealed.starts_with(kKeysMagic))
        return {ErrorCode::Corrupt, "these are no sealed keys"};
    const auto head = sealHeadOf(sealed);
    if (head.passes < crypto_pwhash_OPSLIMIT_MIN || head.passes > kMostPasses ||
        head.memory < crypto_pwhash_MEMLIMIT_MIN || head.memory > kMostMemory)
        return {ErrorCode::Corrupt, "the sealed keys ask for more work than any that Twinset sealed"};
    TWINSET_ASSIGN(const auto key, keyFrom(passphrase, head));
    base::Bytes plain(sealed.size() - kSealHead - kKeysTag, '\0');
    unsigned long long length = 0;
    const auto box = sealed.substr(kSealHead);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(plain.data()), &length, nullptr,
                                                   keyBytes(box), box.size(), keyBytes(sealed), kSealHead, keyBytes(head.nonce),
                                                   keyBytes(key.reveal())) != 0)
        return {ErrorCode::Denied, "the keys cannot be opened: the passphrase is another one, or the file was changed"};
    return readSealedFiles(base::Secret(std::move(plain)));
}

}  // namespace fleet
