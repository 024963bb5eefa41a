// Time that nobody gains by turning the handset's clock.
#include <QTest>

#include "fleet/protocol/incident.h"
#include "tests/agent/test_handset.h"

using agent::TrustedTime;
using fakes::TestHandset;
using namespace std::chrono_literals;

namespace {
const base::PhoneId kWork("vp-work");
}

class TrustedTimeTest : public QObject {
    Q_OBJECT
private slots:
    void itGoesWithTheClock() {
        FakeClock clock;
        TrustedTime time(clock);
        const auto before = time.now();
        clock.advance(3h);
        QVERIFY(time.now() - before == 3h);
        QVERIFY(time.look() == 0ms);
    }

    void aClockThatIsSetBackGainsNothing() {
        FakeClock clock;
        TrustedTime time(clock);
        const auto before = time.now();
        clock.advance(10min);
        clock.setWall(-5h);
        QVERIFY(time.now() - before == 10min);
        QVERIFY(time.look() == 5h);
        QVERIFY(time.look() == 0ms);
        clock.advance(1min);
        QVERIFY(time.now() - before == 11min);
    }

    void aRestartTakesNothingBack() {
        FakeClock clock;
        const auto saved = TrustedTime(clock).saved();
        clock.setWall(-24h);
        TrustedTime time(clock);
        QVERIFY(time.begin(saved) == 24h);
        QVERIFY(time.now() == saved.trusted);
    }

    void whatPassesWhileTheHandsetIsOffCounts() {
        FakeClock clock;
        const auto saved = TrustedTime(clock).saved();
        clock.advance(72h);
        TrustedTime time(clock);
        QVERIFY(time.begin(saved) == 0ms);
        QVERIFY(time.now() - saved.trusted == 72h);
    }

    void aSmallCorrectionIsNotReported() {
        FakeClock clock;
        TrustedTime time(clock);
        const auto before = time.now();
        clock.setWall(-30s);
        QVERIFY(time.look() == 0ms);
        QVERIFY(time.now() == before);
    }

    void theFleetCorrectsAClockThatIsAhead() {
        FakeClock clock;
        const auto fleetTime = clock.now();
        clock.setWall(8760h);
        TrustedTime time(clock);
        QVERIFY(time.now() - fleetTime == 8760h);
        time.told(fleetTime);
        QVERIFY(time.now() == fleetTime);
        const auto saved = time.saved();
        TrustedTime next(clock);
        QVERIFY(next.begin(saved) == 0ms);
        QVERIFY(next.now() == fleetTime);
    }

    void theFleetIsNeverEarlierThanItsOwnEnvelopes() {
        FakeClock clock;
        TrustedTime time(clock);
        const auto issued = clock.now() + 2h;
        time.atLeast(issued);
        QVERIFY(time.now() == issued);
        time.told(clock.now());
        QVERIFY(time.now() == issued);
    }

    void anAgentReportsAClockThatWasSetBack() {
        TestHandset handset;
        QVERIFY(handset.start());
        handset.pass(2min);
        handset.clock.setWall(-3h);
        handset.pass(10s);
        QCOMPARE(handset.fleet.incidents.size(), std::size_t{1});
        QCOMPARE(handset.fleet.incidents.front().code, std::string(fleet::protocol::incident::kClockSetBack));
    }

    void anAgentReportsAClockThatWasSetBackWhileItWasOff() {
        TestHandset handset;
        QVERIFY(handset.start());
        handset.pass(2min);
        handset.kill();
        handset.clock.setWall(-3h);
        QVERIFY(handset.start(false));
        handset.pass(10s);
        handset.kill();
        QVERIFY(handset.start());
        handset.pass(10s);
        QCOMPARE(handset.fleet.incidents.size(), std::size_t{1});
        QVERIFY(handset.fleet.incidents.front().detail.find("3 h") != std::string::npos);
    }

    void aLeaseIsNotLengthenedByTheClock() {
        for (const bool restarted : {false, true}) {
            TestHandset handset;
            QVERIFY(handset.start());
            auto desired = handset.wish("vp-work", "work");
            desired.leaseSeconds = 3600;
            handset.give(desired);
            QVERIFY(handset.untilPhase(kWork, "running"));
            handset.linkDown();
            handset.pass(40min);
            if (restarted) handset.kill();
            handset.clock.setWall(-2h);
            if (restarted) QVERIFY(handset.start(false));
            handset.pass(25min);
            QCOMPARE(handset.observe(kWork).state, hypervisor::RunState::Paused);
        }
    }

    void anExpiredEnvelopeStaysExpired() {
        TestHandset handset;
        QVERIFY(handset.start());
        auto desired = handset.wish("vp-work", "work");
        handset.give(desired);
        QVERIFY(handset.untilPhase(kWork, "running"));
        desired.version = 2;
        desired.running = false;
        const auto old = handset.fleet.signedDesired(desired);
        handset.clock.advance(31 * 24h);
        handset.pass(2min);
        handset.kill();
        handset.clock.setWall(-30 * 24h);
        QVERIFY(handset.start());
        handset.receive(old);
        handset.pass(10s);
        QCOMPARE(handset.record(kWork)->version, std::int64_t{1});
        QCOMPARE(handset.fleet.incidents.back().code, std::string(fleet::protocol::incident::kEnvelopeExpired));
    }

    void aStandingLinkIsContact() {
        TestHandset handset;
        QVERIFY(handset.start());
        auto desired = handset.wish("vp-work", "work");
        desired.leaseSeconds = 60;
        handset.give(desired);
        QVERIFY(handset.untilPhase(kWork, "running"));
        handset.pass(10min);
        QCOMPARE(handset.observe(kWork).state, hypervisor::RunState::Running);
        handset.linkDown();
        handset.pass(2min);
        QCOMPARE(handset.observe(kWork).state, hypervisor::RunState::Paused);
    }
};

QTEST_GUILESS_MAIN(TrustedTimeTest)
#include "trusted_time_test.moc"
