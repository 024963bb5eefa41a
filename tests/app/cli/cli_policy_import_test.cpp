#include <QTest>
#include <nlohmann/json.hpp>

#include "app/cli/policy_file.h"
#include "tests/app/cli/cli_run.h"

namespace {

const std::string kFile = std::string(TWINSET_SOURCE_DIR) + "/tests/policy/data/amapi/fully_managed.json";

}  // namespace

class CliPolicyImportTest : public QObject {
    Q_OBJECT
private slots:
    void everyFieldIsAccountedForWithoutAGateway();
    void theWrittenFileIsAPolicyFileThatPolicySetTakes();
    void aFileThatIsThereIsNotReplaced();
    void theReportIsJsonOnDemand();
    void whatIsNoPolicyIsRefused();
};

void CliPolicyImportTest::everyFieldIsAccountedForWithoutAGateway() {
    CliRun run;
    run.terminal.isTerminal = true;
    run.terminal.columns = 120;
    QCOMPARE(run.run({"policy", "import", kFile, "--from", "amapi"}), 0);
    QVERIFY(run.door.opened.empty());
    QVERIFY(matchesGolden("policy_import_120.txt", run.out() + run.err()));
}

void CliPolicyImportTest::theWrittenFileIsAPolicyFileThatPolicySetTakes() {
    CliRun run;
    const auto out = run.path("staff.json"), rules = run.path("rules.json");
    QCOMPARE(run.run({"policy", "import", kFile, "--from", "amapi", "--name", "staff", "--out", out, "--rules", rules}), 0);
    const auto file = cli::readPolicyFile(run.readFile("staff.json"));
    QVERIFY2(file.ok(), file.ok() ? "" : file.error().message.c_str());
    QCOMPARE(file->policy.name, std::string("staff"));
    QVERIFY(file->policy.settings.at("camera.allowed") == policy::Value(false));
    QCOMPARE(base::Json::parse(run.readFile("rules.json")).at("complianceRules").size(), std::size_t{2});
    QVERIFY2(run.out().find("Next: twinset policy set " + out) != std::string::npos, run.out().c_str());
}

void CliPolicyImportTest::aFileThatIsThereIsNotReplaced() {
    CliRun run;
    run.writeFile("staff.json", "mine");
    QVERIFY(run.run({"policy", "import", kFile, "--from", "amapi", "--out", run.path("staff.json")}) != 0);
    QCOMPARE(run.readFile("staff.json"), std::string("mine"));
    QVERIFY(run.err().find("exists already") != std::string::npos);
}

void CliPolicyImportTest::theReportIsJsonOnDemand() {
    CliRun run;
    QCOMPARE(run.run({"policy", "import", kFile, "--from", "amapi", "-o", "json"}), 0);
    const auto json = base::Json::parse(run.out());
    QVERIFY(json.at("policy").at("name") == "field-staff");
    QVERIFY(json.at("fields").size() > 60);
    QCOMPARE(json.at("complianceRules").size(), std::size_t{2});
}

void CliPolicyImportTest::whatIsNoPolicyIsRefused() {
    CliRun run;
    run.writeFile("list.json", "[]");
    QCOMPARE(run.run({"policy", "import", run.path("list.json"), "--from", "amapi"}), 7);
    QVERIFY(run.err().find("one JSON object") != std::string::npos);
    run.forget();
    QCOMPARE(run.run({"policy", "import", kFile, "--from", "intune"}), 2);
    QVERIFY(run.err().find("use amapi") != std::string::npos);
}

QTEST_GUILESS_MAIN(CliPolicyImportTest)
#include "cli_policy_import_test.moc"
