#include "fleet/gateway/desired_state_writer.h"

#include <nlohmann/json.hpp>

#include "fleet/catalog/alert_table.h"
#include "fleet/catalog/phone_report_table.h"
#include "fleet/catalog/policy_envelope_table.h"
#include "fleet/catalog/release_table.h"
#include "fleet/gateway/any_restore_point.h"
#include "fleet/gateway/compliance_record.h"
#include "fleet/gateway/compliance_steps.h"
#include "fleet/gateway/restore_flow.h"
#include "fleet/protocol/incident.h"
#include "fleet/protocol/policy_envelope.h"
#include "images/signature.h"
#include "policy/setting.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::Transaction;

/// The restore that gave the phone its origin asked for all of its data before it starts.
bool isWhole(Transaction& transaction, const catalog::VirtualPhoneRow& phone) {
    const auto restore = catalog::OperationTable(transaction).newestOf(phone.id, kRestoreKind);
    if (!restore) return false;
    const auto job = RestoreJob::read(restore->arguments);
    return job && job->restorePoint == *phone.originRestorePoint && job->whole;
}

/// Where the phone's data comes from, or came from: a restore point that was pruned since then is named as in the document before,
/// or else the handset would take its going for another restore.
base::Result<std::optional<protocol::DataOrigin>> originOf(Transaction& transaction, const catalog::VirtualPhoneRow& phone) {
    if (!phone.originRestorePoint) return std::optional<protocol::DataOrigin>();
    if (const auto point = findAnyPoint(transaction, *phone.originRestorePoint))
        return std::optional(protocol::DataOrigin{point->row.id, point->row.root, isWhole(transaction, phone), point->ownerKey});
    if (const auto last = catalog::DesiredDocumentTable(transaction).find(phone.id, phone.handset)) {
        TWINSET_ASSIGN(const auto former, protocol::readDesiredState(last->document));
        if (former.origin && former.origin->restorePoint == *phone.originRestorePoint) return former.origin;
    }
    return {ErrorCode::NotFound, "the restore point " + phone.originRestorePoint->text() + " is gone"};
}

/// Equal for two states that differ in nothing but their number and time.
base::Digest contentOf(protocol::DesiredState state) {
    state.version = 1;
    state.issuedAt = {};
    return base::Digest::of(protocol::writeDesiredState(state));
}

/// How long an envelope may be on its way. One that a handset has taken stays in force; the lease is another matter.
constexpr base::Duration kEnvelopeGood = std::chrono::hours(30 * 24);

/// The oldest policy engine that knows every one of the settings.
policy::EngineVersion engineFor(const std::map<std::string, policy::Value>& settings) {
    policy::EngineVersion needed{1, 0};
    for (const auto& [name, value] : settings)
        if (const auto* setting = policy::findSetting(name))
            needed = std::max(needed, policy::engineVersionFromText(setting->since).valueOr(policy::kEngineVersion));
    return needed;
}

/// What a handset would not read is not signed.
base::Result<void> checkFits(const protocol::DesiredState& state) {
    if (const auto read = protocol::readDesiredState(protocol::writeDesiredState(state)); !read)
        return {ErrorCode::InvalidInput, "what is wanted of '" + state.displayName + "' does not fit into one document (" +
                                             read.error().message + "): shorten lists and texts of its policies"};
    return {};
}

std::int64_t leaseOf(const std::map<std::string, policy::Value>& settings) {
    const auto lease = settings.find("lease.duration");
    const auto* seconds = lease == settings.end() ? nullptr : std::get_if<std::int64_t>(&lease->second);
    return seconds == nullptr ? 0 : *seconds;
}

}  // namespace

base::Result<PhoneState> readPhoneState(Transaction& transaction, const catalog::VirtualPhoneRow& phone) {
    PhoneState state;
    state.document = catalog::DesiredDocumentTable(transaction).find(phone.id, phone.handset);
    if (state.document) {
        TWINSET_ASSIGN(state.desired, protocol::readDesiredState(state.document->document));
    }
    if (const auto row = catalog::PhoneReportTable(transaction).find(phone.id)) {
        TWINSET_ASSIGN(const auto json, base::parseJson(row->body));
        TWINSET_ASSIGN(state.report, protocol::phoneReportFromJson(json));
        state.reportedAt = row->receivedAt;
        if (row->provedAt) state.proved = protocol::ProvedState{*row->provedAt, row->provedRelease, row->provedHealth};
    }
    if (state.desired)
        state.agreement = computeAgreement(*state.desired, state.report, state.proved);
    else
        state.agreement = {"unknown", {"nothing is wanted of it yet"}};
    return state;
}

