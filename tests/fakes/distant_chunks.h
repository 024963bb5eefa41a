// DistantChunks: a chunk store behind a network, for readers with several connections. It can be away, takes its time,
// and counts how often each chunk travelled.
#pragma once

#include <atomic>
#include <mutex>
#include <thread>

#include "tests/fakes/memory_chunks.h"

namespace fakes {

class DistantChunks {
public:
    explicit DistantChunks(std::map<images::ChunkId, base::Bytes> blobs) { m_chunks.blobs = std::move(blobs); }

    std::atomic<bool> away{false};
    std::atomic<int> roundTripMs{0};

    /// A connection; the store must outlive it.
    std::unique_ptr<images::ChunkSource> connect() { return std::make_unique<Connection>(*this); }

    void damage(const images::ChunkId& id) {
        const std::lock_guard lock(m_mutex);
        m_chunks.blobs.at(id).back() ^= 1;
    }
    void lose(const images::ChunkId& id) {
        const std::lock_guard lock(m_mutex);
        m_chunks.blobs.erase(id);
    }
    void put(const images::ChunkId& id, const base::Bytes& blob) {
        const std::lock_guard lock(m_mutex);
        m_chunks.blobs[id] = blob;
    }
    [[nodiscard]] std::vector<images::ChunkId> order() const {
        const std::lock_guard lock(m_mutex);
        return m_order;
    }
    [[nodiscard]] int mostOfOneChunk() const {
        const std::lock_guard lock(m_mutex);
        int most = 0;
        for (const auto& [id, count] : m_counts) most = std::max(most, count);
        return most;
    }
    [[nodiscard]] int most() const { return m_mostAtOnce; }
    [[nodiscard]] int attempts() const { return m_attempts; }

private:
    class Connection final : public images::ChunkSource {
    public:
        explicit Connection(DistantChunks& store) : m_store(store) {}
        base::Result<std::vector<base::Bytes>> fetch(const std::vector<images::ChunkId>& ids) override { return m_store.fetch(ids); }

    private:
        DistantChunks& m_store;
    };

    base::Result<std::vector<base::Bytes>> fetch(const std::vector<images::ChunkId>& ids) {
        ++m_attempts;
        if (away) return {base::ErrorCode::Unavailable, "the gateway cannot be reached"};
        const int atOnce = ++m_atOnce;
        int seen = m_mostAtOnce;
        while (atOnce > seen && !m_mostAtOnce.compare_exchange_weak(seen, atOnce)) {}
        std::this_thread::sleep_for(std::chrono::milliseconds(roundTripMs));
        --m_atOnce;
        const std::lock_guard lock(m_mutex);
        auto found = m_chunks.fetch(ids);
        if (!found) return found;
        for (const auto& id : ids) {
            ++m_counts[id];
            m_order.push_back(id);
        }
        return found;
    }

    mutable std::mutex m_mutex;
    MemoryChunks m_chunks;
    std::map<images::ChunkId, int> m_counts;
    std::vector<images::ChunkId> m_order;
    std::atomic<int> m_atOnce{0}, m_mostAtOnce{0}, m_attempts{0};
};

}  // namespace fakes
