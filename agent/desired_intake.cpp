#include "agent/desired_intake.h"

#include <algorithm>
#include <set>

#include "fleet/protocol/incident.h"
#include "images/signature.h"

namespace agent {
namespace {

using base::ErrorCode;
using fleet::protocol::DesiredState;
namespace incident = fleet::protocol::incident;

constexpr unsigned kAddresses = 253;

ChannelEnd channelFor(const std::string& persona, const std::vector<const PhoneRecord*>& others) {
    if (persona != kWorkPersona) return ChannelEnd::Connects;
    const bool taken = std::any_of(others.begin(), others.end(), [](const PhoneRecord* other) {
        return other->channel == ChannelEnd::Listens && other->data != DataState::Erased;
    });
    return taken ? ChannelEnd::None : ChannelEnd::Listens;
}

/// Empty when the fleet may ask for it.
std::string whyForbidden(const DesiredState& desired, const PhoneRecord& record) {
    if (record.wipeOrder)
        return "refused: this virtual phone was wiped by order " + record.wipeOrder->text() +
               " and does not come back on this handset; restore it under enrolment anew or elsewhere";
    if (desired.persona != record.persona)
        return "refused to turn a " + record.persona + " phone into a " + desired.persona + " phone";
    if (!desired.present && record.persona != kWorkPersona)
        return "refused to remove a " + record.persona + " phone: it belongs to its person, not to the fleet";
    return {};
}

}  // namespace

std::variant<OpenedEnvelope, RefusedEnvelope> openEnvelope(const fleet::protocol::Desired& received,
                                                           const Identity& identity) {
    if (const auto genuine = images::verifySignature(identity.fleetKey, images::kPolicyEnvelopeContext, received.envelope,
                                                     received.signature);
        !genuine)
        return RefusedEnvelope{incident::kEnvelopeSignature,
                               "refused a desired state: this fleet did not sign it, or it was altered on its way"};
    const auto envelope = fleet::protocol::readPolicyEnvelope(received.envelope);
    if (!envelope)
        return RefusedEnvelope{incident::kEnvelopeUnreadable,
                               "refused a desired state that this agent cannot read: " + envelope.error().message};
    if (envelope->fleet != identity.fleet)
        return RefusedEnvelope{incident::kEnvelopeForeign, "refused a desired state for the fleet " + envelope->fleet +
                                                               ": this handset belongs to " + identity.fleet};
    if (envelope->handset != identity.handset)
        return RefusedEnvelope{incident::kEnvelopeForeign, "refused a desired state for the handset " +
                                                               envelope->handset.text() + ": this one is " +
                                                               identity.handset.text()};
    auto desired = fleet::protocol::openPayload(*envelope, received.document);
    if (!desired)
        return RefusedEnvelope{incident::kEnvelopePayload, "refused a desired state: " + desired.error().message, envelope->phone};
    return OpenedEnvelope{received, *envelope, std::move(*desired), fleet::protocol::envelopeDigest(received.envelope)};
}

Judgement judgeEnvelope(const OpenedEnvelope& opened, const PhoneRecord* record, base::Timestamp now) {
    const auto& envelope = opened.envelope;
    const auto tip = record == nullptr ? fleet::protocol::EnvelopeTip{} : record->tip();
    if (tip.digest == opened.digest) return {Verdict::Known, {}, {}};
    const auto version = std::to_string(envelope.version), last = std::to_string(tip.version);
    if (envelope.version < tip.version)
        return {Verdict::Refuse, incident::kEnvelopeOlder,
                "refused the desired state of version " + version + ": version " + last + " came before"};
    if (envelope.version == tip.version)
        return {Verdict::Refuse, incident::kEnvelopeSameVersion,
                "refused another desired state of version " + version + " than the one that came before"};
    if (envelope.previous != tip.digest)
        return {Verdict::Resync, incident::kEnvelopeChain,
                "the desired state of version " + version + " does not follow version " + last};
    if (envelope.notAfter <= now)
        return {Verdict::Refuse, incident::kEnvelopeExpired,
                "refused the desired state of version " + version + ": it was good until " +
                    base::formatTimestamp(envelope.notAfter) + ", and it is " + base::formatTimestamp(now)};
    if (envelope.minimumEngine > policy::kEngineVersion)
        return {Verdict::Refuse, incident::kEnvelopeEngine,
                "refused the desired state of version " + version + ": it needs policy engine " +
                    policy::engineVersionText(envelope.minimumEngine) + ", and this agent has " +
                    policy::engineVersionText(policy::kEngineVersion) + ". Update twinset-agent"};
    const auto forbidden = record == nullptr ? std::string() : whyForbidden(opened.desired, *record);
    if (!forbidden.empty()) return {Verdict::Forbid, incident::kEnvelopeForbidden, forbidden};
    return {Verdict::Take, {}, {}};
}

base::Result<PhoneRecord> newPhoneRecord(const OpenedEnvelope& opened, const std::vector<const PhoneRecord*>& others) {
    const auto& desired = opened.desired;
    std::set<unsigned> taken;
    for (const auto* other : others)
        if (other->data != DataState::Erased) taken.insert(other->networkIndex);
    PhoneRecord record;
    while (taken.contains(record.networkIndex)) ++record.networkIndex;
    if (record.networkIndex >= kAddresses)
        return {ErrorCode::Conflict,
                "this handset has no network address left for another virtual phone; remove one first"};
    record.phone = desired.phone;
    record.persona = desired.persona;
    record.force(opened.received, desired.version);
    record.channel = channelFor(desired.persona, others);
    return record;
}

}  // namespace agent
