// What handsets say about policy: envelopes that do not follow, what they refused, and what they
// sign that they enforce.
#include "fleet/catalog/alert_table.h"
#include "fleet/catalog/handset_table.h"
#include "fleet/catalog/virtual_phone_table.h"
#include "fleet/gateway/desired_state_writer.h"
#include "fleet/gateway/gateway_gate.h"
#include "fleet/gateway/policy_receipt_chain.h"

namespace fleet {

using catalog::Transaction;

base::Result<void> GatewayGate::received(const base::HandsetId& handset, const protocol::Resync& resync) {
    return m_fleet.catalog.write([&](Transaction& transaction) {
        return m_fleet.desired.catchUp(transaction, handset, resync.phone, resync.tip);
    });
}

base::Result<void> GatewayGate::received(const base::HandsetId& handset, const protocol::Incident& incident) {
    return m_fleet.catalog.write([&](Transaction& transaction) -> base::Result<void> {
        const auto row = catalog::HandsetTable(transaction).find(handset);
        auto phone = incident.phone ? catalog::VirtualPhoneTable(transaction).find(*incident.phone) : std::nullopt;
        if (phone && phone->handset != handset) phone.reset();  // it moved, or was never there
        const auto who = "the handset '" + (row ? row->name : handset.text()) + "'" +
                         (phone ? ", phone '" + phone->name + "'" : std::string());
        catalog::AlertTable(transaction)
            .raise(incident.code, phone ? phone->id.text() : handset.text(), who + ": " + incident.detail);
        return {};
    });
}

base::Result<void> GatewayGate::received(const base::HandsetId& handset, const protocol::SignedReceipt& receipt) {
    return m_fleet.catalog.write([&](Transaction& transaction) {
        return takePolicyReceipt(m_fleet, transaction, handset, receipt);
    });
}

}  // namespace fleet
