#include "app/cli/release_key_file.h"

namespace cli {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::string_view kPrivateWord = "twinset-release-private-key-1 ";
constexpr std::string_view kPublicWord = "twinset-release-public-key-1 ";

std::filesystem::path publicPath(const std::filesystem::path& path) { return path.string() + ".pub"; }

/// The bytes after `word`; InvalidInput with `hint` when the file begins otherwise.
base::Result<base::Bytes> readKeyLine(base::FileSystem& files, const std::filesystem::path& path, std::string_view word,
                                      std::size_t size, std::string_view hint) {
    TWINSET_ASSIGN(const auto file, files.open(path, base::OpenMode::Read));
    TWINSET_ASSIGN(const base::Bytes text, file->readAt(0, 4096));
    if (!text.starts_with(word)) return Error{ErrorCode::InvalidInput, path.string() + " " + std::string(hint)};
    std::string_view encoded = std::string_view(text).substr(word.size());
    encoded = encoded.substr(0, encoded.find('\n'));
    auto bytes = base::fromBase64Url(encoded);
    if (!bytes || bytes->size() != size) return Error{ErrorCode::InvalidInput, path.string() + " is a damaged key file"};
    return bytes;
}

}  // namespace

base::Result<void> writeReleaseKey(base::FileSystem& files, const std::filesystem::path& path, const images::SigningKeyPair& pair) {
    for (const auto& each : {path, publicPath(path)})
        if (files.exists(each)) return Error{ErrorCode::Conflict, each.string() + " exists already; a key is never overwritten"};
    if (path.has_parent_path()) TWINSET_TRY(files.createDirectories(path.parent_path()));
    const std::string secretLine = std::string(kPrivateWord) + base::toBase64Url(pair.privateKey.reveal()) + "\n";
    TWINSET_TRY(files.writeFileAtomically(path, secretLine, 0600));
    return files.writeFileAtomically(publicPath(path), std::string(kPublicWord) + base::toBase64Url(pair.publicKey) + "\n", 0644);
}

base::Result<images::SigningKeyPair> readPrivateReleaseKey(base::FileSystem& files, const std::filesystem::path& path) {
    TWINSET_ASSIGN(base::Bytes bytes, readKeyLine(files, path, kPrivateWord, 64,
                                                  "is no private release key; 'twinset release key create FILE' makes one"));
    return images::signingKeyPairFrom(base::Secret(std::move(bytes)));
}

base::Result<base::Bytes> readPublicReleaseKey(base::FileSystem& files, const std::filesystem::path& path) {
    return readKeyLine(files, path, kPublicWord, 32,
                       "is no public release key; give the file that ends in .pub, and keep the private one to yourself");
}

}  // namespace cli
