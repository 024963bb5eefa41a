#include "fleet/gateway/restore_steps.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/catalog/handset_table.h"
#include "fleet/catalog/person_table.h"
#include "fleet/catalog/phone_report_table.h"
#include "fleet/gateway/any_restore_point.h"
#include "fleet/protocol/order.h"
#include "images/signature.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::Transaction;

StepProgress done(std::string detail) { return {true, std::move(detail), 1}; }
StepProgress waits(std::string detail, double fraction = 0) { return {false, std::move(detail), fraction}; }

std::string quotedHandset(Transaction& transaction, const base::HandsetId& handset) {
    const auto row = catalog::HandsetTable(transaction).find(handset);
    return row ? "'" + row->name + "'" : handset.text();
}

base::Result<catalog::VirtualPhoneRow> boundPhone(Transaction& transaction, const RestoreJob& job) {
    auto phone = catalog::VirtualPhoneTable(transaction).find(job.phone);
    if (!phone || !phone->present) return {ErrorCode::Conflict, "the virtual phone was deleted meanwhile"};
    if (job.boundVersion > 0 && phone->handset != job.newHandset)
        return {ErrorCode::Conflict, "the virtual phone was moved to another handset meanwhile"};
    return std::move(*phone);
}

/// What the replacement could not do just now: something to wait for, as it tries again by itself, and an error once
/// that lasts.
base::Result<StepProgress> failing(Transaction& transaction, RestoreJob& job, const std::string& what) {
    const auto now = transaction.now();
    if (!job.failingSince || now - *job.failedLast > kFailureMemory) job.failingSince = now;
    job.failedLast = now;
    if (now - *job.failingSince < kFailurePatience) return waits(what + "; it tries again");
    return base::Error{ErrorCode::Unavailable, what + " (mend that and restore again; it goes on from here)"};
}

std::string notUp(const PhoneState& state) {
    return "the replacement could not bring the phone up: " + state.report->detail;
}

bool failed(const std::optional<PhoneState>& state) { return state && state->report->phase == "failed"; }

/// The report that answers the document of this restore; nullopt while there is none. An error when the replacement
/// gave up.
base::Result<std::optional<PhoneState>> answerOf(Transaction& transaction, const RestoreJob& job) {
    TWINSET_ASSIGN(const auto phone, boundPhone(transaction, job));
    TWINSET_ASSIGN(auto state, readPhoneState(transaction, phone));
    if (!state.report || state.report->desiredVersion < job.boundVersion) return std::optional<PhoneState>();
    if (state.report->rejected && state.report->rejected->fellBackTo.empty())
        return {ErrorCode::Unavailable, "the replacement refused release " + state.report->rejected->version + ": " +
                                            state.report->rejected->reason +
                                            " (choose another release and restore again)"};
    return std::optional(std::move(state));
}

bool passedRestoring(const std::string& phase) {
    return phase == "starting" || phase == "running" || phase == "stopped";
}

std::string wipeDetail(const base::Json& phones, const catalog::WipeOrderRow& order) {
    return "order " + order.id.text() + " for " + std::to_string(phones.size()) +
           " work phone(s); the handset gets it when it comes back";
}

}  // namespace

// The table of transitions: a restore goes through these from the first to the last; kEmptyHandset is for those in place.
std::span<const RestoreSteps> RestoreSteps::all() {
    static constexpr std::array<RestoreSteps, 9> kSteps{{
        {"find_person", findPerson},
        {"revoke_certificate", revokeCertificate},
        {"queue_wipe", queueWipe},
        {kEmptyHandset, emptyHandset},
        {"bind_replacement", bindReplacement},
        {"restore", restore},
        {"reapply_policy", reapplyPolicy},
        {"prove", prove},
        {"receipt", receipt},
    }};
    return kSteps;
}

const RestoreSteps& RestoreSteps::named(std::string_view name) {
    const auto steps = all();
    return *std::find_if(steps.begin(), steps.end(), [&](const auto& step) { return step.name == name; });
}

