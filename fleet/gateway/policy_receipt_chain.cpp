#include "fleet/gateway/policy_receipt_chain.h"

#include "fleet/authority/handset_signature.h"
#include "fleet/catalog/alert_table.h"
#include "fleet/catalog/handset_table.h"
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

std::string nameOf(Transaction& transaction, const base::HandsetId& handset) {
    const auto row = catalog::HandsetTable(transaction).find(handset);
    return "the handset '" + (row ? row->name : handset.text()) + "'";
}

}  // namespace

base::Result<void> takePolicyReceipt(FleetContext& fleet, Transaction& transaction, const base::HandsetId& handset,
                                     const protocol::SignedReceipt& received) {
    const auto certificate = catalog::CertificateTable(transaction).newestOf(handset);
    if (!certificate) return {ErrorCode::NotFound, "the handset has no certificate"};
    catalog::AlertTable alerts(transaction);
    const auto receipt = open(certificate->pem, fleet.fleetId, handset, received.receipt, received.signature);
    if (!receipt) {
        alerts.raise("receipt_signature", handset.text(),
                     nameOf(transaction, handset) + " sent a policy receipt that is not its own, and it was not kept: " +
                         receipt.error().message);
        return {};
    }
    catalog::PolicyReceiptTable receipts(transaction);
    const auto digest = protocol::receiptDigest(received.receipt);
    const auto phone = catalog::VirtualPhoneTable(transaction).find(receipt->phone);
    if (!phone || receipts.contains(receipt->phone, handset, digest)) return {};
    const auto last = receipts.newest(receipt->phone, handset);
    const bool whole = follows(last, *receipt);
    receipts.insert({handset, receipt->phone, receipt->sequence, digest, receipt->previous, receipt->envelopeVersion,
                     receipt->envelope, receipt->at, transaction.now(), received.receipt, received.signature,
                     certificate->fingerprint, whole});
    if (!whole)
        alerts.raise("receipt_chain", receipt->phone.text(),
                     nameOf(transaction, handset) + " sent policy receipt " + std::to_string(receipt->sequence) + " of '" +
                         phone->name + "', which does not follow " +
                         (last ? "receipt " + std::to_string(last->sequence) : std::string("from nothing")) +
                         ": the handset's state was lost or put back, or the gateway was restored from a copy. Was neither, "
                         "somebody changed the record");
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
            read->previous != row.previous || read->phone != row.phone || read->handset != row.handset)
            return fail("what is kept beside it does not say the same");
        if (!row.follows) return fail("it did not follow the one before when it came");
        if (last != nullptr && (row.sequence != last->sequence + 1 || row.previous != last->digest))
            return fail("it does not name the one before");
        last = &row;
    }
    return verdict;
}

}  // namespace fleet
