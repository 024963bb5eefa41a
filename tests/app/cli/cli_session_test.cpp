// Logging in and out, and the file in between.
#include <QFileInfo>
#include <QTest>
#include <nlohmann/json.hpp>

#include "tests/app/cli/cli_run.h"

using base::Json;

class CliSessionTest : public QObject {
    Q_OBJECT
private slots:
    void theFirstLoginShowsTheFingerprintAndAsks();
    void aGatewayThatIsNotTrustedGetsNoPassword();
    void withoutATerminalAnUnknownGatewayIsRefusedWithWhatToPass();
    void aGivenFingerprintIsTakenWithoutAsking();
    void aSecondLoginTrustsWhatTheFirstOneDid();
    void aGatewayWithAnotherAuthorityIsRefused();
    void theSessionFileIsForItsOwnerOnlyAndHoldsNoPassword();
    void theSessionFileIsFoundByOptionThenEnvironmentThenConfiguration();
    void aCommandWithoutASessionSaysHowToLogIn();
    void aDamagedSessionFileSaysWhatToDo();
    void aOneTimePasswordAsksToBeChanged();
    void logoutForgetsTheTokenEvenWhenTheGatewayIsAway();
    void theNewPasswordIsAskedForTwice();
    void aShortNewPasswordIsRefusedHere();
    void passwordsComeFromFiles();
    void aTokenFileLogsAScriptIn();
    void addressesAreUnderstood_data();
    void addressesAreUnderstood();
};

namespace {

const std::string kFingerprint(64, 'a');
constexpr const char* kFile = "config/twinset/session.json";

void answerLogin(CliRun& run, bool mustChange = false) {
    run.door.fleet.answer("operator_login", {{"token", "fresh-token"},
                                             {"expiresAt", run.ago(std::chrono::hours(-8))},
                                             {"role", "administrator"},
                                             {"mustChangePassword", mustChange}});
}

}  // namespace

void CliSessionTest::theFirstLoginShowsTheFingerprintAndAsks() {
    CliRun run;
    answerLogin(run);
    run.terminal.asks = true;
    run.terminal.answers = {"yes", "ada", "correct horse"};
    QCOMPARE(run.run({"login", "https://gw.example:7443"}), 0);
    QVERIFY(run.err().find(kFingerprint) != std::string::npos);
    QCOMPARE(Json::parse(run.door.fleet.lastArguments("operator_login")).dump(),
             (Json{{"name", "ada"}, {"password", "correct horse"}}).dump());
    QCOMPARE(Json::parse(run.readFile(kFile)).dump(), (Json{{"host", "gw.example"},
                                                            {"port", 7443},
                                                            {"fingerprint", kFingerprint},
                                                            {"operator", "ada"},
                                                            {"token", "fresh-token"}})
                                                          .dump());
    QVERIFY(run.out().find("Logged in to gw.example as ada (administrator)") != std::string::npos);
}

void CliSessionTest::aGatewayThatIsNotTrustedGetsNoPassword() {
    CliRun run;
    run.terminal.asks = true;
    run.terminal.answers = {"no", "ada", "correct horse"};
    QCOMPARE(run.run({"login", "gw.example"}), 5);
    QVERIFY(run.door.opened.empty());
    QVERIFY(!QFileInfo::exists(QString::fromStdString(run.path(kFile))));
}

void CliSessionTest::withoutATerminalAnUnknownGatewayIsRefusedWithWhatToPass() {
    CliRun run;
    run.terminal.input = "correct horse\n";
    QCOMPARE(run.run({"login", "gw.example", "--name", "ada", "--password-file", "-"}), 5);
    QVERIFY(run.err().find("--fingerprint " + kFingerprint) != std::string::npos);
    QVERIFY(run.door.opened.empty());
}

void CliSessionTest::aGivenFingerprintIsTakenWithoutAsking() {
    CliRun run;
    answerLogin(run);
    run.terminal.input = "correct horse\r\nsecond line\n";
    QCOMPARE(run.run({"login", "gw.example", "--fingerprint", std::string(64, 'A'), "--name", "ada", "--password-file",
                      "-"}),
             0);
    QCOMPARE(run.door.probes, 0);
    QCOMPARE(run.door.opened.front().fingerprint, kFingerprint);
    QCOMPARE(Json::parse(run.door.fleet.lastArguments("operator_login"))["password"].dump(),
             Json("correct horse").dump());
    QCOMPARE(run.run({"login", "gw.example", "--fingerprint", "abc", "--name", "ada", "--password-file", "-"}), 7);
}

