#include "policy/engine/tri_bitmap.h"

#include <bit>

namespace policy::engine {

void TriPanel::set(std::uint32_t place, std::uint32_t column, TriWord value) {
    const std::size_t index = place / kChunkWords;
    if (index >= m_chunks.size() || !m_chunks[index]) {
        if ((value.isTrue | value.isError) == 0) return;
        if (index >= m_chunks.size()) m_chunks.resize(index + 1);
        m_chunks[index] = std::make_unique<Chunk>();
    }
    (*m_chunks[index])[place % kChunkWords][column] = value;
}

std::uint32_t TriPanel::take() {
    const auto column = static_cast<std::uint32_t>(std::countr_one(m_taken));
    if (column == kColumns) return column;
    const std::uint32_t bit = 1U << column;
    if ((m_used & bit) != 0)
        for (std::uint32_t place = 0; place < m_chunks.size() * kChunkWords; ++place) set(place, column, {});
    m_taken |= bit;
    m_used |= bit;
    return column;
}

void TriBitmap::assign(std::uint32_t row, Tri value) {
    const std::uint32_t place = row / kWordRows;
    const Word bit = Word{1} << row % kWordRows;
    TriWord word = m_panel->word(place, m_column);
    word.isTrue = value == Tri::True ? word.isTrue | bit : word.isTrue & ~bit;
    word.isError = value == Tri::Error ? word.isError | bit : word.isError & ~bit;
    m_panel->set(place, m_column, word);
}

void TriBitmap::setChunk(std::size_t index, const ChunkBits& isTrue, const ChunkBits& isError) {
    for (std::uint32_t w = 0; w < kChunkWords; ++w)
        m_panel->set(static_cast<std::uint32_t>(index) * kChunkWords + w, m_column, {isTrue[w], isError[w]});
}

Bitmap TriBitmap::rows(Word TriWord::* which) const {
    Bitmap rows;
    for (std::size_t chunk = 0; chunk < m_panel->chunks(); ++chunk) {
        ChunkBits bits;
        for (std::uint32_t w = 0; w < kChunkWords; ++w) bits[w] = word(static_cast<std::uint32_t>(chunk) * kChunkWords + w).*which;
        rows.setChunk(chunk, bits);
    }
    return rows;
}

TriBitmap TriPanels::take() {
    std::erase_if(m_panels, [](const auto& panel) { return panel.expired(); });
    for (const auto& known : m_panels) {
        auto panel = known.lock();
        if (const std::uint32_t column = panel->take(); column != TriPanel::kColumns) return {std::move(panel), column};
    }
    auto panel = std::make_shared<TriPanel>();
    m_panels.emplace_back(panel);
    const std::uint32_t column = panel->take();
    return {std::move(panel), column};
}

}  // namespace policy::engine
