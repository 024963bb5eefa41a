#include "base/digest.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>

namespace base {
namespace {

// Before sodium_init() libsodium hashes with its portable code, three times slower than with the processor's vectors.
const int kSodiumReady = sodium_init();

const unsigned char* raw(BytesView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

}  // namespace

Digest Digest::of(BytesView bytes) { return keyed({}, bytes); }

Digest Digest::keyed(BytesView key, BytesView bytes) {
    Digest digest;
    crypto_generichash(reinterpret_cast<unsigned char*>(digest.m_bytes.data()), kSize, raw(bytes), bytes.size(),
                       key.empty() ? nullptr : raw(key), key.size());
    return digest;
}

Result<Digest> Digest::fromHex(std::string_view text) {
    auto bytes = base::fromHex(text);
    if (!bytes) return bytes.error();
    return fromBytes(*bytes);
}

Result<Digest> Digest::fromBytes(BytesView bytes) {
    if (bytes.size() != kSize) return {ErrorCode::InvalidInput, "a digest has 32 bytes"};
    Digest digest;
    std::copy(bytes.begin(), bytes.end(), digest.m_bytes.begin());
    return digest;
}

std::string Digest::hex() const { return toHex(bytes()); }
BytesView Digest::bytes() const { return {m_bytes.data(), m_bytes.size()}; }
bool Digest::isZero() const { return *this == Digest(); }

std::size_t DigestHash::operator()(const Digest& digest) const {
    std::size_t hash = 0;  // the bytes are uniformly distributed already
    std::memcpy(&hash, digest.bytes().data(), sizeof hash);
    return hash;
}

struct DigestStream::State {
    crypto_generichash_state sodium;
};

DigestStream::DigestStream() : m_state(std::make_unique<State>()) {
    crypto_generichash_init(&m_state->sodium, nullptr, 0, Digest::kSize);
}
DigestStream::~DigestStream() = default;

void DigestStream::update(BytesView bytes) { crypto_generichash_update(&m_state->sodium, raw(bytes), bytes.size()); }

Digest DigestStream::finish() {
    Digest digest;
    crypto_generichash_final(&m_state->sodium, reinterpret_cast<unsigned char*>(digest.m_bytes.data()), Digest::kSize);
    return digest;
}

}  // namespace base
