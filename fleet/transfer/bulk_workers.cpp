#include "fleet/transfer/bulk_workers.h"

#include <algorithm>

namespace fleet {

BulkWorkers::BulkWorkers(unsigned threads) : m_count(std::max(threads, 2U)) {
    for (std::size_t i = 0; i < m_count; ++i) m_threads.emplace_back([this] { run(); });
}

void BulkWorkers::submit(BulkLane lane, const std::string& handset, Work work) {
    {
        const std::lock_guard lock(m_mutex);
        if (!m_stopping) {
            auto& chosen = m_lanes[static_cast<std::size_t>(lane)];
            auto& waiting = chosen.byHandset[handset];
            if (waiting.empty() && !chosen.busy.contains(handset)) chosen.turns.push_back(handset);
            waiting.push_back({std::move(work), std::chrono::steady_clock::now()});
            work = nullptr;
        }
    }
    if (work) return work(true);
    m_wake.notify_one();
}

std::chrono::steady_clock::duration BulkWorkers::oldestUpload() {
    const std::lock_guard lock(m_mutex);
    auto oldest = std::chrono::steady_clock::time_point::max();
    const auto& uploads = m_lanes[static_cast<std::size_t>(BulkLane::Upload)];
    for (const auto& [handset, waiting] : uploads.byHandset) oldest = std::min(oldest, waiting.front().since);
    const auto now = std::chrono::steady_clock::now();
    return oldest < now ? now - oldest : std::chrono::steady_clock::duration::zero();
}

BulkWorkers::Lane* BulkWorkers::next() {
    for (auto& lane : m_lanes)
        if (!lane.turns.empty() && lane.busy.size() + 1 < m_count) return &lane;
    return nullptr;
}

std::pair<std::string, BulkWorkers::Work> BulkWorkers::take(Lane& lane) {
    auto handset = std::move(lane.turns.front());
    lane.turns.pop_front();
    const auto found = lane.byHandset.find(handset);
    auto work = std::move(found->second.front().work);
    found->second.pop_front();
    if (found->second.empty()) lane.byHandset.erase(found);
    lane.busy.insert(handset);
    return {std::move(handset), std::move(work)};
}

void BulkWorkers::done(Lane& lane, const std::string& handset) {
    lane.busy.erase(handset);
    if (lane.byHandset.contains(handset)) lane.turns.push_back(handset);
}

void BulkWorkers::run() {
    std::unique_lock lock(m_mutex);
    while (true) {
        Lane* lane = nullptr;
        m_wake.wait(lock, [&] { return m_stopping || (lane = next()) != nullptr; });
        if (m_stopping) return;
        auto [handset, work] = take(*lane);
        lock.unlock();
        work(false);
        work = nullptr;  // what it holds goes outside the lock
        lock.lock();
        done(*lane, handset);
        m_wake.notify_one();
    }
}

void BulkWorkers::stop() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    for (auto& thread : m_threads)
        if (thread.joinable()) thread.join();
    for (auto& lane : m_lanes)
        while (!lane.turns.empty()) {
            const auto [handset, work] = take(lane);
            work(true);
            done(lane, handset);
        }
}

}  // namespace fleet
