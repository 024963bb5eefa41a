#include "policy/engine/bitmap.h"

#include <algorithm>

namespace policy::engine {

void Bitmap::assign(std::uint32_t row, bool value) {
    const std::size_t index = row / kChunkRows;
    if (index >= m_chunks.size() || !m_chunks[index]) {
        if (!value) return;
        if (index >= m_chunks.size()) m_chunks.resize(index + 1);
        m_chunks[index] = std::make_unique<ChunkBits>();
    }
    Word& word = (*m_chunks[index])[row % kChunkRows / kWordRows];
    const Word bit = Word{1} << (row % kWordRows);
    word = value ? word | bit : word & ~bit;
}

void Bitmap::setChunk(std::size_t index, const ChunkBits& bits) {
    const bool empty = std::all_of(bits.begin(), bits.end(), [](Word word) { return word == 0; });
    if (empty) {
        if (index < m_chunks.size()) m_chunks[index].reset();
        return;
    }
    if (index >= m_chunks.size()) m_chunks.resize(index + 1);
    if (!m_chunks[index]) m_chunks[index] = std::make_unique<ChunkBits>();
    *m_chunks[index] = bits;
}

std::size_t Bitmap::count() const {
    std::size_t total = 0;
    for (const auto& bits : m_chunks)
        if (bits)
            for (const Word word : *bits) total += static_cast<std::size_t>(std::popcount(word));
    return total;
}

}  // namespace policy::engine
