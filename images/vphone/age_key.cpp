#include <sodium.h>

#include <charconv>
#include <cstdlib>

#include "images/vphone/age_format.h"
#include "images/vphone/age_keys.h"

namespace images {
namespace {

constexpr std::string_view kVersionLine = "age-encryption.org/v1\n";
constexpr std::string_view kStanza = "-> scrypt ";
constexpr std::string_view kOtherStanza = "-> ";
constexpr std::string_view kMacMark = "---";
constexpr std::string_view kScryptLabel = "age-encryption.org/v1/scrypt";
constexpr std::size_t kSaltSize = 16, kFileKeySize = 16, kMacSize = 32;
constexpr std::size_t kWrappedSize = kFileKeySize + crypto_aead_chacha20poly1305_ietf_ABYTES;

base::Error damaged(std::string_view why) {
    return {base::ErrorCode::Corrupt, "the encrypted part of the file is damaged: " + std::string(why)};
}

const unsigned char* raw(base::BytesView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* raw(base::Bytes& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

constexpr int kBase64 = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;

std::string toBase64(base::BytesView bytes) {
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), kBase64), '\0');
    sodium_bin2base64(text.data(), text.size(), raw(bytes), bytes.size(), kBase64);
    text.pop_back();  // the terminating zero
    return text;
}

base::Result<base::Bytes> fromBase64(std::string_view text, std::size_t size) {
    base::Bytes bytes(size, '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    if (sodium_base642bin(raw(bytes), bytes.size(), text.data(), text.size(), nullptr, &length, &end, kBase64) != 0 ||
        end != text.data() + text.size() || length != size || toBase64(bytes) != text)
        return damaged("its header cannot be read");
    return bytes;
}

base::Bytes hmac(base::BytesView key, std::initializer_list<base::BytesView> pieces) {
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, raw(key), key.size());
    for (const auto piece : pieces) crypto_auth_hmacsha256_update(&state, raw(piece), piece.size());
    base::Bytes digest(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256_final(&state, raw(digest));
    return digest;
}

base::Result<base::Secret> wrappingKey(const base::Secret& passphrase, base::BytesView salt, unsigned workFactor) {
    const auto labelled = base::Bytes(kScryptLabel) + base::Bytes(salt);
    base::Bytes key(crypto_aead_chacha20poly1305_ietf_KEYBYTES, '\0');
    if (sodium_init() < 0) std::abort();
    if (crypto_pwhash_scryptsalsa208sha256_ll(raw(passphrase.reveal()), passphrase.size(), raw(labelled),
                                              labelled.size(), 1ULL << workFactor, 8, 1, raw(key), key.size()) != 0)
        return {base::ErrorCode::Unavailable, "there is not enough memory to make a key of the passphrase: it takes " +
                                                  base::humanSize({(1ULL << workFactor) * 1024})};
    return base::Secret(std::move(key));
}

base::Bytes macOf(const base::Secret& fileKey, base::BytesView headerUntilMark) {
    return hmac(hkdfSha256(fileKey, "", "header").reveal(), {headerUntilMark});
}

struct ParsedHeader {
    base::Bytes text;          // with its last line
    base::BytesView upToMark;  // of the text that was parsed
    base::Bytes salt, wrapped, mac;
    unsigned workFactor = 0;
};

/// The line at the front of `rest`, which it is taken from, without its end.
base::Result<std::string_view> takeLine(base::BytesView& rest) {
    const auto end = rest.find('\n');
    if (end == base::BytesView::npos) return damaged("its header does not end");
    const auto line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return line;
}

base::Result<ParsedHeader> parse(base::BytesView start) {
    start = start.substr(0, kMostAgeHeader);
    if (!start.starts_with(kVersionLine)) return damaged("it does not begin as such a part does");
    auto rest = start.substr(kVersionLine.size());
    ParsedHeader header;
    TWINSET_ASSIGN(const auto stanza, takeLine(rest));
    if (!stanza.starts_with(kStanza)) {
        if (!stanza.starts_with(kOtherStanza)) return damaged("its header cannot be read");
        return {base::ErrorCode::InvalidInput,
                "the file is not encrypted with a passphrase, but for a key, which is not supported"};
    }
    const auto arguments = stanza.substr(kStanza.size());
    const auto space = arguments.find(' ');
    if (space == std::string_view::npos) return damaged("its header cannot be read");
    TWINSET_ASSIGN(header.salt, fromBase64(arguments.substr(0, space), kSaltSize));
    const auto factor = arguments.substr(space + 1);
    const auto [end, error] = std::from_chars(factor.data(), factor.data() + factor.size(), header.workFactor);
    if (error != std::errc() || end != factor.data() + factor.size() || factor.front() == '0' || header.workFactor > 63)
        return damaged("its header cannot be read");
    if (header.workFactor > kMostAgeWorkFactor)
        return {base::ErrorCode::InvalidInput,
                "making a key of the passphrase of this file takes more memory than is allowed (work factor " +
                    std::to_string(header.workFactor) + ", allowed are " + std::to_string(kMostAgeWorkFactor) + ")"};
    TWINSET_ASSIGN(const auto body, takeLine(rest));
    TWINSET_ASSIGN(header.wrapped, fromBase64(body, kWrappedSize));
    header.upToMark = start.substr(0, start.size() - rest.size() + kMacMark.size());
    TWINSET_ASSIGN(const auto last, takeLine(rest));
    if (last.starts_with(kOtherStanza))
        return {base::ErrorCode::InvalidInput,
                "the file is encrypted for more than a passphrase, which is not supported"};
    if (!last.starts_with("--- ")) return damaged("its header cannot be read");
    TWINSET_ASSIGN(header.mac, fromBase64(last.substr(kMacMark.size() + 1), kMacSize));
    header.text = start.substr(0, start.size() - rest.size());
    return header;
}

base::Result<AgeKey> unwrap(const ParsedHeader& header, const base::Secret& passphrase) {
    TWINSET_ASSIGN(const auto key, wrappingKey(passphrase, header.salt, header.workFactor));
    base::Bytes fileKey(kFileKeySize, '\0');
    const base::Bytes nonce(crypto_aead_chacha20poly1305_ietf_NPUBBYTES, '\0');
    if (crypto_aead_chacha20poly1305_ietf_decrypt(raw(fileKey), nullptr, nullptr, raw(header.wrapped),
                                                  header.wrapped.size(), nullptr, 0, raw(nonce),
                                                  raw(key.reveal())) != 0)
        return {base::ErrorCode::Denied, "that is not the passphrase of this file"};
    AgeKey opened{header.text, base::Secret(std::move(fileKey))};
    const auto mac = macOf(opened.fileKey, header.upToMark);
    if (sodium_memcmp(mac.data(), header.mac.data(), kMacSize) != 0) return damaged("its header was changed");
    return opened;
}

}  // namespace

