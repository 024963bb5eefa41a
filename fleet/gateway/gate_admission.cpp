// Who may come in, and what a refused handset is told to do.
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "fleet/catalog/handset_table.h"
#include "fleet/catalog/operation_table.h"
#include "fleet/gateway/gateway_gate.h"

namespace fleet {
namespace {

using catalog::Transaction;
using Admission = std::variant<base::HandsetId, protocol::Refusal>;

protocol::Refusal refuse(std::string reason, std::string message) {
    return {std::move(reason), std::move(message), {}, {}};
}

Admission judge(Transaction& transaction, const std::string& fingerprint) {
    const auto certificate = catalog::CertificateTable(transaction).find(fingerprint);
    if (!certificate) return refuse("unknown", "this fleet did not issue that certificate: enrol the handset again");
    const auto handset = catalog::HandsetTable(transaction).find(certificate->handset);
    if (certificate->revokedAt || !handset || handset->state == "lost" || handset->state == "retired") {
        auto refusal =
            refuse("revoked", "this handset's certificate was revoked" +
                                  (certificate->reason.empty() ? std::string() : " (" + certificate->reason + ")"));
        if (const auto order = catalog::WipeOrderTable(transaction).openOf(certificate->handset)) {
            refusal.order = order->document;
            refusal.orderSignature = order->signature;
        }
        return refusal;
    }
    if (handset->state == "pending")
        return refuse("pending_acceptance", "an operator has to accept this handset first");
    if (certificate->notAfter <= transaction.now())
        return refuse("revoked", "this handset's certificate has expired: enrol it again");
    return handset->id;
}

}  // namespace

Admission GatewayGate::admit(const std::string& certificateFingerprint) {
    auto admission = m_fleet.catalog.read([&](Transaction& transaction) -> base::Result<Admission> {
        return judge(transaction, certificateFingerprint);
    });
    if (admission) return std::move(*admission);
    base::logError("cannot decide on a handset: " + admission.error().message);
    return refuse("unknown", "the gateway cannot read its catalog just now: try again");
}

}  // namespace fleet
