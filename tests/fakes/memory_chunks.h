// MemoryChunks: a chunk store in a map, which checks the bounds that callers must keep, counts calls, and fails on
// command. One call at a time.
#pragma once

#include <map>
#include <optional>

#include "images/chunk.h"

namespace fakes {

class MemoryChunks final : public images::ChunkSource, public images::ChunkSink {
public:
    std::map<images::ChunkId, base::Bytes> blobs;
    int calls = 0;                  // of missing() and store()
    std::optional<int> failAtCall;  // that call fails, with nothing done
    std::uint64_t blobsStored = 0;  // sent to store(), those it had already included
    std::uint64_t blobsFetched = 0;
    std::vector<std::size_t> batchSizes;

    base::Result<std::vector<base::Bytes>> fetch(const std::vector<images::ChunkId>& ids) override {
        if (ids.size() > 64) return {base::ErrorCode::InvalidInput, "too many at once"};
        std::vector<base::Bytes> found;
        for (const auto& id : ids) {
            const auto blob = blobs.find(id);
            if (blob == blobs.end()) return {base::ErrorCode::NotFound, "chunk " + id.hex() + " is not in the store"};
            found.push_back(blob->second);
        }
        blobsFetched += found.size();
        return found;
    }

    base::Result<std::vector<images::ChunkId>> missing(const std::vector<images::ChunkId>& ids) override {
        if (calls++ == failAtCall) return {base::ErrorCode::Unavailable, "the gateway cannot be reached"};
        if (ids.size() > 4096) return {base::ErrorCode::InvalidInput, "too many at once"};
        std::vector<images::ChunkId> absent;
        for (const auto& id : ids)
            if (!blobs.contains(id)) absent.push_back(id);
        return absent;
    }

    base::Result<void> store(const std::vector<images::EncodedChunk>& chunks) override {
        if (calls++ == failAtCall) return {base::ErrorCode::Unavailable, "the gateway cannot be reached"};
        std::size_t total = 0;
        for (const auto& chunk : chunks) total += chunk.blob.size();
        if (total > 4 * 1024 * 1024) return {base::ErrorCode::InvalidInput, "too much at once"};
        batchSizes.push_back(chunks.size());
        blobsStored += chunks.size();
        for (const auto& chunk : chunks) blobs[chunk.id] = chunk.blob;
        return {};
    }
};

}  // namespace fakes