base::Result<protocol::DesiredState> DesiredStateWriter::compose(Transaction& transaction,
                                                                 const catalog::VirtualPhoneRow& phone) {
    const auto release = catalog::ReleaseTable(transaction).find(phone.image, phone.version);
    if (!release)
        return {ErrorCode::NotFound,
                "there is no release " + phone.version + " of image '" + phone.image + "': publish it first"};
    TWINSET_ASSIGN(const auto policy, m_policy.evaluate(transaction, phone));
    const auto open = recordCompliance(transaction, phone, policy.evaluation.violations);
    protocol::DesiredState state;
    state.fleet = m_fleetId;
    state.handset = phone.handset;
    state.phone = phone.id;
    const bool emptied = isBeingEmptied(transaction, phone.id);
    state.present = phone.present && !emptied;
    state.running = phone.running && !emptied;
    state.persona = phone.persona;
    state.displayName = phone.name;
    state.release = {phone.image, phone.version, release->manifestDigest};
    state.memoryMiB = phone.memoryMiB;
    state.cpus = phone.cpus;
    state.dataSize = phone.dataSize;
    state.settings = policy::effectiveValues(policy.evaluation.effective);
    state.leaseSeconds = leaseOf(state.settings);
    if (!emptied) fillComplianceSteps(state, rulesInForce(policy.book->book(), open));
    TWINSET_ASSIGN(state.origin, originOf(transaction, phone));
    return state;
}

void DesiredStateWriter::issue(Transaction& transaction, catalog::VirtualPhoneRow& phone, protocol::DesiredState state,
                               const std::optional<base::Digest>& previous) {
    catalog::DesiredDocumentRow row;
    row.content = contentOf(state);
    state.version = ++phone.desiredVersion;
    state.issuedAt = transaction.now();
    row.phone = phone.id;
    row.handset = state.handset;
    row.version = state.version;
    row.issuedAt = state.issuedAt;
    row.document = protocol::writeDesiredState(state);
    auto envelope = protocol::envelopeFor(state, row.document);
    envelope.previous = previous;
    envelope.notAfter = state.issuedAt + kEnvelopeGood;
    envelope.minimumEngine = engineFor(state.settings);
    row.envelope = protocol::writePolicyEnvelope(envelope);
    row.signature = images::sign(m_keys.signing.privateKey, images::kPolicyEnvelopeContext, row.envelope);
    row.digest = protocol::envelopeDigest(row.envelope);
    row.previous = previous;
    row.notAfter = envelope.notAfter;
    catalog::DesiredDocumentTable(transaction).put(row);
    catalog::PolicyEnvelopeTable(transaction).insert(row.handset, row.phone, row.version, *row.digest);
    push(transaction, row);
}

base::Result<void> DesiredStateWriter::refresh(Transaction& transaction, const base::PhoneId& id, Rewrite rewrite) {
    catalog::VirtualPhoneTable phones(transaction);
    auto phone = phones.find(id);
    if (!phone) return {ErrorCode::NotFound, "there is no virtual phone '" + id.text() + "'"};
    TWINSET_ASSIGN(auto state, compose(transaction, *phone));
    TWINSET_TRY(checkFits(state));
    const auto newest = catalog::DesiredDocumentTable(transaction).find(phone->id, phone->handset);
    if (rewrite == Rewrite::WhenChanged && newest && newest->content == contentOf(state)) return {};
    issue(transaction, *phone, std::move(state), newest ? newest->digest : std::nullopt);
    TWINSET_ASSIGN(const auto now, readPhoneState(transaction, *phone));
    phone->agreement = now.agreement.verdict;
    phones.update(*phone);
    return {};
}

base::Result<void> DesiredStateWriter::dismiss(Transaction& transaction, const base::PhoneId& id,
                                               const base::HandsetId& formerHandset) {
    catalog::VirtualPhoneTable phones(transaction);
    auto phone = phones.find(id);
    const auto last = catalog::DesiredDocumentTable(transaction).find(id, formerHandset);
    if (!phone || !last || phone->handset == formerHandset) return {};
    TWINSET_ASSIGN(auto state, protocol::readDesiredState(last->document));
    if (!state.present) return {};
    state.present = false;
    state.running = false;
    state.steps.clear();
    state.offlineSteps.clear();
    issue(transaction, *phone, std::move(state), last->digest);
    phones.update(*phone);
    return {};
}

