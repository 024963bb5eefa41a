// ChunkMembership: which chunks belong to which release and to which restore point. Sets are made once from manifests
// and trees and kept, because handsets ask at every request. Safe from any thread.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "images/chunk.h"

namespace fleet {

class ChunkMembership {
public:
    using Set = std::unordered_set<images::ChunkId, base::DigestHash>;

    ChunkMembership(const images::ChunkKeys& keys, images::ChunkSource& source) : m_codec(keys), m_source(source) {}

    base::Result<std::shared_ptr<const Set>> ofRelease(const base::Digest& manifest, base::BytesView manifestBytes);
    base::Result<std::shared_ptr<const Set>> ofRestorePoint(const images::ChunkId& root);

private:
    /// Few enough to hold, more than a handset asks for at a time.
    static constexpr std::size_t kMostSets = 64;
    std::shared_ptr<const Set> find(const base::Digest& name);
    std::shared_ptr<const Set> keep(const base::Digest& name, Set set);

    images::ChunkCodec m_codec;
    images::ChunkSource& m_source;
    std::mutex m_mutex;  // guards m_sets
    std::unordered_map<base::Digest, std::shared_ptr<const Set>, base::DigestHash> m_sets;
};

/// Which of `ids` the sink lacks, asked in requests of the size it takes.
base::Result<std::vector<images::ChunkId>> missingOf(images::ChunkSink& sink, const std::vector<images::ChunkId>& ids);

}  // namespace fleet
