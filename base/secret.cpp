#include "base/secret.h"

#include <sodium.h>

#include <utility>

namespace base {

Secret::Secret(Bytes bytes) {
    // A short string lives inside the object, so that a move copies it: wipe the source in every case.
    m_bytes.assign(bytes.data(), bytes.size());
    sodium_memzero(bytes.data(), bytes.size());
}

Secret::~Secret() { wipe(); }

Secret& Secret::operator=(const Secret& other) {
    if (this == &other) return *this;
    wipe();
    m_bytes = other.m_bytes;
    return *this;
}

Secret::Secret(Secret&& other) noexcept {
    m_bytes.assign(other.m_bytes);
    other.wipe();
}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this == &other) return *this;
    wipe();
    m_bytes.assign(other.m_bytes);
    other.wipe();
    return *this;
}

Secret Secret::random(std::size_t count) { return Secret(randomBytes(count)); }

bool Secret::matches(BytesView other) const {
    return other.size() == m_bytes.size() && sodium_memcmp(m_bytes.data(), other.data(), other.size()) == 0;
}

void Secret::wipe() {
    sodium_memzero(m_bytes.data(), m_bytes.size());
    m_bytes.clear();
}

}  // namespace base