base::Result<void> DesiredStateWriter::weigh(Transaction& transaction, const base::PhoneId& id) {
    catalog::VirtualPhoneTable phones(transaction);
    auto phone = phones.find(id);
    if (!phone) return {};
    TWINSET_ASSIGN(const auto state, readPhoneState(transaction, *phone));
    if (phone->agreement == state.agreement.verdict) return {};
    phone->agreement = state.agreement.verdict;
    phones.update(*phone);
    return {};
}

base::Result<void> DesiredStateWriter::greet(Transaction& transaction, const base::HandsetId& handset,
                                             const std::map<std::string, protocol::EnvelopeTip>& applied) {
    tellUnknown(transaction, handset, applied);
    for (const auto& row : catalog::DesiredDocumentTable(transaction).forHandset(handset)) {
        const auto found = applied.find(row.phone.text());
        const auto tip = found == applied.end() ? protocol::EnvelopeTip{} : found->second;
        const bool current = row.digest && tip.digest == row.digest;
        if (current || !catalog::VirtualPhoneTable(transaction).find(row.phone))
            push(transaction, row);
        else
            TWINSET_TRY(catchUp(transaction, handset, row.phone, tip));
    }
    return {};
}

void DesiredStateWriter::tellUnknown(Transaction& transaction, const base::HandsetId& handset,
                                     const std::map<std::string, protocol::EnvelopeTip>& applied) {
    for (const auto& [phone, tip] : applied) {
        if (!tip.digest || catalog::DesiredDocumentTable(transaction).find(base::PhoneId(phone), handset)) continue;
        catalog::AlertTable(transaction)
            .raise("phone_unknown", phone,
                   "the handset " + handset.text() + " has the virtual phone " + phone +
                       ", which this gateway did not give it. It goes on under the policy that it has and is not backed up. "
                       "Was the gateway recovered from a copy that is older than the phone? Then save by hand what is needed of it");
    }
}

base::Result<void> DesiredStateWriter::catchUp(Transaction& transaction, const base::HandsetId& handset,
                                               const base::PhoneId& phone, const protocol::EnvelopeTip& tip) {
    const auto row = catalog::DesiredDocumentTable(transaction).find(phone, handset);
    if (!row || (row->digest && row->digest == tip.digest)) return {};
    const bool follows = row->digest && row->previous == tip.digest && row->version > tip.version;
    if (follows && row->notAfter - transaction.now() > kEnvelopeGood / 2) {
        push(transaction, *row);
        return {};
    }
    const bool known = !tip.digest || catalog::PolicyEnvelopeTable(transaction).contains(handset, phone, *tip.digest);
    if (!known)
        catalog::AlertTable(transaction)
            .raise(protocol::incident::kEnvelopeChain, phone.text(),
                   "the handset " + handset.text() + " has a policy envelope of " + phone.text() + " (version " +
                       std::to_string(tip.version) +
                       ") that this gateway did not issue. It was sent a new one. Was the gateway restored from a "
                       "copy? If not, somebody else holds the fleet key");
    return issueAgain(transaction, *row, tip);
}

base::Result<void> DesiredStateWriter::issueAgain(Transaction& transaction, const catalog::DesiredDocumentRow& row,
                                                  const protocol::EnvelopeTip& tip) {
    catalog::VirtualPhoneTable phones(transaction);
    auto phone = phones.find(row.phone);
    if (!phone) return {};
    TWINSET_ASSIGN(auto state, protocol::readDesiredState(row.document));
    phone->desiredVersion = std::max(phone->desiredVersion, tip.version);
    issue(transaction, *phone, std::move(state), tip.digest);
    TWINSET_ASSIGN(const auto now, readPhoneState(transaction, *phone));
    phone->agreement = now.agreement.verdict;
    phones.update(*phone);
    return {};
}

void DesiredStateWriter::push(Transaction& transaction, const catalog::DesiredDocumentRow& row) {
    transaction.afterCommit([this, row] {
        const protocol::Message message{base::newIdText("m"), protocol::Desired{row.envelope, row.document, row.signature}};
        m_links.send(row.handset, message, "desired " + row.phone.text());
    });
}

}  // namespace fleet
