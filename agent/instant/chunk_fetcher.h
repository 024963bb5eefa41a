// ChunkFetcher: brings chunks from a store that is far away, several requests at a time. What somebody waits for goes
// before what was only asked to be there in time, and one thread does nothing else, so that a long queue of the latter
// never stands before a guest's read. While the store cannot be reached it is asked again and again, with growing pauses.
//
// Threads: as many as the options say, each with its own connection; one mutex guards the queues.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "agent/instant/chunk_cache.h"
#include "base/clock.h"
#include "images/chunk.h"

namespace agent {

struct FetchOptions {
    unsigned threads = 4;  // at least 2
    base::Duration patience = std::chrono::minutes(2);  // how long get() waits while the store is away
    base::Duration shortestPause = std::chrono::milliseconds(250);
    base::Duration longestPause = std::chrono::seconds(5);
};

struct FetchStatistics {
    std::uint64_t fetchedChunks = 0;
    std::uint64_t fetchedBytes = 0;  // of blobs
    std::string problem;             // why the store is away; empty while it answers
};

/// A connection of a thread's own. Called again after an error. `wanted` is false once the fetching was stopped: then
/// nothing of it need be waited for.
using ConnectChunks = std::function<base::Result<std::unique_ptr<images::ChunkSource>>(const std::function<bool()>& wanted)>;
using PlainChunk = std::shared_ptr<const base::Bytes>;

/// Any thread.
class ChunkFetcher {
public:
    ChunkFetcher(std::shared_ptr<const images::ChunkCodec> codec, ConnectChunks connect, std::unique_ptr<ChunkCache> cache,
                 FetchOptions options);
    /// Stops, and waits for requests under way (up to their network timeout).
    ~ChunkFetcher();
    ChunkFetcher(const ChunkFetcher&) = delete;
    ChunkFetcher& operator=(const ChunkFetcher&) = delete;

    /// The chunk's content, checked against its id. Blocks. NotFound and Corrupt name the chunk and come at once; another
    /// call asks the store again. Unavailable when the store stayed away for `patience`.
    base::Result<PlainChunk> get(const images::ChunkId& id);
    /// Begins to fetch what is not there. `soon`: somebody is about to get() it. Otherwise at leisure, and nothing when
    /// very much is queued already.
    void want(const std::vector<images::ChunkId>& ids, bool soon);
    /// get() ends with Cancelled from now on.
    void stop();
    [[nodiscard]] bool stopped() const;
    [[nodiscard]] FetchStatistics statistics() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace agent