base::Result<StepProgress> RestoreSteps::findPerson(RestoreFlow&, Transaction& transaction, RestoreJob& job) {
    TWINSET_ASSIGN(const auto phone, boundPhone(transaction, job));
    const auto person = phone.person ? catalog::PersonTable(transaction).find(*phone.person) : std::nullopt;
    return done((person ? person->name : "nobody's") + ": " + phone.name);
}

base::Result<StepProgress> RestoreSteps::revokeCertificate(RestoreFlow& flow, Transaction& transaction,
                                                           RestoreJob& job) {
    if (!job.lost) return done("not lost: the old handset keeps its certificate");
    catalog::HandsetTable handsets(transaction);
    auto handset = handsets.find(job.oldHandset);
    if (!handset) return {ErrorCode::Internal, "the old handset is not in the catalog"};
    if (handset->state != "retired") handset->state = "lost";
    handsets.update(*handset);
    catalog::CertificateTable(transaction).revokeAll(job.oldHandset, "lost");
    flow.m_operations.cancelAll(transaction, job.oldHandset, "the handset was declared lost");
    catalog::AuditEventTable(transaction)
        .append("gateway", "certificate_revoke", job.oldHandset.text(), {{"reason", "lost"}});
    transaction.afterCommit(
        [&flow, id = job.oldHandset] { flow.m_links.disconnect(id, "this handset was declared lost"); });
    return done("the certificate of " + quotedHandset(transaction, job.oldHandset) + " is revoked");
}

base::Result<StepProgress> RestoreSteps::queueWipe(RestoreFlow& flow, Transaction& transaction, RestoreJob& job) {
    if (!job.lost) return done("not lost: nothing is wiped before the phone runs on the replacement");
    protocol::WipeOrder order{
        base::OperationId(base::newIdText("wo")), flow.m_fleetId, job.oldHandset, transaction.now(), {}};
    // A personal phone is its owner's: nothing of it is wiped.
    const auto restored = catalog::VirtualPhoneTable(transaction).find(job.phone);
    const bool owners = restored && restored->persona != "work";
    if (!owners) order.phones.push_back(job.phone);
    for (const auto& phone : catalog::VirtualPhoneTable(transaction).onHandset(job.oldHandset))
        if (phone.persona == "work" && phone.id != job.phone) order.phones.push_back(phone.id);
    if (order.phones.empty()) return done("there is no work phone on the old handset: nothing is wiped");
    base::Json phones = base::Json::array();
    for (const auto& phone : order.phones) phones.push_back(phone.text());
    catalog::WipeOrderTable orders(transaction);
    // An order that was given before and names this phone is enough.
    if (const auto open = orders.newestOf(job.oldHandset)) {
        const auto named = base::parseJson(open->phones);
        if (named && std::find(named->begin(), named->end(), base::Json(order.phones.front().text())) != named->end())
            return done(open->receiptAt ? "wiped already" : wipeDetail(*named, *open));
    }
    catalog::WipeOrderRow row{
        order.id, job.oldHandset, phones.dump(), order.issuedAt, protocol::writeWipeOrder(order), {}, {}, std::nullopt};
    row.signature = images::sign(flow.m_keys.signing.privateKey, images::kOrderContext, row.document);
    orders.insert(row);
    catalog::AuditEventTable(transaction)
        .append("gateway", "work_wipe_order", job.oldHandset.text(), {{"order", order.id.text()}, {"phones", phones}});
    return done(wipeDetail(phones, row));
}

