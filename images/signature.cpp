#include "images/signature.h"

#include <sodium.h>

#include <cstdlib>

#include "images/byte_order.h"

namespace images {
namespace {

static_assert(crypto_sign_SECRETKEYBYTES == 64 && crypto_sign_PUBLICKEYBYTES == 32 && crypto_sign_BYTES == 64);

const unsigned char* octets(base::BytesView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* octets(base::Bytes& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

/// length of the context (8 bytes, little-endian), context, bytes. The length keeps "ab" + "c" apart from "a" + "bc".
base::Bytes signedText(std::string_view context, base::BytesView bytes) {
    base::Bytes text;
    text.reserve(8 + context.size() + bytes.size());
    appendLittleEndian(text, static_cast<std::uint64_t>(context.size()));
    text += context;
    text += bytes;
    return text;
}

}  // namespace

SigningKeyPair createSigningKeyPair() {
    if (sodium_init() < 0) std::abort();
    base::Bytes publicKey(crypto_sign_PUBLICKEYBYTES, '\0');
    base::Bytes privateKey(crypto_sign_SECRETKEYBYTES, '\0');
    crypto_sign_keypair(octets(publicKey), octets(privateKey));
    return {std::move(publicKey), base::Secret(std::move(privateKey))};
}

base::Result<SigningKeyPair> signingKeyPairFrom(const base::Secret& privateKey) {
    if (privateKey.size() != crypto_sign_SECRETKEYBYTES)
        return {base::ErrorCode::InvalidInput,
                "a private signing key has 64 bytes, not " + std::to_string(privateKey.size())};
    // The second half of the stored key is the public key. It is derived again from the seed, because a pair that does
    // not belong together makes signatures that betray the private key.
    base::Bytes publicKey(crypto_sign_PUBLICKEYBYTES, '\0');
    base::Bytes derived(crypto_sign_SECRETKEYBYTES, '\0');
    crypto_sign_seed_keypair(octets(publicKey), octets(derived), octets(privateKey.reveal()));
    base::Secret rederived(std::move(derived));
    if (!privateKey.matches(rederived.reveal()))
        return {base::ErrorCode::InvalidInput,
                "the private signing key is damaged: its two halves do not belong together"};
    return SigningKeyPair{std::move(publicKey), std::move(rederived)};
}

base::Bytes sign(const base::Secret& privateKey, std::string_view context, base::BytesView bytes) {
    if (privateKey.size() != crypto_sign_SECRETKEYBYTES) std::abort();
    const auto text = signedText(context, bytes);
    base::Bytes signature(crypto_sign_BYTES, '\0');
    crypto_sign_detached(octets(signature), nullptr, octets(text), text.size(), octets(privateKey.reveal()));
    return signature;
}

base::Result<void> verifySignature(base::BytesView publicKey, std::string_view context, base::BytesView bytes,
                                   base::BytesView signature) {
    const auto text = signedText(context, bytes);
    if (publicKey.size() == crypto_sign_PUBLICKEYBYTES && signature.size() == crypto_sign_BYTES &&
        crypto_sign_verify_detached(octets(signature), octets(text), text.size(), octets(publicKey)) == 0)
        return {};
    return {base::ErrorCode::Denied, "the signature is not that key's over these bytes"};
}

}  // namespace images
