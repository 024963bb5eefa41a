// restore_point_prune: removes the restore points that the rules do not keep, then collects the chunks that nothing names
// any more. The catalog comes first: a gateway that dies in between has fewer restore points, each of them whole, and
// chunks that the next collection finds. Backups and restores go on meanwhile.
#include <algorithm>
#include <mutex>
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/catalog/release_table.h"
#include "fleet/catalog/retention_table.h"
#include "fleet/catalog/setting_table.h"
#include "fleet/gateway/chunk_membership.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/restore_point_selection.h"
#include "fleet/gateway/store_damage.h"
#include "fleet/gateway/store_jobs.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/upload_ledger.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::RestorePointRow;
using catalog::RestorePointTable;
using catalog::Transaction;

constexpr auto kPrunedAt = "prune.last_at";
constexpr auto kPrunedUpTo = "prune.last_sequence";
constexpr base::Duration kBetweenPrunings = std::chrono::hours(24);

struct Pruning {
    std::optional<base::PhoneId> phone;
    bool dryRun = false;
    std::string actor;
};

base::Json pointsJson(const std::vector<RestorePointRow>& points) {
    base::Json list = base::Json::array();
    for (const auto& point : points)
        list.push_back({{"restorePoint", point.id.text()}, {"phone", point.phone.text()}, {"takenAt", base::formatTimestamp(point.takenAt)}});
    return list;
}

struct Division {
    std::vector<RestorePointRow> going;
    std::vector<RestorePointRow> needed;  // kept for nothing but that their phone's data still comes from them
};

/// What goes is removed from the catalog already unless it is a dry run.
base::Result<Division> removePoints(FleetContext& fleet, const Pruning& pruning) {
    const auto select = [&](Transaction& transaction) -> base::Result<Division> {
        TWINSET_ASSIGN(const auto selected, selectPoints(transaction, pruning.phone));
        Division division;
        for (const auto& one : selected) {
            if (one.reasons.empty()) division.going.push_back(one.point);
            if (one.reasons == std::vector<std::string>{"origin"}) division.needed.push_back(one.point);
        }
        return division;
    };
    if (pruning.dryRun) return fleet.catalog.read(select);
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<Division> {
        TWINSET_ASSIGN(auto division, select(transaction));
        for (const auto& point : division.going) {
            RestorePointTable(transaction).remove(point.id);
            catalog::AuditEventTable(transaction)
                .append(pruning.actor, "restore_point_prune", point.phone.text(),
                        {{"restorePoint", point.id.text()}, {"takenAt", base::formatTimestamp(point.takenAt)}});
        }
        return division;
    });
}

/// Marks everything that is needed: what restore points, releases and unfinished uploads name. In a dry run those of
/// `without` are not needed.
class Marking {
public:
    Marking(FleetContext& fleet, images::ChunkCollection& collection, const WorkProgress& progress)
        : m_fleet(fleet), m_collection(collection), m_progress(progress) {}

    base::Result<void> markAll(const std::vector<RestorePointRow>& without) {
        TWINSET_ASSIGN(const auto points, m_fleet.catalog.read([](Transaction& transaction)
                                                                    -> base::Result<std::vector<RestorePointRow>> {
            return RestorePointTable(transaction).all();
        }));
        TWINSET_TRY(markReleases());
        TWINSET_ASSIGN(const auto uploads, m_fleet.uploads.everything());
        TWINSET_TRY(mark(uploads));
        for (std::size_t i = 0; i < points.size(); ++i) {
            if (!m_progress(0.5 * static_cast<double>(i) / static_cast<double>(points.size()), "reading restore points"))
                return {ErrorCode::Cancelled, "cancelled before any chunk was removed"};
            const auto& point = points[i];
            const auto goes = [&](const RestorePointRow& one) { return one.id == point.id; };
            if (std::none_of(without.begin(), without.end(), goes)) TWINSET_TRY(markPoint(point));
        }
        return {};
    }

private:
    base::Result<void> markReleases() {
        TWINSET_ASSIGN(const auto releases,
                       m_fleet.catalog.read(
                           [](Transaction& transaction) -> base::Result<std::vector<catalog::ReleaseRow>> {
                               return catalog::ReleaseTable(transaction).list("");
                           }));
        for (const auto& release : releases) {
            TWINSET_ASSIGN(const auto ids, listRelease(release.manifest));
            TWINSET_TRY(mark(ids));
        }
        return {};
    }
    base::Result<void> markPoint(const RestorePointRow& point) {
        const auto ids = m_fleet.chunks.listRestorePoint(point.root);
        if (ids) return mark(*ids);
        if (ids.error().code == ErrorCode::NotFound || ids.error().code == ErrorCode::Corrupt)
            TWINSET_TRY(m_fleet.catalog.write([&](Transaction& transaction) -> base::Result<void> {
                raiseRestorePointDamaged(transaction, point.id, 1);  // or pruning would stand still unseen
                return {};
            }));
        return ids.error().withContext("restore point " + point.id.text() +
                                       " cannot be read, so nobody knows which chunks it needs, and none was removed: "
                                       "back its phone up, or mend the store from a copy ('store repair --from')");
    }
    base::Result<void> mark(const std::vector<images::ChunkId>& ids) {
        const auto lacking = m_collection.mark(ids);
        if (!lacking) return lacking.error();
        return {};
    }

