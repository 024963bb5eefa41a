// What the gateway makes of the receipts that handsets sign: checked, kept as signed, and readable as a chain.
#include <QtTest>

#include "fleet/authority/handset_signature.h"
#include "fleet/catalog/policy_envelope_table.h"
#include "fleet/catalog/policy_receipt_table.h"
#include "fleet/protocol/policy_receipt.h"
#include "tests/fleet/gateway/fleet_fixture.h"

using namespace fleet;
using base::Json;
using protocol::PolicyReceipt;
using protocol::SignedReceipt;

class PolicyReceiptIntakeTest : public QObject {
    Q_OBJECT

private:
    struct Scene : FleetFixture {
        Scene() {
            if (!publish("1.0.0", "system one").ok()) qFatal("cannot publish");
            one = std::make_unique<FakeHandset>(*this, "one");
            one->connect();
            work = createPhone("one", "work", "");
            next.fleet = gateway->context().fleetId;
            next.handset = one->id;
            next.phone = base::PhoneId(work);
            next.envelopeVersion = one->envelope(work)->version;
            next.envelope = issuedFor(work);
            next.state = "running";
            next.settings = {{"camera.allowed", "applied", "detached"}};
        }
        base::Digest issuedFor(const std::string& phone) {
            return protocol::envelopeDigest(protocol::writePolicyEnvelope(*one->envelope(phone)));
        }
        SignedReceipt sign(const PolicyReceipt& receipt) {
            next.at = clock.now();
            const auto bytes = protocol::writePolicyReceipt(receipt);
            return {bytes, signAsHandset(one->privateKey, kPolicyReceiptContext, bytes).valueOr("")};
        }
        /// Signs `next`, moves the chain on and sends it.
        SignedReceipt sendNext() {
            const auto made = sign(next);
            one->send(made);
            if (!one->acknowledged()) qFatal("not acknowledged");
            ++next.sequence;
            next.previous = protocol::receiptDigest(made.receipt);
            return made;
        }
        Json receipts(bool verify = true) { return call("policy_receipts", {{"phone", work}, {"verify", verify}}); }
        std::vector<std::string> alerts() {
            std::vector<std::string> kinds;
            const auto answer = call("alert_list", Json::object());
            for (const auto& alert : answer.at("alerts")) kinds.push_back(alert.at("kind"));
            return kinds;
        }
        std::unique_ptr<FakeHandset> one;
        std::string work;
        PolicyReceipt next;
    };

private slots:
    void aChainIsKeptAndHolds() {
        Scene scene;
        QVERIFY(scene.receipts().at("receipts").empty());
        for (int i = 0; i < 3; ++i) scene.sendNext();
        const auto answer = scene.receipts();
        QCOMPARE(answer.at("receipts").size(), std::size_t{3});
        QCOMPARE(answer.at("receipts").at(0).at("sequence"), Json(3));
        QCOMPARE(answer.at("receipts").at(0).at("settings").at(0).at("readBack"), Json("detached"));
        QCOMPARE(answer.at("receipts").at(0).at("previous"), answer.at("receipts").at(1).at("digest"));
        QCOMPARE(answer.at("verdict").at("intact"), Json(true));
        QCOMPARE(answer.at("verdict").at("receipts"), Json(3));
        QVERIFY(scene.receipts(false).at("verdict").is_null());
        QVERIFY(scene.alerts().empty());
    }

    void aReceiptThatComesTwiceIsKeptOnce() {
        Scene scene;
        scene.sendNext();
        const auto second = scene.sendNext();
        scene.one->send(second);
        QVERIFY(scene.one->acknowledged());
        QCOMPARE(scene.receipts().at("receipts").size(), std::size_t{2});
        QVERIFY(scene.alerts().empty());
    }

    void aReceiptThatIsNotTheHandsetsOwnIsNotKept_data() {
        QTest::addColumn<QString>("how");
        for (const auto* how : {"altered", "another handset's key", "of another handset", "of another fleet", "no receipt"})
            QTest::newRow(how) << how;
    }

    void aReceiptThatIsNotTheHandsetsOwnIsNotKept() {
        QFETCH(QString, how);
        Scene scene;
        FakeHandset two(scene, "two");
        auto receipt = scene.next;
        if (how == "of another handset") receipt.handset = two.id;
        if (how == "of another fleet") receipt.fleet = "globex";
        auto made = scene.sign(receipt);
        if (how == "altered") made.receipt.replace(made.receipt.find("detached"), 8, "attached");
        if (how == "another handset's key")
            made.signature = *signAsHandset(two.privateKey, kPolicyReceiptContext, made.receipt);
        if (how == "no receipt")
            made = {"{}", *signAsHandset(scene.one->privateKey, kPolicyReceiptContext, "{}")};
        scene.one->send(made);
        QVERIFY(scene.one->acknowledged());
        QVERIFY(scene.receipts().at("receipts").empty());
        QVERIFY(scene.alerts() == std::vector<std::string>{"receipt_signature"});
    }

