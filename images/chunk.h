// Chunks: the unit in which images and data disks are stored and travel. A chunk is 256 KiB of a disk (the last one of a
// disk may be shorter); all-zero chunks are never stored and have no id. The id is a digest of the plain bytes, so that
// equal content has one id; the blob is what is stored: compressed, and for restore points encrypted.
//
// Two domains. Release chunks are public to the fleet: BLAKE2b, compressed. Restore-point chunks are private: HMAC-SHA-256,
// compressed, then XAES-256-GCM under the store's key; the id is authenticated with the blob, so a blob cannot be passed
// off as another chunk.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/result.h"
#include "base/secret.h"

namespace images {

/// done and total in bytes; return false to cancel.
using Progress = std::function<bool(std::uint64_t done, std::uint64_t total)>;

using ChunkId = base::Digest;
constexpr std::size_t kChunkSize = 256 * 1024;
/// The longest blob there can be: header, nonce and tag around an incompressible chunk.
constexpr std::size_t kMostBlobSize = kChunkSize + 44;
/// Blobs that fit one ChunkSink::store() however badly they compress.
constexpr std::size_t kMostChunksStored = 4 * 1024 * 1024 / kMostBlobSize;

/// The keys of the private domain. Both empty: the public domain.
struct ChunkKeys {
    base::Secret idKey;          // 32 bytes
    base::Secret encryptionKey;  // 32 bytes
    [[nodiscard]] bool isPublic() const { return idKey.empty(); }
};

struct EncodedChunk {
    ChunkId id;
    base::Bytes blob;
};

/// The one place that knows how a chunk's bytes become a blob. Any thread; each keeps some buffers of its own. Copies share
/// what was made of the keys.
class ChunkCodec {
public:
    explicit ChunkCodec(ChunkKeys keys);
    [[nodiscard]] ChunkId idOf(base::BytesView plain) const;
    /// `plain` has at most kChunkSize bytes.
    [[nodiscard]] EncodedChunk encode(base::BytesView plain) const;
    /// The same when `id` is known already to be idOf(plain).
    [[nodiscard]] EncodedChunk encodeAs(const ChunkId& id, base::BytesView plain) const;
    /// Corrupt when the blob is damaged, is not a chunk, or does not carry the content that `id` names.
    [[nodiscard]] base::Result<base::Bytes> decode(const ChunkId& id, base::BytesView blob) const;
    /// The same into memory that has room for a chunk; answers how long the content is. After an error, what lies there is
    /// of no worth.
    [[nodiscard]] base::Result<std::size_t> decodeInto(const ChunkId& id, base::BytesView blob,
                                                       std::span<char> into) const;
    /// The same for whoever does not want the content.
    [[nodiscard]] base::Result<void> check(const ChunkId& id, base::BytesView blob) const;

private:
    struct Keyed;
    [[nodiscard]] bool isPublic() const { return m_keyed == nullptr; }
    [[nodiscard]] base::Result<base::BytesView> textOf(const ChunkId& id, base::BytesView blob) const;

    std::shared_ptr<const Keyed> m_keyed;  // null: the public domain
};

/// Where blobs come from: a store on disk, or the gateway over HTTPS. Blocking.
class ChunkSource {
public:
    virtual ~ChunkSource() = default;
    /// Blobs in the order of `ids` (at most 64 of them). NotFound names the first one that is missing.
    virtual base::Result<std::vector<base::Bytes>> fetch(const std::vector<ChunkId>& ids) = 0;
};

/// Where blobs go. Blocking.
class ChunkSink {
public:
    virtual ~ChunkSink() = default;
    /// Which of `ids` (at most 4,096) are not there.
    virtual base::Result<std::vector<ChunkId>> missing(const std::vector<ChunkId>& ids) = 0;
    /// Stores blobs (at most 4 MiB of them together); durable on return. Storing one that is there is no error.
    virtual base::Result<void> store(const std::vector<EncodedChunk>& chunks) = 0;
};

/// Both ways.
class ChunkAccess : public ChunkSource, public ChunkSink {};

}  // namespace images
