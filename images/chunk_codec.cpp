// The blob of a chunk:
//
//   offset  size  what
//   0       2     'T' 'C'
//   2       1     version, 2
//   3       1     flags: bit 0 compressed (one zstd frame), bit 1 encrypted; the others are 0
//   4       24    encrypted only: the nonce
//   4/28    ...   the plain bytes, or the frame; when encrypted followed by the 16 bytes of the tag
//
// Encryption is XAES-256-GCM. The four header bytes and the 32 bytes of the id are authenticated with the text, so that
// neither the flags nor the name of a blob can be exchanged.
//
// The nonce is random. Rejected: a nonce derived from the id, which would make equal chunks equal blobs. The id names
// the plain bytes, but what is encrypted is what the compressor makes of them, and that differs between versions and
// levels of zstd: two different texts under one nonce give away both and the authentication key. 24 random bytes never
// collide, and nobody needs equal blobs, because equality is decided by the id. Rejected: AES-256-GCM as it is, whose
// nonce of 12 bytes meets another one after 2^48 chunks with a probability of 2^-1, and after 2^32 with 2^-33.
//
// Rejected: encrypting first and compressing the pack (nothing left to compress); compressing several chunks together
// (better ratio, but one chunk cannot then be fetched or healed alone). Version 1 had BLAKE2b ids and
// XChaCha20-Poly1305, which cost twice as much on a processor with instructions for AES and SHA.
//
// A public blob whose zstd frame was changed without changing what it decodes to is accepted: the content is what the
// id names. The store's checksum covers the frame as such.
#include <zstd.h>

#include <cstdlib>
#include <cstring>

#include "images/chunk.h"
#include "images/chunk_entropy.h"
#include "images/keyed_digest.h"
#include "images/xaes_gcm.h"

