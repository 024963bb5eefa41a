#include "fleet/gateway/checked_chunk_store.h"

namespace fleet {

base::Result<void> checkChunks(const images::ChunkCodec& codec, const std::vector<images::EncodedChunk>& chunks) {
    for (const auto& chunk : chunks) {
        const auto plain = codec.decode(chunk.id, chunk.blob);
        if (!plain)
            return {base::ErrorCode::InvalidInput,
                    plain.error().message + "; it was not stored: send the chunk again"};
    }
    return {};
}

base::Result<std::vector<base::Bytes>> CheckedChunkStore::fetch(const std::vector<images::ChunkId>& ids) {
    return m_store.fetch(ids);
}

base::Result<std::vector<images::ChunkId>> CheckedChunkStore::missing(const std::vector<images::ChunkId>& ids) {
    return m_store.missing(ids);
}

base::Result<void> CheckedChunkStore::store(const std::vector<images::EncodedChunk>& chunks) {
    TWINSET_TRY(checkChunks(m_codec, chunks));
    return m_store.store(chunks);
}

}  // namespace fleet
