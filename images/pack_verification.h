// What a verification found, pack by pack, for the repair.
#pragma once

#include <map>

#include "images/pack_store.h"

namespace images {

struct PackDamage {
    std::uint32_t number = 0;
    bool header = false;   // of the pack
    bool table = false;    // in the file beside it
    bool records = false;  // some, whether or not a chunk still lies in them
};

struct FoundProblem {
    ChunkProblem problem;
    std::uint32_t slot = 0;
    bool PackDamage::*kind = nullptr;
};

struct VerifiedPacks {
    std::vector<FoundProblem> problems;
    std::map<std::uint32_t, PackDamage> packs;  // by slot; only those with damage
};

base::Result<VerifiedPacks> examinePacks(PackStore& store, const VerifyRequest& request);

}  // namespace images
