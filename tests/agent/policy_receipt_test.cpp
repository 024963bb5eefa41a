// What a handset signs of the policy it enforces: a chain without gaps, made when something changed, kept until the
// gateway has it.
#include <QTest>

#include "fleet/authority/handset_signature.h"
#include "fleet/protocol/policy_receipt.h"
#include "tests/agent/test_handset.h"

using fakes::TestHandset;
using fleet::protocol::PolicyReceipt;
using fleet::protocol::SignedReceipt;
using namespace std::chrono_literals;

namespace {

const base::PhoneId kWork("vp-work");

/// The receipts that the fleet has, each once; aborts when one is not signed or the chain has a gap.
std::vector<PolicyReceipt> chainOf(const TestHandset& handset) {
    std::vector<PolicyReceipt> chain;
    std::optional<base::Digest> head;
    for (const auto& one : handset.fleet.policyReceipts) {
        const auto genuine = fleet::verifyHandsetSignature(handset.fleet.certificate(), fleet::kPolicyReceiptContext,
                                                           one.receipt, one.signature);
        if (!genuine) qFatal("%s", genuine.error().message.c_str());
        auto receipt = fleet::protocol::readPolicyReceipt(one.receipt);
        if (!receipt) qFatal("%s", receipt.error().message.c_str());
        const auto digest = fleet::protocol::receiptDigest(one.receipt);
        if (head == digest) continue;  // sent again
        if (receipt->previous != head || receipt->sequence != static_cast<std::int64_t>(chain.size()) + 1)
            qFatal("receipt %d does not follow", static_cast<int>(receipt->sequence));
        head = digest;
        chain.push_back(std::move(*receipt));
    }
    return chain;
}

std::string outcomeOf(const PolicyReceipt& receipt, const std::string& setting) {
    for (const auto& one : receipt.settings)
        if (one.setting == setting) return one.outcome;
    return "not there";
}

}  // namespace

class PolicyReceiptTest : public QObject {
    Q_OBJECT
private slots:
    void everySettingHasItsOutcome() {
        TestHandset handset;
        QVERIFY(handset.start());
        auto desired = handset.wish("vp-work", "work");
        desired.settings = {{"camera.allowed", false},
                            {"network.bandwidthLimit", std::int64_t{2000}},
                            {"lease.duration", std::int64_t{3600}},
                            {"of.tomorrow", true}};
        handset.give(desired);
        QVERIFY(handset.untilPhase(kWork, "running"));
        handset.pass(10s);
        const auto receipt = chainOf(handset).back();
        QCOMPARE(receipt.state, std::string("running"));
        QCOMPARE(receipt.settings.size(), desired.settings.size());
        QCOMPARE(outcomeOf(receipt, "camera.allowed"), std::string("applied"));
        QCOMPARE(outcomeOf(receipt, "network.bandwidthLimit"), std::string("applied"));
        QCOMPARE(outcomeOf(receipt, "of.tomorrow"), std::string("unsupported"));
        QCOMPARE(receipt.envelopeVersion, std::int64_t{1});
        QVERIFY(receipt.envelope == fleet::protocol::envelopeDigest(handset.fleet.signedDesired(desired).envelope));
    }

    void aReceiptIsMadeOnChangeOnly() {
        TestHandset handset;
        QVERIFY(handset.start());
        auto desired = handset.wish("vp-work", "work");
        desired.settings = {{"camera.allowed", true}};
        handset.give(desired);
        QVERIFY(handset.untilPhase(kWork, "running"));
        handset.pass(1min);
        const auto before = chainOf(handset).size();
        handset.pass(10min);
        QCOMPARE(chainOf(handset).size(), before);
        desired.version = 2;
        desired.settings = {{"camera.allowed", false}};
        handset.give(desired);
        handset.pass(1min);
        QCOMPARE(chainOf(handset).size(), before + 1);
        QCOMPARE(chainOf(handset).back().envelopeVersion, std::int64_t{2});
        desired.version = 3;
        desired.running = false;
        handset.give(desired);
        QVERIFY(handset.untilPhase(kWork, "stopped"));
        handset.pass(1min);
        QCOMPARE(chainOf(handset).back().state, std::string("stopped"));
        QVERIFY(chainOf(handset).back().settings.empty());
    }

    void aControlThatDoesNotHoldIsSaidSo() {
        TestHandset handset;
        QVERIFY(handset.start());
        auto desired = handset.wish("vp-work", "work");
        handset.give(desired);
        QVERIFY(handset.untilPhase(kWork, "running"));
        hypervisor::SimulatorFaults faults;
        faults.unplugRefused = true;
        handset.world->setFaults(kWork, faults);
        desired.version = 2;
        desired.settings = {{"camera.allowed", false}};
        handset.give(desired);
        handset.pass(10s);
        QCOMPARE(outcomeOf(chainOf(handset).back(), "camera.allowed"), std::string("pending_guest"));
        handset.world->setFaults(kWork, {});
        handset.pass(10s);
        QCOMPARE(outcomeOf(chainOf(handset).back(), "camera.allowed"), std::string("applied"));
    }

