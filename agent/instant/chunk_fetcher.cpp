#include "agent/instant/chunk_fetcher.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <list>
#include <optional>
#include <thread>
#include <unordered_map>

namespace agent {
namespace {

using base::ErrorCode;
using images::ChunkId;

constexpr std::size_t kUrgentBatch = 1;    // small, so that the threads share what one read wants
constexpr std::size_t kLeisureBatch = 4;
constexpr std::size_t kMostQueued = 16384;
constexpr std::size_t kMostRecentBytes = 8 * 1024 * 1024;

bool mayPass(const base::Error& error) { return error.code == ErrorCode::Unavailable || error.code == ErrorCode::Timeout; }

}  // namespace

struct ChunkFetcher::State {
    struct Pending {
        bool urgent = false;
        bool underWay = false;
        std::optional<base::Result<PlainChunk>> outcome;
    };
    using PendingPtr = std::shared_ptr<Pending>;

    std::shared_ptr<const images::ChunkCodec> codec;
    ConnectChunks connect;
    std::unique_ptr<ChunkCache> cache;
    FetchOptions options;

    mutable std::mutex mutex;
    std::condition_variable work, done;
    std::atomic<bool> stopped = false;  // set with the mutex held
    std::unordered_map<ChunkId, PendingPtr, base::DigestHash> pending;
    std::deque<ChunkId> urgent, leisure;
    std::list<std::pair<ChunkId, PlainChunk>> recent;  // the last used in front
    std::size_t recentBytes = 0;
    FetchStatistics statistics;
    std::vector<std::thread> threads;

    // With the mutex held.

    PlainChunk findRecent(const ChunkId& id) {
        const auto found = std::find_if(recent.begin(), recent.end(), [&](const auto& entry) { return entry.first == id; });
        if (found == recent.end()) return nullptr;
        recent.splice(recent.begin(), recent, found);
        return recent.front().second;
    }

    void keepRecent(const ChunkId& id, const PlainChunk& plain) {
        if (findRecent(id)) return;
        recent.emplace_front(id, plain);
        recentBytes += plain->size();
        while (recentBytes > kMostRecentBytes && recent.size() > 1) {
            recentBytes -= recent.back().second->size();
            recent.pop_back();
        }
    }

    PendingPtr ask(const ChunkId& id, bool soon) {
        auto& entry = pending[id];
        const bool fresh = !entry;
        if (fresh) entry = std::make_shared<Pending>();
        if (fresh || (soon && !entry->urgent && !entry->underWay)) (soon ? urgent : leisure).push_back(id);
        entry->urgent = entry->urgent || soon;
        return entry;
    }

    void finish(const ChunkId& id, base::Result<PlainChunk> outcome) {
        const auto found = pending.find(id);
        if (found == pending.end()) return;
        if (outcome) keepRecent(id, *outcome);
        found->second->outcome = std::move(outcome);
        pending.erase(found);
        done.notify_all();
    }

    /// Takes what is to be fetched next. An id that became urgent stands in both queues; the second time it is skipped.
    std::vector<ChunkId> takeBatch(bool urgentOnly) {
        std::vector<ChunkId> batch;
        const auto takeFrom = [&](std::deque<ChunkId>& queue, std::size_t most) {
            while (!queue.empty() && batch.size() < most) {
                const auto id = queue.front();
                queue.pop_front();
                const auto found = pending.find(id);
                if (found == pending.end() || found->second->underWay) continue;
                found->second->underWay = true;
                batch.push_back(id);
            }
        };
        takeFrom(urgent, kUrgentBatch);
        // Of a short list every thread takes a part.
        if (batch.empty() && !urgentOnly) takeFrom(leisure, std::clamp<std::size_t>(leisure.size() / options.threads, 1, kLeisureBatch));
        return batch;
    }

    void putBack(const std::vector<ChunkId>& batch) {
        for (auto id = batch.rbegin(); id != batch.rend(); ++id) {
            const auto found = pending.find(*id);
            if (found == pending.end()) continue;
            found->second->underWay = false;
            (found->second->urgent ? urgent : leisure).push_front(*id);
        }
        work.notify_one();
    }

    // Without it.

    PlainChunk fromCache(const ChunkId& id) {
        const auto blob = cache ? cache->blob(id) : std::nullopt;
        if (!blob) return nullptr;
        auto plain = codec->decode(id, *blob);
        return plain ? std::make_shared<const base::Bytes>(std::move(*plain)) : nullptr;
    }

    base::Result<std::vector<base::Bytes>> fetch(std::unique_ptr<images::ChunkSource>& source, const std::vector<ChunkId>& ids) {
        if (!source) {
            TWINSET_ASSIGN(source, connect([this] { return !stopped; }));
        }
        auto blobs = source->fetch(ids);
        if (!blobs && mayPass(blobs.error())) source.reset();
        if (blobs && blobs->size() != ids.size())
            return {ErrorCode::Corrupt, "the chunk store sent another number of chunks than asked for"};
        return blobs;
    }

