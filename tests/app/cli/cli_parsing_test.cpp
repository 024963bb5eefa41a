// The command line's own words: what is understood, what is refused, and with which exit code.
#include <QRegularExpression>
#include <QTest>
#include <nlohmann/json.hpp>

#include "app/cli/command_table.h"
#include "tests/app/cli/cli_run.h"
#include "tests/app/cli/sample_fleet.h"

using base::Json;

class CliParsingTest : public QObject {
    Q_OBJECT
private slots:
    void aMistypedCommandLineIsAnsweredWithWhatWasMeant_data();
    void aMistypedCommandLineIsAnsweredWithWhatWasMeant();
    void eachErrorHasItsExitCode_data();
    void eachErrorHasItsExitCode();
    void aNameWithSpacesIsOneArgument();
    void aNounAloneListsItsCommands();
    void nothingAtAllPrintsTheOverviewAndIsAUsageError();
    void everyCommandExplainsItselfAndHasAnExampleThatParses();
    void aDestructiveCommandAsksFirst();
    void withoutATerminalADestructiveCommandNeedsYes();
    void aPolicyFileIsCheckedBeforeAnythingIsSent_data();
    void aPolicyFileIsCheckedBeforeAnythingIsSent();
    void aPolicyFileIsWrittenAndAssigned();
    void aKeyIsMadeOnceAndTrustedByItsPublicHalf();
    void thePrivateKeyIsNotTakenForThePublicOne();
    void aBrokenAuditRecordIsExitCodeEight();
    void aFullDiskBehindTheOutputIsNoSuccess();
    void anArgumentThatIsNotUtf8IsRefused();
    void theVersionIsTold();
    void aTokenIsDrawnAsAQrCode();
};

namespace {

std::vector<std::string> split(const QStringList& words) {
    std::vector<std::string> all;
    for (const QString& word : words) all.push_back(word.toStdString());
    return all;
}

}  // namespace

void CliParsingTest::aMistypedCommandLineIsAnsweredWithWhatWasMeant_data() {
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("message");
    QTest::newRow("verb") << QStringList{"handset", "lst"}
                          << "there is no command 'twinset handset lst'; did you mean 'twinset handset list'?";
    QTest::newRow("noun") << QStringList{"phnoe", "list"}
                          << "there is no command 'twinset phnoe'; did you mean 'twinset phone'?";
    QTest::newRow("far off") << QStringList{"xyzzy"}
                             << "there is no command 'twinset xyzzy'. 'twinset --help' lists what there is.";
    QTest::newRow("three words") << QStringList{"release", "key", "crate"}
                                 << "did you mean 'twinset release key create'?";
    QTest::newRow("option") << QStringList{"handset", "list", "--serach", "x"}
                            << "'handset list' has no option --serach; did you mean --search?";
    QTest::newRow("missing")
        << QStringList{"handset", "show"}
        << "'handset show' needs HANDSET: the handset's id or name. Usage: twinset handset show HANDSET";
    QTest::newRow("missing option") << QStringList{"phone", "update", "ada-work"} << "needs --version";
    QTest::newRow("too many") << QStringList{"handset", "show", "Front", "desk"}
                              << "'desk' is one argument too many for 'handset show'. Put quotes around";
    QTest::newRow("choice") << QStringList{"handset", "list", "--state", "gone"}
                            << "--state: 'gone' is not known here; use pending, enrolled, lost or retired";
    QTest::newRow("number") << QStringList{"handset", "list", "--limit", "ten"}
                            << "--limit: 'ten' is not a whole number from 0 to";
    QTest::newRow("range") << QStringList{"token", "create", "--uses", "0"}
                           << "--uses: '0' is not a whole number from 1 to 1000000";
    QTest::newRow("duration") << QStringList{"operation", "wait", "op-1", "--timeout", "5"}
                              << "--timeout: '5' is not a duration";
    QTest::newRow("no value") << QStringList{"handset", "list", "--search"} << "--search";
    QTest::newRow("format") << QStringList{"handset", "list", "-o", "yaml"}
                            << "--format: 'yaml' is not known here; use table or json";
    QTest::newRow("exec options") << QStringList{"phone", "exec", "ada-work", "ls", "-l"}
                                  << "Put -- before a word that is not meant for twinset.";
    QTest::newRow("shell") << QStringList{"completion", "ksh"} << "use bash, zsh or fish";
    QTest::newRow("empty name") << QStringList{"handset", "show", ""} << "HANDSET is empty";
    QTest::newRow("help") << QStringList{"help", "exit-code"} << "did you mean 'twinset help exit-codes'?";
}

