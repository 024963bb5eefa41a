#include "fleet/gateway/owner_backup_verify.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fleet/catalog/alert_table.h"
#include "fleet/catalog/owner_backup_table.h"
#include "fleet/gateway/owner_stores.h"
#include "images/chunk_list.h"

namespace fleet {
namespace {

using catalog::OwnerBackupTable;
using catalog::Transaction;
using images::ChunkId;

struct ListedPoint {
    base::RestorePointId id;
    std::vector<ChunkId> ids;  // rising; the list's own too
    bool readable = false;
};

base::Result<std::vector<ListedPoint>> listedPoints(FleetContext& fleet, const base::PhoneId& phone, images::ChunkSource& store) {
    TWINSET_ASSIGN(const auto rows, fleet.catalog.read([&](Transaction& transaction) -> base::Result<std::vector<catalog::OwnerRestorePointRow>> {
        return OwnerBackupTable(transaction).pointsOf(phone);
    }));
    std::vector<ListedPoint> points;
    for (const auto& row : rows) {
        auto& point = points.emplace_back(ListedPoint{row.point.id, {}, false});
        auto list = images::readChunkList(row.list, store);
        point.readable = list.ok();
        if (!list) continue;
        point.ids = std::move(list->ids);
        point.ids.insert(point.ids.end(), list->own.begin(), list->own.end());
        std::sort(point.ids.begin(), point.ids.end());
    }
    return points;
}

/// The restore points that a damaged chunk touches. One whose list cannot be read may need any.
base::Json touchedBy(const ChunkId& chunk, const std::vector<ListedPoint>& points) {
    base::Json touched = base::Json::array();
    for (const auto& point : points)
        if (!point.readable || std::binary_search(point.ids.begin(), point.ids.end(), chunk)) touched.push_back(point.id.text());
    return touched;
}

base::Result<void> verifyOwner(FleetContext& fleet, const base::PhoneId& phone, const WorkProgress& progress, base::Json& damaged) {
    TWINSET_ASSIGN(const auto store, fleet.owners.of(phone));
    TWINSET_ASSIGN(const auto points, listedPoints(fleet, phone, *store));  // before what is damaged counts as missing
    images::VerifyRequest request;
    request.progress = [&](std::uint64_t, std::uint64_t) { return progress(1, "reading what owners keep"); };
    TWINSET_ASSIGN(const auto problems, store->verify(request));
    for (const auto& problem : problems)
        damaged.push_back({{"chunk", problem.id.hex()}, {"what", problem.what}, {"restorePoints", touchedBy(problem.id, points)}});
    if (problems.empty()) return {};
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<void> {
        catalog::AlertTable(transaction)
            .raise("owner_backup_damaged", phone.text(),
                   std::to_string(problems.size()) + " chunk(s) of the backups that the phone's owner asked for are damaged; the next backup "
                                                     "sends again what the phone still has");
        return {};
    });
}

}  // namespace

base::Result<base::Json> verifyOwners(FleetContext& fleet, const WorkProgress& progress) {
    TWINSET_ASSIGN(const auto rows, fleet.catalog.read([](Transaction& transaction) -> base::Result<std::vector<catalog::OwnerBackupRow>> {
        return OwnerBackupTable(transaction).all();
    }));
    base::Json damaged = base::Json::array();
    for (const auto& row : rows) TWINSET_TRY(verifyOwner(fleet, row.phone, progress, damaged));
    return damaged;
}

}  // namespace fleet
