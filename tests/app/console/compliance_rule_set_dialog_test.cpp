#include <QAbstractItemModelTester>
#include <QTest>

#include "app/console/compliance_page.h"
#include "app/console/compliance_rule_set_dialog.h"
#include "tests/fakes/demo_fleet.h"

using namespace console;
using Dialog = ComplianceRuleSetDialog;
using policy::ComplianceAction;

class ComplianceRuleSetDialogTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void thePageListsRulesWithTheirLadders();
    void violationsAreListedWithWhatIsInForceAndWhatComesNext();
    void aRuleIsSavedAfterWhatWouldChange();
    void aWipeCanBeChosenOnlyAfterABlock();
    void stepsInTheWrongOrderAreRefusedWhileTheyAreWritten();
    void changingARuleKeepsWhatIsNotTouched();
    void durationsAreShownInTheLargestExactUnit_data();
    void durationsAreShownInTheLargestExactUnit();

private:
    void open(const QString& rule);

    FakeClock m_clock;
    std::shared_ptr<fakes::ScriptedFleetService> m_service;
    std::unique_ptr<fakes::DemoFleet> m_fleet;
    std::unique_ptr<FleetClient> m_client;
    QPointer<Dialog> m_dialog;
};

void ComplianceRuleSetDialogTest::init() {
    m_service = std::make_shared<fakes::ScriptedFleetService>();
    m_fleet = std::make_unique<fakes::DemoFleet>(*m_service, m_clock);
    m_fleet->populate();
    m_client = std::make_unique<FleetClient>(m_service);
    m_client->start();
}

void ComplianceRuleSetDialogTest::cleanup() {
    delete m_dialog.data();
    m_client.reset();
}

void ComplianceRuleSetDialogTest::open(const QString& rule) {
    m_dialog = new Dialog(*m_client, rule);
    m_dialog->open();
    QVERIFY(QTest::qWaitForWindowExposed(m_dialog));
}

void ComplianceRuleSetDialogTest::thePageListsRulesWithTheirLadders() {
    CompliancePage page(*m_client, Permissions("help_desk"), m_clock);
    auto* model = page.rules().view().model();
    QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    page.readAnew();
    QTRY_COMPARE(model->rowCount(), 2);
    const QString ladder = model->index(0, 3).data().toString();
    QVERIFY2(ladder.startsWith("1 h: Warn → 2 day") && ladder.endsWith(": Wipe"), qPrintable(ladder));
    QCOMPARE(model->index(1, 1).data().toString(), QString("not heard from"));
    QVERIFY(!page.rules().newAction()->isEnabled());
}

void ComplianceRuleSetDialogTest::violationsAreListedWithWhatIsInForceAndWhatComesNext() {
    CompliancePage page(*m_client, Permissions("help_desk"), m_clock);
    auto* model = page.violations().findChild<QTableView*>()->model();
    QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    page.readAnew();
    QTRY_COMPARE(model->rowCount(), 3);
    const auto text = [&](int row, int column, int role = Qt::DisplayRole) { return model->index(row, column).data(role).toString(); };
    QCOMPARE(text(0, 0), QString("Ada's work phone"));
    QCOMPARE(text(0, 0, kSecondLineRole), QString("field-01"));
    QCOMPARE(text(0, 1), QString("encrypted"));
    QCOMPARE(text(0, 2), QString("5 h ago"));
    QCOMPARE(text(0, 3), QString("Warn"));
    QVERIFY2(text(0, 4).startsWith("Block in 1 day"), qPrintable(text(0, 4)));
    QCOMPARE(text(1, 3), QString("Block"));
    QCOMPARE(text(1, 4), QString("–"));
    QVERIFY(text(2, 1, kSecondLineRole).contains("its condition fails"));
    QCOMPARE(text(2, 3), QString("Nothing yet"));
}

