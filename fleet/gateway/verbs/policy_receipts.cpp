// policy_receipts: what a phone's handset has signed of the policy that it enforces, newest first.
#include <nlohmann/json.hpp>

#include "fleet/gateway/names.h"
#include "fleet/gateway/policy_receipt_chain.h"
#include "fleet/gateway/verbs/verbs.h"
#include "fleet/protocol/policy_receipt.h"

namespace fleet::verbs {
namespace {

using catalog::Transaction;

constexpr std::int64_t kMostReceipts = 256;

base::Json receiptJson(const catalog::PolicyReceiptRow& row, const protocol::PolicyReceipt& receipt, bool issued) {
    base::Json settings = base::Json::array();
    for (const auto& one : receipt.settings)
        settings.push_back({{"setting", one.setting}, {"outcome", one.outcome}, {"readBack", one.readBack}});
    base::Json steps = base::Json::array();
    for (const auto& one : receipt.steps)
        steps.push_back(protocol::stepReceiptToJson(one));
    return {{"sequence", row.sequence},
            {"at", base::formatTimestamp(row.at)},
            {"receivedAt", base::formatTimestamp(row.receivedAt)},
            {"digest", row.digest.hex()},
            {"previous", row.previous ? base::Json(row.previous->hex()) : base::Json()},
            {"follows", row.follows},
            {"issued", issued},
            {"policyVersion", row.envelopeVersion},
            {"envelope", row.envelope.hex()},
            {"state", receipt.state},
            {"settings", std::move(settings)},
            {"steps", std::move(steps)}};
}

protocol::PolicyReceipt unreadable() {
    protocol::PolicyReceipt receipt;
    receipt.state = "unreadable";
    return receipt;
}

base::Json verdictJson(const ReceiptVerdict& verdict) {
    return {{"receipts", verdict.receipts},
            {"intact", !verdict.firstBroken.has_value()},
            {"firstBroken", verdict.firstBroken ? base::Json(*verdict.firstBroken) : base::Json()},
            {"why", verdict.why}};
}

}  // namespace

TWINSET_VERB(policyReceipts) {
    base::ObjectReader reader(arguments, "policy_receipts");
    const auto named = reader.text("phone");
    const auto limit = reader.integerOr("limit", 1, kMostReceipts, 20);
    const bool verify = reader.booleanOr("verify", false);
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto phone, findPhone(transaction, named));
        const auto rows = catalog::PolicyReceiptTable(transaction).all(phone.id, phone.handset);
        base::Json receipts = base::Json::array();
        for (auto row = rows.rbegin(); row != rows.rend() && receipts.size() < static_cast<std::size_t>(limit); ++row) {
            const auto receipt = protocol::readPolicyReceipt(row->body);
            receipts.push_back(receiptJson(*row, receipt ? *receipt : unreadable(), namesIssuedEnvelope(transaction, *row)));
        }
        return base::Json{{"receipts", std::move(receipts)},
                          {"verdict", verify ? verdictJson(verifyReceipts(transaction, rows)) : base::Json()}};
    });
}

}  // namespace fleet::verbs
