// CheckedChunkStore: the fleet's chunk store as it is given to those whose bytes are not to be trusted. What they store
// is decoded first, with the codec of the one domain that they may store to, and its content compared with its id.
// Without this a blob that is stored under an id it does not belong to would count as that chunk for ever: the right
// one would never be sent. Costs about a memory copy, a decompression and a digest for each chunk that is stored.
#pragma once

#include "images/chunk.h"

namespace fleet {

/// InvalidInput names the first chunk whose blob is not what its id says under `codec`.
base::Result<void> checkChunks(const images::ChunkCodec& codec, const std::vector<images::EncodedChunk>& chunks);

class CheckedChunkStore final : public images::ChunkAccess {
public:
    /// `store` must outlive this. `codec` decides what may come in: without keys chunks of releases, with the fleet's
    /// store keys chunks of restore points.
    CheckedChunkStore(images::ChunkAccess& store, images::ChunkCodec codec)
        : m_store(store), m_codec(std::move(codec)) {}

    base::Result<std::vector<base::Bytes>> fetch(const std::vector<images::ChunkId>& ids) override;
    base::Result<std::vector<images::ChunkId>> missing(const std::vector<images::ChunkId>& ids) override;
    /// InvalidInput names the first chunk that is not what its id says; nothing is stored then.
    base::Result<void> store(const std::vector<images::EncodedChunk>& chunks) override;

private:
    images::ChunkAccess& m_store;
    const images::ChunkCodec m_codec;
};

}  // namespace fleet