void ComplianceRuleSetDialogTest::aRuleIsSavedAfterWhatWouldChange() {
    open({});
    QTest::keyClicks(&m_dialog->name(), "small-phone");
    m_dialog->condition().setSource("phone.cpus < 2");
    QVERIFY2(m_dialog->condition().problem().isEmpty(), qPrintable(m_dialog->condition().problem()));
    m_dialog->grace().setDuration(std::chrono::hours(12));
    m_dialog->ladder().after(ComplianceAction::Warn).setDuration(std::chrono::hours(12));
    m_dialog->ladder().chosen(ComplianceAction::Block).setChecked(true);
    m_dialog->ladder().after(ComplianceAction::Block).setDuration(std::chrono::days(7));
    QTest::keyClicks(&m_dialog->message(), "Please restart");
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_COMPARE(m_dialog->stage(), Dialog::kPreview);
    const std::string rule = R"({"grace":"12h","ladder":[{"action":"warn","after":"12h"},{"action":"block","after":"7d"}],"message":"Please restart",)"
                             R"("name":"small-phone","violation":"phone.cpus < 2"})";
    QCOMPARE(m_service->callsOf("policy_whatif")[0]["edit"].dump(), R"({"put":{"complianceRules":[)" + rule + "]}}");
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_VERIFY(m_dialog.isNull());
    QCOMPARE(m_service->callsOf("compliance_rule_set")[0].dump(), rule);
}

void ComplianceRuleSetDialogTest::aWipeCanBeChosenOnlyAfterABlock() {
    open("silent");
    QTRY_VERIFY(m_dialog->next().isEnabled());
    auto& block = m_dialog->ladder().chosen(ComplianceAction::Block);
    auto& wipe = m_dialog->ladder().chosen(ComplianceAction::Wipe);
    QVERIFY(block.isChecked());
    QVERIFY(wipe.isEnabled());
    wipe.setChecked(true);
    block.setChecked(false);
    QVERIFY(!wipe.isChecked());
    QVERIFY(!wipe.isEnabled());
    QVERIFY(wipe.toolTip().contains("only after a block"));
}

void ComplianceRuleSetDialogTest::stepsInTheWrongOrderAreRefusedWhileTheyAreWritten() {
    open("encrypted");
    QTRY_VERIFY(m_dialog->next().isEnabled());
    auto& ladder = m_dialog->ladder();
    ladder.after(ComplianceAction::Wipe).setDuration(std::chrono::days(1));
    QVERIFY(!m_dialog->next().isEnabled());
    QVERIFY(ladder.problem({}, false).contains("Wipe must come later than Block"));
    ladder.after(ComplianceAction::Wipe).setDuration(std::chrono::days(20));
    QVERIFY(m_dialog->next().isEnabled());
    m_dialog->grace().setDuration(std::chrono::hours(3));
    QVERIFY(!m_dialog->next().isEnabled());
    m_dialog->grace().setDuration(std::chrono::minutes(30));
    QVERIFY(m_dialog->next().isEnabled());
    for (const auto action : {ComplianceAction::Warn, ComplianceAction::Block}) ladder.chosen(action).setChecked(false);
    QVERIFY(!m_dialog->next().isEnabled());
    QVERIFY(m_service->callsOf("policy_whatif").empty());
}

void ComplianceRuleSetDialogTest::changingARuleKeepsWhatIsNotTouched() {
    open("silent");
    QTRY_VERIFY(m_dialog->next().isEnabled());
    QVERIFY(m_dialog->bySilence().isChecked());
    m_dialog->message().setText("Where are you?");
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_COMPARE(m_dialog->stage(), Dialog::kPreview);
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_VERIFY(m_dialog.isNull());
    QCOMPARE(m_service->callsOf("compliance_rule_set")[0].dump(),
             std::string(R"({"ladder":[{"action":"warn","after":"3d"},{"action":"block","after":"10d"}],"message":"Where are you?","name":"silent","offline":true})"));
}

void ComplianceRuleSetDialogTest::durationsAreShownInTheLargestExactUnit_data() {
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<int>("number");
    QTest::addColumn<int>("unit");
    QTest::newRow("90 s") << qint64(90'000) << 90 << 1'000;
    QTest::newRow("90 min") << qint64(5'400'000) << 90 << 60'000;
    QTest::newRow("2 h") << qint64(7'200'000) << 2 << 3'600'000;
    QTest::newRow("10 years") << qint64(3650) * 86'400'000 << 3650 << 86'400'000;
    QTest::newRow("a fraction") << qint64(1'500) << 1500 << 1;
}

void ComplianceRuleSetDialogTest::durationsAreShownInTheLargestExactUnit() {
    QFETCH(qint64, milliseconds);
    QFETCH(int, number);
    QFETCH(int, unit);
    DurationEdit edit;
    edit.setDuration(base::Duration(milliseconds));
    QCOMPARE(edit.number().value(), number);
    QCOMPARE(edit.unit().currentData().toInt(), unit);
    QCOMPARE(edit.duration().count(), milliseconds);
}

QTEST_MAIN(ComplianceRuleSetDialogTest)
#include "compliance_rule_set_dialog_test.moc"