base::Result<StepProgress> RestoreSteps::bindReplacement(RestoreFlow& flow, Transaction& transaction, RestoreJob& job) {
    catalog::VirtualPhoneTable phones(transaction);
    TWINSET_ASSIGN(auto phone, boundPhone(transaction, job));
    const auto point = findAnyPoint(transaction, job.restorePoint);
    const auto replacement = catalog::HandsetTable(transaction).find(job.newHandset);
    if (!point) return {ErrorCode::NotFound, "the restore point " + job.restorePoint.text() + " is gone"};
    if (!replacement || replacement->state != "enrolled")
        return {ErrorCode::Conflict, "the replacement is no longer enrolled: name another handset"};
    phone.handset = job.newHandset;
    phone.originRestorePoint = job.restorePoint;
    phone.running = true;
    phone.dataSize = job.dataSize.value > 0 ? job.dataSize : std::max(phone.dataSize, point->row.diskSize);
    phones.update(phone);
    catalog::PhoneReportTable(transaction).remove(phone.id);
    TWINSET_TRY(flow.m_desired.refresh(transaction, phone.id, Rewrite::Always));
    job.boundVersion = phones.find(phone.id)->desiredVersion;
    transaction.changed("handset", job.oldHandset.text());
    transaction.changed("handset", job.newHandset.text());
    if (phone.person) transaction.changed("person", phone.person->text());
    return done("bound to " + quotedHandset(transaction, job.newHandset) + " with version " +
                std::to_string(job.boundVersion));
}

base::Result<StepProgress> RestoreSteps::restore(RestoreFlow& flow, Transaction& transaction, RestoreJob& job) {
    TWINSET_ASSIGN(const auto state, answerOf(transaction, job));
    if (!state) {
        const auto name = quotedHandset(transaction, job.newHandset);
        if (!flow.m_links.online(job.newHandset))
            return waits("waiting for " + name + ", which is offline: switch it on and connect it");
        return waits("waiting for " + name + " to take it up");
    }
    if (failed(state)) return failing(transaction, job, notUp(*state));
    if (!passedRestoring(state->report->phase))
        return waits(state->report->phase + " " + state->report->detail, state->report->progress);
    return done("the data of restore point " + job.restorePoint.text() + " is on the replacement");
}

base::Result<StepProgress> RestoreSteps::reapplyPolicy(RestoreFlow&, Transaction& transaction, RestoreJob& job) {
    TWINSET_ASSIGN(const auto state, answerOf(transaction, job));
    if (failed(state)) return failing(transaction, job, notUp(*state));
    if (!state || state->report->phase != "running") return waits("waiting for the phone to run");
    for (const auto& control : state->report->controls) {
        if (control.outcome == "failed")
            return failing(transaction, job,
                           "the replacement could not apply " + control.control + ": " + control.readBack);
        if (control.outcome == "pending_guest") return waits(control.control + " waits for the guest");
        if (control.outcome != "applied" && control.outcome != "delivered" && control.outcome != "waiting")
            return base::Error{ErrorCode::Unavailable, "the replacement could not apply " + control.control + " (" +
                                                           control.outcome + "): " + control.readBack};
    }
    return done(std::to_string(state->desired->settings.size()) + " setting(s) in force");
}

base::Result<StepProgress> RestoreSteps::prove(RestoreFlow& flow, Transaction& transaction, RestoreJob& job) {
    TWINSET_ASSIGN(const auto state, answerOf(transaction, job));
    if (failed(state)) return failing(transaction, job, notUp(*state));
    if (!state || state->report->phase != "running" || !provedSinceStart(*state->report, state->proved))
        return waits("waiting for the health check inside the phone");
    if (state->proved->release != state->desired->release.version)
        return waits("release " + state->desired->release.version + " is wanted, the guest names " +
                     state->proved->release);
    markAnyProved(transaction, job.restorePoint, state->proved->at);
    // Only now, when the phone runs elsewhere, may the copy on a handset that was not lost go.
    // That of a personal phone is its owner's to remove.
    const auto phone = catalog::VirtualPhoneTable(transaction).find(job.phone);
    if (!job.lost && phone && phone->persona == "work") TWINSET_TRY(flow.m_desired.dismiss(transaction, job.phone, job.oldHandset));
    return done("the phone answered at " + base::formatTimestamp(state->proved->at));
}

base::Result<StepProgress> RestoreSteps::receipt(RestoreFlow&, Transaction&, RestoreJob&) { return done("printed"); }

}  // namespace fleet
