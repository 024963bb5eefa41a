#include <nlohmann/json.hpp>

#include "fleet/gateway/link_table.h"
#include "fleet/gateway/to_json.h"

namespace fleet {
namespace {

base::Json certificateJson(catalog::Transaction& transaction, const base::HandsetId& handset) {
    const auto certificate = catalog::CertificateTable(transaction).newestOf(handset);
    if (!certificate) return nullptr;
    return {{"fingerprint", certificate->fingerprint},
            {"notAfter", base::formatTimestamp(certificate->notAfter)},
            {"revokedAt", timeJson(certificate->revokedAt)},
            {"reason", certificate->reason}};
}

}  // namespace

base::Json timeJson(const std::optional<base::Timestamp>& time) {
    if (!time) return nullptr;
    return base::formatTimestamp(*time);
}

base::Json handsetReference(catalog::Transaction& transaction, const base::HandsetId& handset) {
    const auto row = catalog::HandsetTable(transaction).find(handset);
    return {{"id", handset.text()}, {"name", row ? row->name : handset.text()}};
}

base::Json handsetJson(const FleetContext& fleet, catalog::Transaction& transaction, const catalog::HandsetRow& row) {
    base::Json phones = base::Json::array();
    for (const auto& phone : catalog::VirtualPhoneTable(transaction).onHandset(row.id))
        phones.push_back(phone.id.text());
    const auto capabilities = base::parseJson(row.capabilities);
    return {{"id", row.id.text()},
            {"name", row.name},
            {"model", row.model},
            {"serial", row.serial},
            {"state", row.state},
            {"online", fleet.links.online(row.id)},
            {"lastSeenAt", timeJson(catalog::HandsetTable(transaction).lastSeenAt(row.id))},
            {"enrolledAt", base::formatTimestamp(row.enrolledAt)},
            {"agentVersion", row.agentVersion},
            {"driver", row.driver},
            {"acceleration", row.acceleration},
            {"capabilities", capabilities ? *capabilities : base::Json::array()},
            {"labels", base::parseJson(row.labels).valueOr(base::Json::object())},
            {"certificate", certificateJson(transaction, row.id)},
            {"phones", std::move(phones)}};
}

}  // namespace fleet
