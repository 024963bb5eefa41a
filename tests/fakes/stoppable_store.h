// StoppableStore: chunks in memory, for several threads, behind a disk that can be stopped, for what is stored or for all that
// is asked; says how much lay in its hands.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "tests/fakes/memory_chunks.h"

namespace fakes {

class StoppableStore final : public images::ChunkAccess {
public:
    base::Result<std::vector<base::Bytes>> fetch(const std::vector<images::ChunkId>& ids) override {
        const std::lock_guard lock(m_mutex);
        return m_chunks.fetch(ids);
    }
    base::Result<std::vector<images::ChunkId>> missing(const std::vector<images::ChunkId>& ids) override {
        std::unique_lock lock(m_mutex);
        m_goes.wait(lock, [&] { return !m_silent; });
        return m_chunks.missing(ids);
    }
    base::Result<void> store(const std::vector<images::EncodedChunk>& chunks) override {
        std::unique_lock lock(m_mutex);
        ++m_inside;
        m_most = std::max(m_most, m_inside);
        std::size_t bytes = 0;
        for (const auto& chunk : chunks) bytes += chunk.blob.size();
        m_largest = std::max(m_largest, bytes);
        m_goes.wait(lock, [&] { return !m_stopped; });
        --m_inside;
        return m_chunks.store(chunks);
    }
    void stop() {
        const std::lock_guard lock(m_mutex);
        m_stopped = true;
    }
    /// Not even missing() is answered.
    void fallSilent() {
        const std::lock_guard lock(m_mutex);
        m_silent = true;
    }
    void go() {
        {
            const std::lock_guard lock(m_mutex);
            m_stopped = m_silent = false;
        }
        m_goes.notify_all();
    }
    std::size_t count() {
        const std::lock_guard lock(m_mutex);
        return m_chunks.blobs.size();
    }
    std::size_t inside() {
        const std::lock_guard lock(m_mutex);
        return m_inside;
    }
    std::size_t mostInside() {
        const std::lock_guard lock(m_mutex);
        return m_most;
    }
    std::size_t largest() {
        const std::lock_guard lock(m_mutex);
        return m_largest;
    }

private:
    std::mutex m_mutex;  // guards all below
    std::condition_variable m_goes;
    MemoryChunks m_chunks;
    bool m_stopped = false, m_silent = false;
    std::size_t m_inside = 0, m_most = 0, m_largest = 0;
};

}  // namespace fakes
