#include "images/chunk_index.h"

#include <malloc.h>

#include <algorithm>
#include <cassert>

#include "images/two_threads.h"

namespace images {
namespace {

constexpr std::uint32_t kUnit = 32;
constexpr unsigned kMarkedBit = 0;
constexpr unsigned kDamagedBit = 1;
constexpr unsigned kSpaceAt = 2;
constexpr unsigned kOffsetAt = 20;
constexpr unsigned kPackAt = 43;
// Wide enough for where a random key is off its expected position, in shards of any size that fits memory.
constexpr std::size_t kGuessWidth = 96;

std::uint32_t bigEndianAt(base::BytesView bytes, std::size_t at) {
    std::uint32_t word = 0;
    for (std::size_t i = 0; i < sizeof word; ++i) word = word << 8 | static_cast<unsigned char>(bytes[at + i]);
    return word;
}

/// Room for `wanted`, and a sixteenth more than now when it must grow: std::vector would double.
template <typename Entries>
void growFor(Entries& entries, std::size_t wanted) {
    if (entries.capacity() < wanted) entries.reserve(std::max(wanted, entries.size() + entries.size() / 16 + 2));
}

}  // namespace

Place ChunkIndex::Entry::place() const {
    const auto bits = std::uint64_t{packed[1]} << 32 | packed[0];
    Place place;
    place.marked = (bits >> kMarkedBit & 1) != 0;
    place.damaged = (bits >> kDamagedBit & 1) != 0;
    place.space = static_cast<std::uint32_t>(bits >> kSpaceAt & ((1U << 18) - 1)) * kUnit;
    place.offset = static_cast<std::uint32_t>(bits >> kOffsetAt & ((1U << 23) - 1)) * kUnit;
    place.pack = static_cast<std::uint32_t>(bits >> kPackAt);
    return place;
}

void ChunkIndex::Entry::setPlace(const Place& place) {
    assert(place.pack < kMostPacks && place.offset % kUnit == 0 && place.space % kUnit == 0);
    const std::uint64_t bits = std::uint64_t{place.marked} << kMarkedBit | std::uint64_t{place.damaged} << kDamagedBit |
                               std::uint64_t{place.space / kUnit} << kSpaceAt |
                               std::uint64_t{place.offset / kUnit} << kOffsetAt | std::uint64_t{place.pack} << kPackAt;
    packed = {static_cast<std::uint32_t>(bits), static_cast<std::uint32_t>(bits >> 32)};
}

std::size_t ChunkIndex::shardOf(const ChunkId& id) { return bigEndianAt(id.bytes(), 0) >> 16; }

ChunkIndex::Key ChunkIndex::keyOf(const ChunkId& id) {
    return {{bigEndianAt(id.bytes(), 2), bigEndianAt(id.bytes(), 6), bigEndianAt(id.bytes(), 10)}};
}

/// Where `key` is or belongs. Ids are evenly spread, so that its first bits say about where.
std::size_t ChunkIndex::positionIn(const Shard& shard, const Key& key) {
    const auto guess = static_cast<std::size_t>(std::uint64_t{key.words[0]} * shard.size() >> 32);
    auto low = guess > kGuessWidth ? guess - kGuessWidth : 0;
    auto high = std::min(shard.size(), guess + kGuessWidth);
    if (low > 0 && !(shard[low - 1].key < key)) low = 0;
    if (high < shard.size() && shard[high].key < key) high = shard.size();
    const auto at = std::lower_bound(shard.begin() + static_cast<std::ptrdiff_t>(low),
                                     shard.begin() + static_cast<std::ptrdiff_t>(high), key,
                                     [](const Entry& entry, const Key& wanted) { return entry.key < wanted; });
    return static_cast<std::size_t>(at - shard.begin());
}

std::optional<Place> ChunkIndex::find(const ChunkId& id) const {
    const auto& shard = m_shards[shardOf(id)];
    const auto key = keyOf(id);
    const auto at = positionIn(shard, key);
    if (at == shard.size() || shard[at].key != key) return {};
    return shard[at].place();
}

std::optional<Place> ChunkIndex::put(const ChunkId& id, const Place& place) {
    auto& shard = m_shards[shardOf(id)];
    Entry entry{keyOf(id), {}};
    entry.setPlace(place);
    const auto at = positionIn(shard, entry.key);
    if (at < shard.size() && shard[at].key == entry.key) {
        const auto previous = shard[at].place();
        shard[at] = entry;
        return previous;
    }
    growFor(shard, shard.size() + 1);
    shard.insert(shard.begin() + static_cast<std::ptrdiff_t>(at), entry);
    countOne();
    return {};
}

void ChunkIndex::change(const ChunkId& id, const Place& place) {
    auto& shard = m_shards[shardOf(id)];
    const auto key = keyOf(id);
    const auto at = positionIn(shard, key);
    assert(at < shard.size() && shard[at].key == key);
    shard[at].setPlace(place);
}

void ChunkIndex::add(const ChunkId& id, const Place& place) {
    auto& shard = m_shards[shardOf(id)];
    growFor(shard, shard.size() + 1);
    shard.emplace_back().key = keyOf(id);
    shard.back().setPlace(place);
    countOne();
}

/// Arrays that grow leave holes in which none of the larger ones fits. Once these are larger than pages, the system can
/// have them back; it takes some milliseconds each time that there are a hundredth more chunks.
void ChunkIndex::countOne() {
    if (++m_size < m_trimAt) return;
    ::malloc_trim(0);
    m_trimAt = m_size + m_size / 128;
}

void ChunkIndex::settleShard(Shard& shard) {
    if (shard.size() < 2) return;
    std::stable_sort(shard.begin(), shard.end(), [](const Entry& a, const Entry& b) { return a.key < b.key; });
    std::size_t kept = 0;
    for (const auto& entry : shard) {
        if (kept == 0 || shard[kept - 1].key != entry.key) {
            shard[kept++] = entry;
        } else if (!entry.place().damaged || shard[kept - 1].place().damaged) {
            shard[kept - 1] = entry;
        }
    }
    shard.resize(kept);
}

void ChunkIndex::settle() {
    constexpr std::uint64_t kFewChunks = 100'000;  // not worth a thread
    const std::size_t turns = m_size < kFewChunks ? 1 : 256;
    const auto turnShards = kShards / turns;
    onTwoThreads(turns, [&](std::size_t turn) {
        for (std::size_t i = 0; i < turnShards; ++i) settleShard(m_shards[turn * turnShards + i]);
    });
    m_size = 0;
    for (const auto& shard : m_shards) m_size += shard.size();
}

std::uint64_t ChunkIndex::memory() const {
    std::uint64_t bytes = m_shards.capacity() * sizeof(Shard);
    for (const auto& shard : m_shards) bytes += shard.capacity() * sizeof(Entry);
    return bytes;
}

}  // namespace images
