#include "images/restore_pipeline.h"

#include <cstdlib>
#include <cstring>
#include <unordered_map>

#include "images/workers.h"

namespace images {

struct RestorePipeline::Batch {
    std::vector<WantedChunk> chunks;
    Buffer buffer;  // kChunksInBatch chunks
    std::size_t length = 0;
    std::uint64_t fetchedBytes = 0;
    base::Result<void> result;
    bool ready = false;
};

RestorePipeline::RestorePipeline(const ChunkCodec& codec, ChunkSource& source, std::mutex& sourceLock)
    : m_codec(codec), m_source(source), m_sourceLock(sourceLock) {
    for (std::size_t i = 0; i < workerCount(); ++i) m_threads.emplace_back([this] { work(); });
}

RestorePipeline::~RestorePipeline() {
    {
        const std::lock_guard guard(m_mutex);
        m_stopped = true;
        m_forWorkers.notify_all();
    }
    for (auto& thread : m_threads) thread.join();
}

void RestorePipeline::put(std::vector<WantedChunk> chunks) {
    if (!hasRoom() || chunks.empty() || chunks.size() > kChunksInBatch) std::abort();
    auto batch = std::make_shared<Batch>();
    batch->chunks = std::move(chunks);
    if (m_spare.empty()) {
        batch->buffer = std::make_unique_for_overwrite<char[]>(kChunksInBatch * kChunkSize);
    } else {
        batch->buffer = std::move(m_spare.back());
        m_spare.pop_back();
    }
    m_batches.push_back(batch);
    const std::lock_guard guard(m_mutex);
    m_toRead.push_back(std::move(batch));
    m_forWorkers.notify_one();
}

base::Result<ReadBatch> RestorePipeline::next() {
    if (m_batches.empty()) std::abort();
    if (m_shown) m_spare.push_back(std::move(m_shown->buffer));
    m_shown = std::move(m_batches.front());
    m_batches.pop_front();
    {
        std::unique_lock lock(m_mutex);
        m_forOwner.wait(lock, [&] { return m_shown->ready; });
    }
    TWINSET_TRY(m_shown->result);
    return ReadBatch{std::move(m_shown->chunks), {m_shown->buffer.get(), m_shown->length}, m_shown->fetchedBytes};
}

void RestorePipeline::work() {
    std::unique_lock lock(m_mutex);
    while (true) {
        m_forWorkers.wait(lock, [&] { return m_stopped || !m_toRead.empty(); });
        if (m_stopped) return;
        const auto batch = std::move(m_toRead.front());
        m_toRead.pop_front();
        lock.unlock();
        batch->result = read(*batch);
        lock.lock();
        batch->ready = true;
        m_forOwner.notify_one();
    }
}

base::Result<void> RestorePipeline::read(Batch& batch) {
    std::vector<ChunkId> ids;
    std::unordered_map<ChunkId, std::size_t, base::DigestHash> positions;
    for (const auto& chunk : batch.chunks)
        if (positions.emplace(chunk.id, ids.size()).second) ids.push_back(chunk.id);
    base::Result<std::vector<base::Bytes>> blobs{std::vector<base::Bytes>()};
    {
        const std::lock_guard calling(m_sourceLock);
        blobs = m_source.fetch(ids);
    }
    if (!blobs) return blobs.error();
    if (blobs->size() != ids.size())
        return {base::ErrorCode::Corrupt, "the chunk store sent another number of chunks than asked for"};
    for (const auto& blob : *blobs) batch.fetchedBytes += blob.size();
    for (const auto& chunk : batch.chunks) {
        // Whatever the chunk holds fits: there is room for a whole one from each place where one begins.
        const std::span<char> into(batch.buffer.get() + batch.length, kChunkSize);
        TWINSET_ASSIGN(const auto size, m_codec.decodeInto(chunk.id, (*blobs)[positions.at(chunk.id)], into));
        if (size != chunk.length)
            return {base::ErrorCode::Corrupt,
                    "chunk " + chunk.id.hex() + " does not fit where the restore point puts it"};
        batch.length += size;
    }
    return {};
}

}  // namespace images
