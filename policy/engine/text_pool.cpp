#include "policy/engine/text_pool.h"

#include <algorithm>
#include <cstring>
#include <functional>

namespace policy::engine {
namespace {

constexpr std::size_t kBlockBytes = 64 * 1024;  // of places; the first blocks of a pool hold less, so that a small pool is small
constexpr std::size_t kFirstBlockBytes = 256;
constexpr std::size_t kLeastDeadBytes = 1024 * 1024;

std::size_t lengthBytes(std::size_t length) {
    std::size_t bytes = 1;
    for (; length >= 128; length >>= 7) ++bytes;
    return bytes;
}

std::string_view textAt(const char* from) {
    std::size_t length = 0;
    for (unsigned shift = 0;; shift += 7, ++from) {
        length |= static_cast<std::size_t>(*from & 0x7f) << shift;
        if ((*from & 0x80) == 0) return {from + 1, length};
    }
}

}  // namespace

std::size_t TextPool::slotOf(std::string_view text) const {
    const std::size_t mask = m_slots.size() - 1;
    std::size_t slot = std::hash<std::string_view>{}(text) & mask;
    while (m_slots[slot] != kNone && at(m_slots[slot]) != text) slot = (slot + 1) & mask;
    return slot;
}

TextPool::Id TextPool::find(std::string_view text) const { return m_slots.empty() ? kNone : m_slots[slotOf(text)]; }

TextPool::Id TextPool::intern(std::string_view text) {
    if ((m_held + 1) * 5 > m_slots.size() * 4) grow();
    const std::size_t slot = slotOf(text);
    if (m_slots[slot] != kNone) {
        ++m_references[m_slots[slot]];
        return m_slots[slot];
    }
    Id id = limit();
    if (m_free.empty()) {
        m_places.push_back(0);
        m_references.push_back(0);
    } else {
        id = m_free.back();
        m_free.pop_back();
    }
    store(id, text);
    m_references[id] = 1;
    m_slots[slot] = id;
    ++m_held;
    return id;
}

bool TextPool::release(Id id) {
    if (--m_references[id] != 0) return false;
    const std::string_view text = at(id);
    eraseSlot(slotOf(text));
    const std::size_t bytes = lengthBytes(text.size()) + text.size();
    m_liveBytes -= bytes;
    m_deadBytes += bytes;
    m_free.push_back(id);
    --m_held;
    if (m_deadBytes > kLeastDeadBytes && m_deadBytes > m_liveBytes) compact();
    return true;
}

std::string_view TextPool::at(Id id) const {
    return textAt(m_blocks[m_places[id] / kBlockBytes].get() + m_places[id] % kBlockBytes);
}

void TextPool::prefetchText(Id id) const {
    if (id != kNone) __builtin_prefetch(m_blocks[m_places[id] / kBlockBytes].get() + m_places[id] % kBlockBytes);
}

void TextPool::store(Id id, std::string_view text) {
    const std::size_t bytes = lengthBytes(text.size()) + text.size();
    if (m_lastUsed + bytes > m_lastSize) {
        // A long text stands alone in a block that is as large as it.
        m_lastSize = std::max(bytes, std::clamp(m_lastSize * 2, kFirstBlockBytes, kBlockBytes));
        m_blocks.push_back(std::make_unique_for_overwrite<char[]>(m_lastSize));
        m_lastUsed = 0;
    }
    m_places[id] = static_cast<std::uint32_t>((m_blocks.size() - 1) * kBlockBytes + m_lastUsed);
    char* to = m_blocks.back().get() + m_lastUsed;
    std::size_t length = text.size();
    for (; length >= 128; length >>= 7) *to++ = static_cast<char>(length | 0x80);
    *to++ = static_cast<char>(length);
    std::memcpy(to, text.data(), text.size());
    m_lastUsed += bytes;
    m_liveBytes += bytes;
}

void TextPool::grow() {
    std::vector<Id> old(m_slots.size() * 2 < 16 ? 16 : m_slots.size() * 2, kNone);
    old.swap(m_slots);
    for (const Id id : old)
        if (id != kNone) m_slots[slotOf(at(id))] = id;
}

void TextPool::eraseSlot(std::size_t slot) {
    // Linear probing without tombstones: what stands behind the gap and belongs at or before it moves up.
    const std::size_t mask = m_slots.size() - 1;
    for (std::size_t next = (slot + 1) & mask; m_slots[next] != kNone; next = (next + 1) & mask) {
        const std::size_t home = std::hash<std::string_view>{}(at(m_slots[next])) & mask;
        if (((next - home) & mask) < ((next - slot) & mask)) continue;
        m_slots[slot] = m_slots[next];
        slot = next;
    }
    m_slots[slot] = kNone;
}

void TextPool::compact() {
    const auto old = std::move(m_blocks);
    const auto places = m_places;
    m_blocks.clear();
    m_lastUsed = m_lastSize = m_liveBytes = m_deadBytes = 0;
    for (Id id = 1; id < limit(); ++id) {
        if (m_references[id] != 0) store(id, textAt(old[places[id] / kBlockBytes].get() + places[id] % kBlockBytes));
    }
}

}  // namespace policy::engine
