#include "fleet/gateway/sealed_catalog.h"

#include <sodium.h>

namespace fleet {
namespace {

using base::ErrorCode;

constexpr std::string_view kCatalogMagic = "TWCATL1\n";
constexpr std::size_t kCatalogHeader = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t kCatalogPiece = 64 * 1024;
constexpr std::size_t kCatalogAdded = crypto_secretstream_xchacha20poly1305_ABYTES;

unsigned char* catalogBytes(base::Bytes& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }
const unsigned char* catalogBytes(base::BytesView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

base::Secret catalogKey(const base::Secret& encryptionKey) {
    base::Bytes key(crypto_secretstream_xchacha20poly1305_KEYBYTES, '\0');
    crypto_kdf_derive_from_key(catalogBytes(key), key.size(), 1, "twcatlog", catalogBytes(encryptionKey.reveal()));
    return base::Secret(std::move(key));
}

/// Writes to `to` with ".new" behind it and gives it its name when all is there.
class NewFile {
public:
    NewFile(base::FileSystem& files, const std::filesystem::path& to) : m_files(files), m_to(to), m_new(to) {
        m_new += ".new";
    }
    ~NewFile() {
        if (!m_named) (void)m_files.remove(m_new);
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    base::Result<void> begin() {
        TWINSET_TRY(m_files.writeFileAtomically(m_new, "", 0600));
        TWINSET_ASSIGN(m_file, m_files.open(m_new, base::OpenMode::ReadWrite));
        return {};
    }
    base::Result<void> append(base::BytesView bytes) {
        TWINSET_TRY(m_file->writeAt(m_size, bytes));
        m_size += bytes.size();
        return {};
    }
    base::Result<void> finish() {
        TWINSET_TRY(m_file->sync());
        m_file.reset();
        TWINSET_TRY(m_files.rename(m_new, m_to));
        m_named = true;
        return {};
    }

private:
    base::FileSystem& m_files;
    const std::filesystem::path m_to;
    std::filesystem::path m_new;
    std::unique_ptr<base::File> m_file;
    std::uint64_t m_size = 0;
    bool m_named = false;
};

}  // namespace

base::Result<void> sealCatalog(base::FileSystem& files, const std::filesystem::path& from,
                               const std::filesystem::path& to, const base::Secret& encryptionKey) {
    TWINSET_ASSIGN(const auto plain, files.open(from, base::OpenMode::Read));
    TWINSET_ASSIGN(const auto size, plain->size());
    NewFile sealed(files, to);
    TWINSET_TRY(sealed.begin());
    const auto key = catalogKey(encryptionKey);
    crypto_secretstream_xchacha20poly1305_state state;
    base::Bytes header(kCatalogHeader, '\0'), message(kCatalogPiece + kCatalogAdded, '\0');
    crypto_secretstream_xchacha20poly1305_init_push(&state, catalogBytes(header), catalogBytes(key.reveal()));
    TWINSET_TRY(sealed.append(kCatalogMagic));
    TWINSET_TRY(sealed.append(header));
    for (std::uint64_t at = 0, last = 0; last == 0; at += kCatalogPiece) {
        TWINSET_ASSIGN(const auto piece, plain->readAt(at, kCatalogPiece));
        last = at + kCatalogPiece > size ? 1 : 0;
        crypto_secretstream_xchacha20poly1305_push(
            &state, catalogBytes(message), nullptr, catalogBytes(base::BytesView(piece)), piece.size(), nullptr, 0,
            last == 1 ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
        TWINSET_TRY(sealed.append(base::BytesView(message).substr(0, piece.size() + kCatalogAdded)));
    }
    return sealed.finish();
}

base::Result<void> openSealedCatalog(base::FileSystem& files, const std::filesystem::path& from,
                                     const std::filesystem::path& to, const base::Secret& encryptionKey) {
    TWINSET_ASSIGN(const auto sealed, files.open(from, base::OpenMode::Read));
    TWINSET_ASSIGN(const auto head, sealed->readAt(0, kCatalogMagic.size() + kCatalogHeader));
    if (head.size() != kCatalogMagic.size() + kCatalogHeader || !head.starts_with(kCatalogMagic))
        return {ErrorCode::Corrupt, from.string() + " is no sealed catalog"};
    const auto key = catalogKey(encryptionKey);
    crypto_secretstream_xchacha20poly1305_state state;
    const base::Error refused{ErrorCode::Denied, from.string() + " was sealed with another fleet's key, or was changed"};
    if (crypto_secretstream_xchacha20poly1305_init_pull(&state, catalogBytes(base::BytesView(head).substr(kCatalogMagic.size())),
                                                        catalogBytes(key.reveal())) != 0)
        return refused;
    NewFile plain(files, to);
    TWINSET_TRY(plain.begin());
    base::Bytes piece(kCatalogPiece, '\0');
    unsigned char tag = 0;
    for (std::uint64_t at = head.size(); tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL; at += kCatalogPiece + kCatalogAdded) {
        TWINSET_ASSIGN(const auto message, sealed->readAt(at, kCatalogPiece + kCatalogAdded));
        if (message.size() < kCatalogAdded) return {ErrorCode::Corrupt, from.string() + " ends before its end: it was cut"};
        unsigned long long length = 0;
        if (crypto_secretstream_xchacha20poly1305_pull(&state, catalogBytes(piece), &length, &tag, catalogBytes(base::BytesView(message)),
                                                       message.size(), nullptr, 0) != 0)
            return refused;
        TWINSET_TRY(plain.append(base::BytesView(piece).substr(0, length)));
    }
    return plain.finish();
}

}  // namespace fleet
