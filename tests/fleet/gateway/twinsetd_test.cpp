// The program: what it prints, what it remembers, how it ends, and how it says that it cannot start.
#include <QProcess>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QtTest>
#include <nlohmann/json.hpp>

#include "fleet/client/http_fleet_service.h"
#include "tests/fleet/gateway/twinsetd_process.h"

using twinsetd::end;
using twinsetd::start;

class TwinsetdTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_directory;
    int m_data = 0;

    QString newData() { return m_directory.filePath(QString("data%1").arg(++m_data)); }

    struct Failure {
        int code = -1;
        QString error;
    };
    static Failure runToFailure(const QStringList& arguments) {
        QProcess process;
        process.start(TWINSET_BIN_DIR "/twinsetd", arguments);
        if (!process.waitForFinished(30'000)) {
            process.kill();
            process.waitForFinished();
            return {};
        }
        return {process.exitCode(), QString::fromUtf8(process.readAllStandardError())};
    }

private slots:
    void startsPrintsRemembersItsPortsAndEndsCleanly() {
        const auto data = newData();
        QProcess first;
        const auto described = start(first, data, {"--ready-file", m_directory.filePath("ready")});
        QTRY_VERIFY(QFile::exists(m_directory.filePath("ready")));
        QString printed;
        const auto allPrinted = [&] { return (printed += first.readAllStandardOutput()).contains("choose your own"); };
        QTRY_VERIFY2_WITH_TIMEOUT(allPrinted(), qPrintable(printed), 10'000);
        const auto password = QRegularExpression("one-time password: (\\S+)").match(printed).captured(1);
        QVERIFY2(password.size() >= 20, qPrintable(printed));
        QVERIFY(printed.contains(described["authorityFingerprint"].toString()));
        QVERIFY(printed.contains(QString::number(described["adminPort"].toInt())));

        auto service = fleet::createHttpFleetService(
            {"127.0.0.1", static_cast<std::uint16_t>(described["adminPort"].toInt()),
             described["authorityFingerprint"].toString().toStdString(), "", base::Secret()});
        QVERIFY(service.ok());
        const auto session =
            (*service)->call("operator_login", {{"name", "admin"}, {"password", password.toStdString()}});
        QVERIFY2(session.ok(), session.ok() ? "" : session.error().message.c_str());

        QProcess second;
        second.start(TWINSET_BIN_DIR "/twinsetd",
                     {"--data", data, "--admin-port", "0", "--link-port", "0", "--bulk-port", "0"});
        QVERIFY(second.waitForFinished(20'000));
        QCOMPARE(second.exitCode(), 1);
        QVERIFY(second.readAllStandardError().contains("in use"));
        QCOMPARE(end(first, SIGTERM), 0);

        QProcess third;
        const auto again = start(third, data, {});
        for (const auto* port : {"adminPort", "linkPort", "bulkPort", "authorityFingerprint"})
            QCOMPARE(again[port], described[port]);
        QCOMPARE(end(third, SIGKILL), -2);
        QProcess fourth;
        const auto afterDeath = start(fourth, data, {});
        QCOMPARE(afterDeath["adminPort"], described["adminPort"]);
        QTest::qWait(0);
        QVERIFY(!QString::fromUtf8(fourth.readAllStandardOutput()).contains("one-time password"));
        QCOMPARE(end(fourth, SIGTERM), 0);
    }

    void portThatIsTakenForAMomentIsWaitedFor() {
        const auto data = newData();
        QProcess first;
        const auto described = start(first, data, {});
        QCOMPARE(end(first, SIGKILL), -2);
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost, static_cast<quint16>(described["linkPort"].toInt())));
        QTimer::singleShot(1'000, &other, [&other] { other.close(); });
        QProcess second;
        const auto again = start(second, data, {});
        QCOMPARE(again["linkPort"], described["linkPort"]);
        QCOMPARE(end(second, SIGTERM), 0);
    }

    void occupiedPortIsSaid() {
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost));
        const auto port = QString::number(taken.serverPort());
        for (const auto* option : {"--admin-port", "--link-port", "--bulk-port"}) {
            QStringList arguments{"--data",      newData(), "--admin-port", "0", "--link-port", "0",
                                  "--bulk-port", "0",       option,         port};
            const auto failure = runToFailure(arguments);
            QCOMPARE(failure.code, 1);
            QVERIFY2(failure.error.contains(port), qPrintable(failure.error));
        }
    }

    void newerDataDirectoryIsSaid() {
        const auto data = newData();
        QProcess first;
        start(first, data, {});
        QCOMPARE(end(first, SIGTERM), 0);
        QFile file(data + "/catalog.sqlite");  // user_version stands in bytes 60 to 63 of the file
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.seek(60));
        QCOMPARE(file.write("\0\0\0\x63", 4), 4);
        file.close();
        const auto failure =
            runToFailure({"--data", data, "--admin-port", "0", "--link-port", "0", "--bulk-port", "0"});
        QCOMPARE(failure.code, 1);
        QVERIFY2(failure.error.contains("schema 99"), qPrintable(failure.error));
    }

    void wrongUseIsSaid() {
        QCOMPARE(runToFailure({}).code, 2);
        QCOMPARE(runToFailure({"--data"}).code, 2);
        QCOMPARE(runToFailure({"--data", newData(), "--admin-port", "99999"}).code, 2);
        QCOMPARE(runToFailure({"--data", newData(), "--colour", "red"}).code, 2);
        const auto file = m_directory.filePath("file");
        QVERIFY(QFile(file).open(QIODevice::WriteOnly));
        QCOMPARE(runToFailure({"--data", file}).code, 1);
    }

    void recoveringFromWhatIsNoCopyIsSaid() {
        QTemporaryDir empty;
        const auto refused = runToFailure({"--data", newData(), "--recover-from", empty.path()});
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.error.contains("holds no copy"), qPrintable(refused.error));
    }
};

QTEST_GUILESS_MAIN(TwinsetdTest)
#include "twinsetd_test.moc"
