#include "images/chunk_upload.h"

#include <cassert>
#include <unordered_map>

#include "images/two_threads.h"

namespace images {

base::Result<UploadedChunks> uploadChunks(const std::vector<base::BytesView>& plains, const ChunkCodec& codec,
                                          ChunkSink& sink) {
    assert(plains.size() <= kMostChunksStored);
    UploadedChunks uploaded;
    if (plains.empty()) return uploaded;
    uploaded.ids.resize(plains.size());
    onTwoThreads(plains.size(), [&](std::size_t i) { uploaded.ids[i] = codec.idOf(plains[i]); });
    std::unordered_map<ChunkId, std::size_t, base::DigestHash> positions;
    std::vector<ChunkId> unique;
    for (std::size_t i = 0; i < plains.size(); ++i)
        if (positions.emplace(uploaded.ids[i], i).second) unique.push_back(uploaded.ids[i]);
    TWINSET_ASSIGN(const auto wanted, sink.missing(unique));
    if (wanted.empty()) return uploaded;
    for (const auto& id : wanted)
        if (!positions.contains(id))
            return {base::ErrorCode::Internal, "the chunk store asks for a chunk that was not offered"};
    std::vector<EncodedChunk> encoded(wanted.size());
    onTwoThreads(wanted.size(),
                 [&](std::size_t i) { encoded[i] = codec.encodeAs(wanted[i], plains[positions.at(wanted[i])]); });
    TWINSET_TRY(sink.store(encoded));
    for (const auto& chunk : encoded) uploaded.uploadedBytes += chunk.blob.size();
    uploaded.uploadedChunks = encoded.size();
    return uploaded;
}

}  // namespace images
