#include "fleet/gateway/fleet_keys.h"

#include <functional>

namespace fleet {
namespace {

using base::ErrorCode;

base::Result<base::Secret> readOrMake(base::FileSystem& fileSystem, const std::filesystem::path& path, std::size_t size,
                                      bool fresh, const std::function<base::Secret()>& make) {
    if (!fileSystem.exists(path)) {
        if (!fresh)
            return {ErrorCode::Corrupt, "the key file " + path.string() +
                                            " is missing: put it back from a copy of the data directory "
                                            "(without it nothing that was backed up or signed can be used)"};
        auto secret = make();
        TWINSET_TRY(fileSystem.writeFileAtomically(path, secret.reveal(), 0600));
        return secret;
    }
    auto bytes = fileSystem.readFile(path);
    if (!bytes) return bytes.error().withContext("cannot read the fleet's keys (check who owns them)");
    base::Secret secret(std::move(*bytes));
    if (secret.size() != size)
        return {ErrorCode::Corrupt,
                "the key file " + path.string() + " is damaged: put it back from a copy of the data directory"};
    return secret;
}

}  // namespace

base::Result<FleetKeys> openFleetKeys(base::FileSystem& fileSystem, const std::filesystem::path& directory,
                                      bool fresh) {
    TWINSET_TRY(fileSystem.createDirectories(directory));
    FleetKeys keys;
    TWINSET_ASSIGN(const auto signing, readOrMake(fileSystem, directory / "fleet.ed25519", 64, fresh,
                                                  [] { return images::createSigningKeyPair().privateKey; }));
    TWINSET_ASSIGN(keys.signing, images::signingKeyPairFrom(signing));
    const auto random = [] { return base::Secret::random(32); };
    TWINSET_ASSIGN(keys.store.idKey, readOrMake(fileSystem, directory / "store.id", 32, fresh, random));
    TWINSET_ASSIGN(keys.store.encryptionKey, readOrMake(fileSystem, directory / "store.encryption", 32, fresh, random));
    return keys;
}

}  // namespace fleet