namespace images {
namespace {

constexpr std::size_t kHeaderSize = 4;
constexpr std::size_t kTextAt = kHeaderSize + XaesGcm::kNonceSize;
constexpr char kChunkVersion = 2;
constexpr unsigned char kCompressed = 1;
constexpr unsigned char kEncrypted = 2;
// Releases are packed once and travel often; restore points are made on the handset's processor while it is in use.
constexpr int kReleaseLevel = 3;
constexpr int kRestorePointLevel = 2;

static_assert(kMostBlobSize == kTextAt + kChunkSize + XaesGcm::kTagSize);

base::Error damaged(const ChunkId& id, std::string_view why) {
    return base::Error{base::ErrorCode::Corrupt, "chunk " + id.hex() + " is damaged: " + std::string(why)};
}

base::Bytes associatedData(base::BytesView headerBytes, const ChunkId& id) {
    base::Bytes data(headerBytes);
    data += id.bytes();
    return data;
}

/// Memory for one chunk, of this thread and for this purpose.
template <typename Purpose>
char* chunkBuffer() {
    thread_local const auto buffer = std::make_unique_for_overwrite<char[]>(kChunkSize);
    return buffer.get();
}

/// Valid until the next call on this thread; empty when compression does not save at least a sixteenth.
base::BytesView compressed(base::BytesView plain, int level) {
    struct FreeContext {
        void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    };
    thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
    char* const frame = chunkBuffer<FreeContext>();
    const std::size_t size =
        ZSTD_compressCCtx(context.get(), frame, plain.size() - plain.size() / 16, plain.data(), plain.size(), level);
    return {frame, ZSTD_isError(size) != 0U ? 0 : size};
}

base::Result<std::size_t> claimedSize(const ChunkId& id, base::BytesView frame) {
    const auto claimed = ZSTD_getFrameContentSize(frame.data(), frame.size());
    if (claimed == ZSTD_CONTENTSIZE_ERROR || claimed == ZSTD_CONTENTSIZE_UNKNOWN || claimed > kChunkSize)
        return damaged(id, "its compressed frame claims an impossible size");
    if (ZSTD_findFrameCompressedSize(frame.data(), frame.size()) != frame.size())
        return damaged(id, "its compressed frame is incomplete or followed by other bytes");
    return static_cast<std::size_t>(claimed);
}

base::Result<void> decompress(const ChunkId& id, base::BytesView frame, std::span<char> into) {
    struct FreeContext {
        void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
    };
    thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
    const std::size_t size = ZSTD_decompressDCtx(context.get(), into.data(), into.size(), frame.data(), frame.size());
    if (ZSTD_isError(size) != 0U || size != into.size()) return damaged(id, "its compressed frame cannot be read");
    return {};
}

bool isCompressed(base::BytesView blob) { return (static_cast<unsigned char>(blob[3]) & kCompressed) != 0; }

base::Result<void> checkHeader(const ChunkId& id, base::BytesView blob, bool isPublic) {
    if (blob.size() < kHeaderSize || blob.size() > kMostBlobSize) return damaged(id, "a blob cannot have that size");
    const auto flags = static_cast<unsigned char>(blob[3]);
    if (blob.starts_with(base::BytesView("TC\x01", 3)))
        return damaged(id, "a development version of Twinset from before its first release wrote it; back up again");
    if (!blob.starts_with(base::BytesView("TC\x02", 3)) || (flags & ~(kCompressed | kEncrypted)) != 0)
        return damaged(id, "it does not begin as a chunk does");
    if (((flags & kEncrypted) != 0) == isPublic)
        return damaged(id, isPublic ? "it is encrypted, and should not be" : "it is not encrypted, and should be");
    return {};
}

}  // namespace

struct ChunkCodec::Keyed {
    explicit Keyed(const ChunkKeys& keys) : ids(keys.idKey.reveal()), cipher(keys.encryptionKey) {}
    KeyedDigest ids;
    XaesGcm cipher;
};

ChunkCodec::ChunkCodec(ChunkKeys keys) {
    const bool wellFormed = keys.isPublic() == keys.encryptionKey.empty();
    if (!wellFormed) std::abort();
    if (!keys.isPublic()) m_keyed = std::make_shared<const Keyed>(keys);
}

ChunkId ChunkCodec::idOf(base::BytesView plain) const {
    return isPublic() ? base::Digest::of(plain) : m_keyed->ids.of(plain);
}

EncodedChunk ChunkCodec::encode(base::BytesView plain) const { return encodeAs(idOf(plain), plain); }

EncodedChunk ChunkCodec::encodeAs(const ChunkId& id, base::BytesView plain) const {
    if (plain.size() > kChunkSize) std::abort();
    base::BytesView frame;
    if (isPublic())
        frame = compressed(plain, kReleaseLevel);
    else if (!looksLikeNoise(plain))
        frame = compressed(plain, kRestorePointLevel);
    const auto text = frame.empty() ? plain : frame;
    const auto flags = static_cast<unsigned char>((frame.empty() ? 0 : kCompressed) | (isPublic() ? 0 : kEncrypted));
    base::Bytes blob{'T', 'C', kChunkVersion, static_cast<char>(flags)};
    if (isPublic()) return {id, blob.append(text)};
    const auto associated = associatedData(blob, id);
    const auto nonce = base::randomBytes(XaesGcm::kNonceSize);
    blob.reserve(kTextAt + text.size() + XaesGcm::kTagSize);
    blob += nonce;
    blob.resize(kTextAt + text.size() + XaesGcm::kTagSize);
    m_keyed->cipher.seal(nonce, associated, text, blob.data() + kTextAt);
    return {id, std::move(blob)};
}

/// What was encrypted, or what stands there: plain bytes or a frame. Valid until the next call on this thread.
base::Result<base::BytesView> ChunkCodec::textOf(const ChunkId& id, base::BytesView blob) const {
    TWINSET_TRY(checkHeader(id, blob, isPublic()));
    if (isPublic()) {
        if (blob.size() > kHeaderSize + kChunkSize) return damaged(id, "it is longer than a chunk");
        return blob.substr(kHeaderSize);
    }
    if (blob.size() < kTextAt + XaesGcm::kTagSize) return damaged(id, "it is too short");
    const auto sealed = blob.substr(kTextAt);
    const base::BytesView text(chunkBuffer<Keyed>(), sealed.size() - XaesGcm::kTagSize);
    const auto associated = associatedData(blob.substr(0, kHeaderSize), id);
    if (!m_keyed->cipher.open(blob.substr(kHeaderSize, XaesGcm::kNonceSize), associated, sealed, chunkBuffer<Keyed>()))
        return damaged(id, "it was changed, or belongs to another store's key");
    return text;
}

base::Result<base::Bytes> ChunkCodec::decode(const ChunkId& id, base::BytesView blob) const {
    TWINSET_ASSIGN(const auto text, textOf(id, blob));
    base::Bytes plain;
    if (isCompressed(blob)) {
        TWINSET_ASSIGN(const auto size, claimedSize(id, text));
        plain.resize(size);
        TWINSET_TRY(decompress(id, text, plain));
    } else {
        plain.assign(text);
    }
    if (idOf(plain) != id) return damaged(id, "its content is not what its id names");
    return plain;
}

base::Result<std::size_t> ChunkCodec::decodeInto(const ChunkId& id, base::BytesView blob, std::span<char> into) const {
    if (into.size() < kChunkSize) std::abort();
    TWINSET_ASSIGN(const auto text, textOf(id, blob));
    auto size = text.size();
    if (isCompressed(blob)) {
        TWINSET_ASSIGN(size, claimedSize(id, text));
        TWINSET_TRY(decompress(id, text, into.first(size)));
    } else {
        std::memcpy(into.data(), text.data(), size);
    }
    if (idOf({into.data(), size}) != id) return damaged(id, "its content is not what its id names");
    return size;
}

base::Result<void> ChunkCodec::check(const ChunkId& id, base::BytesView blob) const {
    struct Checking {};
    const auto size = decodeInto(id, blob, {chunkBuffer<Checking>(), kChunkSize});
    return size ? base::success() : size.error();
}

}  // namespace images
