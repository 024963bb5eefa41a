// Commands that wait: for operations, and for phones to become what the fleet wants.
#include <QTest>
#include <nlohmann/json.hpp>

#include "tests/app/cli/cli_run.h"
#include "tests/app/cli/sample_fleet.h"

using base::Json;

class CliWaitingTest : public QObject {
    Q_OBJECT
private slots:
    void aBackupSaysWhatItReadAndHowLongTheGuestStoodStill();
    void withoutATerminalEachStepIsOneLineOnStandardError();
    void onATerminalABarIsDrawnAndTakenAwayAgain();
    void noProgressTurnsTheBarOff();
    void aFailedOperationIsExitCodeOneAndSaysWhy();
    void anExpiredOperationSaysWhatToDo();
    void aRestorePrintsItsReceipt();
    void aRestoreInPlaceIsAskedForExpressly();
    void execPassesOutputAndExitCodeThrough();
    void execSendsStandardInputOnlyWhenAsked();
    void anInterruptLeavesTheOperationGoingAndSaysHowToLookAgain();
    void aTimeoutLeavesTheOperationGoing();
    void aGatewayThatRestartsIsWaitedFor();
    void aGatewayThatStaysAwayIsReported();
    void noWaitReturnsAtOnce();
    void updateWaitsUntilDesiredReportedAndProvedAgree();
    void aRejectedReleaseIsExitCodeOne();
    void anOldRejectionIsNotTakenForThisUpdate();
    void createWithoutWaitSaysWhereToLook();
};

namespace {

struct Waiting : CliRun {
    Waiting() { writeSession(); }
    SampleFleet sample{clock.now()};

    Json ended(const std::string& kind, Json result) const {
        Json operation = sample.operation(kind, "succeeded");
        operation["result"] = std::move(result);
        return operation;
    }
    bool says(const std::string& text) const { return err().find(text) != std::string::npos; }
};

}  // namespace

void CliWaitingTest::aBackupSaysWhatItReadAndHowLongTheGuestStoodStill() {
    Waiting run;
    run.door.fleet.answer("virtual_phone_backup", run.sample.operation("virtual_phone_backup", "queued"));
    run.door.fleet.answer("operation_show", run.sample.operation("virtual_phone_backup", "running"));
    run.door.fleet.answer("operation_show", run.ended("virtual_phone_backup", run.sample.restorePoint()));
    QCOMPARE(run.run({"backup", "now", "ada-work"}), 0);
    QCOMPARE(run.out(),
             std::string("Restore point rp-0000000000000001: read 10.5 MiB, new 3.1 MiB, guest stood still 61 ms.\n"
                         "An incremental backup, application-consistent, of a disk of 256.0 MiB.\n"));
    QCOMPARE(run.door.fleet.lastArguments("virtual_phone_backup"), std::string(R"({"phone":"ada-work"})"));
}

void CliWaitingTest::withoutATerminalEachStepIsOneLineOnStandardError() {
    Waiting run;
    run.door.fleet.answer("virtual_phone_backup", run.sample.operation("virtual_phone_backup", "running"));
    for (int i = 0; i < 5; ++i)
        run.door.fleet.answer("operation_show", run.sample.operation("virtual_phone_backup", "running"));
    run.door.fleet.answer("operation_show", run.ended("virtual_phone_backup", run.sample.restorePoint()));
    QCOMPARE(run.run({"backup", "now", "ada-work"}), 0);
    QCOMPARE(run.err(), std::string("backup of ada-work: reading changed extents\n"));
}

void CliWaitingTest::onATerminalABarIsDrawnAndTakenAwayAgain() {
    Waiting run;
    run.terminal.isTerminal = true;
    run.door.fleet.answer("virtual_phone_backup", run.sample.operation("virtual_phone_backup", "running"));
    run.door.fleet.answer("operation_show", run.ended("virtual_phone_backup", run.sample.restorePoint()));
    QCOMPARE(run.run({"backup", "now", "ada-work"}), 0);
    QVERIFY(run.says("[============>           ]  50 %  reading changed extents"));
    QVERIFY(run.err().ends_with("\r\x1b[K"));
    QVERIFY(run.out().find('\x1b') == std::string::npos);
}

void CliWaitingTest::noProgressTurnsTheBarOff() {
    Waiting run;
    run.terminal.isTerminal = true;
    run.door.fleet.answer("virtual_phone_backup", run.sample.operation("virtual_phone_backup", "running"));
    run.door.fleet.answer("operation_show", run.ended("virtual_phone_backup", run.sample.restorePoint()));
    QCOMPARE(run.run({"backup", "now", "ada-work", "--no-progress"}), 0);
    QCOMPARE(run.err(), std::string("backup of ada-work: reading changed extents\n"));
}

