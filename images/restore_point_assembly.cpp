#include "images/restore_point_assembly.h"

#include <algorithm>

#include "images/chunk_upload.h"

namespace images {

base::Result<ChunkId> assembleRestorePoint(
    std::uint64_t diskSize, const NodeIds& idsOf, const ChunkCodec& codec, ChunkSink& sink,
    const std::function<base::Result<void>(const std::vector<ChunkId>&)>& stored) {
    const auto store = [&](base::BytesView plain) -> base::Result<ChunkId> {
        const auto id = codec.idOf(plain);
        TWINSET_TRY(stored({id}));
        TWINSET_TRY(uploadChunks({plain}, codec, sink));
        return id;
    };
    RestorePointRoot root{diskSize, std::vector<ChunkId>(nodesOfDisk(diskSize))};
    for (std::uint64_t index = 0; index < root.nodes.size(); ++index) {
        TWINSET_ASSIGN(const auto ids, idsOf(index));
        if (std::all_of(ids.begin(), ids.end(), [](const ChunkId& id) { return id.isZero(); })) continue;
        TWINSET_ASSIGN(root.nodes[index], store(writeNode(ids)));
    }
    return store(writeRoot(root));
}

}  // namespace images
