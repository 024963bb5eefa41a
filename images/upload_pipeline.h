// UploadPipeline: chunks go in, and what the sink lacks of them is hashed, compressed and encrypted on all processors and
// stored, while the next ones are being read. Any number of workers hash and encode; one thread talks to the sink: it
// asks what is missing of all that was hashed meanwhile, and stores as much at once as store() takes. Memory is bounded:
// whoever puts chunks in waits while kMostHeld bytes of them are on their way.
//
// A chunk is settled when it is zero, when the sink has it, or when it was stored, which is durable. Equal chunks are
// stored once, and all settle after that. The first error ends everything; what was stored stays stored.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "images/chunk.h"

namespace images {

class UploadPipeline {
public:
    static constexpr std::size_t kMostHeld = 24 * 1024 * 1024;  // plain bytes

    struct Settled {
        std::uint64_t token = 0;
        ChunkId id;  // zero for zeros
    };
    struct Counts {
        std::uint64_t bytes = 0;  // of blobs that the sink lacked
        std::uint64_t chunks = 0;
    };

    /// All must outlive the pipeline. `sinkLock` is held over every call of the sink: others that must not call at the
    /// same time take it, too.
    UploadPipeline(const ChunkCodec& codec, ChunkSink& sink, std::mutex& sinkLock);
    /// Ends the threads; what is not settled is dropped.
    ~UploadPipeline();
    UploadPipeline(const UploadPipeline&) = delete;
    UploadPipeline& operator=(const UploadPipeline&) = delete;

    // For one thread, which none of the others is.

    /// Takes `bytes` over as chunks of kChunkSize, the last one may be shorter; their tokens are `token`, `token + 1` and
    /// so on. Waits for room. Errors are those of the sink.
    base::Result<void> put(base::Bytes bytes, std::uint64_t token);
    /// Nothing more is put in for now: waits until something is settled that takeSettled() has not given out. False when
    /// all that was put in is settled.
    base::Result<bool> drain();
    /// What was settled since the last call.
    std::vector<Settled> takeSettled();
    [[nodiscard]] Counts counts() const;

private:
    /// What was put in at once; the last of its chunks that needs it frees it.
    struct Piece;
    struct Chunk {
        std::uint64_t token = 0;
        std::shared_ptr<Piece> piece;
        base::BytesView plain;
        ChunkId id;
        base::Bytes blob;
    };
    using Chunks = std::deque<Chunk>;
    struct OnTheWay {
        bool encoding = false;
        std::vector<Chunk> equal;  // other chunks of that content
    };

    void work();
    void hash(std::unique_lock<std::mutex>& lock);
    void encode(std::unique_lock<std::mutex>& lock);
    void talk();
    void ask(std::unique_lock<std::mutex>& lock);
    void store(std::unique_lock<std::mutex>& lock);
    [[nodiscard]] bool mustStore() const;
    void sortOut(Chunks asked, const std::vector<ChunkId>& wanted);
    void settle(Chunk& chunk);
    void fail(base::Error error);
    void release(std::size_t bytes);

    const ChunkCodec& m_codec;
    ChunkSink& m_sink;
    std::mutex& m_sinkLock;

    mutable std::mutex m_mutex;  // guards what follows
    std::condition_variable m_forWorkers, m_forTalker, m_forOwner;
    Chunks m_toHash, m_hashed, m_toEncode, m_encoded;
    std::size_t m_working = 0;  // chunks that workers have in their hands
    std::size_t m_encodedBytes = 0;
    std::size_t m_held = 0;
    std::size_t m_unsettled = 0;
    bool m_draining = false;  // nothing more comes until something is settled
    bool m_stopped = false;
    std::unordered_map<ChunkId, OnTheWay, base::DigestHash> m_onTheWay;  // what the sink lacks
    std::vector<Settled> m_settled;
    Counts m_counts;
    base::Result<void> m_failure;

    std::vector<std::thread> m_threads;
};

}  // namespace images
