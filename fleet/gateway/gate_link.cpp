// The agent link: presence, and what each message changes. An acknowledgement is sent only after the commit.
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "fleet/catalog/alert_table.h"
#include "fleet/catalog/boot_list_table.h"
#include "fleet/catalog/handset_table.h"
#include "fleet/catalog/phone_report_table.h"
#include "fleet/gateway/desired_state_writer.h"
#include "fleet/gateway/gateway_gate.h"
#include "fleet/gateway/link_table.h"
#include "fleet/gateway/operation_queue.h"
#include "fleet/gateway/operation_result.h"
#include "fleet/gateway/restore_flow.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::Transaction;

/// False when the phone is not that handset's (any more): such a report changes nothing.
base::Result<bool> takeReport(FleetContext& fleet, Transaction& transaction, const base::HandsetId& handset,
                              base::Timestamp at, const protocol::PhoneReport& report) {
    const auto phone = catalog::VirtualPhoneTable(transaction).find(report.phone);
    if (!phone || phone->handset != handset) return false;
    catalog::PhoneReportRow row{report.phone, handset, at, transaction.now(), {}, std::nullopt, {}, {}};
    row.body = protocol::phoneReportToJson(report).dump(-1, ' ', false, base::Json::error_handler_t::replace);
    if (report.proved) {
        row.provedAt = report.proved->at;
        row.provedRelease = report.proved->release;
        row.provedHealth = report.proved->health;
    }
    const auto former = readPhoneState(transaction, *phone);
    catalog::PhoneReportTable(transaction).put(row);
    const bool news = report.rejected && (!former || !former->report || !former->report->rejected ||
                                          former->report->rejected->version != report.rejected->version);
    if (news)
        catalog::AlertTable(transaction)
            .raise(
                "release_rejected", phone->id.text(),
                "'" + phone->name + "' gave up release " + report.rejected->version + ": " + report.rejected->reason);
    TWINSET_TRY(fleet.desired.weigh(transaction, report.phone));
    if (!phone->present && (report.phase == "absent" || report.phase == "wiped") &&
        report.desiredVersion >= phone->desiredVersion) {
        catalog::VirtualPhoneTable(transaction).markDeleted(phone->id);
        catalog::BootListTable(transaction).remove(phone->id);
    }
    return true;
}

}  // namespace

base::Result<void> GatewayGate::linkOpened(const base::HandsetId& handset, std::shared_ptr<LinkPeer> peer) {
    if (!m_fleet.links.add(handset, std::move(peer), m_fleet.clock.now())) {
        TWINSET_TRY(m_fleet.catalog.write([&](Transaction& transaction) -> base::Result<void> {
            const auto row = catalog::HandsetTable(transaction).find(handset);
            catalog::AlertTable(transaction)
                .raise("identity_in_use", handset.text(),
                       "a second device uses the certificate of the handset '" + (row ? row->name : handset.text()) +
                           "'; it was refused. If the handset was copied, declare it lost and enrol it again");
            return {};
        }));
        return {ErrorCode::Conflict,
                "another device is connected with this handset's identity, and the fleet's operators were alerted: if "
                "this one is a copy, enrol it anew with a token of its own and an empty state directory"};
    }
    auto written = m_fleet.catalog.write([&](Transaction& transaction) -> base::Result<void> {
        catalog::HandsetTable(transaction).seen(handset, transaction.now());
        transaction.changed("handset", handset.text());
        return {};
    });
    if (!written) m_fleet.links.remove(handset);
    return written;
}

void GatewayGate::linkClosed(const base::HandsetId& handset) {
    // Not now: a link that got no answer ends minutes after the handset was heard from.
    const auto heardAt = m_fleet.links.remove(handset);
    const auto written = m_fleet.catalog.write([&](Transaction& transaction) -> base::Result<void> {
        if (heardAt) catalog::HandsetTable(transaction).seen(handset, *heardAt);
        transaction.changed("handset", handset.text());
        return {};
    });
    if (!written) base::logError("cannot note that a handset left: " + written.error().message);
}

void GatewayGate::linkHeard(const base::HandsetId& handset) { m_fleet.links.heard(handset, m_fleet.clock.now()); }

void GatewayGate::linkReceived(const base::HandsetId& handset, const protocol::Message& message) {
    const auto taken = std::visit(
        [&](const auto& body) -> base::Result<void> {
            if constexpr (requires { received(handset, body); })
                return received(handset, body);
            else
                return {ErrorCode::InvalidInput, "a handset does not send that message"};
        },
        message.body);
    if (!taken) {
        // Not acknowledged: the handset says it again after it reconnects.
        base::logWarning("message of handset " + handset.text() + " not taken: " + taken.error().message);
        return m_fleet.links.disconnect(handset, taken.error().message);
    }
    const bool answered = std::holds_alternative<protocol::Hello>(message.body);
    if (!answered) m_fleet.links.send(handset, {base::newIdText("m"), protocol::Ack{message.id}}, "");
}

base::Result<void> GatewayGate::received(const base::HandsetId& handset, const protocol::Hello& hello) {
    if (hello.protocol != protocol::kProtocolVersion)
        return {ErrorCode::InvalidInput, "the agent speaks protocol " + std::to_string(hello.protocol) +
                                             ", this gateway " + std::to_string(protocol::kProtocolVersion) +
                                             ": update the older one"};
    return m_fleet.catalog.write([&](Transaction& transaction) -> base::Result<void> {
        catalog::HandsetTable handsets(transaction);
        auto row = handsets.find(handset);
        if (!row) return {ErrorCode::NotFound, "the handset is not in the catalog"};
        row->agentVersion = hello.agentVersion;
        row->driver = hello.driver;
        row->acceleration = hello.acceleration;
        row->capabilities = base::Json(hello.capabilities).dump(-1, ' ', false, base::Json::error_handler_t::replace);
        handsets.update(*row);
        transaction.afterCommit([this, handset, name = row->name, now = transaction.now()] {
            m_fleet.links.send(handset, {base::newIdText("m"), protocol::Welcome{now, name}}, "");
        });
        TWINSET_TRY(m_fleet.desired.greet(transaction, handset, hello.applied));
        m_fleet.operations.deliverAll(transaction, handset);
        return {};
    });
}

base::Result<void> GatewayGate::received(const base::HandsetId& handset, const protocol::Report& report) {
    TWINSET_ASSIGN(const auto concerned,
                   m_fleet.catalog.write([&](Transaction& transaction) -> base::Result<std::vector<base::PhoneId>> {
                       catalog::HandsetTable(transaction).seen(handset, transaction.now());
                       std::vector<base::PhoneId> phones;
                       for (const auto& phone : report.phones) {
                           TWINSET_ASSIGN(const bool taken,
                                          takeReport(m_fleet, transaction, handset, report.at, phone));
                           if (taken) phones.push_back(phone.phone);
                       }
                       return phones;
                   }));
    for (const auto& phone : concerned) m_fleet.restores.phoneReported(phone);
    return {};
}

base::Result<void> GatewayGate::received(const base::HandsetId& handset, const protocol::OperationProgress& progress) {
    return m_fleet.catalog.write([&](Transaction& transaction) -> base::Result<void> {
        m_fleet.operations.progressed(transaction, handset, progress);
        return {};
    });
}

base::Result<void> GatewayGate::received(const base::HandsetId& handset, const protocol::OperationResult& result) {
    return takeOperationResult(m_fleet, handset, result);
}

}  // namespace fleet