void CliParsingTest::aMistypedCommandLineIsAnsweredWithWhatWasMeant() {
    QFETCH(QStringList, words);
    QFETCH(QString, message);
    CliRun run;
    run.writeSession();
    QCOMPARE(run.run(split(words)), 2);
    QVERIFY2(run.err().starts_with("twinset: "), run.err().c_str());
    QVERIFY2(run.err().find(message.toStdString()) != std::string::npos, run.err().c_str());
    QVERIFY(run.door.fleet.calls().empty());
    QCOMPARE(run.out(), std::string());
}

void CliParsingTest::eachErrorHasItsExitCode_data() {
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("exitCode");
    const auto row = [](const char* name, base::ErrorCode code, int exitCode) {
        QTest::newRow(name) << static_cast<int>(code) << exitCode;
    };
    row("not found", base::ErrorCode::NotFound, 3);
    row("conflict", base::ErrorCode::Conflict, 4);
    row("denied", base::ErrorCode::Denied, 5);
    row("unavailable", base::ErrorCode::Unavailable, 6);
    row("timeout", base::ErrorCode::Timeout, 6);
    row("invalid input", base::ErrorCode::InvalidInput, 7);
    row("corrupt", base::ErrorCode::Corrupt, 8);
    row("internal", base::ErrorCode::Internal, 1);
}

void CliParsingTest::eachErrorHasItsExitCode() {
    QFETCH(int, code);
    QFETCH(int, exitCode);
    CliRun run;
    run.writeSession();
    run.door.fleet.fail("handset_show", static_cast<base::ErrorCode>(code), "this is why; do that");
    QCOMPARE(run.run({"handset", "show", "pixel-01"}), exitCode);
    QCOMPARE(run.err(), std::string("twinset: this is why; do that\n"));
    QCOMPARE(run.out(), std::string());
}

void CliParsingTest::aNameWithSpacesIsOneArgument() {
    CliRun run;
    run.writeSession();
    run.door.fleet.answer("handset_rename", Json::object());
    QCOMPARE(run.run({"handset", "rename", "pixel-01", "Büro 東京"}), 0);
    QCOMPARE(Json::parse(run.door.fleet.lastArguments("handset_rename")).dump(),
             (Json{{"handset", "pixel-01"}, {"name", "Büro 東京"}}).dump());
    QCOMPARE(run.out(), std::string("pixel-01 is now named Büro 東京.\n"));
}

void CliParsingTest::aNounAloneListsItsCommands() {
    CliRun run;
    QCOMPARE(run.run({"policy"}), 2);
    QVERIFY(run.err().find("policy explain") != std::string::npos);
    QCOMPARE(run.out(), std::string());
    run.forget();
    QCOMPARE(run.run({"policy", "--help"}), 0);
    QVERIFY(run.out().find("policy explain") != std::string::npos);
}

void CliParsingTest::nothingAtAllPrintsTheOverviewAndIsAUsageError() {
    CliRun run;
    QCOMPARE(run.run({}), 2);
    QVERIFY(run.err().find("phone restore") != std::string::npos);
}

void CliParsingTest::everyCommandExplainsItselfAndHasAnExampleThatParses() {
    for (const auto& command : cli::makeCommands()) {
        const cli::CommandShape& shape = command->shape();
        QVERIFY2(shape.example.find("twinset " + shape.words) != std::string::npos, shape.words.c_str());
        QVERIFY2(!shape.summary.empty() && !shape.summary.ends_with('.'), shape.words.c_str());
        CliRun run;
        std::vector<std::string> words;
        for (const QString& word : QString::fromStdString(shape.words).split(' ')) words.push_back(word.toStdString());
        words.push_back("--help");
        QCOMPARE(run.run(words), 0);
        QVERIFY(run.out().find(shape.example) != std::string::npos);
        for (const auto& parameter : shape.parameters)
            QVERIFY2(
                shape.example.find(parameter.name) != std::string::npos || !parameter.required || !parameter.isOption(),
                (shape.words + " " + parameter.name).c_str());
    }
}

