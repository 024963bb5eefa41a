#include <unistd.h>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include "base/process.h"

using namespace std::chrono_literals;
using base::ErrorCode;
using base::ProcessRequest;

namespace {

ProcessRequest shell(std::string script) {
    ProcessRequest request;
    request.command = {"sh", "-c", std::move(script)};
    request.timeout = 20s;
    return request;
}

}  // namespace

class ProcessTest : public QObject {
    Q_OBJECT
private slots:
    void outputErrorAndExitCodeAreReturned() {
        const auto outcome = base::runProcess(shell("echo out; echo err >&2; exit 3"));
        QVERIFY(outcome.ok());
        QCOMPARE(outcome->exitCode, 3);
        QCOMPARE(outcome->standardOutput, base::Bytes("out\n"));
        QCOMPARE(outcome->standardError, base::Bytes("err\n"));
    }

    void inputIsGivenWholeWhateverItsSize() {
        auto request = shell("cat");
        request.standardInput = base::randomBytes(3'000'000);
        const auto outcome = base::runProcess(request);
        QVERIFY(outcome.ok());
        QVERIFY(outcome->standardOutput == request.standardInput);
    }

    void aProgramThatIgnoresItsInputIsNoError() {
        auto request = shell("exit 0");
        request.standardInput = base::Bytes(1'000'000, 'x');
        QCOMPARE(base::runProcess(request)->exitCode, 0);
    }

    void withoutInputThereIsAnEnd() {
        QCOMPARE(base::runProcess(shell("cat; echo end"))->standardOutput, base::Bytes("end\n"));
    }

    void argumentsAreNotInterpreted() {
        ProcessRequest request;
        request.command = {"printf", "%s|", "a b", "$HOME", "*", ""};
        QCOMPARE(base::runProcess(request)->standardOutput, base::Bytes("a b|$HOME|*||"));
    }

    void aProcessIsKilledAtItsDeadline() {
        auto request = shell("exec sleep 30");
        request.timeout = 200ms;
        QElapsedTimer timer;
        timer.start();
        const auto outcome = base::runProcess(request);
        QVERIFY(!outcome && outcome.error().code == ErrorCode::Timeout);
        QVERIFY(timer.elapsed() < 10'000);
        QVERIFY(outcome.error().message.find("200 ms") != std::string::npos);
    }

    void aSignalIsReportedAsTheShellDoes() { QCOMPARE(base::runProcess(shell("kill -TERM $$"))->exitCode, 128 + 15); }

    void aProgramThatDoesNotExistIsNamed() {
        ProcessRequest request;
        request.command = {"twinset-no-such-program"};
        const auto outcome = base::runProcess(request);
        QVERIFY(!outcome && outcome.error().code == ErrorCode::NotFound);
        QVERIFY(outcome.error().message.find("twinset-no-such-program") != std::string::npos);
        QCOMPARE(base::runProcess({}).error().code, ErrorCode::InvalidInput);
    }

    void directoryAndEnvironmentAreSet() {
        QTemporaryDir directory;
        auto request = shell("pwd -P; echo \"$TWINSET_TEST\"");
        request.workingDirectory = QFileInfo(directory.path()).canonicalFilePath().toStdString();
        request.environment = {"TWINSET_TEST=value"};
        QCOMPARE(base::runProcess(request)->standardOutput, *request.workingDirectory + "\nvalue\n");
    }

    void ourVariablesAreInheritedAndOverridden() {
        qputenv("TWINSET_TEST_A", "old");
        qputenv("TWINSET_TEST_B", "kept");
        auto request = shell("echo $TWINSET_TEST_A $TWINSET_TEST_B");
        request.environment = {"TWINSET_TEST_A=new"};
        QCOMPARE(base::runProcess(request)->standardOutput, base::Bytes("new kept\n"));
    }

    void aFailureCarriesTheTailOfStandardError() {
        const auto outcome = base::runProcessOrFail(shell("echo 'what went wrong' >&2; exit 4"));
        QVERIFY(!outcome && outcome.error().code == ErrorCode::Internal);
        QVERIFY(outcome.error().message.find("exit code 4: what went wrong") != std::string::npos);
        QCOMPARE(*base::runProcessOrFail(shell("echo fine")), base::Bytes("fine\n"));
    }

    void outputIsBounded() {
        const auto outcome = base::runProcess(shell("head -c 20000000 /dev/zero"));
        QCOMPARE(outcome->exitCode, 0);
        QVERIFY(outcome->standardOutput.size() <= 16 * 1024 * 1024 + 65536);
    }

    void aLiveProcessHasAStartTime() {
        QVERIFY(*base::processStartTime(::getpid()) > 0);
        QCOMPARE(*base::processStartTime(::getpid()), *base::processStartTime(::getpid()));
        const auto pid = std::stoi(*base::runProcessOrFail(shell("echo $$")));
        QCOMPARE(base::processStartTime(pid).error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(ProcessTest)
#include "process_test.moc"
