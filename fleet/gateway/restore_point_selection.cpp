#include "fleet/gateway/restore_point_selection.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "fleet/catalog/operation_table.h"
#include "fleet/catalog/owner_backup_table.h"
#include "fleet/catalog/retention_table.h"
#include "fleet/catalog/virtual_phone_table.h"
#include "fleet/gateway/desired_state_writer.h"
#include "fleet/gateway/operation_queue.h"
#include "fleet/gateway/restore_flow.h"
#include "policy/attribute.h"
#include "policy/cel/environment.h"

namespace fleet {

using catalog::RestorePointRow;
using catalog::Transaction;

const base::ZoneOffsets* knownZones() { return policy::conditionEnvironment().zones.get(); }

namespace {

base::Result<std::optional<RetentionRule>> ruleOf(Transaction& transaction, const std::optional<base::PhoneId>& phone, const DraftRetention* draft) {
    if (draft != nullptr && draft->phone == phone) return draft->rule;
    const auto text = catalog::RetentionTable(transaction).find(phone);
    if (!text) return std::optional<RetentionRule>();
    TWINSET_ASSIGN(const auto json, base::parseJson(*text));
    TWINSET_ASSIGN(auto rule, readRetentionRule(json, knownZones()));
    return std::optional(std::move(rule));
}

base::Result<std::optional<RetentionRule>> ruleInForce(Transaction& transaction, const base::PhoneId& phone, const DraftRetention* draft) {
    TWINSET_ASSIGN(auto own, ruleOf(transaction, phone, draft));
    if (own) return own;
    return ruleOf(transaction, std::nullopt, draft);
}

/// The phone's handset answers a document by which the data is to come from the origin, and has all of it. Whoever does not say so is not
/// taken to have it.
bool hasAllData(Transaction& transaction, const catalog::VirtualPhoneRow& phone) {
    const auto state = readPhoneState(transaction, phone);
    if (!state || !state->desired || !state->report) return false;
    const auto& origin = state->desired->origin;
    return state->desired->present && origin && origin->restorePoint == *phone.originRestorePoint && state->report->data == "whole" &&
           state->report->desiredVersion >= state->desired->version;
}

/// What a phone's data still comes from, or will once a restore that goes on has bound its new handset.
std::vector<base::RestorePointId> originsOf(Transaction& transaction, const base::PhoneId& phone) {
    std::vector<base::RestorePointId> origins;
    const auto row = catalog::VirtualPhoneTable(transaction).find(phone);
    if (row && row->originRestorePoint && !hasAllData(transaction, *row)) origins.push_back(*row->originRestorePoint);
    const auto restore = catalog::OperationTable(transaction).newestOf(phone, kRestoreKind);
    if (!restore || !restore->live()) return origins;
    if (const auto job = RestoreJob::read(restore->arguments)) origins.push_back(job->restorePoint);
    return origins;
}

base::Result<void> selectOf(Transaction& transaction, const base::PhoneId& phone,
                            std::vector<RestorePointRow> points, const DraftRetention* draft, std::vector<SelectedPoint>& selected) {
    TWINSET_ASSIGN(const auto rule, ruleInForce(transaction, phone, draft));
    if (!rule) return {};
    const auto origins = originsOf(transaction, phone);
    std::vector<RetainedPoint> retained;
    for (const auto& point : points)
        retained.push_back({point.takenAt, point.provedAt.has_value(), std::find(origins.begin(), origins.end(), point.id) != origins.end()});
    TWINSET_ASSIGN(auto reasons, retainedBy(*rule, retained, knownZones()));
    for (std::size_t i = 0; i < points.size(); ++i)
        selected.push_back({std::move(points[i]), std::move(reasons[i])});
    return {};
}

}  // namespace

base::Result<std::vector<SelectedPoint>> selectPoints(Transaction& transaction, const std::optional<base::PhoneId>& phone,
                                                      const DraftRetention* draft) {
    catalog::RestorePointTable table(transaction);
    std::map<base::PhoneId, std::vector<RestorePointRow>> byPhone;
    for (auto& point : phone ? table.allOf(*phone) : table.all()) byPhone[point.phone].push_back(std::move(point));
    std::vector<SelectedPoint> selected;
    for (auto& [id, points] : byPhone) TWINSET_TRY(selectOf(transaction, id, std::move(points), draft, selected));
    return selected;
}

base::Result<std::vector<SelectedPoint>> selectOwnerPoints(Transaction& transaction, const base::PhoneId& phone) {
    std::vector<RestorePointRow> points;
    for (auto& row : catalog::OwnerBackupTable(transaction).pointsOf(phone)) points.push_back(std::move(row.point));
    std::vector<SelectedPoint> selected;
    TWINSET_TRY(selectOf(transaction, phone, std::move(points), nullptr, selected));
    return selected;
}

}  // namespace fleet
