#include <QTest>
#include <nlohmann/json.hpp>

#include "policy/lint.h"
#include "policy/rule_book_json.h"

using namespace policy;

namespace {

const base::Timestamp kNow = base::parseTimestamp("2026-06-01T00:00:00Z").value();

/// `book` is a rule book's JSON with ' for ".
std::vector<LintFinding> lint(QString book) {
    const auto json = base::parseJson(book.replace('\'', '"').toStdString());
    if (!json) qFatal("%s", json.error().message.c_str());
    const auto rules = ruleBookFromJson(*json);
    if (!rules) qFatal("%s", rules.error().message.c_str());
    const auto compiled = CompiledBook::compile(*rules);
    if (!compiled) qFatal("%s", compiled.error().message.c_str());
    return lintBook(**compiled, kNow);
}

/// As "severity check object".
QStringList lintText(const QString& book) {
    QStringList all;
    for (const auto& finding : lint(book))
        all << QString("%1 %2 %3").arg(QString::fromStdString(std::string(lintSeverityName(finding.severity))), QString::fromStdString(finding.check),
                                       QString::fromStdString(finding.object));
    return all;
}

QString exceptionBook(const char* policies, const char* exception) {
    return QString("{'policies': [%1], 'assignments': [{'policy': 'a', 'target': 'all', 'level': 'org'}, "
                   "{'policy': 'f', 'target': 'all', 'level': 'floor'}], "
                   "'exceptions': [{'name': 'e', 'target': 'all', 'owner': 'ada', 'reason': 'r', %2}]}")
        .arg(policies, exception);
}

}  // namespace

class LintTest : public QObject {
    Q_OBJECT
private slots:
    void aCleanBookHasNoFindings();
    void whatIsDoubtfulIsFound_data();
    void whatIsDoubtfulIsFound();
    void exceptionsAreLookedAt_data();
    void exceptionsAreLookedAt();
    void everyFindingSaysWhatToDo();
};

void LintTest::aCleanBookHasNoFindings() {
    QCOMPARE(lintText("{'policies': [{'name': 'a', 'when': 'phone.cpus > 1', 'settings': {'camera.allowed': false, 'network.bandwidthLimit': 900}},"
                      "{'name': 'b', 'settings': {'camera.allowed': true, 'network.bandwidthLimit': 1000}}],"
                      "'groups': [{'name': 'g', 'expression': 'device.online'}],"
                      "'assignments': [{'policy': 'a', 'target': 'group:g'}, {'policy': 'b', 'target': 'all'}],"
                      "'exceptions': [{'name': 'e', 'setting': 'camera.allowed', 'value': true, 'target': 'persona:work', 'owner': 'ada', 'reason': 'r',"
                      "'expiresAt': '2027-01-01T00:00:00Z'}],"
                      "'complianceRules': [{'name': 'c', 'violation': '!device.online', 'ladder': [{'action': 'warn', 'after': '1h'}]}]}"),
             QStringList());
}

void LintTest::whatIsDoubtfulIsFound_data() {
    QTest::addColumn<QString>("book");
    QTest::addColumn<QStringList>("found");
    const auto policy = [](const char* name, const char* when, QStringList found) {
        QTest::newRow(name) << QString("{'policies': [{'name': 'a', 'when': '%1', 'settings': {'camera.allowed': false}}],"
                                       "'assignments': [{'policy': 'a', 'target': 'persona:work'}]}")
                                   .arg(when)
                            << found;
    };
    policy("never", "phone.cpus > 2 && phone.cpus < 2", {"error never-matches policy a"});
    policy("always", "phone.cpus > 2 || phone.cpus <= 2", {"hint always-matches policy a"});
    policy("another persona", "phone.persona == \\\"lab\\\"", {"warning never-matches policy a"});
    policy("can fail", "user.email == \\\"x\\\"", {"warning can-fail policy a"});
    policy("always fails", "phone.cpus / 0 > 3", {"error always-fails policy a"});
    policy("coarse time", "now.getHours() > 8", {"hint coarse-time policy a"});
    QTest::newRow("twins") << "{'policies': [{'name': 'a', 'settings': {'camera.allowed': false}}, {'name': 'b', 'settings': {'camera.allowed': false}}],"
                              "'assignments': [{'policy': 'a', 'target': 'persona:x'}, {'policy': 'b', 'target': 'persona:y'}]}"
                           << QStringList{"warning same-policy policy a"};
    QTest::newRow("unused") << "{'policies': [{'name': 'a', 'settings': {}}], 'groups': [{'name': 'g', 'members': []}]}"
                            << QStringList{"warning empty-group group g", "warning no-settings policy a", "warning unassigned policy a", "hint unused-group group g"};
    const auto wins = [](const char* name, const char* value, const char* target, const char* when, const char* found) {
        QTest::newRow(name) << QString("{'policies': [{'name': 'a', 'settings': {'network.bandwidthLimit': %1}},"
                                       "{'name': 'b', 'when': '%3', 'settings': {'network.bandwidthLimit': 1000}}],"
                                       "'assignments': [{'policy': 'a', 'target': 'persona:work'}, {'policy': 'b', 'target': '%2', 'level': 'default'}]}")
                                   .arg(value, target, when)
                            << (*found == 0 ? QStringList() : QStringList{found});
    };
    wins("looser than one for all", "2000", "all", "", "warning never-wins policy a");
    wins("stricter than one for all", "500", "all", "", "");
    wins("as strict as one for all", "1000", "all", "", "warning same-policy policy a");
    wins("looser than one for others", "2000", "persona:lab", "", "");
    wins("looser than one for the same", "2000", "persona:work", "", "warning never-wins policy a");
    wins("looser than one that matches where it does", "2000", "all", "phone.persona == \\\"work\\\"", "warning never-wins policy a");
    wins("looser than one that matches elsewhere", "2000", "all", "phone.persona == \\\"work\\\" && device.online", "");
}

