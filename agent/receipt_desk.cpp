#include "agent/receipt_desk.h"

#include "base/log.h"
#include "fleet/authority/handset_signature.h"

namespace agent {
namespace {

constexpr std::size_t kMostWaitingReceipts = 64;
constexpr base::Duration kInterval = std::chrono::seconds(2);  // between two receipts of a phone; changes in between are one

}  // namespace

/// Read at the first use. A damaged file begins a new chain, which the gateway reports: a handset that stops
/// answering for its policy would be worse.
ReceiptDesk::Ledger* ReceiptDesk::ledgerOf(const base::PhoneId& phone) {
    if (const auto found = m_ledgers.find(phone); found != m_ledgers.end()) return &found->second;
    const auto path = m_services.layout.receipts(phone);
    Ledger ledger;
    if (m_services.files.exists(path)) {
        const auto bytes = m_services.files.readFile(path);
        if (!bytes) return nullptr;
        auto record = readReceiptRecord(*bytes);
        if (!record) base::logError(path.string() + " is damaged, a new chain of receipts begins: " + record.error().message);
        if (record) ledger.record = std::move(*record);
    }
    return &m_ledgers.emplace(phone, std::move(ledger)).first->second;
}

base::Result<void> ReceiptDesk::keep(Ledger& ledger, const base::PhoneId& phone, ReceiptRecord next) {
    TWINSET_TRY(m_services.files.writeFileAtomically(m_services.layout.receipts(phone), writeReceiptRecord(next), 0600));
    ledger.record = std::move(next);
    return {};
}

base::Result<void> ReceiptDesk::note(Ledger& ledger, fleet::protocol::PolicyReceipt receipt) {
    const auto content = fleet::protocol::receiptContent(receipt);
    if (ledger.record.content == content || ledger.record.waiting.size() >= kMostWaitingReceipts) return {};
    auto next = ledger.record;
    receipt.sequence = ++next.sequence;
    receipt.previous = next.head;
    fleet::protocol::SignedReceipt made{fleet::protocol::writePolicyReceipt(receipt), {}};
    TWINSET_ASSIGN(made.signature, fleet::signAsHandset(m_services.identity.privateKeyPem, fleet::kPolicyReceiptContext,
                                                        made.receipt));
    next.head = fleet::protocol::receiptDigest(made.receipt);
    next.content = content;
    next.waiting.push_back(std::move(made));
    return keep(ledger, receipt.phone, std::move(next));
}

void ReceiptDesk::turn(const Phones& phones, base::Timestamp now) {
    const auto monotonic = m_services.clock.monotonic();
    for (const auto& [id, phone] : phones) {
        auto* ledger = ledgerOf(id);
        if (ledger == nullptr) continue;
        if (monotonic >= ledger->notBefore) {
            if (auto receipt = phone->receipt(now)) {
                const auto before = ledger->record.sequence;
                const auto noted = note(*ledger, std::move(*receipt));
                if (!noted) base::logWarning(id.text() + ": no policy receipt: " + noted.error().message);
                if (!noted || ledger->record.sequence != before) ledger->notBefore = monotonic + kInterval;
            }
        }
        send(*ledger);
    }
}

void ReceiptDesk::send(Ledger& ledger) {
    const auto now = m_services.clock.monotonic();
    if (!m_up || ledger.record.waiting.empty()) return;
    if (ledger.sent && now - ledger.sent->at < m_services.timing.repeatInterval) return;
    const auto id = ledger.sent ? ledger.sent->message : base::newIdText("ms");
    if (m_services.link.send({id, ledger.record.waiting.front()})) ledger.sent = Sent{id, now};
}

void ReceiptDesk::linkDown() {
    m_up = false;
    for (auto& [id, ledger] : m_ledgers) ledger.sent.reset();
}

void ReceiptDesk::acknowledged(const std::string& message) {
    for (auto& [id, ledger] : m_ledgers) {
        if (!ledger.sent || ledger.sent->message != message) continue;
        auto next = ledger.record;
        next.waiting.pop_front();
        ledger.sent.reset();
        if (const auto kept = keep(ledger, id, std::move(next)); !kept)
            base::logWarning(id.text() + ": a policy receipt is sent again: " + kept.error().message);
    }
}

}  // namespace agent
