// Any bytes as the root or a node of a restore point, as the manifest of a release, as a version, or as the blob of a chunk; the
// first byte says which. What is read is written back to the same bytes, and a blob is believed only with the id of its content.
#include <cstring>

#include "images/release.h"
#include "images/restore_point_codec.h"
#include "tests/fuzz/fuzz_check.h"

using namespace images;

namespace {

void readRootBytes(base::BytesView bytes) {
    const auto root = readRoot(bytes);
    if (!root) return;
    fuzz::demand(root->diskSize <= kMostDiskSize && root->nodes.size() == nodesOfDisk(root->diskSize), "a root has its disk's nodes");
    fuzz::demand(writeRoot(*root) == bytes, "a root is written as it was read");
}

void readNodeBytes(base::BytesView bytes, std::size_t count) {
    const auto node = readNode(bytes, count);
    if (!node) return;
    fuzz::demand(node->size() == count && writeNode(*node) == bytes, "a node is written as it was read");
}

void readManifestBytes(base::BytesView bytes) {
    const auto manifest = readManifest(bytes);
    if (!manifest) {
        fuzz::demand(fuzz::isText(manifest.error().message), "a problem can be shown");
        return;
    }
    for (const auto& part : manifest->parts) {
        fuzz::demand(isPartName(part.name), "a part's name is no path");
        fuzz::demand(part.chunks.size() == (part.size.value + kChunkSize - 1) / kChunkSize, "a part has the chunks of its size");
    }
    const auto written = writeManifest(*manifest);
    const auto again = readManifest(written);
    fuzz::demand(again && writeManifest(*again) == written, "a manifest is written in one way");
}

void readBlob(const ChunkCodec& codec, base::BytesView bytes) {
    const auto own = codec.encode(bytes.substr(0, kChunkSize));
    fuzz::demand(codec.decode(own.id, own.blob).valueOr("?") == bytes.substr(0, kChunkSize), "what was encoded is decoded");
    fuzz::demand(codec.check(own.id, bytes).ok() == false || bytes == own.blob, "nothing else passes for it");
    for (const auto& id : {ChunkId(), own.id, codec.idOf("")}) {
        const auto plain = codec.decode(id, bytes);
        fuzz::demand(!plain || (plain->size() <= kChunkSize && codec.idOf(*plain) == id), "a blob carries what its id names");
    }
}

/// A blob whose header says that it is a compressed one of the public domain: its frame is what the decompressor gets.
void readFrame(const ChunkCodec& codec, base::BytesView bytes) {
    base::Bytes blob("TC\x02\x01", 4);
    blob += bytes;
    readBlob(codec, blob);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    static const ChunkCodec open{ChunkKeys{}};
    static const ChunkCodec closed({base::Secret(base::Bytes(32, 'i')), base::Secret(base::Bytes(32, 'k'))});
    const base::BytesView bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 7) {
        case 0:
            readRootBytes(bytes);
            break;
        case 1:
            readNodeBytes(bytes, bytes.size() / ChunkId::kSize);
            readNodeBytes(bytes, data[0]);
            break;
        case 2:
            readManifestBytes(bytes);
            break;
        case 3:
            if (const auto version = Version::parse(bytes)) fuzz::demand(version->text() == bytes, "there is one text for a version");
            break;
        case 4:
            readBlob(open, bytes);
            break;
        case 5:
            readFrame(open, bytes);
            break;
        default:
            readBlob(closed, bytes);
            break;
    }
    return 0;
}
