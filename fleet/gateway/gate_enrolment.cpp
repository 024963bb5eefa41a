// Enrolment: a token and a signing request become a handset with a certificate.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/catalog/enrolment_token_table.h"
#include "fleet/catalog/handset_table.h"
#include "fleet/gateway/gateway_gate.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::Transaction;

/// The name it asks for, or that with a number that nobody has.
std::string freeName(Transaction& transaction, std::string wanted, const base::HandsetId& id) {
    std::erase_if(wanted, [](char c) { return static_cast<unsigned char>(c) < 32 || c == '/'; });
    if (wanted.empty()) return id.text();
    catalog::HandsetTable handsets(transaction);
    auto name = wanted;
    for (int number = 2; handsets.findByName(name) && number < 1000; ++number)
        name = wanted + " " + std::to_string(number);
    return handsets.findByName(name) ? id.text() : name;
}

base::Result<catalog::EnrolmentTokenRow> usableToken(Transaction& transaction, const base::Bytes& secret) {
    auto token = catalog::EnrolmentTokenTable(transaction).findBySecret(base::Digest::of(secret));
    const std::string advice = ": ask for a new one";
    if (!token) return {ErrorCode::Denied, "this enrolment token is not known here" + advice};
    if (token->revokedAt) return {ErrorCode::Denied, "this enrolment token was revoked" + advice};
    if (token->expiresAt <= transaction.now()) return {ErrorCode::Denied, "this enrolment token has expired" + advice};
    if (token->usesLeft <= 0) return {ErrorCode::Denied, "this enrolment token is used up" + advice};
    return std::move(*token);
}

struct Enrolled {
    catalog::HandsetRow handset;
    std::string certificatePem;
};

}  // namespace

base::Result<protocol::EnrolmentReply> GatewayGate::enrol(const protocol::EnrolmentRequest& request) {
    const auto fingerprint = base::Digest::of(request.secret + "\n" + request.certificateRequestPem).hex();
    TWINSET_ASSIGN(const auto enrolled, m_fleet.catalog.write([&](Transaction& transaction) -> base::Result<Enrolled> {
        catalog::HandsetTable handsets(transaction);
        // The same request again: its answer was lost on the way. The certificate stands, the token is not used twice.
        if (auto known = handsets.findByEnrolmentRequest(fingerprint)) {
            const auto certificate = catalog::CertificateTable(transaction).newestOf(known->id);
            if (certificate && !certificate->revokedAt) return Enrolled{std::move(*known), certificate->pem};
        }
        TWINSET_ASSIGN(const auto token, usableToken(transaction, request.secret));
        catalog::HandsetRow row;
        row.id = base::HandsetId::create();
        row.name = freeName(transaction, request.name, row.id);
        row.model = request.model;
        row.serial = request.serial;
        row.state = token.requiresAcceptance ? "pending" : "enrolled";
        row.enrolledAt = transaction.now();
        row.enrolmentRequest = fingerprint;
        TWINSET_ASSIGN(const auto certificate, m_fleet.authority.issueHandset(request.certificateRequestPem, row.id));
        handsets.insert(row);
        catalog::CertificateTable(transaction)
            .insert({certificate.fingerprint, row.id, certificate.pem, transaction.now(), certificate.notAfter,
                     std::nullopt, ""});
        catalog::EnrolmentTokenTable(transaction).useOnce(token.id);
        catalog::AuditEventTable(transaction)
            .append("handset:" + row.id.text(), "handset_enrol", row.id.text(),
                    {{"name", row.name}, {"token", token.id}, {"state", row.state}});
        return Enrolled{row, certificate.pem};
    }));
    protocol::EnrolmentReply reply;
    reply.handset = enrolled.handset.id;
    reply.fleet = m_fleet.fleetId;
    reply.certificatePem = enrolled.certificatePem;
    reply.authorityPem = m_fleet.authority.certificatePem();
    reply.fleetKey = m_fleet.keys.signing.publicKey;
    reply.releaseKeys = releaseKeys();
    reply.accepted = enrolled.handset.state == "enrolled";
    return reply;
}

}  // namespace fleet
