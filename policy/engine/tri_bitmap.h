// TriBitmap: for every phone, by index, whether something holds, does not, or fails. A column of a TriPanel.
//
// TriPanel: 32 such columns, in which all that is known of a phone stands together, for 4,096 phones in 32 KiB. A report looks at one phone under
// hundreds of conditions; what it pays for is how many places of memory, and how many pages, that is.
//
// Rejected: bitmaps that lie apart (a report touches a page for each condition); one row of all conditions for each phone (a new
// condition moves everything).
#pragma once

#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "policy/engine/bitmap.h"
#include "policy/engine/decision_table.h"

namespace policy::engine {

/// Of 64 phones. No phone is in both.
struct alignas(16) TriWord {  // never on two cache lines
    Word isTrue = 0, isError = 0;
    [[nodiscard]] Tri at(std::uint32_t row) const {
        return (isError >> row % kWordRows & 1) != 0 ? Tri::Error : (isTrue >> row % kWordRows & 1) != 0 ? Tri::True : Tri::False;
    }
};

class TriPanel {
public:
    static constexpr std::uint32_t kColumns = 32;

    [[nodiscard]] TriWord word(std::uint32_t place, std::uint32_t column) const {
        const std::size_t chunk = place / kChunkWords;
        return chunk < m_chunks.size() && m_chunks[chunk] ? (*m_chunks[chunk])[place % kChunkWords][column] : TriWord{};
    }
    void set(std::uint32_t place, std::uint32_t column, TriWord value);
    void prefetchPlace(std::uint32_t place) const {
        if (place / kChunkWords < m_chunks.size()) __builtin_prefetch(&m_chunks[place / kChunkWords]);
    }
    void prefetchWord(std::uint32_t place, std::uint32_t column) const {
        const std::size_t chunk = place / kChunkWords;
        if (chunk < m_chunks.size() && m_chunks[chunk]) __builtin_prefetch(&(*m_chunks[chunk])[place % kChunkWords][column]);
    }
    [[nodiscard]] std::size_t chunks() const { return m_chunks.size(); }

    /// A column that nobody has, all False; kColumns when there is none.
    std::uint32_t take();
    void giveBack(std::uint32_t column) { m_taken &= ~(1U << column); }

private:
    using Chunk = std::array<std::array<TriWord, kColumns>, kChunkWords>;
    std::vector<std::unique_ptr<Chunk>> m_chunks;
    std::uint32_t m_taken = 0, m_used = 0;  // by column; used: was taken once
};

class TriBitmap {
public:
    /// Holds nothing, and must not be asked.
    TriBitmap() = default;
    /// All False. The column must be taken; it is given back at the end.
    TriBitmap(std::shared_ptr<TriPanel> panel, std::uint32_t column) : m_panel(std::move(panel)), m_column(column) {}
    TriBitmap(TriBitmap&&) = default;
    TriBitmap& operator=(TriBitmap&& other) noexcept {
        std::swap(m_panel, other.m_panel);
        std::swap(m_column, other.m_column);
        return *this;
    }
    ~TriBitmap() {
        if (m_panel) m_panel->giveBack(m_column);
    }

    [[nodiscard]] Tri at(std::uint32_t row) const { return word(row / kWordRows).at(row); }
    /// `place` counts words over the whole bitmap.
    [[nodiscard]] TriWord word(std::uint32_t place) const { return m_panel->word(place, m_column); }
    void assign(std::uint32_t row, Tri value);
    void setChunk(std::size_t index, const ChunkBits& isTrue, const ChunkBits& isError);
    [[nodiscard]] Bitmap trueRows() const { return rows(&TriWord::isTrue); }
    [[nodiscard]] Bitmap errorRows() const { return rows(&TriWord::isError); }

    /// Asks for the word's memory ahead of its use: first where it stands, then, once that is here, the word itself.
    void prefetchPlace(std::uint32_t place) const { m_panel->prefetchPlace(place); }
    void prefetchWord(std::uint32_t place) const { m_panel->prefetchWord(place, m_column); }

private:
    [[nodiscard]] Bitmap rows(Word TriWord::* which) const;

    std::shared_ptr<TriPanel> m_panel;
    std::uint32_t m_column = 0;
};

/// The panels of a fleet. A panel lives as long as one of its columns. Columns that are taken one after the other stand side by side, four to a
/// cache line, as far as there is room: conditions that are looked at together should take theirs so.
class TriPanels {
public:
    TriBitmap take();

private:
    std::vector<std::weak_ptr<TriPanel>> m_panels;
};

}  // namespace policy::engine
