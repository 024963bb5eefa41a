#include "fleet/gateway/policy_receipt_chain.h"

#include "fleet/authority/handset_signature.h"
#include "fleet/catalog/alert_table.h"
#include "fleet/catalog/handset_table.h"
#include "fleet/catalog/policy_envelope_table.h"
#include "fleet/catalog/virtual_phone_table.h"
#include "fleet/protocol/policy_receipt.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::PolicyReceiptRow;
using catalog::Transaction;

/// The receipt, when the handset signed it, of itself.
base::Result<protocol::PolicyReceipt> open(const std::string& certificatePem, const std::string& fleetId,
                                           const base::HandsetId& handset, base::BytesView receipt,
                                           base::BytesView signature) {
    TWINSET_TRY(verifyHandsetSignature(certificatePem, kPolicyReceiptContext, receipt, signature));
    TWINSET_ASSIGN(auto read, protocol::readPolicyReceipt(receipt));
    if (read.handset != handset || read.fleet != fleetId)
        return {ErrorCode::Denied, "it speaks of the handset " + read.handset.text() + " of the fleet " + read.fleet};
    return read;
}

bool follows(const std::optional<PolicyReceiptRow>& last, const protocol::PolicyReceipt& receipt) {
    if (!last) return receipt.sequence == 1 && !receipt.previous;
    return receipt.sequence == last->sequence + 1 && receipt.previous == last->digest;
}

std::string handsetPhrase(Transaction& transaction, const base::HandsetId& handset) {
    const auto row = catalog::HandsetTable(transaction).find(handset);
    return "the handset '" + (row ? row->name : handset.text()) + "'";
}

std::string unissuedText(std::int64_t version) {
    return "names a policy envelope (version " + std::to_string(version) + ") that this gateway did not issue";
}

/// What is not as it must be in a receipt that the handset signed.
void raiseDoubts(Transaction& transaction, const PolicyReceiptRow& row, const std::string& phone,
                 const std::optional<PolicyReceiptRow>& last) {
    catalog::AlertTable alerts(transaction);
    const auto sent = handsetPhrase(transaction, row.handset) + " sent policy receipt " + std::to_string(row.sequence) +
                      " of '" + phone + "', which ";
    if (!row.follows)
        alerts.raise("receipt_chain", row.phone.text(),
                     sent + "does not follow " +
                         (last ? "receipt " + std::to_string(last->sequence) : std::string("from nothing")) +
                         ": the handset's state was lost or put back, or the gateway was restored from a copy. Was "
                         "neither, somebody changed the record");
    if (!namesIssuedEnvelope(transaction, row))
        alerts.raise("receipt_envelope", row.phone.text(),
                     sent + unissuedText(row.envelopeVersion) +
                         ". Was the gateway restored from a copy? If not, somebody else holds the fleet key, or the "
                         "handset's software was changed");
}

}  // namespace

bool namesIssuedEnvelope(Transaction& transaction, const PolicyReceiptRow& row) {
    return catalog::PolicyEnvelopeTable(transaction)
        .mayHaveIssued(row.handset, row.phone, row.envelopeVersion, row.envelope);
}

base::Result<void> takePolicyReceipt(FleetContext& fleet, Transaction& transaction, const base::HandsetId& handset,
                                     const protocol::SignedReceipt& received) {
    const auto certificate = catalog::CertificateTable(transaction).newestOf(handset);
    if (!certificate) return {ErrorCode::NotFound, "the handset has no certificate"};
    const auto receipt = open(certificate->pem, fleet.fleetId, handset, received.receipt, received.signature);
    if (!receipt) {
        catalog::AlertTable(transaction)
            .raise("receipt_signature", handset.text(),
                   handsetPhrase(transaction, handset) + " sent a policy receipt that is not its own, and it was not kept: " +
                       receipt.error().message);
        return {};
    }
    catalog::PolicyReceiptTable receipts(transaction);
    const auto digest = protocol::receiptDigest(received.receipt);
    const auto phone = catalog::VirtualPhoneTable(transaction).find(receipt->phone);
    if (!phone || receipts.contains(receipt->phone, handset, digest)) return {};
    const auto last = receipts.newest(receipt->phone, handset);
    const PolicyReceiptRow row{handset,
                               receipt->phone,
                               receipt->sequence,
                               digest,
                               receipt->previous,
                               receipt->envelopeVersion,
                               receipt->envelope,
                               receipt->at,
                               transaction.now(),
                               received.receipt,
                               received.signature,
                               certificate->fingerprint,
                               follows(last, *receipt)};
    receipts.insert(row);
    raiseDoubts(transaction, row, phone->name, last);
    return {};
}

ReceiptVerdict verifyReceipts(Transaction& transaction, const std::vector<PolicyReceiptRow>& rows) {
    ReceiptVerdict verdict;
    const PolicyReceiptRow* last = nullptr;
    for (const auto& row : rows) {
        ++verdict.receipts;
        const auto certificate = catalog::CertificateTable(transaction).find(row.certificate);
        const auto read = protocol::readPolicyReceipt(row.body);
        const auto fail = [&](const std::string& why) {
            verdict.firstBroken = row.sequence;
            verdict.why = why;
            return verdict;
        };
        if (!certificate || certificate->handset != row.handset) return fail("the certificate it was signed with is not here");
        if (!verifyHandsetSignature(certificate->pem, kPolicyReceiptContext, row.body, row.signature))
            return fail("the handset's signature does not fit it");
        if (!read || protocol::receiptDigest(row.body) != row.digest || read->sequence != row.sequence ||
            read->previous != row.previous || read->phone != row.phone || read->handset != row.handset ||
            read->envelopeVersion != row.envelopeVersion || read->envelope != row.envelope)
            return fail("what is kept beside it does not say the same");
        if (!row.follows) return fail("it did not follow the one before when it came");
        if (last != nullptr && (row.sequence != last->sequence + 1 || row.previous != last->digest))
            return fail("it does not name the one before");
        if (!namesIssuedEnvelope(transaction, row)) return fail("it " + unissuedText(row.envelopeVersion));
        last = &row;
    }
    return verdict;
}

}  // namespace fleet
