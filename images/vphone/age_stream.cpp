// The text of an age file: behind the header 16 random bytes, from which and the file's key comes the key of the text;
// then pieces of 64 KiB, each with its tag of 16 bytes, under ChaCha20-Poly1305 (RFC 8439). The nonce of a piece is its
// number in 11 bytes, big-endian, and a byte that is 1 for the last piece. Only an empty text has an empty last piece.
#include <sodium.h>

#include "images/vphone/age_format.h"
#include "images/vphone/age_keys.h"

namespace images {
namespace {

constexpr std::size_t kTextSaltSize = 16;
constexpr std::size_t kPieceSize = 64 * 1024;
constexpr std::size_t kPieceTagSize = crypto_aead_chacha20poly1305_ietf_ABYTES;

const unsigned char* constRaw(base::BytesView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* mutableRaw(base::Bytes& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

base::Bytes nonceOf(std::uint64_t number, bool last) {
    base::Bytes nonce(crypto_aead_chacha20poly1305_ietf_NPUBBYTES, '\0');
    for (std::size_t i = 0; i < 8; ++i) nonce[10 - i] = static_cast<char>(number >> (8 * i));
    nonce[11] = last ? '\x01' : '\0';
    return nonce;
}

base::Error broken(std::string_view why) {
    return {base::ErrorCode::Corrupt, "the encrypted part of the file is damaged: " + std::string(why)};
}

}  // namespace

struct AgeWriter::State {
    ByteSink& to;
    base::Bytes begin;  // written with the first piece
    base::Secret key;
    base::Bytes pending;
    std::uint64_t pieces = 0;

    base::Result<void> writePiece(base::BytesView text, bool last) {
        base::Bytes cipher(text.size() + kPieceTagSize, '\0');
        const auto nonce = nonceOf(pieces++, last);
        crypto_aead_chacha20poly1305_ietf_encrypt(mutableRaw(cipher), nullptr, constRaw(text), text.size(), nullptr, 0,
                                                  nullptr, constRaw(nonce), constRaw(key.reveal()));
        if (!begin.empty()) TWINSET_TRY(to.write(std::exchange(begin, {})));
        return to.write(cipher);
    }
};

AgeWriter::AgeWriter(const AgeKey& key, ByteSink& to) {
    const auto salt = base::randomBytes(kTextSaltSize);
    m_state = std::make_unique<State>(State{to, key.header + salt, hkdfSha256(key.fileKey, salt, "payload"), {}});
}

AgeWriter::~AgeWriter() = default;

base::Result<void> AgeWriter::write(base::BytesView bytes) {
    auto& pending = m_state->pending;
    pending += bytes;
    std::size_t done = 0;
    // What fills a piece exactly waits: it may be the last one.
    for (; pending.size() - done > kPieceSize; done += kPieceSize)
        TWINSET_TRY(m_state->writePiece(base::BytesView(pending).substr(done, kPieceSize), false));
    pending.erase(0, done);
    return {};
}

base::Result<void> AgeWriter::finish() { return m_state->writePiece(m_state->pending, true); }

struct AgeReader::State {
    const AgeKey& agreed;
    ByteSource& from;
    base::Secret key;
    base::Bytes next;  // the piece that follows, as it lies there
    base::Bytes text;  // read and not yet asked for, from textAt on
    std::size_t textAt = 0;
    std::uint64_t pieces = 0;
    bool begun = false, ended = false;

    base::Result<void> begin() {
        TWINSET_ASSIGN(const auto header, from.read(agreed.header.size()));
        TWINSET_ASSIGN(const auto salt, from.read(kTextSaltSize));
        if (header != agreed.header || salt.size() != kTextSaltSize) return broken("its header was changed");
        key = hkdfSha256(agreed.fileKey, salt, "payload");
        TWINSET_ASSIGN(next, from.read(kPieceSize + kPieceTagSize));
        begun = true;
        return {};
    }

    base::Result<void> readPiece() {
        if (!begun) TWINSET_TRY(begin());
        const auto cipher = std::move(next);
        TWINSET_ASSIGN(next, from.read(kPieceSize + kPieceTagSize));
        ended = next.empty();
        if (cipher.size() < kPieceTagSize || (cipher.size() == kPieceTagSize && pieces > 0))
            return broken("it ends early");
        base::Bytes plain(cipher.size() - kPieceTagSize, '\0');
        const auto nonce = nonceOf(pieces++, ended);
        if (crypto_aead_chacha20poly1305_ietf_decrypt(mutableRaw(plain), nullptr, nullptr, constRaw(cipher),
                                                      cipher.size(), nullptr, 0, constRaw(nonce),
                                                      constRaw(key.reveal())) != 0)
            return broken(ended ? "it was changed, or ends early" : "it was changed");
        text.erase(0, textAt);
        textAt = 0;
        text += plain;
        return {};
    }
};

AgeReader::AgeReader(const AgeKey& key, ByteSource& from) : m_state(new State{key, from, {}, {}, {}}) {}
AgeReader::~AgeReader() = default;

base::Result<base::Bytes> AgeReader::read(std::size_t length) {
    auto& state = *m_state;
    while (state.text.size() - state.textAt < length && !state.ended) TWINSET_TRY(state.readPiece());
    const auto piece = state.text.substr(state.textAt, length);
    state.textAt += piece.size();
    return piece;
}

}  // namespace images
