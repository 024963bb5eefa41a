// The blob of a chunk:
//
//   offset  size  what
//   0       2     'T' 'C'
//   2       1     version, 1
//   3       1     flags: bit 0 compressed (one zstd frame), bit 1 encrypted; the others are 0
//   4       24    encrypted only: the nonce
//   4/28    ...   the plain bytes, or the frame; when encrypted followed by the 16 bytes of the Poly1305 tag
//
// Encryption is XChaCha20-Poly1305 (libsodium's IETF form). The four header bytes and the 32 bytes of the id are
// authenticated with the text, so that neither the flags nor the name of a blob can be exchanged.
//
// The nonce is random. Rejected: a nonce derived from the id, which would make equal chunks equal blobs. The id names
// the plain bytes, but what is encrypted is what the compressor makes of them, and that differs between versions and
// levels of zstd: two different texts under one nonce give away both and the authentication key. 24 random bytes never
// collide, and nobody needs equal blobs, because equality is decided by the id.
//
// Rejected: encrypting first and compressing the pack (nothing left to compress); compressing several chunks together
// (better ratio, but one chunk cannot then be fetched or healed alone).
//
// A public blob whose zstd frame was changed without changing what it decodes to is accepted: the content is what the
// id names. The store's checksum covers the frame as such.
#include <sodium.h>
#include <zstd.h>

#include <cstdlib>

#include "images/chunk.h"

