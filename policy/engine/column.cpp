#include "policy/engine/column.h"

#include <algorithm>
#include <cstring>

#include "policy/engine/decision_table.h"

namespace policy::engine {

void NumberColumn::set(std::uint32_t row, bool present, std::int64_t value) {
    const std::size_t chunk = row / kChunkRows;
    m_present.assign(row, present);
    if (!present && (chunk >= m_chunks.size() || !m_chunks[chunk])) return;
    if (chunk >= m_chunks.size()) m_chunks.resize(chunk + 1);
    if (!m_chunks[chunk]) m_chunks[chunk] = std::make_unique<std::int64_t[]>(kChunkRows);
    m_chunks[chunk][row % kChunkRows] = present ? value : 0;
}

void NumberColumn::prefetch(std::uint32_t row, int step) const {
    const std::size_t chunk = row / kChunkRows;
    if (step == 0) m_present.prefetchPlace(row / kWordRows);
    else m_present.prefetchWord(row / kWordRows);
    if (chunk >= m_chunks.size()) return;
    if (step == 0) __builtin_prefetch(&m_chunks[chunk]);
    else if (m_chunks[chunk]) __builtin_prefetch(&m_chunks[chunk][row % kChunkRows]);
}

void TextColumn::prefetch(std::uint32_t row, int step) const {
    const std::size_t index = row / kChunkRows;
    if (index >= m_chunks.size()) return;
    if (step == 0) __builtin_prefetch(&m_chunks[index]);
    else if (step == 1 && m_chunks[index]) __builtin_prefetch(m_chunks[index].get() + row % kChunkRows * m_width);
    else if (step == 2) m_pool.prefetchPlace(idAt(row));
    else if (step == 3) m_pool.prefetchText(idAt(row));
}

TextPool::Id TextColumn::idAt(std::uint32_t row) const {
    const std::byte* ids = chunk(row / kChunkRows);
    if (ids == nullptr) return TextPool::kNone;
    TextPool::Id id = 0;
    // Little-endian: the first m_width bytes are the low ones.
    std::memcpy(&id, ids + row % kChunkRows * m_width, m_width);
    return id;
}

void TextColumn::set(std::uint32_t row, std::string_view text) {
    const TextPool::Id old = idAt(row);
    const TextPool::Id id = m_pool.intern(text);
    put(row, id);
    if (old != TextPool::kNone) release(old);
}

void TextColumn::clear(std::uint32_t row) {
    const TextPool::Id old = idAt(row);
    if (old == TextPool::kNone) return;
    put(row, TextPool::kNone);
    release(old);
}

void TextColumn::release(TextPool::Id id) {
    if (!m_pool.release(id)) return;
    std::erase_if(m_watching, [](const auto& table) { return table.expired(); });
    for (const auto& table : m_watching)
        if (const auto held = table.lock()) held->forget(id);
}

void TextColumn::put(std::uint32_t row, TextPool::Id id) {
    if (id > 0xffff) widen(4);
    else if (id > 0xff) widen(2);
    const std::size_t index = row / kChunkRows;
    if (index >= m_chunks.size()) m_chunks.resize(index + 1);
    if (!m_chunks[index]) m_chunks[index] = std::make_unique<std::byte[]>(kChunkRows * m_width);
    std::memcpy(m_chunks[index].get() + row % kChunkRows * m_width, &id, m_width);
}

void TextColumn::widen(unsigned width) {
    if (width <= m_width) return;
    for (auto& old : m_chunks) {
        if (!old) continue;
        auto wide = std::make_unique<std::byte[]>(kChunkRows * width);
        for (std::size_t row = 0; row < kChunkRows; ++row) std::memcpy(wide.get() + row * width, old.get() + row * m_width, m_width);
        old = std::move(wide);
    }
    m_width = width;
}

}  // namespace policy::engine
