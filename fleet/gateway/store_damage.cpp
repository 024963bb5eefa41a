#include "fleet/gateway/store_damage.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fleet/catalog/alert_table.h"
#include "fleet/catalog/release_table.h"
#include "fleet/catalog/restore_point_table.h"
#include "fleet/catalog/virtual_phone_table.h"
#include "fleet/gateway/chunk_membership.h"
#include "images/chunk_reading.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::RestorePointRow;
using catalog::Transaction;
using images::ChunkId;

constexpr std::size_t kMostProblemsTold = 200;

struct Needed {
    std::vector<catalog::ReleaseRow> releases;
    std::vector<RestorePointRow> points;
};

base::Result<Needed> whatIsNeeded(FleetContext& fleet) {
    return fleet.catalog.read([](Transaction& transaction) -> base::Result<Needed> {
        return Needed{catalog::ReleaseTable(transaction).list(""), catalog::RestorePointTable(transaction).all()};
    });
}

std::string nameOf(FleetContext& fleet, const base::PhoneId& phone) {
    return fleet.catalog
        .read([&](Transaction& transaction) -> base::Result<std::string> {
            const auto row = catalog::VirtualPhoneTable(transaction).find(phone);
            return row ? row->name : std::string();
        })
        .valueOr("");
}

bool isDamage(const base::Error& error) {
    return error.code == ErrorCode::NotFound || error.code == ErrorCode::Corrupt;
}

/// What the store lacks of a restore point.
base::Result<std::vector<ChunkId>> lostOf(FleetContext& fleet, const ChunkId& point) {
    TWINSET_ASSIGN(auto parts, partsOf(fleet, point));
    std::sort(parts.needed.begin(), parts.needed.end());
    parts.needed.erase(std::unique(parts.needed.begin(), parts.needed.end()), parts.needed.end());
    TWINSET_ASSIGN(auto lost, missingOf(fleet.store, parts.needed));
    for (const auto& [id, what] : parts.lost)
        if (std::find(lost.begin(), lost.end(), id) == lost.end()) lost.push_back(id);
    return lost;
}

base::Result<void> surveyRelease(FleetContext& fleet, const catalog::ReleaseRow& release, DamageSurvey& survey) {
    TWINSET_ASSIGN(const auto ids, listRelease(release.manifest));
    TWINSET_ASSIGN(const auto lost, missingOf(fleet.store, ids));
    if (lost.empty()) return {};
    survey.releases.push_back({release.image, release.version, lost.size()});
    survey.lost.insert(survey.lost.end(), lost.begin(), lost.end());
    return {};
}

base::Result<void> surveyPoint(FleetContext& fleet, const RestorePointRow& point, DamageSurvey& survey) {
    TWINSET_ASSIGN(const auto lost, lostOf(fleet, point.root));
    if (lost.empty()) return {};
    survey.points.push_back({point.id, point.phone, nameOf(fleet, point.phone), point.takenAt, lost.size()});
    survey.lost.insert(survey.lost.end(), lost.begin(), lost.end());
    return {};
}

}  // namespace

base::Result<RestorePointParts> partsOf(FleetContext& fleet, const ChunkId& point) {
    const images::ChunkCodec codec(fleet.keys.store);
    RestorePointParts parts{{point}, {}};
    const auto root = images::readRestorePoint(point, codec, fleet.store);
    if (!root && !isDamage(root.error())) return root.error();
    if (!root) parts.lost[point] = root.error().message;
    for (std::uint64_t index = 0; root && index < root->nodes.size(); ++index) {
        if (root->nodes[index].isZero()) continue;
        parts.needed.push_back(root->nodes[index]);
        const auto ids = images::readNodeOf(*root, index, codec, fleet.store);
        if (!ids && !isDamage(ids.error())) return ids.error();
        if (!ids) parts.lost[root->nodes[index]] = ids.error().message;
        if (ids)
            std::copy_if(ids->begin(), ids->end(), std::back_inserter(parts.needed), [](const auto& id) { return !id.isZero(); });
    }
    return parts;
}

