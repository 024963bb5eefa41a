#include "agent/desired_intake.h"

#include <algorithm>
#include <set>

#include "images/signature.h"

namespace agent {
namespace {

using base::ErrorCode;
using fleet::protocol::DesiredState;

constexpr unsigned kAddresses = 253;
constexpr const char* kWorkPersona = "work";

ChannelEnd channelFor(const std::string& persona, const std::vector<const PhoneRecord*>& others) {
    if (persona != kWorkPersona) return ChannelEnd::Connects;
    const bool taken = std::any_of(others.begin(), others.end(), [](const PhoneRecord* other) {
        return other->channel == ChannelEnd::Listens && other->data != DataState::Erased;
    });
    return taken ? ChannelEnd::None : ChannelEnd::Listens;
}

}  // namespace

base::Result<DesiredState> openDesired(const fleet::protocol::Desired& received, const Identity& identity) {
    TWINSET_TRY(images::verifySignature(identity.fleetKey, images::kDesiredStateContext, received.document,
                                        received.signature));
    TWINSET_ASSIGN(auto desired, fleet::protocol::readDesiredState(received.document));
    if (desired.fleet != identity.fleet)
        return {ErrorCode::Denied,
                "the document is for the fleet " + desired.fleet + ", and this handset belongs to " + identity.fleet};
    if (desired.handset != identity.handset)
        return {ErrorCode::Denied, "the document is for the handset " + desired.handset.text() + ", and this one is " +
                                       identity.handset.text()};
    return desired;
}

Judgement judgeDesired(const DesiredState& desired, const base::Bytes& document, const PhoneRecord& record) {
    if (desired.version == record.version && document == record.document) return {Verdict::Known, ""};
    if (desired.version <= std::max(record.version, record.refusedVersion))
        return {Verdict::Stale,
                "refused a desired state that is not newer than version " + std::to_string(record.version)};
    if (record.wipeOrder)
        return {Verdict::Forbid,
                "this virtual phone was wiped by order " + record.wipeOrder->text() +
                    " and does not come back on this handset; restore it under enrolment anew or elsewhere"};
    if (desired.persona != record.persona)
        return {Verdict::Forbid, "refused to turn a " + record.persona + " phone into a " + desired.persona + " phone"};
    if (!desired.present && record.persona != kWorkPersona)
        return {Verdict::Forbid,
                "refused to remove a " + record.persona + " phone: it belongs to its person, not to the fleet"};
    return {Verdict::Take, ""};
}

base::Result<PhoneRecord> newPhoneRecord(const DesiredState& desired, const base::Bytes& document,
                                         const std::vector<const PhoneRecord*>& others) {
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
    record.document = document;
    record.version = desired.version;
    record.channel = channelFor(desired.persona, others);
    return record;
}

}  // namespace agent