    void aBrokenChainIsKeptMarkedAndAnAlert() {
        Scene scene;
        scene.sendNext();
        scene.sendNext();
        scene.next.sequence = 1;
        scene.next.previous.reset();
        scene.next.state = "stopped";
        scene.sendNext();
        scene.sendNext();
        QVERIFY(scene.alerts() == std::vector<std::string>{"receipt_chain"});
        const auto answer = scene.receipts();
        QCOMPARE(answer.at("receipts").at(1).at("follows"), Json(false));
        QCOMPARE(answer.at("receipts").at(0).at("follows"), Json(true));
        QCOMPARE(answer.at("verdict").at("intact"), Json(false));
        QCOMPARE(answer.at("verdict").at("firstBroken"), Json(1));
    }

    void anEnvelopeThatWasNeverIssuedIsFound_data() {
        QTest::addColumn<QString>("how");
        for (const auto* how : {"another digest", "another version", "of another phone"}) QTest::newRow(how) << how;
    }

    void anEnvelopeThatWasNeverIssuedIsFound() {
        QFETCH(QString, how);
        Scene scene;
        scene.sendNext();
        const auto genuine = scene.next;
        if (how == "another digest") scene.next.envelope = base::Digest::of("forged");
        if (how == "another version") ++scene.next.envelopeVersion;
        if (how == "of another phone") scene.next.envelope = scene.issuedFor(scene.createPhone("one", "personal", ""));
        scene.sendNext();
        QVERIFY(scene.alerts() == std::vector<std::string>{"receipt_envelope"});
        scene.next.envelope = genuine.envelope;
        scene.next.envelopeVersion = genuine.envelopeVersion;
        scene.sendNext();
        const auto answer = scene.receipts();
        QCOMPARE(answer.at("receipts").size(), std::size_t{3});
        for (const auto& [place, issued] : {std::pair(0, true), std::pair(1, false), std::pair(2, true)}) {
            QCOMPARE(answer.at("receipts").at(place).at("issued"), Json(issued));
            QCOMPARE(answer.at("receipts").at(place).at("follows"), Json(true));
        }
        QCOMPARE(answer.at("verdict").at("firstBroken"), Json(2));
        QVERIFY(answer.at("verdict").at("why").get<std::string>().find("did not issue") != std::string::npos);
    }

    void anEnvelopeOlderThanThoseThatAreKeptIsNoAlert() {
        Scene scene;
        const auto first = scene.next;
        const auto changed = scene.gateway->context().catalog.write([&](catalog::Transaction& transaction) -> base::Result<void> {
            catalog::PolicyEnvelopeTable envelopes(transaction);
            for (int i = 0; i < 600; ++i)
                envelopes.insert(scene.one->id, base::PhoneId(scene.work), first.envelopeVersion + 1 + i,
                                 base::Digest::of(std::to_string(i)));
            return {};
        });
        QVERIFY(changed.ok());
        scene.sendNext();
        QVERIFY(scene.alerts().empty());
        QCOMPARE(scene.receipts().at("verdict").at("intact"), Json(true));
    }

    void aCatalogThatWasChangedIsFound_data() {
        QTest::addColumn<QString>("sql");
        QTest::newRow("an envelope's digest") << "UPDATE policy_envelope SET digest = ''";
        QTest::newRow("what is in force") << "UPDATE policy_receipt SET envelope_version = 9 WHERE sequence = 2";
        QTest::newRow("a body") << "UPDATE policy_receipt SET body = replace(body, 'detached', 'attached') WHERE sequence = 2";
        QTest::newRow("a link") << "UPDATE policy_receipt SET previous = digest WHERE sequence = 2";
        QTest::newRow("a receipt taken out") << "DELETE FROM policy_receipt WHERE sequence = 2";
        QTest::newRow("a certificate") << "UPDATE policy_receipt SET certificate = 'none' WHERE sequence = 2";
    }

    void aCatalogThatWasChangedIsFound() {
        QFETCH(QString, sql);
        Scene scene;
        for (int i = 0; i < 4; ++i) scene.sendNext();
        const auto changed = scene.gateway->context().catalog.write([&](catalog::Transaction& transaction) -> base::Result<void> {
            transaction.prepare(sql.toStdString()).run();
            return {};
        });
        QVERIFY(changed.ok());
        QCOMPARE(scene.receipts().at("verdict").at("intact"), Json(false));
    }

    void theNewestOnesAreKept() {
        Scene scene;
        for (int i = 0; i < 260; ++i) scene.sendNext();
        const auto answer = scene.call("policy_receipts", {{"phone", scene.work}, {"verify", true}, {"limit", 256}});
        QCOMPARE(answer.at("receipts").size(), std::size_t{256});
        QCOMPARE(answer.at("receipts").at(255).at("sequence"), Json(5));
        QCOMPARE(answer.at("verdict").at("intact"), Json(true));
        QCOMPARE(scene.refused("policy_receipts", {{"phone", scene.work}, {"limit", 257}}).code, base::ErrorCode::InvalidInput);
    }
};

QTEST_GUILESS_MAIN(PolicyReceiptIntakeTest)
#include "policy_receipt_intake_test.moc"
