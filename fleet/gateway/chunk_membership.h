// ChunkMembership: which chunks belong to which release and to which restore point. Sets are made once from manifests
// and trees and kept, because handsets ask at every request; those asked for longest ago go when they take too much
// memory. Safe from any thread.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "fleet/gateway/chunk_set.h"

namespace fleet {

class ChunkMembership {
public:
    ChunkMembership(const images::ChunkKeys& keys, images::ChunkSource& source) : m_codec(keys), m_source(source) {}

    base::Result<std::shared_ptr<const ChunkSet>> ofRelease(const base::Digest& manifest,
                                                            base::BytesView manifestBytes);
    base::Result<std::shared_ptr<const ChunkSet>> ofRestorePoint(const images::ChunkId& root);
    /// Every id of a restore point, root and nodes too; read from the store at each call.
    base::Result<std::vector<images::ChunkId>> listRestorePoint(const images::ChunkId& root);

private:
    static constexpr std::size_t kMostBytes = 160 * 1024 * 1024;
    struct Entry {
        base::Digest name;
        std::shared_ptr<const ChunkSet> set;
    };
    std::shared_ptr<const ChunkSet> find(const base::Digest& name);
    std::shared_ptr<const ChunkSet> keep(const base::Digest& name, const std::vector<images::ChunkId>& ids);

    images::ChunkCodec m_codec;
    images::ChunkSource& m_source;
    std::mutex m_mutex;  // guards all below
    std::list<Entry> m_entries;  // the one asked for last first
    std::unordered_map<base::Digest, std::list<Entry>::iterator, base::DigestHash> m_places;
    std::size_t m_bytes = 0;
};

/// The chunks that a manifest names, each once.
base::Result<std::vector<images::ChunkId>> listRelease(base::BytesView manifestBytes);

/// Which of `ids` the sink lacks, asked in requests of the size it takes.
base::Result<std::vector<images::ChunkId>> missingOf(images::ChunkSink& sink, const std::vector<images::ChunkId>& ids);

}  // namespace fleet
