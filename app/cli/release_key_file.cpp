#include "app/cli/release_key_file.h"

#include "images/signing_key_file.h"

namespace cli {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::string_view kLabel = "twinset-public-key-1 ";
constexpr std::size_t kKeySize = 32;

}  // namespace

images::SigningKeyPair createReleaseKey() {
    images::SigningKeyPair pair = images::createSigningKeyPair();
    while (base::toBase64Url(pair.publicKey).starts_with('-')) pair = images::createSigningKeyPair();
    return pair;
}

base::Result<void> writeReleaseKey(base::FileSystem& files, const std::filesystem::path& path,
                                   const images::SigningKeyPair& pair) {
    const std::filesystem::path publicPath = path.string() + ".pub";
    for (const auto& each : {path, publicPath})
        if (files.exists(each))
            return Error{ErrorCode::Conflict, each.string() + " exists already; a key is never overwritten"};
    if (path.has_parent_path()) TWINSET_TRY(files.createDirectories(path.parent_path()));
    TWINSET_TRY(images::writePrivateKey(files, path, pair.privateKey));
    return files.writeFileAtomically(publicPath, std::string(kLabel) + base::toBase64Url(pair.publicKey) + "\n", 0644);
}

base::Result<base::Bytes> readPublicReleaseKey(base::FileSystem& files, const std::string& text) {
    if (auto key = base::fromBase64Url(text); key && key->size() == kKeySize) return key;
    TWINSET_ASSIGN(const auto file, files.open(text, base::OpenMode::Read));
    TWINSET_ASSIGN(const base::Bytes line, file->readAt(0, 4096));
    if (!line.starts_with(kLabel))
        return Error{
            ErrorCode::InvalidInput,
            text + " is no public release key; give the file that ends in .pub, and keep the private one to yourself"};
    std::string_view encoded = std::string_view(line).substr(kLabel.size());
    auto key = base::fromBase64Url(encoded.substr(0, encoded.find('\n')));
    if (!key || key->size() != kKeySize) return Error{ErrorCode::InvalidInput, text + " is a damaged key file"};
    return key;
}

}  // namespace cli