    void take(const ChunkId& id, const base::Bytes& blob) {
        auto plain = codec->decode(id, blob);
        if (plain && cache) cache->put(id, blob);
        const std::lock_guard lock(mutex);
        ++statistics.fetchedChunks;
        statistics.fetchedBytes += blob.size();
        finish(id, plain ? base::Result<PlainChunk>(std::make_shared<const base::Bytes>(std::move(*plain))) : plain.error());
    }

    /// False when the store is away.
    bool fetchBatch(std::unique_ptr<images::ChunkSource>& source, const std::vector<ChunkId>& batch) {
        const auto blobs = fetch(source, batch);
        if (blobs) {
            for (std::size_t i = 0; i < batch.size(); ++i) take(batch[i], (*blobs)[i]);
        } else if (mayPass(blobs.error())) {
            const std::lock_guard lock(mutex);
            statistics.problem = blobs.error().message;
            putBack(batch);
            return false;
        } else if (batch.size() == 1) {
            const std::lock_guard lock(mutex);
            finish(batch.front(), blobs.error());
        } else {
            // One that is lost must not take the others with it.
            for (std::size_t i = 0; i < batch.size(); ++i) {
                if (fetchBatch(source, {batch[i]})) continue;
                const std::lock_guard lock(mutex);
                putBack({batch.begin() + static_cast<std::ptrdiff_t>(i) + 1, batch.end()});
                return false;
            }
        }
        const std::lock_guard lock(mutex);
        statistics.problem.clear();
        return true;
    }

    void run(bool urgentOnly) {
        std::unique_ptr<images::ChunkSource> source;
        auto pause = options.shortestPause;
        std::unique_lock lock(mutex);
        while (true) {
            work.wait(lock, [&] { return stopped || !urgent.empty() || (!urgentOnly && !leisure.empty()); });
            if (stopped) return;
            const auto batch = takeBatch(urgentOnly);
            if (batch.empty()) continue;
            lock.unlock();
            const bool answered = fetchBatch(source, batch);
            lock.lock();
            if (answered) {
                pause = options.shortestPause;
                continue;
            }
            done.wait_for(lock, pause, [&] { return stopped.load(); });
            pause = std::min(pause * 2, options.longestPause);
        }
    }
};

ChunkFetcher::ChunkFetcher(std::shared_ptr<const images::ChunkCodec> codec, ConnectChunks connect, std::unique_ptr<ChunkCache> cache,
                           FetchOptions options)
    : m_state(std::make_unique<State>()) {
    m_state->codec = std::move(codec);
    m_state->connect = std::move(connect);
    m_state->cache = std::move(cache);
    m_state->options = options;
    m_state->options.threads = std::max(options.threads, 2U);
    for (unsigned i = 0; i < m_state->options.threads; ++i)
        m_state->threads.emplace_back([state = m_state.get(), urgentOnly = i == 0] { state->run(urgentOnly); });
}

ChunkFetcher::~ChunkFetcher() {
    stop();
    for (auto& thread : m_state->threads) thread.join();
}

void ChunkFetcher::stop() {
    const std::lock_guard lock(m_state->mutex);
    m_state->stopped = true;
    m_state->work.notify_all();
    m_state->done.notify_all();
}

bool ChunkFetcher::stopped() const { return m_state->stopped; }

base::Result<PlainChunk> ChunkFetcher::get(const ChunkId& id) {
    auto& state = *m_state;
    std::unique_lock lock(state.mutex);
    if (auto plain = state.findRecent(id)) return plain;
    if (!state.pending.contains(id)) {
        lock.unlock();
        auto plain = state.fromCache(id);
        lock.lock();
        if (plain) {
            state.keepRecent(id, plain);
            return plain;
        }
        if (auto meanwhile = state.findRecent(id)) return meanwhile;
    }
    const auto entry = state.ask(id, true);
    state.work.notify_all();
    const bool inTime = state.done.wait_for(lock, state.options.patience, [&] { return state.stopped || entry->outcome.has_value(); });
    if (entry->outcome) return *entry->outcome;
    if (!inTime)
        return {ErrorCode::Unavailable, "the chunk store did not answer for " + base::humanDuration(state.options.patience) +
                                            (state.statistics.problem.empty() ? "" : ": " + state.statistics.problem)};
    return {ErrorCode::Cancelled, "the fetching of chunks was stopped"};
}

void ChunkFetcher::want(const std::vector<ChunkId>& ids, bool soon) {
    auto& state = *m_state;
    const std::lock_guard lock(state.mutex);
    for (const auto& id : ids) {
        if (!soon && state.leisure.size() >= kMostQueued) break;
        if (id.isZero() || state.findRecent(id) || (state.cache && state.cache->has(id))) continue;
        (void)state.ask(id, soon);
    }
    state.work.notify_all();
}

FetchStatistics ChunkFetcher::statistics() const {
    const std::lock_guard lock(m_state->mutex);
    return m_state->statistics;
}

}  // namespace agent
