// A handset that was declared lost, is refused, and learns that it must wipe its work phone.
#include <QTest>

#include "tests/agent/test_handset.h"

using fakes::TestHandset;
using hypervisor::RunState;
using namespace std::chrono_literals;

namespace {

const base::PhoneId kWork("vp-work");
const base::PhoneId kPersonal("vp-personal");

/// A handset with both phones, whose machines went down with it, and whose agent is about to start.
void prepareLost(TestHandset& handset) {
    QVERIFY(handset.start());
    handset.give(handset.wish("vp-work", "work"));
    handset.give(handset.wish("vp-personal", "personal"));
    QVERIFY(handset.untilPhase(kWork, "running"));
    QVERIFY(handset.untilPhase(kPersonal, "running"));
    QVERIFY(handset.world->writeGuestFile(kPersonal, "/data/diary", "mine").ok());
    QVERIFY(handset.world->writeGuestFile(kWork, "/data/secret", "the company's").ok());
    handset.kill();
    handset.world->crashMachine(kWork);
    handset.world->crashMachine(kPersonal);
}

std::string wipeStateOf(TestHandset& handset) {
    return handset.fleet.receipts.empty() ? "" : handset.fleet.receipts.back().wiped.at(0).detail;
}

}  // namespace

class WipeOrderTest : public QObject {
    Q_OBJECT
private slots:
    void aLostHandsetWipesItsWorkPhoneBeforeItBoots();
    void aRunningWorkPhoneIsWipedToo();
    void thePersonalPhonesDigestIsUnchanged();
    void anOrderIsRefused_data();
    void anOrderIsRefused();
    void anOrderNamingAPersonalPhoneDoesNotTouchIt();
    void aRefusalWithoutOrderOnlyStopsTheTalking();
    void theReceiptIsSentUntilItIsTaken();
    void theSameOrderTwiceWipesOnce();
    void aWipedPhoneIsNeverStartedAgain();
    void anAgentKilledAnywhereFinishesTheWipe();
};

void WipeOrderTest::aLostHandsetWipesItsWorkPhoneBeforeItBoots() {
    TestHandset handset;
    prepareLost(handset);
    QVERIFY(handset.start(false));
    handset.agent->refused(handset.fleet.refusalWithOrder(handset.order("op-wipe", {kWork})));
    QVERIFY(handset.until(
        [&] {
            if (handset.observe(kWork).state != RunState::Stopped) qFatal("the lost phone was booted");
            return !handset.fleet.receipts.empty();
        },
        1min));
    const auto& receipt = handset.fleet.receipts.at(0);
    QCOMPARE(receipt.order.text(), std::string("op-wipe"));
    QCOMPARE(receipt.wiped.size(), std::size_t{1});
    QVERIFY(receipt.wiped[0].erased);
    QVERIFY(!handset.files.exists("/state/phones/vp-work/data.key"));
    QCOMPARE(handset.record(kWork)->phase, std::string("wiped"));
    handset.pass(1min);
    QCOMPARE(handset.observe(kPersonal).state, RunState::Running);
    QCOMPARE(handset.world->guestFile(kPersonal, "/data/diary").valueOr(""), std::string("mine"));
}

void WipeOrderTest::aRunningWorkPhoneIsWipedToo() {
    TestHandset handset;
    prepareLost(handset);
    QVERIFY(handset.start());
    QVERIFY(handset.untilPhase(kWork, "running"));
    QVERIFY(handset.untilPhase(kPersonal, "running"));
    const auto personal = handset.observe(kPersonal).startedAt;
    handset.linkDown();
    handset.agent->refused(handset.fleet.refusalWithOrder(handset.order("op-wipe", {kWork})));
    QVERIFY(handset.until([&] { return !handset.fleet.receipts.empty(); }, 1min));
    QCOMPARE(handset.observe(kWork).state, RunState::Stopped);
    QCOMPARE(handset.observe(kPersonal).startedAt, personal);
    QCOMPARE(handset.fleet.receipts[0].untouched.at(0).digestBefore, std::string());
}

void WipeOrderTest::thePersonalPhonesDigestIsUnchanged() {
    TestHandset handset;
    prepareLost(handset);
    QVERIFY(handset.start(false));
    handset.agent->refused(handset.fleet.refusalWithOrder(handset.order("op-wipe", {kWork})));
    QVERIFY(handset.until([&] { return !handset.fleet.receipts.empty(); }, 1min));
    const auto& untouched = handset.fleet.receipts.at(0).untouched;
    QCOMPARE(untouched.size(), std::size_t{1});
    QCOMPARE(untouched[0].phone, kPersonal);
    QCOMPARE(untouched[0].persona, std::string("personal"));
    QVERIFY(!untouched[0].digestBefore.empty());
    QCOMPARE(untouched[0].digestAfter, untouched[0].digestBefore);
}

void WipeOrderTest::anOrderIsRefused_data() {
    QTest::addColumn<int>("what");
    QTest::newRow("for another handset") << 0;
    QTest::newRow("of another fleet") << 1;
    QTest::newRow("with a flipped bit") << 2;
    QTest::newRow("signed by another key") << 3;
    QTest::newRow("a desired state's signature") << 4;
}