void LintTest::whatIsDoubtfulIsFound() {
    QFETCH(QString, book);
    QFETCH(QStringList, found);
    QCOMPARE(lintText(book), found);
}

void LintTest::exceptionsAreLookedAt_data() {
    QTest::addColumn<QString>("book");
    QTest::addColumn<QStringList>("found");
    const auto row = [](const char* name, const char* policies, const char* exception, QStringList found) {
        QTest::newRow(name) << exceptionBook(policies, exception) << found;
    };
    const char* const open = "{'name': 'a', 'settings': {'camera.allowed': false}}, {'name': 'f', 'settings': {'lease.duration': 3600}}";
    row("good", open, "'setting': 'camera.allowed', 'value': true, 'expiresAt': '2027-01-01T00:00:00Z'", {});
    row("expired", open, "'setting': 'camera.allowed', 'value': true, 'expiresAt': '2026-05-01T00:00:00Z'", {"warning expired exception e"});
    row("expires soon", open, "'setting': 'camera.allowed', 'value': true, 'expiresAt': '2026-06-05T00:00:00Z'", {"hint expires-soon exception e"});
    row("strict", open, "'setting': 'camera.allowed', 'value': false, 'expiresAt': '2027-01-01T00:00:00Z'", {"warning never-bites exception e"});
    row("nobody", open, "'setting': 'network.allowed', 'value': true, 'expiresAt': '2027-01-01T00:00:00Z'", {"warning never-bites exception e"});
    row("only the floor", open, "'setting': 'lease.duration', 'value': 7200, 'expiresAt': '2027-01-01T00:00:00Z'", {"warning never-bites exception e"});
    row("never on its phones", open,
        "'setting': 'camera.allowed', 'value': true, 'when': 'phone.cpus > 1 && phone.cpus < 1', 'expiresAt': '2027-01-01T00:00:00Z'",
        {"error never-matches exception e", "warning never-bites exception e"});
    row("held by the floor", "{'name': 'a', 'settings': {'camera.allowed': false}}, {'name': 'f', 'settings': {'camera.allowed': false, 'lease.duration': 60}}",
        "'setting': 'camera.allowed', 'value': true, 'expiresAt': '2027-01-01T00:00:00Z'",
        {"error never-bites exception e"});
}

void LintTest::exceptionsAreLookedAt() {
    QFETCH(QString, book);
    QFETCH(QStringList, found);
    QCOMPARE(lintText(book), found);
}

void LintTest::everyFindingSaysWhatToDo() {
    const auto findings = lint("{'policies': [{'name': 'a', 'when': 'user.email == \\'x\\' && phone.cpus < 0 && phone.cpus > 0', 'settings': {}}]}");
    QCOMPARE(findings.size(), std::size_t{4});
    for (const auto& finding : findings) QVERIFY(!finding.message.empty() && !finding.advice.empty());
    const auto json = lintToJson(findings).at("findings").at(0);
    QCOMPARE(json.at("severity").get<std::string>(), std::string("error"));
    QCOMPARE(json.at("check").get<std::string>(), std::string("never-matches"));
}

QTEST_GUILESS_MAIN(LintTest)
#include "lint_test.moc"