void CliWaitingTest::aFailedOperationIsExitCodeOneAndSaysWhy() {
    Waiting run;
    Json failed = run.sample.operation("virtual_phone_backup", "failed");
    failed["error"] = {{"code", "unavailable"}, {"message", "the data disk cannot be read"}};
    run.door.fleet.answer("virtual_phone_backup", failed);
    QCOMPARE(run.run({"backup", "now", "ada-work", "-o", "json"}), 1);
    QCOMPARE(run.err(), std::string("twinset: the backup of a virtual phone failed: the data disk cannot be read\n"));
    QCOMPARE(Json::parse(run.out()).dump(), failed.dump());
}

void CliWaitingTest::anExpiredOperationSaysWhatToDo() {
    Waiting run;
    run.door.fleet.answer("virtual_phone_restart", run.sample.operation("virtual_phone_restart", "expired"));
    QCOMPARE(run.run({"phone", "restart", "ada-work"}), 1);
    QVERIFY(run.says("Check that it is online ('twinset handset list')"));
}

void CliWaitingTest::aRestorePrintsItsReceipt() {
    Waiting run;
    Json running = run.sample.operation("virtual_phone_restore", "running");
    running["steps"] = {{{"name", "Revoke the certificate"}, {"state", "done"}, {"at", nullptr}, {"detail", ""}}};
    run.door.fleet.answer("virtual_phone_restore", running);
    run.door.fleet.answer("operation_show", run.ended("virtual_phone_restore", {{"receipt", run.sample.receipt()}}));
    QCOMPARE(run.run({"phone", "restore", "Ada Lovelace/work", "--onto", "pixel 02", "--lost"}), 0);
    QCOMPARE(run.door.fleet.lastArguments("virtual_phone_restore"),
             std::string(R"({"lost":true,"onto":"pixel 02","phone":"Ada Lovelace/work"})"));
    QVERIFY(run.says("restore of Ada Lovelace/work: Revoke the certificate: done\n"));
    QVERIFY(matchesGolden("virtual_phone_restore.txt", run.out()));
}

void CliWaitingTest::aRestoreInPlaceIsAskedForExpressly() {
    Waiting run;
    QCOMPARE(run.run({"phone", "restore", "ada-work", "--in-place"}), 7);
    QVERIFY(run.says("--yes"));
    QCOMPARE(run.run({"phone", "restore", "ada-work", "--yes"}), 7);
    QCOMPARE(run.run({"phone", "restore", "ada-work", "--in-place", "--onto", "pixel 02", "--yes"}), 7);
    QCOMPARE(run.door.fleet.countOf("virtual_phone_restore"), 0);
    run.door.fleet.answer("virtual_phone_restore", run.ended("virtual_phone_restore", {{"receipt", run.sample.receipt()}}));
    QCOMPARE(run.run({"phone", "restore", "ada-work", "--in-place", "--yes", "--data-size", "512"}), 0);
    QCOMPARE(run.door.fleet.lastArguments("virtual_phone_restore"),
             std::string(R"({"dataSizeMiB":512,"inPlace":true,"lost":false,"phone":"ada-work"})"));
}

void CliWaitingTest::execPassesOutputAndExitCodeThrough() {
    Waiting run;
    run.door.fleet.answer(
        "virtual_phone_exec",
        run.ended("virtual_phone_exec", {{"exitCode", 37}, {"stdout", "one\n\ttwo\n"}, {"stderr", "oh\n"}}));
    QCOMPARE(run.run({"phone", "exec", "ada-work", "--", "ls", "-l", "--all"}), 37);
    QCOMPARE(run.out(), std::string("one\n\ttwo\n"));
    QVERIFY(run.err().ends_with("oh\n"));
    QCOMPARE(run.door.fleet.lastArguments("virtual_phone_exec"),
             std::string(R"({"command":["ls","-l","--all"],"phone":"ada-work"})"));
}

void CliWaitingTest::execSendsStandardInputOnlyWhenAsked() {
    Waiting run;
    run.terminal.input = "some text";
    run.door.fleet.answer("virtual_phone_exec",
                          run.ended("virtual_phone_exec", {{"exitCode", 0}, {"stdout", ""}, {"stderr", ""}}));
    QCOMPARE(run.run({"phone", "exec", "ada-work", "--input", "-", "--", "cat"}), 0);
    QCOMPARE(Json::parse(run.door.fleet.lastArguments("virtual_phone_exec"))["input"].dump(), Json("some text").dump());
}

void CliWaitingTest::anInterruptLeavesTheOperationGoingAndSaysHowToLookAgain() {
    Waiting run;
    run.terminal.interruptAtPause = 1;
    run.door.fleet.answer("virtual_phone_backup", run.sample.operation("virtual_phone_backup", "running"));
    run.door.fleet.answer("operation_show", run.sample.operation("virtual_phone_backup", "running"));
    QCOMPARE(run.run({"backup", "now", "ada-work"}), 130);
    QVERIFY(run.says("The operation goes on. 'twinset operation wait op-0000000000000001'"));
    QCOMPARE(run.door.fleet.countOf("operation_cancel"), 0);
}