void CliSessionTest::aSecondLoginTrustsWhatTheFirstOneDid() {
    CliRun run;
    run.writeSession();
    answerLogin(run);
    run.terminal.input = "correct horse";
    QCOMPARE(run.run({"login", "gw.example", "--name", "ada", "--password-file", "-"}), 0);
    QCOMPARE(run.door.probes, 0);
    QCOMPARE(run.run({"login", "other.example", "--name", "ada", "--password-file", "-"}), 5);
    QCOMPARE(run.door.probes, 1);
}

void CliSessionTest::aGatewayWithAnotherAuthorityIsRefused() {
    CliRun run;
    run.writeSession();
    run.door.shownFingerprint = std::string(64, 'b');
    QCOMPARE(run.run({"handset", "list"}), 5);
    QVERIFY(run.door.fleet.calls().empty());
}

void CliSessionTest::theSessionFileIsForItsOwnerOnlyAndHoldsNoPassword() {
    CliRun run;
    answerLogin(run);
    run.terminal.input = "correct horse";
    QCOMPARE(run.run({"login", "gw.example", "--fingerprint", kFingerprint, "--name", "ada", "--password-file", "-"}),
             0);
    const QFileInfo file(QString::fromStdString(run.path(kFile)));
    QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
             QFile::Permissions());
    QVERIFY(run.readFile(kFile).find("correct horse") == std::string::npos);
    QVERIFY((run.out() + run.err()).find("fresh-token") == std::string::npos);
}

void CliSessionTest::theSessionFileIsFoundByOptionThenEnvironmentThenConfiguration() {
    CliRun run;
    QCOMPARE(cli::sessionPath("").string(), run.path(kFile));
    ::setenv("TWINSET_SESSION", "/somewhere/session", 1);
    QCOMPARE(cli::sessionPath("").string(), std::string("/somewhere/session"));
    QCOMPARE(cli::sessionPath("given").string(), std::string("given"));
    ::unsetenv("TWINSET_SESSION");
}

void CliSessionTest::aCommandWithoutASessionSaysHowToLogIn() {
    CliRun run;
    QCOMPARE(run.run({"handset", "list"}), 5);
    QCOMPARE(run.err(), std::string("twinset: you are not logged in; run 'twinset login https://HOST:PORT' first\n"));
}

void CliSessionTest::aDamagedSessionFileSaysWhatToDo() {
    CliRun run;
    run.writeFile("session", R"({"host": "gw.example", "port": 0})");
    QCOMPARE(run.run({"handset", "list", "--session", run.path("session")}), 8);
    QVERIFY(run.err().find("twinset login") != std::string::npos);
}

void CliSessionTest::aOneTimePasswordAsksToBeChanged() {
    CliRun run;
    answerLogin(run, true);
    run.terminal.input = "one-time";
    QCOMPARE(run.run({"login", "gw.example", "--fingerprint", kFingerprint, "--name", "ada", "--password-file", "-"}),
             0);
    QVERIFY(run.err().find("twinset password change") != std::string::npos);
}

void CliSessionTest::logoutForgetsTheTokenEvenWhenTheGatewayIsAway() {
    CliRun run;
    run.writeSession();
    run.door.fleet.fail("operator_logout", base::ErrorCode::Unavailable, "connection refused");
    QCOMPARE(run.run({"logout"}), 0);
    QVERIFY(!QFileInfo::exists(QString::fromStdString(run.path(kFile))));
    QVERIFY(run.err().find("stays good until it expires") != std::string::npos);
    QCOMPARE(run.run({"logout"}), 5);
}

