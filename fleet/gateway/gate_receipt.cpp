// The receipt of a work wipe, from a handset that was refused.
#include <nlohmann/json.hpp>

#include "fleet/catalog/alert_table.h"
#include "fleet/catalog/audit_event_table.h"
#include "fleet/catalog/handset_table.h"
#include "fleet/catalog/operation_table.h"
#include "fleet/catalog/phone_report_table.h"
#include "fleet/catalog/virtual_phone_table.h"
#include "fleet/gateway/desired_state_writer.h"
#include "fleet/gateway/gateway_gate.h"
#include "fleet/gateway/operation_queue.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::Transaction;

/// A phone that is still bound to the wiped handset is reported as wiped; one that was restored elsewhere is not
/// concerned.
base::Result<void> noteWiped(FleetContext& fleet, Transaction& transaction, const protocol::WipeReceipt& receipt) {
    for (const auto& wiped : receipt.wiped) {
        if (const auto restore = catalog::OperationTable(transaction).newestOf(wiped.phone, kRestoreKind))
            transaction.changed("operation", restore->id.text());
        const auto phone = catalog::VirtualPhoneTable(transaction).find(wiped.phone);
        if (!phone || phone->handset != receipt.handset || !wiped.erased) continue;
        protocol::PhoneReport report;
        report.phone = wiped.phone;
        report.desiredVersion = phone->desiredVersion;
        report.phase = "wiped";
        report.detail = wiped.detail;
        report.runState = "stopped";
        catalog::PhoneReportTable(transaction)
            .put({wiped.phone,
                  receipt.handset,
                  receipt.at,
                  transaction.now(),
                  protocol::phoneReportToJson(report).dump(),
                  std::nullopt,
                  {},
                  {}});
        TWINSET_TRY(fleet.desired.weigh(transaction, wiped.phone));
    }
    return {};
}

std::string summaryOf(const catalog::HandsetRow& handset, const protocol::WipeReceipt& receipt) {
    std::size_t failed = 0;
    for (const auto& one : receipt.wiped) failed += one.erased ? 0 : 1;
    if (failed > 0)
        return "the handset '" + handset.name + "' could not wipe " + std::to_string(failed) + " work phone(s)";
    return "the handset '" + handset.name + "' has wiped its work (" + std::to_string(receipt.wiped.size()) +
           " phone(s))";
}

}  // namespace

base::Result<void> GatewayGate::orderReceipt(const std::string& certificateFingerprint,
                                             const protocol::WipeReceipt& receipt) {
    return m_fleet.catalog.write([&](Transaction& transaction) -> base::Result<void> {
        const auto certificate = catalog::CertificateTable(transaction).find(certificateFingerprint);
        const auto order = catalog::WipeOrderTable(transaction).find(receipt.order);
        const bool theirs =
            certificate && order && order->handset == certificate->handset && receipt.handset == certificate->handset;
        if (!theirs) return {ErrorCode::Denied, "that order is not for this handset"};
        if (order->receiptAt) return {};
        const auto handset = catalog::HandsetTable(transaction).find(certificate->handset);
        const auto json = protocol::wipeReceiptToJson(receipt);
        catalog::WipeOrderTable(transaction)
            .receive(receipt.order, json.dump(-1, ' ', false, base::Json::error_handler_t::replace));
        TWINSET_TRY(noteWiped(m_fleet, transaction, receipt));
        catalog::AuditEventTable(transaction)
            .append("handset:" + handset->id.text(), "work_wipe_receipt", handset->id.text(), json);
        catalog::AlertTable(transaction).raise("work_wiped", handset->id.text(), summaryOf(*handset, receipt));
        transaction.changed("handset", handset->id.text());
        return {};
    });
}

}  // namespace fleet
