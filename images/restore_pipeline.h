// RestorePipeline: the chunks of a disk in their order, fetched and decoded ahead on all processors while the ones before
// are being written. The source is called by one thread at a time. Memory is bounded by the number of batches that are
// on their way.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "images/chunk.h"

namespace images {

struct WantedChunk {
    std::uint64_t offset = 0;  // on the disk
    std::size_t length = 0;    // of its content
    ChunkId id;
};

/// A batch that was read: its chunks' contents lie one after the other.
struct ReadBatch {
    std::vector<WantedChunk> chunks;
    base::BytesView content;  // until the next call of next()
    std::uint64_t fetchedBytes = 0;
};

class RestorePipeline {
public:
    static constexpr std::size_t kChunksInBatch = 8;
    static constexpr std::size_t kMostBatches = 8;  // 16 MiB of content, and what is being fetched

    /// All must outlive the pipeline. `sourceLock` is held over every call of the source.
    RestorePipeline(const ChunkCodec& codec, ChunkSource& source, std::mutex& sourceLock);
    /// Ends the threads; waits for a call of the source.
    ~RestorePipeline();
    RestorePipeline(const RestorePipeline&) = delete;
    RestorePipeline& operator=(const RestorePipeline&) = delete;

    // For one thread, which none of the others is.

    /// False when kMostBatches are on their way: take one out first. At most kChunksInBatch chunks, not none.
    [[nodiscard]] bool hasRoom() const { return m_batches.size() < kMostBatches; }
    void put(std::vector<WantedChunk> chunks);
    [[nodiscard]] bool empty() const { return m_batches.empty(); }
    /// The batch that was put in first, of those not taken out yet. NotFound or Corrupt names the chunk.
    base::Result<ReadBatch> next();

private:
    struct Batch;
    using Buffer = std::unique_ptr<char[]>;

    void work();
    base::Result<void> read(Batch& batch);

    const ChunkCodec& m_codec;
    ChunkSource& m_source;
    std::mutex& m_sourceLock;

    std::deque<std::shared_ptr<Batch>> m_batches;  // of the owner alone
    std::shared_ptr<Batch> m_shown;                // likewise
    std::vector<Buffer> m_spare;                   // likewise

    std::mutex m_mutex;  // guards what follows, and whether a batch is ready
    std::condition_variable m_forWorkers, m_forOwner;
    std::deque<std::shared_ptr<Batch>> m_toRead;
    bool m_stopped = false;

    std::vector<std::thread> m_threads;
};

}  // namespace images
