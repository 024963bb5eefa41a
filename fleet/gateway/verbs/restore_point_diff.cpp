// restore_point_diff: which regions of the disk differ between two restore points of one phone, by walking their trees. Only
// nodes that differ are read, and no chunk.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "fleet/catalog/restore_point_table.h"
#include "fleet/gateway/any_restore_point.h"
#include "fleet/gateway/fleet_keys.h"
#include "fleet/gateway/verbs/verbs.h"
#include "images/chunk_reading.h"
#include "images/restore_point_codec.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::RestorePointRow;
using images::ChunkId;
using images::RestorePointRoot;

/// What an answer lists; the sums count all.
constexpr std::size_t kMostRegions = 1000;

struct Difference {
    std::uint64_t changed = 0, written = 0, cleared = 0;  // bytes: other content; zeros before; zeros now
    base::Json regions = base::Json::array();
    std::uint64_t regionCount = 0, regionEnd = 0;
    bool cut = false;

    void add(std::uint64_t offset, std::uint64_t length) {
        if (regionCount > 0 && regionEnd == offset && !cut) {
            auto& last = regions.back();
            last["length"] = last["length"].get<std::uint64_t>() + length;
        } else if (regionCount == 0 || regionEnd != offset) {
            ++regionCount;
            cut = regions.size() == kMostRegions;
            if (!cut) regions.push_back({{"offset", offset}, {"length", length}});
        }
        regionEnd = offset + length;
    }
};

class TreeComparison {
public:
    TreeComparison(FleetContext& fleet, const RestorePointRoot& before, const RestorePointRoot& after)
        : m_codec(fleet.keys.store), m_store(fleet.store), m_before(before), m_after(after) {}

    base::Result<Difference> run() {
        const auto nodes = std::max(m_before.nodes.size(), m_after.nodes.size());
        for (std::size_t index = 0; index < nodes; ++index) {
            if (nodeOf(m_before, index) == nodeOf(m_after, index) && sameLength(index)) continue;
            TWINSET_TRY(compare(index));
        }
        return std::move(m_difference);
    }

private:
    static ChunkId nodeOf(const RestorePointRoot& root, std::size_t index) {
        return index < root.nodes.size() ? root.nodes[index] : ChunkId();
    }
    [[nodiscard]] bool sameLength(std::size_t index) const {
        return index < m_before.nodes.size() && index < m_after.nodes.size() &&
               images::chunksInNode(m_before.diskSize, index) == images::chunksInNode(m_after.diskSize, index);
    }
    base::Result<std::vector<ChunkId>> chunksOf(const RestorePointRoot& root, std::size_t index) {
        if (index >= root.nodes.size()) return std::vector<ChunkId>();
        return images::readNodeOf(root, index, m_codec, m_store);
    }

    base::Result<void> compare(std::size_t index) {
        TWINSET_ASSIGN(const auto before, chunksOf(m_before, index));
        TWINSET_ASSIGN(const auto after, chunksOf(m_after, index));
        const auto size = std::max(m_before.diskSize, m_after.diskSize);
        for (std::size_t slot = 0; slot < std::max(before.size(), after.size()); ++slot) {
            const auto old = slot < before.size() ? before[slot] : ChunkId();
            const auto now = slot < after.size() ? after[slot] : ChunkId();
            if (old == now) continue;
            const auto offset = (index * images::kChunksInNode + slot) * images::kChunkSize;
            const auto length = std::min<std::uint64_t>(images::kChunkSize, size - offset);
            (old.isZero() ? m_difference.written : now.isZero() ? m_difference.cleared : m_difference.changed) += length;
            m_difference.add(offset, length);
        }
        return {};
    }

    const images::ChunkCodec m_codec;
    images::ChunkSource& m_store;
    const RestorePointRoot &m_before, &m_after;
    Difference m_difference;
};

}  // namespace

TWINSET_VERB(verbs::restorePointDiff) {
    base::ObjectReader reader(arguments, "restore_point_diff");
    const auto from = reader.id<base::RestorePointId>("from");
    const auto to = reader.id<base::RestorePointId>("to");
    TWINSET_TRY(reader.finish());
    (void)caller;
    RestorePointRow before, after;
    TWINSET_TRY(fleet.catalog.read([&](catalog::Transaction& transaction) -> base::Result<void> {
        TWINSET_ASSIGN(before, readablePoint(transaction, from, "compare"));
        TWINSET_ASSIGN(after, readablePoint(transaction, to, "compare"));
        return {};
    }));
    if (before.phone != after.phone)
        return {ErrorCode::InvalidInput, "these are restore points of two phones: name two of the same one"};
    const images::ChunkCodec codec(fleet.keys.store);
    TWINSET_ASSIGN(const auto oldRoot, images::readRestorePoint(before.root, codec, fleet.store));
    TWINSET_ASSIGN(const auto newRoot, images::readRestorePoint(after.root, codec, fleet.store));
    TWINSET_ASSIGN(auto difference, TreeComparison(fleet, oldRoot, newRoot).run());
    return base::Json{{"from", from.text()},
                      {"to", to.text()},
                      {"diskSizes", {oldRoot.diskSize, newRoot.diskSize}},
                      {"bytesChanged", difference.changed},
                      {"bytesWritten", difference.written},
                      {"bytesCleared", difference.cleared},
                      {"regionCount", difference.regionCount},
                      {"regions", std::move(difference.regions)}};
}

}  // namespace fleet