    FleetContext& m_fleet;
    images::ChunkCollection& m_collection;
    const WorkProgress& m_progress;
};

base::Result<images::SweepOutcome> collect(FleetContext& fleet, const std::vector<RestorePointRow>& without, bool dryRun,
                                           const WorkProgress& progress) {
    std::unique_ptr<images::ChunkCollection> collection;
    {
        const std::unique_lock alone(fleet.storeWork.promises());
        TWINSET_ASSIGN(collection, fleet.store.beginCollection());
    }
    TWINSET_TRY(Marking(fleet, *collection, progress).markAll(without));
    images::SweepRequest request;
    request.dryRun = dryRun;
    request.progress = [&](std::uint64_t done, std::uint64_t total) {
        const auto part = total == 0 ? 1.0 : static_cast<double>(done) / static_cast<double>(total);
        return progress(0.5 + 0.5 * part, dryRun ? "adding up" : "removing chunks");
    };
    return collection->sweep(request);
}

}  // namespace

base::Result<base::Json> jobs::restorePointPrune(FleetContext& fleet, const base::Json& arguments,
                                                 const WorkProgress& progress) {
    Pruning pruning;
    pruning.dryRun = arguments.value("dryRun", false);
    pruning.actor = arguments.value("actor", "gateway");
    if (const auto phone = arguments.value("phone", ""); !phone.empty()) pruning.phone = base::PhoneId(phone);
    TWINSET_ASSIGN(const auto division, removePoints(fleet, pruning));
    TWINSET_ASSIGN(const auto swept,
                   collect(fleet, pruning.dryRun ? division.going : std::vector<RestorePointRow>(), pruning.dryRun, progress));
    return base::Json{{"dryRun", pruning.dryRun},
                      {"removed", pointsJson(division.going)},
                      {"keptForTheirPhones", pointsJson(division.needed)},
                      {"chunksRemoved", swept.chunksRemoved},
                      {"bytesRemoved", swept.bytesRemoved.value},
                      {"bytesRewritten", swept.bytesRewritten.value},
                      {"bytesFreed", swept.bytesFreed.value}};
}

base::Result<void> jobs::pruneWhenDue(FleetContext& fleet) {
    const auto due = [](Transaction& transaction) -> base::Result<bool> {
        catalog::SettingTable settings(transaction);
        const auto last = settings.find(kPrunedAt);
        if (last) {
            TWINSET_ASSIGN(const auto at, base::parseTimestamp(*last));
            if (transaction.now() < at + kBetweenPrunings) return false;
        }
        const auto newest = RestorePointTable(transaction).newestSequence();
        return newest > 0 && std::to_string(newest) != settings.find(kPrunedUpTo).value_or("") &&
               catalog::RetentionTable(transaction).any();
    };
    TWINSET_ASSIGN(const bool now, fleet.catalog.read(due));
    if (!now) return {};
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<void> {
        catalog::SettingTable settings(transaction);
        settings.put(kPrunedAt, base::formatTimestamp(transaction.now()));
        settings.put(kPrunedUpTo, std::to_string(RestorePointTable(transaction).newestSequence()));
        const auto operation = fleet.storeWork.order(transaction, "restore_point_prune",
                                                     {{"dryRun", false}, {"actor", "gateway"}}, "gateway");
        // One that somebody asked for does the same.
        if (!operation && operation.error().code != ErrorCode::Conflict) return operation.error();
        return {};
    });
}

TWINSET_VERB(verbs::restorePointPrune) {
    base::ObjectReader reader(arguments, "restore_point_prune");
    const auto named = reader.textOr("phone", "");
    const bool dryRun = reader.has("dryRun") && reader.boolean("dryRun");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        base::Json order{{"dryRun", dryRun}, {"actor", caller.actor}};
        if (!named.empty()) {
            TWINSET_ASSIGN(const auto row, findPhone(transaction, named));
            order["phone"] = row.id.text();
        }
        TWINSET_ASSIGN(const auto operation,
                       fleet.storeWork.order(transaction, "restore_point_prune", order, caller.actor));
        return operationJson(transaction, operation);
    });
}

}  // namespace fleet
