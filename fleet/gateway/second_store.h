// SecondStore: a copy of the fleet's store in another place, from which it can be mended, and from which the fleet can be
// had again when the gateway is lost (recovery.h).
//
//   DIR/copy.json       {"format": 1, "fleet": ID, "copiedAt": TIME or null, "revision": N}: whose it is; copiedAt and the
//                       catalog's revision are those of the last copy that was finished
//   DIR/store/          chunks, as in a data directory
//   DIR/catalog.sealed  the catalog as it was when that copy began (sealed_catalog.h)
//   DIR/keys.sealed     keys and certificate authority under a passphrase, if they were asked for (sealed_keys.h)
//
// Every chunk that catalog.sealed names was in DIR/store before it was put there, so what an interrupted copy leaves is
// the former one, whole, with more chunks.
//
// Rejected: copying pack files (rewritten packs would travel again, and rot would be copied); the catalog as it is (names
// and policies would lie open in the other place).
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "base/file_system.h"
#include "images/chunk_store.h"

namespace fleet {

struct CopyDescription {
    std::string fleet;
    std::optional<base::Timestamp> copiedAt;
    std::int64_t revision = 0;
};

struct SecondStorePaths {
    explicit SecondStorePaths(const std::filesystem::path& directory)
        : description(directory / "copy.json"),
          chunks(directory / "store"),
          catalog(directory / "catalog.sealed"),
          keys(directory / "keys.sealed") {}
    const std::filesystem::path description, chunks, catalog, keys;
};

/// A path that a verb was given: absolute, a directory that is there, and not within the gateway's own data.
base::Result<std::filesystem::path> secondStorePath(base::FileSystem& files, const std::string& text,
                                                    const std::filesystem::path& dataDirectory);

/// NotFound when the directory is no copy; Corrupt when its description cannot be read.
base::Result<CopyDescription> readCopyDescription(base::FileSystem& files, const std::filesystem::path& directory);
base::Result<void> writeCopyDescription(base::FileSystem& files, const std::filesystem::path& directory,
                                        const CopyDescription& description);

/// Makes an empty directory the place of this fleet's copy, or answers what is there already. Conflict when it belongs to
/// another fleet or has other files in it.
base::Result<CopyDescription> claimCopy(base::FileSystem& files, const std::filesystem::path& directory,
                                        const std::string& fleetId);

/// The chunks of a directory that has a store already: a copy, or the data directory of a gateway that does not run.
base::Result<std::unique_ptr<images::ChunkStore>> openSecondStore(base::FileSystem& files,
                                                                  const std::filesystem::path& directory);

}  // namespace fleet