void CliParsingTest::aDestructiveCommandAsksFirst() {
    CliRun run;
    run.writeSession();
    run.terminal.asks = true;
    run.terminal.answers = {"no", "yes"};
    run.door.fleet.answer("virtual_phone_delete", SampleFleet(run.clock.now()).phone());
    QCOMPARE(run.run({"phone", "delete", "ada-work"}), 130);
    QCOMPARE(run.door.fleet.countOf("virtual_phone_delete"), 0);
    QCOMPARE(run.run({"phone", "delete", "ada-work"}), 0);
    QCOMPARE(run.door.fleet.countOf("virtual_phone_delete"), 1);
    QVERIFY(run.terminal.prompts.front().find("ada-work") != std::string::npos);
}

void CliParsingTest::withoutATerminalADestructiveCommandNeedsYes() {
    CliRun run;
    run.writeSession();
    run.door.fleet.answer("virtual_phone_delete", SampleFleet(run.clock.now()).phone());
    QCOMPARE(run.run({"phone", "delete", "ada-work"}), 7);
    QVERIFY(run.err().find("--yes") != std::string::npos);
    QCOMPARE(run.run({"phone", "delete", "ada-work", "--yes"}), 0);
}

void CliParsingTest::aPolicyFileIsCheckedBeforeAnythingIsSent_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    QTest::newRow("unknown setting") << R"({"name": "p", "settings": {"camera.alowed": false}})"
                                     << "did you mean 'camera.allowed'?";
    QTest::newRow("wrong type") << R"({"name": "p", "settings": {"camera.allowed": 1}})"
                                << "camera.allowed: expected true or false";
    QTest::newRow("unknown member") << R"({"name": "p", "settings": {}, "assignment": []})"
                                    << "policy.assignment";
    QTest::newRow("no settings") << R"({"name": "p"})"
                                 << "policy.settings: is missing";
    QTest::newRow("bad name") << R"({"name": "P 1", "settings": {}})"
                              << "is not a policy name";
    QTest::newRow("bad target") << R"({"name": "p", "settings": {}, "assignments": [{"target": "persona=work"}]})"
                                << "is no target; use all, persona:NAME";
    QTest::newRow("bad level") << R"({"name": "p", "settings": {}, "assignments": [{"target": "all", "level": "top"}]})"
                               << "'top' is no level";
    QTest::newRow("not JSON") << "name: p"
                              << "not JSON";
    QTest::newRow("fraction") << R"({"name": "p", "settings": {"lease.duration": 1.5}})"
                              << "settings.lease.duration";
}

void CliParsingTest::aPolicyFileIsCheckedBeforeAnythingIsSent() {
    QFETCH(QString, text);
    QFETCH(QString, message);
    CliRun run;
    run.writeSession();
    run.writeFile("policy.json", text.toStdString());
    QCOMPARE(run.run({"policy", "set", run.path("policy.json")}), 7);
    QVERIFY2(run.err().find(message.toStdString()) != std::string::npos, run.err().c_str());
    QVERIFY(run.err().find("policy.json") != std::string::npos);
    QVERIFY(run.door.fleet.calls().empty());
}

void CliParsingTest::aPolicyFileIsWrittenAndAssigned() {
    CliRun run;
    run.writeSession();
    run.terminal.input =
        R"({"$schema": "policy.schema.json", "name": "field-staff", "settings": {"camera.allowed": false}, "assignments": [{"target": "persona:work", "level": "org"}]})";
    const Json policy = SampleFleet(run.clock.now()).policy();
    run.door.fleet.answer("policy_set", policy);
    run.door.fleet.answer("policy_assign", policy);
    QCOMPARE(run.run({"policy", "set", "-", "-o", "json"}), 0);
    QCOMPARE(run.door.fleet.lastArguments("policy_set"),
             std::string(R"({"name":"field-staff","settings":{"camera.allowed":false}})"));
    QCOMPARE(run.door.fleet.lastArguments("policy_assign"),
             std::string(R"({"level":"org","name":"field-staff","target":"persona:work"})"));
    QCOMPARE(Json::parse(run.out()).dump(), policy.dump());
}

