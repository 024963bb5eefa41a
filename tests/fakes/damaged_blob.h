// Rot in a store on disk: one bit of a chunk's blob is flipped, wherever it lies.
#pragma once

#include <filesystem>

#include "base/file_system.h"

namespace fakes {

/// False when no file of the store's directory has the blob, or it cannot be written. The store sees it when it reads.
inline bool damageBlob(base::FileSystem& files, const std::filesystem::path& store, const base::Bytes& blob) {
    const auto names = files.list(store);
    bool damaged = false;
    for (const auto& name : names.valueOr({})) {
        auto bytes = files.readFile(store / name);
        const auto at = bytes ? bytes->find(blob) : std::string::npos;
        if (at == std::string::npos) continue;
        (*bytes)[at + blob.size() / 2] = static_cast<char>((*bytes)[at + blob.size() / 2] ^ 1);
        damaged = files.writeFileAtomically(store / name, *bytes, 0600).ok();
    }
    return damaged;
}

}  // namespace fakes
