// Copying chunks from one store to another, for a second place off-site.
#pragma once

#include "images/chunk_store.h"

namespace images {

struct CopyRequest {
    /// Asked for every chunk before it is stored; empty: the checksums of the source are all that is checked.
    std::function<base::Result<void>(const ChunkId& id, base::BytesView blob)> authenticate;
    Progress progress;  // chunks, not bytes
};

struct CopyOutcome {
    std::uint64_t chunksCopied = 0;
    std::uint64_t chunksThere = 0;  // had been before
    base::ByteCount bytesCopied;
    std::vector<ChunkProblem> problems;  // chunks that `from` lacks or has damaged; all others were copied
};

/// Copies what `to` lacks of `ids`. Asks `to` first: an interrupted copy goes on where it ended when it is called
/// again, and each chunk is durable there when it is counted. Reads the next chunks, on another thread, while it stores
/// some; at most 12 MiB of chunks are in memory. Errors other than missing or damaged chunks end it; Cancelled.
base::Result<CopyOutcome> copyChunks(ChunkSource& from, ChunkSink& to, const std::vector<ChunkId>& ids,
                                     const CopyRequest& request);
/// The same for everything that a store has.
base::Result<CopyOutcome> copyAllChunks(ChunkStore& from, ChunkSink& to, const CopyRequest& request);

}  // namespace images
