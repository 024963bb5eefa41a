// RestorePointSource: a restore point as a disk that is read where and when somebody needs it. Holes and zeros follow
// from the tree and cost no request. It notes in which order the chunks are first asked for, so that the next boot of the
// same phone finds them fetched before it asks, and fetches ahead of a reader that goes through the disk in order.
#pragma once

#include <atomic>
#include <map>
#include <functional>
#include <mutex>
#include <thread>

#include "agent/instant/chunk_fetcher.h"
#include "base/block_source.h"
#include "images/boot_list.h"
#include "images/restore_point_codec.h"

namespace agent {

class RestorePointSource final : public base::BlockSource {
public:
    /// Reads the root; errors as of ChunkFetcher::get.
    static base::Result<std::shared_ptr<RestorePointSource>> open(const images::ChunkId& root, std::unique_ptr<ChunkFetcher> fetcher);

    ~RestorePointSource() override;
    RestorePointSource(const RestorePointSource&) = delete;
    RestorePointSource& operator=(const RestorePointSource&) = delete;

    [[nodiscard]] std::uint64_t size() const override { return m_root.diskSize; }
    base::Result<base::Bytes> read(std::uint64_t offset, std::size_t length) override;
    base::Result<std::vector<base::Extent>> extents(std::uint64_t offset, std::uint64_t length) override;
    void prefetch(std::uint64_t offset, std::uint64_t length) override;
    void stop() override { m_fetcher->stop(); }

    /// Begins, on a thread of its own that calls `list`, to fetch the chunks that booting read last, in that order, after the
    /// nodes that name them. What the disk does not have, and what does not come, is left out. `list` need not wait for anything once
    /// `wanted` is false. Once at most.
    void prefetchBoot(std::function<images::ChunkNumbers(const std::function<bool()>& wanted)> list);
    /// Chunks in the order in which they were first read until this was called first, zeros left out; at most
    /// images::kMostBootChunks.
    images::ChunkNumbers endBoot();
    [[nodiscard]] FetchStatistics statistics() const { return m_fetcher->statistics(); }

private:
    using Node = std::shared_ptr<const std::vector<images::ChunkId>>;

    RestorePointSource(images::RestorePointRoot root, std::unique_ptr<ChunkFetcher> fetcher)
        : m_root(std::move(root)), m_fetcher(std::move(fetcher)) {}
    base::Result<Node> node(std::uint64_t index);
    base::Result<images::ChunkId> idAt(std::uint64_t chunk);
    base::Result<void> checkRange(std::uint64_t offset, std::uint64_t length) const;
    void prefetchChunks(const images::ChunkNumbers& chunks);
    void note(std::uint64_t chunk);
    [[nodiscard]] bool zeroBetween(std::uint64_t from, std::uint64_t to) const;
    void readAhead(std::uint64_t offset, std::uint64_t end);

    const images::RestorePointRoot m_root;
    const std::unique_ptr<ChunkFetcher> m_fetcher;

    mutable std::mutex m_mutex;
    std::map<std::uint64_t, Node> m_nodes;  // the last used ones
    bool m_booting = true;
    std::vector<bool> m_noted;
    images::ChunkNumbers m_chunksRead;
    std::uint64_t m_inOrderUntil = 0;  // where the reader that goes in order is
    std::uint64_t m_inOrder = 0;       // how many bytes it has read without a jump
    std::uint64_t m_aheadUntil = 0;    // where the chunks end that were asked for ahead of it
    std::uint64_t m_aheadAgainAt = 0;  // where it is when more are asked for; 0: nothing was
    std::thread m_prefetching;
};

}  // namespace agent
