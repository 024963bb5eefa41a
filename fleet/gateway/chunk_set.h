// ChunkSet: many chunk ids in little memory, for asking whether one of them is there. It keeps the first 16 bytes of each
// id: finding another chunk with the same ones takes 2^128 digests. A phone of 4 GiB full of data has 65,536 chunks, a
// MiB of these. Not safe from several threads at once.
#pragma once

#include <array>
#include <vector>

#include "images/chunk.h"

namespace fleet {

class ChunkSet {
public:
    ChunkSet() = default;
    explicit ChunkSet(const std::vector<images::ChunkId>& ids);

    void insert(const images::ChunkId& id);
    [[nodiscard]] bool contains(const images::ChunkId& id) const;
    [[nodiscard]] std::size_t size() const { return m_sorted.size() + m_recent.size(); }
    [[nodiscard]] std::size_t memoryBytes() const { return (m_sorted.capacity() + m_recent.capacity()) * sizeof(Name); }

private:
    using Name = std::array<char, 16>;
    static Name nameOf(const images::ChunkId& id);
    void settle();

    std::vector<Name> m_sorted;
    std::vector<Name> m_recent;  // sorted, too, and short, so that inserting moves little
};

}  // namespace fleet