base::Result<DamageSurvey> surveyDamage(FleetContext& fleet, const WorkProgress& progress, double from) {
    TWINSET_ASSIGN(const auto needed, whatIsNeeded(fleet));
    DamageSurvey survey;
    for (const auto& release : needed.releases) TWINSET_TRY(surveyRelease(fleet, release, survey));
    survey.examinedReleases = needed.releases.size();
    for (const auto& point : needed.points) {
        const auto part = static_cast<double>(survey.examinedPoints) / static_cast<double>(needed.points.size());
        if (!progress(from + (1 - from) * part, "looking at restore points"))
            return {ErrorCode::Cancelled, "cancelled; nothing was changed by looking"};
        TWINSET_TRY(surveyPoint(fleet, point, survey));
        ++survey.examinedPoints;
    }
    std::sort(survey.lost.begin(), survey.lost.end());
    survey.lost.erase(std::unique(survey.lost.begin(), survey.lost.end()), survey.lost.end());
    return survey;
}

void describeDamage(const DamageSurvey& survey, base::Json& answer) {
    base::Json points = base::Json::array(), releases = base::Json::array();
    for (const auto& point : survey.points)
        points.push_back({{"restorePoint", point.id.text()},
                          {"phone", point.phone.text()},
                          {"phoneName", point.phoneName},
                          {"takenAt", base::formatTimestamp(point.takenAt)},
                          {"chunks", point.chunks}});
    for (const auto& release : survey.releases)
        releases.push_back({{"image", release.image}, {"version", release.version}, {"chunks", release.chunks}});
    answer["examinedRestorePoints"] = survey.examinedPoints;
    answer["examinedReleases"] = survey.examinedReleases;
    answer["restorePoints"] = std::move(points);
    answer["releases"] = std::move(releases);
}

base::Json describeProblems(const std::vector<images::ChunkProblem>& problems) {
    base::Json list = base::Json::array();
    for (const auto& problem : problems) {
        if (list.size() == kMostProblemsTold) break;
        const auto chunk = problem.id.isZero() ? base::Json() : base::Json(problem.id.hex());
        list.push_back({{"chunk", chunk}, {"what", problem.what}});
    }
    return list;
}

void raiseRestorePointDamaged(Transaction& transaction, const base::RestorePointId& point, std::size_t chunks) {
    catalog::AlertTable(transaction)
        .raise("restore_point_damaged", point.text(),
               "restore point " + point.text() + " has " + std::to_string(chunks) +
                   " damaged chunks; it cannot be restored whole. Back its phone up: the next backup reads the whole "
                   "disk and mends what the disk still holds");
}

base::Result<void> raiseDamage(FleetContext& fleet, const DamageSurvey& survey, std::size_t damagedChunks) {
    if (damagedChunks == 0 && survey.lost.empty()) return {};
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<void> {
        catalog::AlertTable alerts(transaction);
        alerts.raise("store_damaged", "store",
                     std::to_string(damagedChunks) + " chunks of the store are damaged or lost; they touch " +
                         std::to_string(survey.points.size()) + " restore points and " +
                         std::to_string(survey.releases.size()) +
                         " releases. Look at the disk it is on; 'twinset store repair --from' mends from a copy");
        for (const auto& point : survey.points) raiseRestorePointDamaged(transaction, point.id, point.chunks);
        for (const auto& release : survey.releases)
            alerts.raise("release_damaged", release.image + " " + release.version,
                         "release " + release.version + " of image '" + release.image + "' has " +
                             std::to_string(release.chunks) +
                             " damaged chunks; handsets cannot fetch it whole. Publish it again");
        return {};
    });
}

base::Result<void> DamageWatch::tell(FleetContext& fleet) {
    const auto damaged = fleet.store.statistics().damagedChunks;
    const auto known = std::exchange(m_known, damaged);
    if (damaged <= known) return {};
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<void> {
        catalog::AlertTable(transaction)
            .raise("store_damaged", "store",
                   "reading has found " + std::to_string(damaged) +
                       " damaged chunks in the store; 'twinset store check' names what they touch");
        return {};
    });
}

}  // namespace fleet
