// ChunkIndex: where each chunk of a store lies, in memory, 20 bytes a chunk and a little slack (docs/performance.md has
// the measured figure). 65,536 shards by the first two bytes of the id, each a sorted array of entries:
//
//   12 bytes of the id (its bytes 2 to 13), and 64 bits: pack 21 | offset / 32 23 | space / 32 18 | damaged 1 | marked
//   1
//
// With the shard, 112 bits of an id tell chunks apart; for 10^8 chunks the chance that two agree in them is 10^-18. The
// record in the pack has the whole id, and readers compare it, so that the worst of a collision is a chunk that counts
// as stored and is not; to make one on purpose takes 2^56 digests.
//
// Rejected: std::unordered_map (100 bytes a chunk); one sorted array with a delta (merging needs twice the memory);
// open addressing (growing needs twice the memory, and at the density that this has, a probe looks at many entries);
// B-tree pages (a third of their bytes empty); SQLite (ten times slower a look-up, and a second file that must be
// durable).
//
// Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "images/chunk.h"

namespace images {

struct Place {
    std::uint32_t pack = 0;    // index in the store's list of packs, below kMostPacks
    std::uint32_t offset = 0;  // of the record, a multiple of 32
    std::uint32_t space = 0;   // that the record takes, a multiple of 32
    bool damaged = false;
    bool marked = false;
    [[nodiscard]] bool sameRecord(const Place& other) const { return pack == other.pack && offset == other.offset; }
};

class ChunkIndex {
public:
    static constexpr std::size_t kShards = 65536;
    static constexpr std::uint32_t kMostPacks = 1U << 21;

    ChunkIndex() : m_shards(kShards) {}

    [[nodiscard]] std::optional<Place> find(const ChunkId& id) const;
    /// Answers what it replaces.
    std::optional<Place> put(const ChunkId& id, const Place& place);
    /// Changes the place of a chunk that is there.
    void change(const ChunkId& id, const Place& place);

    /// For filling an empty index: adds without looking. Then settle() once, before anything else: of several places of
    /// a chunk the last sound one stays. Uses two threads.
    void add(const ChunkId& id, const Place& place);
    void settle();

    /// Calls keep(place) for every chunk of a shard; it may change the flags of `place`, and false takes the chunk out.
    template <typename Keep>
    void sift(std::size_t shard, const Keep& keep) {
        auto& entries = m_shards[shard];
        auto kept = entries.begin();
        for (auto& entry : entries) {
            auto place = entry.place();
            if (!keep(place)) continue;
            entry.setPlace(place);
            *kept++ = entry;
        }
        m_size -= static_cast<std::uint64_t>(entries.end() - kept);
        entries.erase(kept, entries.end());
    }

    [[nodiscard]] std::uint64_t size() const { return m_size; }
    /// Bytes allocated, without what the allocator adds.
    [[nodiscard]] std::uint64_t memory() const;

private:
    struct Key {
        std::array<std::uint32_t, 3> words{};
        auto operator<=>(const Key&) const = default;
    };
    struct Entry {
        Key key;
        std::array<std::uint32_t, 2> packed{};
        [[nodiscard]] Place place() const;
        void setPlace(const Place& place);
    };
    static_assert(sizeof(Entry) == 20);
    using Shard = std::vector<Entry>;

    static std::size_t shardOf(const ChunkId& id);
    static Key keyOf(const ChunkId& id);
    static std::size_t positionIn(const Shard& shard, const Key& key);
    static void settleShard(Shard& shard);
    void countOne();

    std::vector<Shard> m_shards;
    std::uint64_t m_size = 0;
    std::uint64_t m_trimAt = 16'000'000;  // arrays of a page and more
};

}  // namespace images
