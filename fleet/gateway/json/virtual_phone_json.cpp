#include <nlohmann/json.hpp>

#include "fleet/gateway/any_restore_point.h"
#include "fleet/gateway/desired_state_writer.h"
#include "fleet/gateway/to_json.h"

namespace fleet {
namespace {

base::Json desiredJson(const protocol::DesiredState& state) {
    base::Json settings = base::Json::object();
    for (const auto& [name, value] : state.settings) settings[name] = policy::valueToJson(value);
    base::Json origin;
    if (state.origin) origin = {{"restorePoint", state.origin->restorePoint.text()}};
    return {{"version", state.version},
            {"at", base::formatTimestamp(state.issuedAt)},
            {"present", state.present},
            {"running", state.running},
            {"release", {{"image", state.release.image}, {"version", state.release.version}}},
            {"settings", std::move(settings)},
            {"memoryMiB", state.memoryMiB},
            {"cpus", state.cpus},
            {"dataSize", state.dataSize.value},
            {"origin", std::move(origin)}};
}

base::Json reportedJson(const protocol::PhoneReport& report, base::Timestamp at) {
    base::Json controls = base::Json::array();
    for (const auto& control : report.controls)
        controls.push_back(
            {{"control", control.control}, {"outcome", control.outcome}, {"readBack", control.readBack}});
    base::Json rejected;
    if (report.rejected)
        rejected = {{"version", report.rejected->version},
                    {"reason", report.rejected->reason},
                    {"fellBackTo", report.rejected->fellBackTo}};
    base::Json steps = base::Json::array();
    for (const auto& step : report.steps) steps.push_back(protocol::stepReceiptToJson(step));
    return {{"steps", std::move(steps)},       {"at", base::formatTimestamp(at)}, {"desiredVersion", report.desiredVersion},
            {"phase", report.phase},           {"progress", report.progress},
            {"detail", report.detail},         {"runState", report.runState},
            {"release", report.release},       {"data", report.data},
            {"startedAt", timeJson(report.startedAt)},
            {"controls", std::move(controls)}, {"rejected", std::move(rejected)}};
}

base::Json provedJson(const protocol::ProvedState& proved) {
    const auto health = base::parseJson(proved.health);
    return {{"at", base::formatTimestamp(proved.at)},
            {"release", proved.release},
            {"health", health ? *health : base::Json{{"text", proved.health}}}};
}

}  // namespace

base::Json phoneReference(catalog::Transaction& transaction, const base::PhoneId& phone) {
    const auto row = catalog::VirtualPhoneTable(transaction).find(phone);
    return {{"id", phone.text()}, {"name", row ? row->name : phone.text()}};
}

base::Json ownerBackupJson(catalog::Transaction& transaction, const base::PhoneId& phone) {
    catalog::OwnerBackupTable table(transaction);
    const auto row = table.find(phone);
    if (!row) return nullptr;
    const auto points = table.pointsOf(phone);
    return {{"enabledAt", base::formatTimestamp(row->enabledAt)},
            {"restorePoints", points.size()},
            {"newestAt", points.empty() ? base::Json() : base::Json(base::formatTimestamp(points.front().point.takenAt))},
            {"storedBytes", row->storedBytes.value}};
}

base::Result<base::Json> virtualPhoneJson(const FleetContext& fleet, catalog::Transaction& transaction,
                                          const catalog::VirtualPhoneRow& row) {
    TWINSET_ASSIGN(const auto state, readPhoneState(transaction, row));
    auto handset = handsetReference(transaction, row.handset);
    handset["online"] = fleet.links.online(row.handset);
    base::Json lastRestorePoint, lastProved;
    if (const auto point = catalog::RestorePointTable(transaction).newestProvedOf(row.id))
        lastProved = {{"restorePoint", point->id.text()},
                      {"takenAt", base::formatTimestamp(point->takenAt)},
                      {"at", timeJson(point->provedAt)}};
    if (const auto point = newestPointOf(transaction, row.id))
        lastRestorePoint = {{"id", point->row.id.text()}, {"at", base::formatTimestamp(point->row.takenAt)}};
    return base::Json{{"id", row.id.text()},
                      {"name", row.name},
                      {"persona", row.persona},
                      {"handset", std::move(handset)},
                      {"person", personReference(transaction, row.person)},
                      {"desired", state.desired ? desiredJson(*state.desired) : base::Json()},
                      {"reported", state.report ? reportedJson(*state.report, *state.reportedAt) : base::Json()},
                      {"proved", state.proved ? provedJson(*state.proved) : base::Json()},
                      {"agreement", state.agreement.verdict},
                      {"disagreements", state.agreement.disagreements},
                      {"lastRestorePoint", std::move(lastRestorePoint)},
                      {"lastProved", std::move(lastProved)},
                      {"ownerBackup", ownerBackupJson(transaction, row.id)}};
}

}  // namespace fleet