void CliWaitingTest::aTimeoutLeavesTheOperationGoing() {
    Waiting run;
    run.door.fleet.answer("operation_show", run.sample.operation("virtual_phone_backup", "running"));
    const base::Duration before = run.clock.monotonic();
    QCOMPARE(run.run({"operation", "wait", "op-0000000000000001", "--timeout", "5m"}), 6);
    QVERIFY(run.says("not finished after 5 min 0 s. The operation goes on."));
    const base::Duration waited = run.clock.monotonic() - before;
    QVERIFY(waited >= std::chrono::minutes(5) && waited <= std::chrono::minutes(5) + std::chrono::seconds(2));
}

void CliWaitingTest::aGatewayThatRestartsIsWaitedFor() {
    Waiting run;
    run.door.fleet.answer("virtual_phone_restart", run.sample.operation("virtual_phone_restart", "running"));
    for (int i = 0; i < 8; ++i)
        run.door.fleet.fail("operation_show", base::ErrorCode::Unavailable, "connection refused");
    run.door.fleet.answer("operation_show", run.ended("virtual_phone_restart", Json::object()));
    QCOMPARE(run.run({"phone", "restart", "ada-work"}), 0);
    QCOMPARE(run.out(), std::string("Restarted in 17.0 s.\n"));
}

void CliWaitingTest::aGatewayThatStaysAwayIsReported() {
    Waiting run;
    run.door.fleet.answer("virtual_phone_restart", run.sample.operation("virtual_phone_restart", "running"));
    run.door.fleet.fail("operation_show", base::ErrorCode::Unavailable, "connection refused");
    QCOMPARE(run.run({"phone", "restart", "ada-work"}), 6);
    QVERIFY(run.says("while waiting for operation op-0000000000000001: connection refused"));
}

void CliWaitingTest::noWaitReturnsAtOnce() {
    Waiting run;
    run.door.fleet.answer("virtual_phone_backup", run.sample.operation("virtual_phone_backup", "queued"));
    QCOMPARE(run.run({"backup", "now", "ada-work", "--no-wait"}), 0);
    QCOMPARE(run.door.fleet.countOf("operation_show"), 0);
    QVERIFY(run.out().find("op-0000000000000001 is queued") != std::string::npos);
}

void CliWaitingTest::updateWaitsUntilDesiredReportedAndProvedAgree() {
    Waiting run;
    run.door.fleet.answer("virtual_phone_update", run.sample.updatingPhone());
    run.door.fleet.answer("virtual_phone_show", run.sample.updatingPhone());
    run.door.fleet.answer("virtual_phone_show", run.sample.phone());
    QCOMPARE(run.run({"phone", "update", "ada-work", "--version", "1.1.0", "--wait"}), 0);
    QCOMPARE(run.out(), std::string("Phone pixel-01/work runs reference-work 1.1.0, and its health check answered.\n"));
    QCOMPARE(run.err(), std::string("updating the phone: staging: fetching 12 of 30 chunks\n"));
}

void CliWaitingTest::aRejectedReleaseIsExitCodeOne() {
    Waiting run;
    run.door.fleet.answer("virtual_phone_update", run.sample.updatingPhone());
    run.door.fleet.answer("virtual_phone_show", run.sample.rejectingPhone());
    QCOMPARE(run.run({"phone", "update", "ada-work", "--version", "1.1.0", "--wait"}), 1);
    QVERIFY(
        run.says("release 1.1.0 was rejected: no answer to the health check within 60 s. The phone went back to "
                 "release 1.0.0."));
}

void CliWaitingTest::anOldRejectionIsNotTakenForThisUpdate() {
    Waiting run;
    Json before = run.sample.rejectingPhone();
    before["desired"]["version"] = 8;  // the report still answers version 7
    run.door.fleet.answer("virtual_phone_update", before);
    run.door.fleet.answer("virtual_phone_show", run.sample.phone());
    QCOMPARE(run.run({"phone", "update", "ada-work", "--version", "1.1.0", "--wait"}), 0);
}

void CliWaitingTest::createWithoutWaitSaysWhereToLook() {
    Waiting run;
    run.door.fleet.answer("virtual_phone_create", run.sample.updatingPhone());
    QCOMPARE(run.run({"phone", "create", "--handset", "Front desk", "--persona", "work", "--image", "reference-work",
                      "--version", "1.1.0", "--data-size", "512"}),
             0);
    QCOMPARE(
        run.door.fleet.lastArguments("virtual_phone_create"),
        std::string(
            R"({"cpus":1,"dataSizeMiB":512,"handset":"Front desk","image":"reference-work","memoryMiB":256,"persona":"work","version":"1.1.0"})"));
    QVERIFY(run.out().find("twinset phone show vp-0000000000000001") != std::string::npos);
}

QTEST_GUILESS_MAIN(CliWaitingTest)
#include "cli_waiting_test.moc"
