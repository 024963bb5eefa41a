// Releases, policies, restore points and operations as JSON.
#include <nlohmann/json.hpp>

#include "fleet/gateway/to_json.h"

namespace fleet {
namespace {

/// An object's text from the catalog; null when there is none.
base::Json objectOrNull(const std::string& text) {
    if (text.empty()) return nullptr;
    const auto json = base::parseJson(text);
    return json ? *json : base::Json();
}

base::Json errorOf(const catalog::OperationRow& row) {
    if (row.errorCode.empty()) return nullptr;
    return {{"code", row.errorCode}, {"message", row.errorMessage}};
}

}  // namespace

base::Json releaseJson(const catalog::ReleaseRow& row) {
    return {{"image", row.image},
            {"version", row.version},
            {"manifest", row.manifestDigest.hex()},
            {"publishedAt", base::formatTimestamp(row.publishedAt)},
            {"publishedBy", row.publishedBy},
            {"size", row.size.value},
            {"withdrawn", row.withdrawnAt.has_value()}};
}

base::Result<base::Json> policyJson(catalog::Transaction& transaction, const catalog::PolicyRow& row) {
    TWINSET_ASSIGN(auto settings, base::parseJson(row.settings));
    base::Json assignments = base::Json::array();
    for (const auto& assignment : catalog::AssignmentTable(transaction).ofPolicy(row.name))
        assignments.push_back({{"target", assignment.target}, {"level", assignment.level}});
    return base::Json{{"name", row.name},
                      {"description", row.description},
                      {"when", row.condition},
                      {"settings", std::move(settings)},
                      {"assignments", std::move(assignments)},
                      {"revision", row.revision}};
}

base::Json restorePointJson(catalog::Transaction& transaction, const catalog::RestorePointRow& row) {
    return {{"id", row.id.text()},
            {"phone", phoneReference(transaction, row.phone)},
            {"takenAt", base::formatTimestamp(row.takenAt)},
            {"root", row.root.hex()},
            {"diskSize", row.diskSize.value},
            {"bytesRead", row.bytesRead.value},
            {"bytesChanged", row.bytesChanged.value},
            {"bytesUploaded", row.bytesUploaded.value},
            {"incremental", row.incremental},
            {"fullReadReason", row.fullReadReason},
            {"consistency", row.consistency},
            {"guestPauseMs", row.guestPauseMs},
            {"release", row.release},
            {"provedAt", timeJson(row.provedAt)}};
}

base::Json operationJson(catalog::Transaction& transaction, const catalog::OperationRow& row) {
    base::Json steps = base::Json::array();
    for (const auto& step : catalog::OperationStepTable(transaction).list(row.id))
        steps.push_back(
            {{"name", step.name}, {"state", step.state}, {"at", timeJson(step.at)}, {"detail", step.detail}});
    return {{"id", row.id.text()},
            {"kind", row.kind},
            {"handset", row.handset ? base::Json(row.handset->text()) : base::Json()},
            {"phone", row.phone ? base::Json(row.phone->text()) : base::Json()},
            {"state", row.state},
            {"priority", row.priority},
            {"createdAt", base::formatTimestamp(row.createdAt)},
            {"createdBy", row.createdBy},
            {"startedAt", timeJson(row.startedAt)},
            {"finishedAt", timeJson(row.finishedAt)},
            {"expiresAt", base::formatTimestamp(row.expiresAt)},
            {"progress", row.progress},
            {"step", row.step},
            {"steps", std::move(steps)},
            {"result", objectOrNull(row.result)},
            {"error", errorOf(row)}};
}

}  // namespace fleet
