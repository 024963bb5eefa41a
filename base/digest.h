// Digest: 32 bytes that name content. BLAKE2b with a 256-bit output (RFC 7693), from libsodium: it is twice as fast as
// SHA-256 without hardware support, and takes a key, which the chunk store needs.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace base {

class Digest {
public:
    static constexpr std::size_t kSize = 32;

    /// All zero: the digest of nothing we store.
    Digest() = default;
    static Digest of(BytesView bytes);
    /// Keyed; `key` has 16 to 64 bytes.
    static Digest keyed(BytesView key, BytesView bytes);
    static Result<Digest> fromHex(std::string_view text);
    /// From exactly kSize raw bytes.
    static Result<Digest> fromBytes(BytesView bytes);

    [[nodiscard]] std::string hex() const;
    [[nodiscard]] BytesView bytes() const;
    [[nodiscard]] bool isZero() const;
    auto operator<=>(const Digest&) const = default;

private:
    friend class DigestStream;
    std::array<char, kSize> m_bytes{};
};

struct DigestHash {
    std::size_t operator()(const Digest& digest) const;
};

/// Digest of data that comes in pieces. Not thread-safe; finish() once.
class DigestStream {
public:
    DigestStream();
    ~DigestStream();
    DigestStream(const DigestStream&) = delete;
    DigestStream& operator=(const DigestStream&) = delete;
    void update(BytesView bytes);
    Digest finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace base
