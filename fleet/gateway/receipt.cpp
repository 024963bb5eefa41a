#include "fleet/gateway/receipt.h"

#include <nlohmann/json.hpp>

#include "fleet/gateway/any_restore_point.h"
#include "fleet/gateway/to_json.h"

namespace fleet {
namespace {

using catalog::Transaction;

base::Json wipeOf(Transaction& transaction, const RestoreJob& job) {
    if (!job.lost) return {{"state", "none"}, {"receipt", nullptr}};
    const auto order = catalog::WipeOrderTable(transaction).newestOf(job.oldHandset);
    if (!order) return {{"state", "none"}, {"receipt", nullptr}};
    if (!order->receiptAt) return {{"state", "queued"}, {"receipt", nullptr}};
    const auto receipt = base::parseJson(order->receipt);
    bool erased = receipt.ok();
    if (receipt)
        for (const auto& one : receipt->at("wiped")) erased = erased && one.at("erased").get<bool>();
    return {{"state", erased ? "done" : "failed"}, {"receipt", receipt ? *receipt : base::Json()}};
}

base::Json revokedOf(Transaction& transaction, const RestoreJob& job) {
    const auto certificate = catalog::CertificateTable(transaction).newestOf(job.oldHandset);
    if (!job.lost || !certificate || !certificate->revokedAt) return nullptr;
    return {{"fingerprint", certificate->fingerprint}, {"at", base::formatTimestamp(*certificate->revokedAt)}};
}

base::Json settingsOf(const PhoneState& state) {
    base::Json settings = base::Json::object();
    if (state.desired)
        for (const auto& [name, value] : state.desired->settings) settings[name] = policy::valueToJson(value);
    return settings;
}

}  // namespace

base::Json restoreReceipt(Transaction& transaction, const catalog::OperationRow& operation, const RestoreJob& job) {
    const auto phone = catalog::VirtualPhoneTable(transaction).find(job.phone);
    const auto point = findAnyPoint(transaction, job.restorePoint);
    const auto state =
        phone ? readPhoneState(transaction, *phone) : base::Result<PhoneState>(base::ErrorCode::NotFound, "");
    const auto ended = operation.finishedAt.value_or(transaction.now());
    return {{"person", personReference(transaction, phone ? phone->person : std::nullopt)},
            {"phone", phoneReference(transaction, job.phone)},
            {"oldHandset", handsetReference(transaction, job.oldHandset)},
            {"newHandset", handsetReference(transaction, job.newHandset)},
            {"restorePoint", job.restorePoint.text()},
            {"takenAt", point ? base::Json(base::formatTimestamp(point->row.takenAt)) : base::Json()},
            {"release", phone ? base::Json(phone->version) : base::Json()},
            {"policySettings", state ? settingsOf(*state) : base::Json::object()},
            {"certificateRevoked", revokedOf(transaction, job)},
            {"wipe", wipeOf(transaction, job)},
            {"provedAt", state && state->proved ? base::Json(base::formatTimestamp(state->proved->at)) : base::Json()},
            {"duration", (ended - operation.createdAt).count()}};
}

}  // namespace fleet