void CliParsingTest::aKeyIsMadeOnceAndTrustedByItsPublicHalf() {
    CliRun run;
    run.writeSession();
    run.door.fleet.answer("release_key_trust", Json::object());
    QCOMPARE(run.run({"release", "key", "create", "--output", run.path("release.key"), "-o", "json"}), 0);
    const std::string key = Json::parse(run.out())["publicKey"];
    QCOMPARE(
        QFile::permissions(QString::fromStdString(run.path("release.key"))) & (QFile::ReadGroup | QFile::ReadOther),
        QFile::Permissions());
    QCOMPARE(run.run({"release", "key", "create", "--output", run.path("release.key")}), 4);
    QCOMPARE(run.run({"release", "key", "trust", run.path("release.key.pub"), "--name", "Build server"}), 0);
    QCOMPARE(Json::parse(run.door.fleet.lastArguments("release_key_trust")).dump(),
             (Json{{"publicKey", key}, {"name", "Build server"}}).dump());
    QCOMPARE(run.run({"release", "key", "trust", key, "--name", "Build server"}), 0);
    QCOMPARE(Json::parse(run.door.fleet.lastArguments("release_key_trust"))["publicKey"].dump(), Json(key).dump());
}

void CliParsingTest::thePrivateKeyIsNotTakenForThePublicOne() {
    CliRun run;
    run.writeSession();
    QCOMPARE(run.run({"release", "key", "create", "--output", run.path("release.key")}), 0);
    QCOMPARE(run.run({"release", "key", "trust", run.path("release.key"), "--name", "x"}), 7);
    QVERIFY(run.err().find("ends in .pub") != std::string::npos);
    QCOMPARE(run.run({"release", "key", "trust", run.path("nothing.pub"), "--name", "x"}), 3);
    QVERIFY(run.door.fleet.calls().empty());
}

void CliParsingTest::aBrokenAuditRecordIsExitCodeEight() {
    CliRun run;
    run.writeSession();
    run.door.fleet.answer("audit_verify", {{"events", 40}, {"intact", true}, {"firstBroken", nullptr}});
    run.door.fleet.answer("audit_verify", {{"events", 40}, {"intact", false}, {"firstBroken", 17}});
    QCOMPARE(run.run({"audit", "verify"}), 0);
    QCOMPARE(run.out(), std::string("The audit record is intact: 40 events.\n"));
    QCOMPARE(run.run({"audit", "verify"}), 8);
    QVERIFY(run.err().find("broken at event 17") != std::string::npos);
}

void CliParsingTest::aFullDiskBehindTheOutputIsNoSuccess() {
    CliRun run;
    run.terminal.diskFull = true;
    QCOMPARE(run.run({"help"}), 6);
    QVERIFY(run.err().find("No space left on device") != std::string::npos);
}

void CliParsingTest::anArgumentThatIsNotUtf8IsRefused() {
    CliRun run;
    QCOMPARE(run.run({"handset", "show", "\xff\xfe"}), 2);
}

void CliParsingTest::theVersionIsTold() {
    CliRun run;
    QCOMPARE(run.run({"--version"}), 0);
    QVERIFY(QRegularExpression("^twinset \\d+\\.\\d+\\.\\d+\n$").match(QString::fromStdString(run.out())).hasMatch());
}

void CliParsingTest::aTokenIsDrawnAsAQrCode() {
    CliRun run;
    run.writeSession();
    run.door.fleet.answer("enrolment_token_create",
                          {{"id", "et-1"}, {"token", "twinset1.abc"}, {"expiresAt", run.ago(std::chrono::hours(-1))}});
    QCOMPARE(run.run({"token", "create", "--valid-for", "2h", "--qr"}), 0);
    QCOMPARE(Json::parse(run.door.fleet.lastArguments("enrolment_token_create")).dump(),
             (Json{{"uses", 1}, {"validFor", 7200}, {"requireAcceptance", false}}).dump());
    QVERIFY(run.out().starts_with("twinset1.abc\n"));
    QVERIFY(run.out().find("█▀▀▀▀▀█") != std::string::npos || run.out().find("█ ▄▄▄▄▄ █") != std::string::npos);
    QVERIFY(run.err().find("expires") != std::string::npos);
}

QTEST_GUILESS_MAIN(CliParsingTest)
#include "cli_parsing_test.moc"