    void whatWasSignedOfflineIsSentAfterARestart() {
        TestHandset handset;
        QVERIFY(handset.start());
        auto desired = handset.wish("vp-work", "work");
        handset.give(desired);
        QVERIFY(handset.untilPhase(kWork, "running"));
        handset.pass(10s);
        const auto before = chainOf(handset).size();
        handset.linkDown();
        desired.version = 2;
        desired.settings = {{"camera.allowed", false}};
        handset.give(desired);
        handset.pass(10s);
        desired.version = 3;
        desired.settings = {{"camera.allowed", true}};
        handset.give(desired);
        handset.pass(10s);
        QCOMPARE(chainOf(handset).size(), before);
        handset.kill();
        QVERIFY(handset.start());
        handset.pass(1min);
        const auto chain = chainOf(handset);
        QCOMPARE(chain.size(), before + 2);
        QCOMPARE(chain[before].envelopeVersion, std::int64_t{2});
        QCOMPARE(chain[before + 1].envelopeVersion, std::int64_t{3});
    }

    void aLongTimeOfflineDoesNotFillTheDisk() {
        TestHandset handset;
        QVERIFY(handset.start());
        auto desired = handset.wish("vp-work", "work");
        handset.give(desired);
        QVERIFY(handset.untilPhase(kWork, "running"));
        handset.pass(10s);
        handset.linkDown();
        for (int i = 0; i < 80; ++i) {
            ++desired.version;
            desired.settings = {{"camera.allowed", i % 2 == 0}};
            handset.give(desired);
            handset.pass(3s);
        }
        const auto record = agent::readReceiptRecord(*handset.files.readFile("/state/phones/vp-work/receipts.json"));
        QCOMPARE(record->waiting.size(), std::size_t{64});
        handset.linkUp();
        handset.pass(2min);
        const auto chain = chainOf(handset);
        QCOMPARE(chain.back().envelopeVersion, desired.version);
        QVERIFY(agent::readReceiptRecord(*handset.files.readFile("/state/phones/vp-work/receipts.json"))->waiting.empty());
    }

    void aPowerCutLosesNoReceiptThatWasSent() {
        int cuts = 0;
        for (std::uint64_t step = 0; step < 60; ++step) {
            TestHandset handset;
            QVERIFY(handset.start());
            auto desired = handset.wish("vp-work", "work");
            handset.give(desired);
            QVERIFY(handset.untilPhase(kWork, "running"));
            handset.files.cutPowerAfter(step);
            desired.version = 2;
            desired.settings = {{"camera.allowed", false}};
            handset.give(desired);
            handset.until([&] { return handset.files.powerIsOut(); }, 20s);
            const bool cut = handset.files.powerIsOut();
            cuts += cut ? 1 : 0;
            handset.kill();
            handset.files.restart(static_cast<unsigned>(step));
            QVERIFY(handset.start());
            handset.give(desired);
            handset.pass(1min);
            const auto chain = chainOf(handset);  // aborts on a fork or a gap
            QCOMPARE(chain.back().envelopeVersion, std::int64_t{2});
            if (!cut) break;
        }
        QVERIFY(cuts > 3);
    }

    void aDamagedFileBeginsANewChain() {
        TestHandset handset;
        QVERIFY(handset.start());
        handset.give(handset.wish("vp-work", "work"));
        QVERIFY(handset.untilPhase(kWork, "running"));
        handset.pass(10s);
        handset.kill();
        handset.files.damage("/state/phones/vp-work/receipts.json", 3, 0xFF);
        handset.fleet.policyReceipts.clear();
        QVERIFY(handset.start());
        handset.pass(10s);
        QCOMPARE(chainOf(handset).size(), std::size_t{1});
    }

    void damagedReceiptRecordsAreRefused() {
        agent::ReceiptRecord record;
        record.sequence = 3;
        record.head = base::Digest::of("three");
        record.content = base::Digest::of("says");
        record.waiting.push_back({"receipt", "signature"});
        const auto bytes = agent::writeReceiptRecord(record);
        const auto read = agent::readReceiptRecord(bytes);
        QVERIFY(read.ok());
        QCOMPARE(agent::writeReceiptRecord(*read), bytes);
        for (std::size_t length = 0; length + 2 < bytes.size(); ++length)
            QCOMPARE(agent::readReceiptRecord(bytes.substr(0, length)).error().code, base::ErrorCode::Corrupt);
    }
};

QTEST_GUILESS_MAIN(PolicyReceiptTest)
#include "policy_receipt_test.moc"
