// When a virtual phone is as the fleet wants it.
#include "fleet/gateway/agreement.h"

#include <QtTest>
#include <functional>

using namespace fleet;
using protocol::DesiredState;
using protocol::PhoneReport;
using protocol::ProvedState;

namespace {

struct Case {
    DesiredState desired;
    std::optional<PhoneReport> report;
    std::optional<ProvedState> proved;
};

base::Timestamp at(int seconds) { return base::Timestamp(std::chrono::seconds(1'000'000 + seconds)); }

Case sound() {
    Case one;
    one.desired.version = 3;
    one.desired.release.version = "1.1.0";
    PhoneReport report;
    report.desiredVersion = 3;
    report.phase = "running";
    report.runState = "running";
    report.release = "1.1.0";
    report.startedAt = at(10);
    report.controls = {{"camera.allowed", "applied", "false"}};
    one.report = report;
    one.proved = ProvedState{at(12), "1.1.0", "{}"};
    return one;
}

}  // namespace

using Change = std::function<void(Case&)>;
Q_DECLARE_METATYPE(Change)

class AgreementTest : public QObject {
    Q_OBJECT

private slots:
    void verdictFollowsFromWhatIsKnown_data() {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("verdict");
        const auto row = [](const char* name, const char* verdict, Change change) {
            QTest::newRow(name) << change << QString(verdict);
        };
        row("as desired", "agrees", [](Case&) {});
        row("never reported", "unknown", [](Case& c) { c.report.reset(); });
        row("answers an older version", "pending", [](Case& c) { c.report->desiredVersion = 2; });
        row("answers a version that never was", "differs", [](Case& c) { c.report->desiredVersion = 4; });
        row("on its way", "pending", [](Case& c) { c.report->phase = "updating"; });
        row("failed", "differs", [](Case& c) { c.report->phase = "failed"; });
        row("stopped, should run", "differs", [](Case& c) { c.report->phase = "stopped"; });
        row("paused by the hypervisor", "differs", [](Case& c) { c.report->runState = "paused"; });
        row("stopped as desired", "agrees", [](Case& c) {
            c.desired.running = false;
            c.report->phase = "stopped";
            c.proved.reset();
        });
        row("runs, should be stopped", "differs", [](Case& c) { c.desired.running = false; });
        row("older release", "differs", [](Case& c) { c.report->release = "1.0.0"; });
        row("guest names another release", "differs", [](Case& c) { c.proved->release = "1.0.0"; });
        row("never proved", "pending", [](Case& c) { c.proved.reset(); });
        row("proved before its last start", "pending", [](Case& c) { c.proved->at = at(9); });
        row("control waits for the guest", "pending", [](Case& c) { c.report->controls[0].outcome = "pending_guest"; });
        row("setting kept for the guest's apps", "agrees", [](Case& c) { c.report->controls[0].outcome = "delivered"; });
        row("update waits for its window", "pending", [](Case& c) {
            c.report->release = "0.9.0";
            c.proved->release = "0.9.0";
            c.report->controls.push_back({"agent.update.window", "waiting", "until tonight"});
        });
        row("control unsupported", "differs", [](Case& c) { c.report->controls[0].outcome = "unsupported"; });
        row("control failed", "differs", [](Case& c) { c.report->controls[0].outcome = "failed"; });
        row("release given up", "differs", [](Case& c) {
            c.report->rejected = protocol::RejectedRelease{"1.1.0", "no answer", "1.0.0"};
        });
        row("another release given up before", "agrees", [](Case& c) {
            c.report->rejected = protocol::RejectedRelease{"1.2.0", "no answer", "1.1.0"};
        });
        row("should be gone, is there", "pending", [](Case& c) { c.desired.present = false; });
        row("should be gone, is gone", "agrees", [](Case& c) {
            c.desired.present = false;
            c.report->phase = "absent";
        });
    }
    void verdictFollowsFromWhatIsKnown() {
        QFETCH(Change, change);
        QFETCH(QString, verdict);
        auto one = sound();
        change(one);
        const auto agreement = computeAgreement(one.desired, one.report, one.proved);
        QCOMPARE(QString::fromStdString(agreement.verdict), verdict);
        QCOMPARE(agreement.disagreements.empty(), verdict == "agrees");
    }
};

QTEST_GUILESS_MAIN(AgreementTest)
#include "agreement_test.moc"
