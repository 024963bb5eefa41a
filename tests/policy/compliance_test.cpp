#include <QTest>

#include "policy/compliance.h"

using policy::ComplianceAction;
using policy::ComplianceRule;
using policy::DueStep;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(policy::ComplianceRule)

namespace {

constexpr auto kWarn = ComplianceAction::Warn;
constexpr auto kBlock = ComplianceAction::Block;
constexpr auto kWipe = ComplianceAction::Wipe;

ComplianceRule rule(std::vector<policy::ComplianceStep> ladder) {
    ComplianceRule made;
    made.name = "encrypted";
    made.violation = "!phone.running";
    made.ladder = std::move(ladder);
    return made;
}

base::Timestamp at(base::Duration time) { return base::Timestamp(std::chrono::days(20000)) + time; }

}  // namespace

class ComplianceTest : public QObject {
    Q_OBJECT
private slots:
    void aSoundRuleIsAccepted();
    void anUnsoundRuleIsRefusedWithWhatToChange_data();
    void anUnsoundRuleIsRefusedWithWhatToChange();
    void stepsFallDueOneAfterTheOther();
    void anErrorBlocksButNeverWipes();
    void actionsHaveNames();
};

void ComplianceTest::aSoundRuleIsAccepted() {
    QVERIFY(policy::checkComplianceRule(rule({{kWarn, 0s}, {kBlock, 1h}, {kWipe, 24h}})).ok());
    auto offline = rule({{kBlock, 24h}});
    offline.violation.clear();
    offline.offline = true;
    offline.grace = 1h;
    QVERIFY(policy::checkComplianceRule(offline).ok());
}

void ComplianceTest::anUnsoundRuleIsRefusedWithWhatToChange_data() {
    QTest::addColumn<ComplianceRule>("wrong");
    QTest::addColumn<QString>("why");
    const auto row = [](const char* name, const ComplianceRule& wrong, const char* why) { QTest::newRow(name) << wrong << QString(why); };
    row("wipe first", rule({{kWipe, 1h}}), "a wipe must come after a block");
    row("wipe after a warning", rule({{kWarn, 0s}, {kWipe, 1h}}), "a wipe must come after a block");
    row("falling severity", rule({{kBlock, 0s}, {kWarn, 1h}}), "a warn cannot follow a block");
    row("two of a kind", rule({{kWarn, 0s}, {kWarn, 1h}}), "a warn cannot follow a warn");
    row("at the same time", rule({{kWarn, 1h}, {kBlock, 1h}}), "must come later than the warn");
    row("backwards in time", rule({{kWarn, 2h}, {kBlock, 1h}}), "must come later than the warn");
    row("no step", rule({}), "the ladder is empty");
    row("too long", rule({{kWarn, std::chrono::days(4000)}}), "must be from 0s to 3650d");
    row("negative", rule({{kWarn, -1s}}), "must be from 0s");
    auto wrong = rule({{kWarn, 0s}});
    wrong.offline = true;
    row("both kinds", wrong, "drop one of them");
    wrong.violation.clear();
    row("silence at once", wrong, "every handset is silent for a moment");
    wrong.offline = false;
    row("neither kind", wrong, "say what is not compliant");
    wrong = rule({{kWarn, 1h}});
    wrong.grace = 2h;
    row("within grace", wrong, "falls into the grace period");
    wrong = rule({{kWarn, 1h}});
    wrong.name = "No Name";
    row("name", wrong, "is not a rule name");
    wrong = rule({{kWarn, 1h}});
    wrong.message = std::string(1001, 'x');
    row("message", wrong, "longer than 1000");
}

void ComplianceTest::anUnsoundRuleIsRefusedWithWhatToChange() {
    QFETCH(ComplianceRule, wrong);
    QFETCH(QString, why);
    const auto checked = policy::checkComplianceRule(wrong);
    QVERIFY(!checked.ok());
    QCOMPARE(checked.error().code, base::ErrorCode::InvalidInput);
    QVERIFY2(QString::fromStdString(checked.error().message).contains(why), checked.error().message.c_str());
}

void ComplianceTest::stepsFallDueOneAfterTheOther() {
    const auto ladder = rule({{kWarn, 1h}, {kBlock, 2h}, {kWipe, 24h}});
    const policy::OpenViolation violation{at(0s)};
    QVERIFY(!policy::complianceStepAt(ladder, violation, at(59min)));
    QVERIFY(policy::complianceStepAfter(ladder, violation, at(59min)) == (DueStep{kWarn, at(1h)}));
    QVERIFY(policy::complianceStepAt(ladder, violation, at(1h)) == (DueStep{kWarn, at(1h)}));
    QVERIFY(policy::complianceStepAfter(ladder, violation, at(1h)) == (DueStep{kBlock, at(2h)}));
    QVERIFY(policy::complianceStepAt(ladder, violation, at(23h)) == (DueStep{kBlock, at(2h)}));
    QVERIFY(policy::complianceStepAt(ladder, violation, at(1000h)) == (DueStep{kWipe, at(24h)}));
    QVERIFY(!policy::complianceStepAfter(ladder, violation, at(24h)));
}

void ComplianceTest::anErrorBlocksButNeverWipes() {
    const auto ladder = rule({{kBlock, 2h}, {kWipe, 24h}});
    const policy::OpenViolation violation{at(0s), true};
    QVERIFY(policy::complianceSchedule(ladder, violation) == (std::vector<DueStep>{{kBlock, at(2h)}}));
    QVERIFY(policy::complianceStepAt(ladder, violation, at(1000h)) == (DueStep{kBlock, at(2h)}));
}

void ComplianceTest::actionsHaveNames() {
    for (const auto action : {kWarn, kBlock, kWipe})
        QVERIFY(policy::complianceActionFromName(policy::complianceActionName(action)) == action);
    QVERIFY(!policy::complianceActionFromName("explode"));
}

QTEST_GUILESS_MAIN(ComplianceTest)
#include "compliance_test.moc"
