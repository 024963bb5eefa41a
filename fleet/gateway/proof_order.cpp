#include "fleet/gateway/proof_order.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/desired_state_writer.h"
#include "fleet/gateway/link_table.h"
#include "fleet/gateway/operation_queue.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::OperationRow;
using catalog::Transaction;

base::HandsetId proverFor(const FleetContext& fleet, Transaction& transaction, const catalog::VirtualPhoneRow& phone) {
    for (const auto& handset : catalog::HandsetTable(transaction).labelled(kProvingLabel, kProvingLabelValue))
        if (handset.state == "enrolled" && fleet.links.online(handset.id)) return handset.id;
    return phone.handset;
}

std::optional<ProofUnderWay> readUnderWay(const OperationRow& row) {
    const auto json = base::parseJson(row.arguments);
    if (!json) return std::nullopt;
    const auto root = base::Digest::fromHex(json->value("root", ""));
    const auto manifest = base::Digest::fromHex(json->value("/release/manifest"_json_pointer, ""));
    if (!root || !manifest) return std::nullopt;
    return ProofUnderWay{*root, *manifest};
}

}  // namespace

base::Result<OperationRow> orderProof(FleetContext& fleet, Transaction& transaction, const catalog::VirtualPhoneRow& phone,
                                      const catalog::RestorePointRow& point, const ProofWish& wish) {
    TWINSET_ASSIGN(const auto state, readPhoneState(transaction, phone));
    if (!state.desired || !phone.present) return {ErrorCode::Conflict, "the virtual phone '" + phone.name + "' is being deleted"};
    const auto on = wish.on.value_or(proverFor(fleet, transaction, phone));
    const auto handset = catalog::HandsetTable(transaction).find(on);
    if (!handset || handset->state != "enrolled")
        return {ErrorCode::Conflict, "the handset '" + (handset ? handset->name : on.text()) +
                                         "' is not enrolled: name another one to prove it on (--on)"};
    const auto& release = state.desired->release;
    base::Json order{
        {"restorePoint", point.id.text()},
        {"root", point.root.hex()},
        {"release", {{"image", release.image}, {"version", release.version}, {"manifest", release.manifest.hex()}}},
        {"memoryMiB", phone.memoryMiB},
        {"cpus", phone.cpus}};
    if (!wish.conditions.is_null()) order["conditions"] = wish.conditions;
    TWINSET_ASSIGN(auto operation, fleet.operations.order(
                                       transaction, {std::string(kProveKind), on, phone.id, order.dump(), wish.validFor}, wish.actor));
    catalog::AuditEventTable(transaction)
        .append(wish.actor, kProveKind, phone.id.text(),
                {{"operation", operation.id.text()}, {"restorePoint", point.id.text()}, {"handset", on.text()}});
    return operation;
}

std::optional<ProofUnderWay> proofOn(Transaction& transaction, const base::HandsetId& handset, const base::PhoneId& phone) {
    const auto live = catalog::OperationTable(transaction).live({phone, handset, {}}, kProveKind);
    return live.empty() ? std::nullopt : readUnderWay(live.front());
}

bool provesWith(Transaction& transaction, const base::HandsetId& handset, const base::Digest& manifest) {
    const auto live = catalog::OperationTable(transaction).live({std::nullopt, handset, {}}, kProveKind);
    return std::any_of(live.begin(), live.end(), [&](const OperationRow& row) {
        const auto proof = readUnderWay(row);
        return proof && proof->manifest == manifest;
    });
}

base::Result<base::Timestamp> readProofResult(const base::Json& result) {
    base::ObjectReader reader(result, "proof");
    const auto at = reader.time("provedAt");
    reader.text("release");
    reader.text("health");
    TWINSET_TRY(reader.finish());
    return at;
}

base::Result<base::RestorePointId> pointOfProof(const OperationRow& operation) {
    TWINSET_ASSIGN(const auto arguments, base::parseJson(operation.arguments));
    return base::RestorePointId::parse(arguments.value("restorePoint", ""));
}

}  // namespace fleet