base::Secret hkdfSha256(const base::Secret& key, base::BytesView salt, std::string_view info) {
    const base::Secret extracted(hmac(salt, {key.reveal()}));
    return base::Secret(hmac(extracted.reveal(), {info, base::BytesView("\x01", 1)}));
}

base::Result<AgeKey> createAgeKey(const base::Secret& passphrase, unsigned workFactor) {
    AgeKey created{base::Bytes(kVersionLine), base::Secret::random(kFileKeySize)};
    const auto salt = base::randomBytes(kSaltSize);
    TWINSET_ASSIGN(const auto key, wrappingKey(passphrase, salt, workFactor));
    base::Bytes wrapped(kWrappedSize, '\0');
    const base::Bytes nonce(crypto_aead_chacha20poly1305_ietf_NPUBBYTES, '\0');
    crypto_aead_chacha20poly1305_ietf_encrypt(raw(wrapped), nullptr, raw(created.fileKey.reveal()), kFileKeySize,
                                              nullptr, 0, nullptr, raw(nonce), raw(key.reveal()));
    created.header += std::string(kStanza) + toBase64(salt) + " " + std::to_string(workFactor) + "\n" +
                      toBase64(wrapped) + "\n" + std::string(kMacMark);
    created.header += " " + toBase64(macOf(created.fileKey, created.header)) + "\n";
    return created;
}

base::Result<AgeKey> openAgeKey(base::BytesView start, const base::Secret& passphrase) {
    TWINSET_ASSIGN(const auto header, parse(start));
    return unwrap(header, passphrase);
}

base::Result<AgeKey> openAgeKey(base::BytesView start, const base::Secret& passphrase, const AgeKey& other) {
    if (start.starts_with(other.header)) return AgeKey{other.header, other.fileKey};
    return openAgeKey(start, passphrase);
}

}  // namespace images
