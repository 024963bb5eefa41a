// Secret: bytes that must not leave by accident. It cannot be printed, streamed, formatted, compared with == or turned
// into JSON; the memory is wiped when it dies. Reading the bytes takes a visible call, `reveal()`, at the place that
// needs them.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace base {

class Secret {
public:
    Secret() = default;
    /// Takes the bytes over; the argument's own buffer is moved from or wiped.
    explicit Secret(Bytes bytes);
    ~Secret();
    Secret(const Secret& other) = default;
    Secret& operator=(const Secret& other);
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;

    /// `count` random bytes.
    static Secret random(std::size_t count);

    [[nodiscard]] BytesView reveal() const { return m_bytes; }
    [[nodiscard]] bool empty() const { return m_bytes.empty(); }
    [[nodiscard]] std::size_t size() const { return m_bytes.size(); }
    /// Constant-time comparison.
    [[nodiscard]] bool matches(BytesView other) const;

private:
    void wipe();
    Bytes m_bytes;
};

template <typename Stream>
Stream& operator<<(Stream&, const Secret&) = delete;

}  // namespace base
