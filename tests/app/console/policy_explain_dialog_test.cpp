#include <QApplication>
#include <QTest>

#include "app/console/main_window.h"
#include "app/console/policy_explain_dialog.h"
#include "tests/fakes/demo_fleet.h"

using namespace console;

class PolicyExplainDialogTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void theDetailsOfAPhoneLeadToItsExplanation();
    void everyContributorIsNamedWithItsConditionAndWhetherItHeld();
    void anAnswerThatCannotBeReadIsSaid();

private:
    void open();
    void select(const QString& setting);
    QString cell(int row, int column) const { return m_dialog->table().model()->index(row, column).data().toString(); }

    FakeClock m_clock;
    std::shared_ptr<fakes::ScriptedFleetService> m_service;
    std::unique_ptr<fakes::DemoFleet> m_fleet;
    std::unique_ptr<FleetClient> m_client;
    std::unique_ptr<MainWindow> m_window;
    QPointer<PolicyExplainDialog> m_dialog;
};

void PolicyExplainDialogTest::init() {
    m_service = std::make_shared<fakes::ScriptedFleetService>();
    m_fleet = std::make_unique<fakes::DemoFleet>(*m_service, m_clock);
    m_fleet->populate();
    m_client = std::make_unique<FleetClient>(m_service);
    m_window = std::make_unique<MainWindow>(*m_client, m_clock, WindowIdentity{"gateway.example:7443", "ada", "auditor"});
    m_window->show();
    m_client->start();
}

void PolicyExplainDialogTest::cleanup() {
    m_window.reset();
    m_client.reset();
}

void PolicyExplainDialogTest::open() {
    QTRY_VERIFY(m_window->fleetPage().model().indexOfPhone("vp-1").isValid());
    m_window->fleetPage().selectPhone("vp-1");
    QVERIFY(m_window->fleetPage().actions().explainAction()->isEnabled());
    m_window->fleetPage().actions().explainAction()->trigger();
    m_dialog = m_window->findChild<PolicyExplainDialog*>();
    QVERIFY(m_dialog != nullptr);
}

void PolicyExplainDialogTest::select(const QString& setting) {
    for (int row = 0; row < m_dialog->table().model()->rowCount(); ++row)
        if (cell(row, 0) == setting) m_dialog->table().setCurrentIndex(m_dialog->table().model()->index(row, 0));
}

void PolicyExplainDialogTest::theDetailsOfAPhoneLeadToItsExplanation() {
    open();
    QTRY_COMPARE(m_dialog->table().model()->rowCount(), 3);
    QCOMPARE(m_service->callsOf("policy_explain")[0].dump(), std::string(R"({"phone":"vp-1"})"));
    QCOMPARE(cell(0, 0), QString("camera.allowed"));
    QCOMPARE(cell(0, 1), QString("false"));
    QCOMPARE(cell(0, 2), QString("applied: detached"));
    QCOMPARE(cell(0, 3), QString("baseline"));
    QCOMPARE(cell(2, 1), QString("true"));  // nobody sets it: what holds then
    QCOMPARE(cell(2, 3), QString());
}

void PolicyExplainDialogTest::everyContributorIsNamedWithItsConditionAndWhetherItHeld() {
    open();
    QTRY_COMPARE(m_dialog->table().model()->rowCount(), 3);
    select("camera.allowed");
    QVERIFY2(m_dialog->text().contains("Policy baseline, assigned to persona:work at level org, asks for false. This decides: it is the strictest."), qPrintable(m_dialog->text()));
    QVERIFY2(m_dialog->text().contains("Policy lab") && m_dialog->text().contains("This does not decide: policy 'baseline' is stricter."), qPrintable(m_dialog->text()));
    QVERIFY2(m_dialog->text().contains("Exception camera-for-audit of ada allows true until"), qPrintable(m_dialog->text()));
    QVERIFY2(m_dialog->text().contains("It does not apply: it has expired."), qPrintable(m_dialog->text()));
    select("network.bandwidthLimit");
    QVERIFY2(m_dialog->text().contains("Its condition device.online == false && phone.persona == \"work\" does not hold for this phone."), qPrintable(m_dialog->text()));
    select("screenCapture.allowed");
    QVERIFY2(m_dialog->text().contains("could not be evaluated: no such key: team."), qPrintable(m_dialog->text()));
    QVERIFY2(m_dialog->text().contains("Nobody who applies here sets screenCapture.allowed, so this holds: true."), qPrintable(m_dialog->text()));
}

void PolicyExplainDialogTest::anAnswerThatCannotBeReadIsSaid() {
    m_service->on("policy_explain", [](const base::Json&) -> base::Result<base::Json> { return base::Json{{"phones", base::Json::array()}}; });
    open();
    QTRY_VERIFY(m_dialog->findChild<MessageBar*>()->text().contains("explains no phone"));
}

QTEST_MAIN(PolicyExplainDialogTest)
#include "policy_explain_dialog_test.moc"
