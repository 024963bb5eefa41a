// GroupCommit: batches that wait at the same time are committed together, so that many writers share one sync. The
// first in the queue leads: it takes what waits with it, commits that without holding a lock, and wakes the others. At
// any time at most one commit is going on, so that it may own what is written to.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "base/result.h"
#include "images/chunk_index.h"
#include "images/pack_codec.h"

namespace images {

struct AppendRecord {
    ChunkId id;
    base::Bytes header;
    base::BytesView blob;
    std::optional<Place> movedFrom;  // only if the chunk still lies there; none: only if the chunk is missing
};

struct AppendBatch {
    std::vector<AppendRecord> records;
    std::uint64_t space = 0;    // of them together
    bool startNewPack = false;  // before they are written
};

class GroupCommit {
public:
    using Group = std::vector<AppendBatch*>;

    /// Blocks until `batch` was committed, by a call of `commit` on this thread or on another one that submits.
    base::Result<void> submit(AppendBatch& batch, const std::function<base::Result<void>(const Group&)>& commit);
    /// Batches in the queue: those that the next commit takes.
    [[nodiscard]] std::size_t waiting();

private:
    struct Waiting {
        AppendBatch* batch = nullptr;
        bool done = false;
        base::Result<void> result;
    };
    std::vector<Waiting*> takeGroup();

    std::mutex m_mutex;  // guards what follows
    std::condition_variable m_changed;
    std::deque<Waiting*> m_queue;
    bool m_committing = false;
};

/// What one group may take in a pack, if it has more than one batch.
constexpr std::uint64_t kMostGroupSpace = 8ULL * 1024 * 1024;

}  // namespace images