void WipeOrderTest::anOrderIsRefused() {
    QFETCH(int, what);
    TestHandset handset;
    prepareLost(handset);
    QVERIFY(handset.start(false));
    auto order = handset.order("op-wipe", {kWork});
    if (what == 0) order.handset = base::HandsetId("hs-two");
    if (what == 1) order.fleet = "other";
    auto refusal = handset.fleet.refusalWithOrder(order);
    if (what == 2) refusal.order[refusal.order.size() / 2] ^= 1;
    if (what == 3)
        refusal.orderSignature =
            images::sign(images::createSigningKeyPair().privateKey, images::kOrderContext, refusal.order);
    if (what == 4)
        refusal.orderSignature =
            images::sign(handset.fleet.fleetKey.privateKey, images::kPolicyEnvelopeContext, refusal.order);
    handset.agent->refused(refusal);
    handset.pass(1min);
    QVERIFY(handset.fleet.receipts.empty());
    QCOMPARE(handset.world->guestFile(kWork, "/data/secret").valueOr(""), std::string("the company's"));
    QVERIFY(handset.files.list("/state/orders")->empty());
}

void WipeOrderTest::anOrderNamingAPersonalPhoneDoesNotTouchIt() {
    TestHandset handset;
    prepareLost(handset);
    QVERIFY(handset.start(false));
    handset.agent->refused(
        handset.fleet.refusalWithOrder(handset.order("op-wipe", {kPersonal, base::PhoneId("vp-none")})));
    QVERIFY(handset.until([&] { return !handset.fleet.receipts.empty(); }, 1min));
    for (const auto& wiped : handset.fleet.receipts[0].wiped) QVERIFY(!wiped.erased);
    handset.pass(1min);
    QCOMPARE(handset.world->guestFile(kPersonal, "/data/diary").valueOr(""), std::string("mine"));
}

void WipeOrderTest::aRefusalWithoutOrderOnlyStopsTheTalking() {
    TestHandset handset;
    prepareLost(handset);
    QVERIFY(handset.start(false));
    handset.agent->refused({"revoked", "this handset was declared lost", "", ""});
    handset.pass(1min);
    QCOMPARE(handset.world->guestFile(kWork, "/data/secret").valueOr(""), std::string("the company's"));
}

void WipeOrderTest::theReceiptIsSentUntilItIsTaken() {
    TestHandset handset;
    prepareLost(handset);
    handset.fleet.receiptsFail = true;
    QVERIFY(handset.start(false));
    handset.agent->refused(handset.fleet.refusalWithOrder(handset.order("op-wipe", {kWork})));
    handset.pass(3min);
    handset.kill();
    handset.fleet.receiptsFail = false;
    QVERIFY(handset.start(false));
    QVERIFY(handset.until([&] { return !handset.fleet.receipts.empty(); }, 1min));
    QVERIFY(wipeStateOf(handset).find("key destroyed") != std::string::npos);
    handset.pass(10min);
    QCOMPARE(handset.fleet.receipts.size(), std::size_t{1});
}

void WipeOrderTest::theSameOrderTwiceWipesOnce() {
    TestHandset handset;
    prepareLost(handset);
    QVERIFY(handset.start(false));
    const auto refusal = handset.fleet.refusalWithOrder(handset.order("op-wipe", {kWork}));
    handset.agent->refused(refusal);
    QVERIFY(handset.until([&] { return !handset.fleet.receipts.empty(); }, 1min));
    const auto erasedAt = handset.record(kWork)->erasedAt;
    handset.pass(1min);
    handset.agent->refused(refusal);
    handset.pass(1min);
    QCOMPARE(handset.record(kWork)->erasedAt, erasedAt);
    QCOMPARE(handset.fleet.receipts.size(), std::size_t{2});
    QCOMPARE(handset.fleet.receipts[1].at, handset.fleet.receipts[0].at);
}

void WipeOrderTest::aWipedPhoneIsNeverStartedAgain() {
    TestHandset handset;
    prepareLost(handset);
    QVERIFY(handset.start(false));
    handset.agent->refused(handset.fleet.refusalWithOrder(handset.order("op-wipe", {kWork})));
    QVERIFY(handset.until([&] { return !handset.fleet.receipts.empty(); }, 1min));
    handset.kill();
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    desired.version = 99;
    handset.give(desired);
    handset.pass(5min);
    QCOMPARE(handset.observe(kWork).state, RunState::Stopped);
    QCOMPARE(handset.fleet.report(kWork)->phase, std::string("wiped"));
    QVERIFY(!handset.files.exists("/state/phones/vp-work/data.key"));
}

void WipeOrderTest::anAgentKilledAnywhereFinishesTheWipe() {
    int kills = 0;
    for (std::uint64_t steps = 0; steps < 200; ++steps) {
        TestHandset handset;
        prepareLost(handset);
        const auto refusal = handset.fleet.refusalWithOrder(handset.order("op-wipe", {kWork}));
        QVERIFY(handset.start(false));
        handset.agent->turn();
        handset.files.cutPowerAfter(steps);
        handset.agent->refused(refusal);
        handset.until([&] { return handset.files.powerIsOut() || !handset.fleet.receipts.empty(); }, 1min);
        const bool interrupted = handset.files.powerIsOut();
        kills += interrupted ? 1 : 0;
        handset.kill();
        handset.files.restart(static_cast<unsigned>(steps));
        QVERIFY2(handset.start(false), handset.startError.c_str());
        handset.agent->refused(refusal);
        QVERIFY(handset.until([&] { return !handset.fleet.receipts.empty(); }, 5min));
        const auto& receipt = handset.fleet.receipts.back();
        QVERIFY(receipt.wiped.at(0).erased);
        QCOMPARE(receipt.untouched.at(0).digestAfter, receipt.untouched.at(0).digestBefore);
        QVERIFY(!handset.files.exists("/state/phones/vp-work/data.key"));
        handset.pass(10s);
        QCOMPARE(handset.world->guestFile(kPersonal, "/data/diary").valueOr(""), std::string("mine"));
        if (!interrupted) break;
    }
    QVERIFY(kills > 5);
}

QTEST_GUILESS_MAIN(WipeOrderTest)
#include "wipe_order_test.moc"
