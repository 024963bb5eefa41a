// Recovery: a new data directory out of a copy that store_copy made, when the first store and its gateway are lost.
//
// The chunks are copied and checked on the way; the catalog comes last, so that an interrupted recovery is no fleet yet
// and is begun again with the same words. The keys come out of the copy with the passphrase, or, for a copy without
// keys, lie in the new data directory already (keys/ and ca/ of the lost one, from wherever they were kept).
#pragma once

#include <filesystem>

#include "base/file_system.h"
#include "base/secret.h"
#include "fleet/gateway/second_store.h"
#include "images/chunk_copy.h"

namespace fleet {

struct RecoveryRequest {
    std::filesystem::path copy, dataDirectory;
    /// Asked for when keys have to be opened.
    std::function<base::Result<base::Secret>()> passphrase;
    images::Progress progress;  // chunks
};

struct RecoveryOutcome {
    CopyDescription copy;
    images::CopyOutcome chunks;
};

/// Conflict when the data directory is a fleet's already; NotFound for no finished copy; Denied for a wrong passphrase or
/// keys of another fleet.
base::Result<RecoveryOutcome> recoverFleet(base::FileSystem& files, const RecoveryRequest& request);

}  // namespace fleet
