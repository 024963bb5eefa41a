// The secrets of a fleet, in DATA/keys, each file with mode 0600:
//   fleet.ed25519    the key that signs desired states and orders (64 bytes, as libsodium keeps it)
//   store.id         the key of private chunk ids (32 bytes)
//   store.encryption the key private chunks are encrypted with (32 bytes)
#pragma once

#include <filesystem>

#include "base/file_system.h"
#include "base/result.h"
#include "images/chunk.h"
#include "images/signature.h"

namespace fleet {

struct FleetKeys {
    images::SigningKeyPair signing;
    images::ChunkKeys store;
};

/// Reads the keys, making those that were never made. `fresh` says that the fleet is new: only then may keys be
/// missing. Corrupt for a key file of the wrong length or a missing one, with what to do.
base::Result<FleetKeys> openFleetKeys(base::FileSystem& fileSystem, const std::filesystem::path& directory, bool fresh);

}  // namespace fleet
