// The columns of the fleet's facts: one for each attribute, typed, in chunks of 4,096 rows. An absent value costs as much as a present one.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "policy/engine/bitmap.h"
#include "policy/engine/text_pool.h"

namespace policy::engine {

class DecisionTable;

class BoolColumn {
public:
    [[nodiscard]] bool present(std::uint32_t row) const { return m_present.test(row); }
    [[nodiscard]] bool at(std::uint32_t row) const { return m_values.test(row); }
    void set(std::uint32_t row, bool present, bool value) {
        m_present.assign(row, present);
        m_values.assign(row, present && value);
    }
    [[nodiscard]] Word presentWord(std::uint32_t place) const { return m_present.word(place); }
    [[nodiscard]] Word valueWord(std::uint32_t place) const { return m_values.word(place); }

    /// Steps 0, 1, 2 ... ask for the memory of a row, each for what the next one reads.
    void prefetch(std::uint32_t row, int step) const {
        for (const Bitmap* bits : {&m_present, &m_values})
            step == 0 ? bits->prefetchPlace(row / kWordRows) : bits->prefetchWord(row / kWordRows);
    }

private:
    Bitmap m_present, m_values;
};

/// Whole numbers, points in time (milliseconds since 1970) and, by their bits, floating-point numbers.
class NumberColumn {
public:
    [[nodiscard]] bool present(std::uint32_t row) const { return m_present.test(row); }
    [[nodiscard]] std::int64_t at(std::uint32_t row) const { return m_chunks[row / kChunkRows][row % kChunkRows]; }
    void set(std::uint32_t row, bool present, std::int64_t value);
    [[nodiscard]] Word presentWord(std::uint32_t place) const { return m_present.word(place); }
    /// The 64 values of a word of rows; nullptr when none of the chunk was ever set.
    [[nodiscard]] const std::int64_t* word(std::uint32_t place) const {
        const std::size_t chunk = place / kChunkWords;
        return chunk < m_chunks.size() && m_chunks[chunk] ? &m_chunks[chunk][place % kChunkWords * kWordRows] : nullptr;
    }

    void prefetch(std::uint32_t row, int step) const;

private:
    Bitmap m_present;
    std::vector<std::unique_ptr<std::int64_t[]>> m_chunks;
};

/// Texts, versions, lists and maps, as numbers of a pool: one byte each up to 255 different ones, then two, then four.
class TextColumn {
public:
    [[nodiscard]] TextPool::Id idAt(std::uint32_t row) const;
    [[nodiscard]] bool present(std::uint32_t row) const { return idAt(row) != TextPool::kNone; }
    [[nodiscard]] std::string_view at(std::uint32_t row) const { return m_pool.at(idAt(row)); }
    void set(std::uint32_t row, std::string_view text);
    void clear(std::uint32_t row);
    [[nodiscard]] const TextPool& pool() const { return m_pool; }

    /// 1, 2 or 4 bytes an id.
    [[nodiscard]] unsigned width() const { return m_width; }
    /// The ids of a chunk, m_width bytes each; nullptr when none of the chunk was ever set.
    [[nodiscard]] const std::byte* chunk(std::size_t index) const { return index < m_chunks.size() ? m_chunks[index].get() : nullptr; }

    void prefetch(std::uint32_t row, int step) const;

    /// What is decided about this column's texts is told when a number changes its text.
    void watch(const std::shared_ptr<DecisionTable>& table) const { m_watching.emplace_back(table); }

private:
    void put(std::uint32_t row, TextPool::Id id);
    void widen(unsigned width);
    void release(TextPool::Id id);

    TextPool m_pool;
    unsigned m_width = 1;
    std::vector<std::unique_ptr<std::byte[]>> m_chunks;
    mutable std::vector<std::weak_ptr<DecisionTable>> m_watching;
};

}  // namespace policy::engine
