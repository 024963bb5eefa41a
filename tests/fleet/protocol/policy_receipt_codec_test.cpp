#include <QTest>
#include <nlohmann/json.hpp>

#include "fleet/protocol/messages.h"
#include "fleet/protocol/policy_receipt.h"
#include "tests/fleet/protocol/mutation.h"

using namespace fleet::protocol;

namespace {

PolicyReceipt someReceipt() {
    PolicyReceipt receipt;
    receipt.fleet = "fleet-1";
    receipt.handset = base::HandsetId("hs-1");
    receipt.phone = base::PhoneId("vp-1");
    receipt.sequence = 7;
    receipt.previous = base::Digest::of("six");
    receipt.envelopeVersion = 42;
    receipt.envelope = base::Digest::of("envelope");
    receipt.at = *base::parseTimestamp("2026-11-22T11:11:50.123Z");
    receipt.state = "running";
    receipt.settings = {{"camera.allowed", "applied", "détaché"}, {"password.quality", "delivered", ""}};
    receipt.steps = {{"encrypted", "block", receipt.at}};
    return receipt;
}

}  // namespace

class PolicyReceiptCodecTest : public QObject {
    Q_OBJECT
private slots:
    void aReceiptComesBackAsItWasWritten() {
        const auto text = writePolicyReceipt(someReceipt());
        const auto read = readPolicyReceipt(text);
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
        QCOMPARE(writePolicyReceipt(*read), text);
        QVERIFY(read->settings == someReceipt().settings && read->steps == someReceipt().steps);
    }

    void thereIsOneTextForAReceipt() {
        const auto text = writePolicyReceipt(someReceipt());
        QVERIFY(!readPolicyReceipt(text + " ").ok());
        QVERIFY(!readPolicyReceipt(base::Json::parse(text).dump(1)).ok());
        auto json = base::Json::parse(text);
        json["surprise"] = 1;
        QVERIFY(!readPolicyReceipt(json.dump()).ok());
        for (std::size_t length = 0; length < text.size(); ++length) QVERIFY(!readPolicyReceipt(text.substr(0, length)).ok());
    }

    void theLargestReceiptFitsAMessage() {
        auto receipt = someReceipt();
        receipt.settings.clear();
        for (int i = 0; i < 300; ++i)
            receipt.settings.push_back({"setting." + std::to_string(i) + std::string(24, 's'), "pending_guest", std::string(300, 'r')});
        const auto text = writePolicyReceipt(receipt);
        QVERIFY(text.size() <= kLongestPolicyReceipt);
        const auto read = readPolicyReceipt(text);
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
        QCOMPARE(read->settings.size(), std::size_t{256});
        const SignedReceipt largest{base::Bytes(kLongestPolicyReceipt, 'r'), base::Bytes(kLongestHandsetSignature, 's')};
        QVERIFY(writeMessage({std::string(64, 'm'), largest}).size() <= kLongestMessage);
    }

    void contentLeavesOutThePlaceInTheChain() {
        auto later = someReceipt();
        later.sequence = 8;
        later.previous = base::Digest::of("seven");
        later.at += std::chrono::hours(1);
        QVERIFY(receiptContent(later) == receiptContent(someReceipt()));
        later.settings.front().outcome = "failed";
        QVERIFY(receiptContent(later) != receiptContent(someReceipt()));
    }

    void damagedReceiptsAreRefusedOrReadStably() {
        QCOMPARE(mutation::unstableMutants(writePolicyReceipt(someReceipt()), 3000, readPolicyReceipt, writePolicyReceipt), 0);
    }
};

QTEST_GUILESS_MAIN(PolicyReceiptCodecTest)
#include "policy_receipt_codec_test.moc"
