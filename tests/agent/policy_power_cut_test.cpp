// The power goes at each write while an envelope is taken: afterwards the handset has the old envelope or the new one,
// whole; it takes no older one, and has the new one if it ever said so.
#include <QTest>

#include "fleet/protocol/incident.h"
#include "tests/agent/test_handset.h"

using fakes::TestHandset;
using fleet::protocol::DesiredState;
using namespace std::chrono_literals;

namespace {
const base::PhoneId kWork("vp-work");
}

class PolicyPowerCutTest : public QObject {
    Q_OBJECT
private slots:
    void theOldEnvelopeOrTheNewOneIsWhole_data();
    void theOldEnvelopeOrTheNewOneIsWhole();
    void theFirstEnvelopeIsWholeOrNotThere();

private:
    /// The journal's envelope, document and signature belong together; returns its version, 0 when there is no journal.
    static std::int64_t wholeVersion(TestHandset& handset);
    static void restart(TestHandset& handset, std::optional<unsigned> seed);
};

std::int64_t PolicyPowerCutTest::wholeVersion(TestHandset& handset) {
    if (!handset.files.exists("/state/phones/vp-work/journal.json")) return 0;
    const auto record = handset.record(kWork);
    if (!record) qFatal("the journal is damaged");
    const auto opened =
        agent::openEnvelope({record->envelope, record->document, record->signature}, handset.fleet.identity());
    const auto* whole = std::get_if<agent::OpenedEnvelope>(&opened);
    if (whole == nullptr) qFatal("%s", std::get<agent::RefusedEnvelope>(opened).why.c_str());
    if (whole->digest != record->chain || whole->envelope.version != record->version) qFatal("the chain is torn");
    return record->version;
}

void PolicyPowerCutTest::restart(TestHandset& handset, std::optional<unsigned> seed) {
    handset.kill();
    handset.files.restart(seed);
    if (!handset.start()) qFatal("the agent does not start again: %s", handset.startError.c_str());
}

void PolicyPowerCutTest::theOldEnvelopeOrTheNewOneIsWhole_data() {
    QTest::addColumn<bool>("partly");
    QTest::newRow("what was not synced is gone") << false;
    QTest::newRow("what was not synced is partly there") << true;
}

void PolicyPowerCutTest::theOldEnvelopeOrTheNewOneIsWhole() {
    QFETCH(bool, partly);
    int cuts = 0, old = 0;
    for (std::uint64_t step = 0; step < 200; ++step) {
        TestHandset handset;
        QVERIFY(handset.start());
        auto desired = handset.wish("vp-work", "work");
        handset.give(desired);
        const auto first = handset.fleet.signedDesired(desired);
        QVERIFY(handset.untilPhase(kWork, "running"));
        desired.version = 2;
        desired.release = handset.fleet.publish("1.1.0");
        const auto said = [&] { return handset.fleet.report(kWork)->desiredVersion == 2; };
        const auto settled = [&] {
            return said() && handset.fleet.report(kWork)->release == "1.1.0" &&
                   handset.fleet.report(kWork)->phase == "running";
        };
        handset.files.cutPowerAfter(step);
        handset.give(desired);
        const auto before = handset.clock.now();
        handset.until([&] { return handset.files.powerIsOut() || settled(); }, 5min);
        const bool cut = handset.files.powerIsOut();
        restart(handset, partly ? std::optional(static_cast<unsigned>(step)) : std::nullopt);
        const auto version = wholeVersion(handset);
        QVERIFY(version == 1 || version == 2);
        QVERIFY2(!said() || version == 2, "what the fleet was told is in force was lost");
        old += version == 1 ? 1 : 0;
        const auto incidents = handset.fleet.incidents.size();
        handset.receive(first);
        handset.pass(1s);
        QCOMPARE(wholeVersion(handset), version);
        QCOMPARE(handset.fleet.incidents.size(), incidents + (version == 2 ? 1 : 0));
        handset.give(desired);
        QVERIFY(handset.until(settled, 5min));
        QCOMPARE(wholeVersion(handset), std::int64_t{2});
        QVERIFY(handset.clock.now() >= before);
        cuts += cut ? 1 : 0;
        if (!cut) break;
    }
    qInfo("%d power cuts, after %d of them the old envelope was in force", cuts, old);
    QVERIFY(cuts > 5 && old > 0 && old < cuts);
}

void PolicyPowerCutTest::theFirstEnvelopeIsWholeOrNotThere() {
    int cuts = 0, absent = 0;
    for (std::uint64_t step = 0; step < 12; ++step) {
        TestHandset handset;
        QVERIFY(handset.start());
        handset.agent->turn();
        const auto desired = handset.wish("vp-work", "work");
        handset.files.cutPowerAfter(step);
        handset.give(desired);
        handset.until([&] { return handset.files.powerIsOut(); }, 1min);
        QVERIFY(handset.files.powerIsOut());
        restart(handset, static_cast<unsigned>(step));
        const auto version = wholeVersion(handset);
        absent += version == 0 ? 1 : 0;
        ++cuts;
        handset.give(desired);
        QVERIFY(handset.untilPhase(kWork, "running"));
    }
    QVERIFY(absent > 0 && absent < cuts);
}

QTEST_GUILESS_MAIN(PolicyPowerCutTest)
#include "policy_power_cut_test.moc"
