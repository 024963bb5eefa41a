// Bitmap: a set of phones, by index. Held in chunks of 4,096 phones, of which empty ones cost a pointer: ten thousand small sets stay small.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <vector>

namespace policy::engine {

using Word = std::uint64_t;
inline constexpr std::uint32_t kWordRows = 64;
inline constexpr std::uint32_t kChunkWords = 64;
inline constexpr std::uint32_t kChunkRows = kWordRows * kChunkWords;
using ChunkBits = std::array<Word, kChunkWords>;

inline constexpr ChunkBits kNoBits{};

class Bitmap {
public:
    [[nodiscard]] bool test(std::uint32_t row) const { return (word(row / kWordRows) >> (row % kWordRows) & 1) != 0; }
    void assign(std::uint32_t row, bool value);
    /// `place` counts words over the whole bitmap.
    [[nodiscard]] Word word(std::uint32_t place) const {
        const std::size_t chunkIndex = place / kChunkWords;
        return chunkIndex < m_chunks.size() && m_chunks[chunkIndex] ? (*m_chunks[chunkIndex])[place % kChunkWords] : 0;
    }
    [[nodiscard]] const ChunkBits& chunk(std::size_t index) const {
        return index < m_chunks.size() && m_chunks[index] ? *m_chunks[index] : kNoBits;
    }
    [[nodiscard]] bool hasChunk(std::size_t index) const { return index < m_chunks.size() && m_chunks[index] != nullptr; }
    /// Asks for the word's memory ahead of its use: first where it stands, then, once that is here, the word itself.
    void prefetchPlace(std::uint32_t place) const {
        if (place / kChunkWords < m_chunks.size()) __builtin_prefetch(&m_chunks[place / kChunkWords]);
    }
    void prefetchWord(std::uint32_t place) const {
        const std::size_t chunkIndex = place / kChunkWords;
        if (chunkIndex < m_chunks.size() && m_chunks[chunkIndex]) __builtin_prefetch(&(*m_chunks[chunkIndex])[place % kChunkWords]);
    }
    void setChunk(std::size_t index, const ChunkBits& bits);
    [[nodiscard]] std::size_t count() const;

private:
    std::vector<std::unique_ptr<ChunkBits>> m_chunks;
};

/// Calls visit(row) for each bit, ascending.
template <typename Visit>
void forEachBit(Word word, std::uint32_t firstRow, Visit&& visit) {
    for (; word != 0; word &= word - 1) visit(firstRow + static_cast<std::uint32_t>(std::countr_zero(word)));
}

template <typename Visit>
void forEachBit(const ChunkBits& bits, std::size_t chunk, Visit&& visit) {
    for (std::uint32_t w = 0; w < kChunkWords; ++w)
        forEachBit(bits[w], static_cast<std::uint32_t>(chunk) * kChunkRows + w * kWordRows, visit);
}

}  // namespace policy::engine