namespace images {
namespace {

constexpr std::size_t kHeaderSize = 4;
constexpr std::size_t kNonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kKeySize = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr char kChunkVersion = 1;
constexpr unsigned char kCompressed = 1;
constexpr unsigned char kEncrypted = 2;
// Releases are packed once and travel often; restore points are made on the handset's processor while it is in use.
constexpr int kReleaseLevel = 3;
constexpr int kRestorePointLevel = 1;

static_assert(kMostBlobSize == kHeaderSize + kNonceSize + kChunkSize + kTagSize);

const unsigned char* raw(base::BytesView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* raw(char* bytes) { return reinterpret_cast<unsigned char*>(bytes); }

base::Error damaged(const ChunkId& id, std::string_view why) {
    return base::Error{base::ErrorCode::Corrupt, "chunk " + id.hex() + " is damaged: " + std::string(why)};
}

base::Bytes header(unsigned char flags) { return {'T', 'C', kChunkVersion, static_cast<char>(flags)}; }

base::Bytes associatedData(base::BytesView headerBytes, const ChunkId& id) {
    base::Bytes data(headerBytes);
    data += id.bytes();
    return data;
}

/// Empty when compression does not save at least a sixteenth.
base::Bytes compressed(base::BytesView plain, int level) {
    struct FreeContext {
        void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    };
    thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
    base::Bytes frame(plain.size() - plain.size() / 16, '\0');
    const std::size_t size =
        ZSTD_compressCCtx(context.get(), frame.data(), frame.size(), plain.data(), plain.size(), level);
    frame.resize(ZSTD_isError(size) != 0U ? 0 : size);
    return frame;
}

base::Result<base::Bytes> decompressed(const ChunkId& id, base::BytesView frame) {
    struct FreeContext {
        void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
    };
    thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
    const auto claimed = ZSTD_getFrameContentSize(frame.data(), frame.size());
    if (claimed == ZSTD_CONTENTSIZE_ERROR || claimed == ZSTD_CONTENTSIZE_UNKNOWN || claimed > kChunkSize)
        return damaged(id, "its compressed frame claims an impossible size");
    if (ZSTD_findFrameCompressedSize(frame.data(), frame.size()) != frame.size())
        return damaged(id, "its compressed frame is incomplete or followed by other bytes");
    base::Bytes plain(claimed, '\0');
    const std::size_t size = ZSTD_decompressDCtx(context.get(), plain.data(), plain.size(), frame.data(), frame.size());
    if (ZSTD_isError(size) != 0U || size != plain.size()) return damaged(id, "its compressed frame cannot be read");
    return plain;
}

base::Bytes encrypted(base::Bytes blob, base::BytesView text, const ChunkId& id, const base::Secret& key) {
    const auto data = associatedData(blob, id);
    const auto nonce = base::randomBytes(kNonceSize);
    blob += nonce;
    const std::size_t textAt = blob.size();
    blob.resize(textAt + text.size() + kTagSize);
    crypto_aead_xchacha20poly1305_ietf_encrypt(raw(blob.data()) + textAt, nullptr, raw(text), text.size(), raw(data),
                                               data.size(), nullptr, raw(nonce), raw(key.reveal()));
    return blob;
}

base::Result<base::Bytes> decrypted(const ChunkId& id, base::BytesView blob, const base::Secret& key) {
    if (blob.size() < kHeaderSize + kNonceSize + kTagSize) return damaged(id, "it is too short");
    const auto data = associatedData(blob.substr(0, kHeaderSize), id);
    const auto nonce = blob.substr(kHeaderSize, kNonceSize);
    const auto cipher = blob.substr(kHeaderSize + kNonceSize);
    base::Bytes text(cipher.size() - kTagSize, '\0');
    const int status =
        crypto_aead_xchacha20poly1305_ietf_decrypt(raw(text.data()), nullptr, nullptr, raw(cipher), cipher.size(),
                                                   raw(data), data.size(), raw(nonce), raw(key.reveal()));
    if (status != 0) return damaged(id, "it was changed, or belongs to another store's key");
    return text;
}

}  // namespace

ChunkCodec::ChunkCodec(ChunkKeys keys) : m_keys(std::move(keys)) {
    const bool wellFormed = m_keys.isPublic()
                                ? m_keys.encryptionKey.empty()
                                : m_keys.idKey.size() == kKeySize && m_keys.encryptionKey.size() == kKeySize;
    if (!wellFormed || sodium_init() < 0) std::abort();
}

ChunkId ChunkCodec::idOf(base::BytesView plain) const {
    return m_keys.isPublic() ? base::Digest::of(plain) : base::Digest::keyed(m_keys.idKey.reveal(), plain);
}

EncodedChunk ChunkCodec::encode(base::BytesView plain) const { return encodeAs(idOf(plain), plain); }

EncodedChunk ChunkCodec::encodeAs(const ChunkId& id, base::BytesView plain) const {
    if (plain.size() > kChunkSize) std::abort();
    const bool isPublic = m_keys.isPublic();
    const auto frame = compressed(plain, isPublic ? kReleaseLevel : kRestorePointLevel);
    const base::BytesView text = frame.empty() ? plain : base::BytesView(frame);
    const auto flags = static_cast<unsigned char>((frame.empty() ? 0 : kCompressed) | (isPublic ? 0 : kEncrypted));
    auto blob = header(flags);
    if (!isPublic) return {id, encrypted(std::move(blob), text, id, m_keys.encryptionKey)};
    blob += text;
    return {id, std::move(blob)};
}

base::Result<base::Bytes> ChunkCodec::decode(const ChunkId& id, base::BytesView blob) const {
    if (blob.size() < kHeaderSize || blob.size() > kMostBlobSize) return damaged(id, "a blob cannot have that size");
    const auto flags = static_cast<unsigned char>(blob[3]);
    if (blob.substr(0, 3) != base::BytesView("TC\x01", 3) || (flags & ~(kCompressed | kEncrypted)) != 0)
        return damaged(id, "it does not begin as a chunk does");
    if (((flags & kEncrypted) != 0) == m_keys.isPublic())
        return damaged(id,
                       m_keys.isPublic() ? "it is encrypted, and should not be" : "it is not encrypted, and should be");
    base::Bytes text;
    if (m_keys.isPublic()) {
        text.assign(blob.substr(kHeaderSize));
    } else {
        TWINSET_ASSIGN(text, decrypted(id, blob, m_keys.encryptionKey));
    }
    if ((flags & kCompressed) != 0) {
        TWINSET_ASSIGN(text, decompressed(id, text));
    }
    if (text.size() > kChunkSize) return damaged(id, "it is longer than a chunk");
    if (idOf(text) != id) return damaged(id, "its content is not what its id names");
    return text;
}

}  // namespace images
