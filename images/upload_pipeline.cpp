#include "images/upload_pipeline.h"

#include <algorithm>

#include "images/byte_order.h"
#include "images/workers.h"

namespace images {
namespace {

constexpr std::size_t kMostStoredBytes = kMostChunksStored * kMostBlobSize;
constexpr std::size_t kMostIdsAsked = 1024;

}  // namespace

struct UploadPipeline::Piece {
    Piece(UploadPipeline& owner, base::Bytes content) : pipeline(owner), bytes(std::move(content)) {}
    ~Piece() { pipeline.release(bytes.size()); }
    Piece(const Piece&) = delete;
    Piece& operator=(const Piece&) = delete;
    UploadPipeline& pipeline;
    const base::Bytes bytes;
};

UploadPipeline::UploadPipeline(const ChunkCodec& codec, ChunkSink& sink, std::mutex& sinkLock)
    : m_codec(codec), m_sink(sink), m_sinkLock(sinkLock) {
    for (std::size_t i = 0; i < workerCount(); ++i) m_threads.emplace_back([this] { work(); });
    m_threads.emplace_back([this] { talk(); });
}

UploadPipeline::~UploadPipeline() {
    fail({base::ErrorCode::Cancelled, "the upload was given up"});
    for (auto& thread : m_threads) thread.join();
}

base::Result<void> UploadPipeline::put(base::Bytes bytes, std::uint64_t token) {
    Chunks chunks;
    std::unique_lock lock(m_mutex);
    m_forOwner.wait(lock, [&] { return m_stopped || m_held == 0 || m_held + bytes.size() <= kMostHeld; });
    if (m_stopped) return m_failure;
    m_held += bytes.size();
    const auto piece = std::make_shared<Piece>(*this, std::move(bytes));
    const base::BytesView content = piece->bytes;
    for (std::size_t at = 0; at < content.size(); at += kChunkSize) {
        m_toHash.push_back({token++, piece, content.substr(at, kChunkSize), {}, {}});
        ++m_unsettled;
    }
    m_forWorkers.notify_all();
    lock.unlock();  // before the piece, which takes the lock when it is the last
    return {};
}

base::Result<bool> UploadPipeline::drain() {
    std::unique_lock lock(m_mutex);
    m_draining = true;
    m_forTalker.notify_one();
    m_forOwner.wait(lock, [&] { return m_stopped || m_unsettled == 0 || !m_settled.empty(); });
    m_draining = false;
    if (m_stopped) return m_failure.error();
    return m_unsettled > 0;
}

std::vector<UploadPipeline::Settled> UploadPipeline::takeSettled() {
    const std::lock_guard guard(m_mutex);
    return std::exchange(m_settled, {});
}

UploadPipeline::Counts UploadPipeline::counts() const {
    const std::lock_guard guard(m_mutex);
    return m_counts;
}

void UploadPipeline::release(std::size_t bytes) {
    const std::lock_guard guard(m_mutex);
    m_held -= bytes;
    m_forOwner.notify_one();
}

void UploadPipeline::fail(base::Error error) {
    const std::lock_guard guard(m_mutex);
    if (!m_stopped) m_failure = std::move(error);
    m_stopped = true;
    m_forWorkers.notify_all();
    m_forTalker.notify_all();
    m_forOwner.notify_all();
}

/// With the lock held. The chunk keeps its piece: whoever calls lets go of it without the lock.
void UploadPipeline::settle(Chunk& chunk) {
    m_settled.push_back({chunk.token, chunk.id});
    if (--m_unsettled == 0 || m_draining) m_forOwner.notify_one();
}

void UploadPipeline::work() {
    std::unique_lock lock(m_mutex);
    while (true) {
        m_forWorkers.wait(lock, [&] { return m_stopped || !m_toEncode.empty() || !m_toHash.empty(); });
        if (m_stopped) return;
        ++m_working;
        // What is furthest on first: that bounds what is held.
        if (!m_toEncode.empty())
            encode(lock);
        else
            hash(lock);
        --m_working;
        m_forTalker.notify_one();
    }
}

void UploadPipeline::hash(std::unique_lock<std::mutex>& lock) {
    auto chunk = std::move(m_toHash.front());
    m_toHash.pop_front();
    lock.unlock();
    const bool zero = allZero(chunk.plain);
    if (zero)
        chunk.piece.reset();
    else
        chunk.id = m_codec.idOf(chunk.plain);
    lock.lock();
    if (zero)
        settle(chunk);
    else
        m_hashed.push_back(std::move(chunk));
}

void UploadPipeline::encode(std::unique_lock<std::mutex>& lock) {
    auto chunk = std::move(m_toEncode.front());
    m_toEncode.pop_front();
    lock.unlock();
    chunk.blob = m_codec.encodeAs(chunk.id, chunk.plain).blob;
    chunk.piece.reset();
    lock.lock();
    m_encodedBytes += chunk.blob.size();
    m_encoded.push_back(std::move(chunk));
}

/// A whole store() is together, or nothing else is going to join what there is.
bool UploadPipeline::mustStore() const {
    if (m_encoded.empty()) return false;
    if (m_encodedBytes + kMostBlobSize > kMostStoredBytes) return true;
    const bool nothingMoves = m_working == 0 && m_toHash.empty() && m_hashed.empty() && m_toEncode.empty();
    return m_draining && nothingMoves;
}

void UploadPipeline::talk() {
    std::unique_lock lock(m_mutex);
    while (true) {
        m_forTalker.wait(lock, [&] { return m_stopped || !m_hashed.empty() || mustStore(); });
        if (m_stopped) return;
        // Asking gives the workers something to do while the sink stores; but what is encoded must not pile up.
        if (!m_hashed.empty() && m_encodedBytes < 2 * kMostStoredBytes)
            ask(lock);
        else
            store(lock);
    }
}

void UploadPipeline::ask(std::unique_lock<std::mutex>& lock) {
    Chunks asked;
    std::vector<ChunkId> ids;
    while (!m_hashed.empty() && asked.size() < kMostIdsAsked) {
        auto& chunk = m_hashed.front();
        if (!m_onTheWay.contains(chunk.id)) ids.push_back(chunk.id);
        asked.push_back(std::move(chunk));
        m_hashed.pop_front();
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    lock.unlock();
    base::Result<std::vector<ChunkId>> wanted{std::vector<ChunkId>()};
    if (!ids.empty()) {
        const std::lock_guard calling(m_sinkLock);
        wanted = m_sink.missing(ids);
    }
    if (wanted && !std::all_of(wanted->begin(), wanted->end(),
                               [&](const ChunkId& id) { return std::binary_search(ids.begin(), ids.end(), id); }))
        wanted = base::Error{base::ErrorCode::Internal, "the chunk store asks for a chunk that was not offered"};
    if (wanted) {
        sortOut(std::move(asked), *wanted);
    } else {
        fail(wanted.error());
        asked.clear();  // while the lock, which pieces take when they end, is not held
    }
    lock.lock();
}

void UploadPipeline::sortOut(Chunks asked, const std::vector<ChunkId>& wanted) {
    std::vector<std::shared_ptr<Piece>> freed;  // when the lock is no longer held
    const std::lock_guard guard(m_mutex);
    for (const auto& id : wanted) m_onTheWay.try_emplace(id);
    for (auto& chunk : asked) {
        const auto found = m_onTheWay.find(chunk.id);
        if (found != m_onTheWay.end() && !found->second.encoding) {
            found->second.encoding = true;
            m_toEncode.push_back(std::move(chunk));
            continue;
        }
        freed.push_back(std::move(chunk.piece));
        if (found == m_onTheWay.end())
            settle(chunk);
        else
            found->second.equal.push_back(std::move(chunk));
    }
    m_forWorkers.notify_all();
}

void UploadPipeline::store(std::unique_lock<std::mutex>& lock) {
    Chunks chunks;
    std::vector<EncodedChunk> encoded;
    std::size_t bytes = 0;
    while (!m_encoded.empty() && bytes + m_encoded.front().blob.size() <= kMostStoredBytes) {
        auto& chunk = m_encoded.front();
        bytes += chunk.blob.size();
        encoded.push_back({chunk.id, std::move(chunk.blob)});
        chunks.push_back(std::move(chunk));
        m_encoded.pop_front();
    }
    m_encodedBytes -= bytes;
    lock.unlock();
    base::Result<void> stored;
    {
        const std::lock_guard calling(m_sinkLock);
        stored = m_sink.store(encoded);
    }
    if (!stored) fail(stored.error());
    lock.lock();
    if (!stored) return;
    m_counts.bytes += bytes;
    m_counts.chunks += chunks.size();
    for (auto& chunk : chunks) {
        auto equal = m_onTheWay.extract(chunk.id);
        settle(chunk);
        for (auto& one : equal.mapped().equal) settle(one);
    }
}

}  // namespace images
