#include "images/signing_key_file.h"

namespace images {
namespace {

constexpr std::string_view kLabel = "twinset-signing-key-1 ";

}  // namespace

base::Result<void> writePrivateKey(base::FileSystem& fileSystem, const std::filesystem::path& path,
                                   const base::Secret& privateKey) {
    const base::Secret line(std::string(kLabel) + base::toBase64Url(privateKey.reveal()) + "\n");
    return fileSystem.writeFileAtomically(path, line.reveal(), 0600);
}

base::Result<SigningKeyPair> readPrivateKey(base::FileSystem& fileSystem, const std::filesystem::path& path) {
    TWINSET_ASSIGN(auto bytes, fileSystem.readFile(path));
    const base::Secret line(std::move(bytes));
    std::string_view text = line.reveal();
    const base::Error wrong{base::ErrorCode::InvalidInput, path.string() + " does not hold a private signing key"};
    if (!text.starts_with(kLabel) || !text.ends_with('\n')) return wrong;
    text.remove_prefix(kLabel.size());
    text.remove_suffix(1);
    auto key = base::fromBase64Url(text);
    if (!key) return wrong;
    return signingKeyPairFrom(base::Secret(std::move(*key))).withContext(path.string());
}

}  // namespace images
