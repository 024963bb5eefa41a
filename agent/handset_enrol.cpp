#include "agent/handset_enrol.h"

namespace agent {
namespace {

using base::ErrorCode;

base::Result<fleet::CertificateRequest> keptOrNewRequest(base::FileSystem& files, const StateLayout& layout,
                                                         const EnrolmentExchange& exchange) {
    fleet::CertificateRequest request;
    if (files.exists(layout.certificateRequestFile())) {
        TWINSET_ASSIGN(request.requestPem, files.readFile(layout.certificateRequestFile()));
        TWINSET_ASSIGN(auto key, files.readFile(layout.privateKeyFile()));
        request.privateKeyPem = base::Secret(std::move(key));
        return request;
    }
    TWINSET_ASSIGN(request, exchange.createRequest());
    TWINSET_TRY(files.writeFileAtomically(layout.privateKeyFile(), request.privateKeyPem.reveal(), 0600));
    TWINSET_TRY(files.writeFileAtomically(layout.certificateRequestFile(), request.requestPem, 0644));
    return request;
}

base::Result<void> checkReply(const fleet::protocol::EnrolmentReply& reply) {
    const auto refuse = [](const char* why) {
        return base::Error{ErrorCode::InvalidInput, std::string("the gateway's answer to the enrolment ") + why};
    };
    if (reply.fleetKey.size() != 32) return refuse("has no usable fleet key");
    for (const auto& key : reply.releaseKeys)
        if (key.size() != 32) return refuse("has an unusable release key");
    if (reply.certificatePem.empty() || reply.authorityPem.empty()) return refuse("has no certificate");
    return {};
}

}  // namespace

base::Result<EnrolmentOutcome> enrolHandset(base::FileSystem& files, const StateLayout& layout, std::string_view token,
                                            const HandsetDescription& handset, const EnrolmentExchange& exchange) {
    if (isEnrolled(files, layout)) {
        TWINSET_ASSIGN(const auto identity, loadIdentity(files, layout));
        return {ErrorCode::Conflict, "this handset is enrolled already, as " + identity.handset.text() +
                                         " in the fleet " + identity.fleet +
                                         "; to enrol it anew, use another state directory"};
    }
    TWINSET_ASSIGN(const auto opened, fleet::protocol::readEnrolmentToken(token));
    TWINSET_ASSIGN(const auto request, keptOrNewRequest(files, layout, exchange));
    TWINSET_ASSIGN(const auto reply, exchange.send(opened, {base::Bytes(opened.secret.reveal()), request.requestPem,
                                                            handset.name, handset.model, handset.serial}));
    TWINSET_TRY(checkReply(reply));
    EnrolmentOutcome outcome;
    auto& identity = outcome.identity;
    identity.handset = reply.handset;
    identity.name = handset.name;
    identity.fleet = reply.fleet;
    identity.gateway = {opened.host, opened.bulkPort, opened.linkPort};
    identity.fleetKey = reply.fleetKey;
    identity.releaseKeys = reply.releaseKeys;
    identity.certificatePem = reply.certificatePem;
    identity.authorityPem = reply.authorityPem;
    identity.privateKeyPem = request.privateKeyPem;
    outcome.accepted = reply.accepted;
    TWINSET_TRY(saveIdentity(files, layout, identity));
    TWINSET_TRY(files.remove(layout.certificateRequestFile()));
    return outcome;
}

}  // namespace agent