void CliSessionTest::theNewPasswordIsAskedForTwice() {
    CliRun run;
    run.writeSession();
    run.terminal.asks = true;
    run.door.fleet.answer("operator_password_change", Json::object());
    run.terminal.answers = {"old", "a long new password", "a long new passwort"};
    QCOMPARE(run.run({"password", "change"}), 7);
    QVERIFY(run.door.fleet.calls().empty());
    run.terminal.answers = {"old", "a long new password", "a long new password"};
    QCOMPARE(run.run({"password", "change"}), 0);
}

void CliSessionTest::aShortNewPasswordIsRefusedHere() {
    CliRun run;
    run.writeSession();
    run.terminal.asks = true;
    run.terminal.answers = {"old", "short"};
    QCOMPARE(run.run({"password", "change"}), 7);
    QVERIFY(run.err().find("12 characters") != std::string::npos);
    QVERIFY(run.door.fleet.calls().empty());
}

void CliSessionTest::passwordsComeFromFiles() {
    CliRun run;
    run.writeSession();
    run.writeFile("old", "the old one\n");
    run.writeFile("new", "the new one!\n");
    run.writeFile("empty", "\n");
    run.door.fleet.answer("operator_password_change", Json::object());
    QCOMPARE(
        run.run({"password", "change", "--old-password-file", run.path("old"), "--new-password-file", run.path("new")}),
        0);
    QCOMPARE(Json::parse(run.door.fleet.lastArguments("operator_password_change")).dump(),
             (Json{{"oldPassword", "the old one"}, {"newPassword", "the new one!"}}).dump());
    QCOMPARE(run.run({"password", "change", "--old-password-file", run.path("empty"), "--new-password-file",
                      run.path("new")}),
             7);
    QCOMPARE(run.run({"password", "change", "--old-password-file", run.path("gone"), "--new-password-file",
                      run.path("new")}),
             3);
    QCOMPARE(run.run({"password", "change", "--old-password-file", "-", "--new-password-file", "-"}), 7);
    QCOMPARE(run.run({"password", "change"}), 7);
}

void CliSessionTest::aTokenFileLogsAScriptIn() {
    CliRun run;
    run.writeFile("token", "api-token-text\n");
    run.door.fleet.answer("fleet_status", {{"fleet", "Example"}});
    QCOMPARE(run.run({"login", "gw.example", "--fingerprint", kFingerprint, "--token-file", run.path("token")}), 0);
    QCOMPARE(run.door.opened.front().token, std::string("api-token-text"));
    QCOMPARE(Json::parse(run.readFile(kFile))["token"].dump(), Json("api-token-text").dump());
}

void CliSessionTest::addressesAreUnderstood_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::newRow("url") << "https://gw.example:7000"
                         << "gw.example" << 7000;
    QTest::newRow("slash") << "https://gw.example/"
                           << "gw.example" << 7443;
    QTest::newRow("host") << "gw.example"
                          << "gw.example" << 7443;
    QTest::newRow("host and port") << "10.0.0.1:1"
                                   << "10.0.0.1" << 1;
    QTest::newRow("IPv6") << "https://[::1]:7443"
                          << "::1" << 7443;
    QTest::newRow("http") << "http://gw.example"
                          << "" << 0;
    QTest::newRow("path") << "https://gw.example/admin"
                          << "" << 0;
    QTest::newRow("port 0") << "gw.example:0"
                            << "" << 0;
    QTest::newRow("port") << "gw.example:70000"
                          << "" << 0;
    QTest::newRow("no port") << "gw.example:"
                             << "" << 0;
    QTest::newRow("bracket") << "[::1"
                             << "" << 0;
    QTest::newRow("user") << "https://ada@gw.example"
                          << "" << 0;
    QTest::newRow("nothing") << "https://"
                             << "" << 0;
}

void CliSessionTest::addressesAreUnderstood() {
    QFETCH(QString, text);
    QFETCH(QString, host);
    QFETCH(int, port);
    const auto address = cli::parseGatewayAddress(text.toStdString());
    QCOMPARE(address.ok(), !host.isEmpty());
    if (!address)
        QCOMPARE(address.error().code, base::ErrorCode::InvalidInput);
    else
        QCOMPARE(QString::fromStdString(address->host), host);
    if (address) QCOMPARE(int(address->port), port);
}

QTEST_GUILESS_MAIN(CliSessionTest)
#include "cli_session_test.moc"
