// MemorySource: a disk in memory that is offered like one whose content lies elsewhere. Can be away (reads wait) and can
// have a damaged stretch; counts what is read and prefetched.
#pragma once

#include <condition_variable>
#include <mutex>

#include "base/block_source.h"
#include "tests/fakes/memory_disk.h"

namespace fakes {

class MemorySource final : public base::BlockSource {
public:
    explicit MemorySource(MemoryDisk disk) : m_disk(std::move(disk)) {}

    void setAway(bool away) {
        const std::lock_guard lock(m_mutex);
        m_away = away;
        m_changed.notify_all();
    }
    /// Reads that touch this byte end with Corrupt.
    void damage(std::uint64_t offset) {
        const std::lock_guard lock(m_mutex);
        m_damaged = offset;
    }
    /// Reads end with Unavailable, as when what they come from was away for too long.
    void giveUp(bool given) {
        const std::lock_guard lock(m_mutex);
        m_givenUp = given;
    }
    [[nodiscard]] std::uint64_t bytesRead() const {
        const std::lock_guard lock(m_mutex);
        return m_disk.bytesRead();
    }
    [[nodiscard]] int waiting() const {
        const std::lock_guard lock(m_mutex);
        return m_waiting;
    }
    [[nodiscard]] std::uint64_t prefetched() const {
        const std::lock_guard lock(m_mutex);
        return m_prefetched;
    }
    [[nodiscard]] bool stopped() const {
        const std::lock_guard lock(m_mutex);
        return m_stopped;
    }

    [[nodiscard]] std::uint64_t size() const override { return m_disk.size(); }

    base::Result<base::Bytes> read(std::uint64_t offset, std::size_t length) override {
        std::unique_lock lock(m_mutex);
        ++m_waiting;
        m_changed.wait(lock, [this] { return !m_away || m_stopped; });
        --m_waiting;
        if (m_stopped) return {base::ErrorCode::Cancelled, "stopped"};
        if (m_givenUp) return {base::ErrorCode::Unavailable, "the gateway is away"};
        if (m_damaged && *m_damaged >= offset && *m_damaged < offset + length)
            return {base::ErrorCode::Corrupt, "a chunk is damaged"};
        return m_disk.read(offset, length);
    }

    base::Result<std::vector<base::Extent>> extents(std::uint64_t offset, std::uint64_t length) override {
        const std::lock_guard lock(m_mutex);
        TWINSET_ASSIGN(const auto all, m_disk.extents());
        std::vector<base::Extent> within;
        for (auto extent : all) {
            const auto end = std::min(extent.offset + extent.length, offset + length);
            extent.offset = std::max(extent.offset, offset);
            if (extent.offset >= end) continue;
            extent.length = end - extent.offset;
            within.push_back(extent);
        }
        return within;
    }

    void prefetch(std::uint64_t, std::uint64_t length) override {
        const std::lock_guard lock(m_mutex);
        m_prefetched += length;
    }

    void stop() override {
        const std::lock_guard lock(m_mutex);
        m_stopped = true;
        m_changed.notify_all();
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    MemoryDisk m_disk;
    std::optional<std::uint64_t> m_damaged;
    std::uint64_t m_prefetched = 0;
    int m_waiting = 0;
    bool m_away = false, m_stopped = false, m_givenUp = false;
};

}  // namespace fakes
