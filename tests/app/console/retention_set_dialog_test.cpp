#include <QAbstractItemModel>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>

#include "app/console/retention_set_dialog.h"
#include "app/console/restore_points_page.h"
#include "tests/fakes/demo_fleet.h"

using namespace console;
using Dialog = RetentionSetDialog;

class RetentionSetDialogTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void whatWouldBeRemovedIsShownBeforeTheExactRuleIsSaved();
    void aPhonesOwnRuleCanBeTakenAway();
    void aRuleThatTheGatewayRefusesCannotBeSaved();
    void thePageOffersItToThoseWhoMay_data();
    void thePageOffersItToThoseWhoMay();
    void thePageSaysWhichRulesKeepARestorePoint();

private:
    void open(const QString& phone = {});

    FakeClock m_clock;
    std::shared_ptr<fakes::ScriptedFleetService> m_service;
    std::unique_ptr<fakes::DemoFleet> m_fleet;
    std::unique_ptr<FleetClient> m_client;
    QPointer<Dialog> m_dialog;
};

void RetentionSetDialogTest::init() {
    m_service = std::make_shared<fakes::ScriptedFleetService>();
    m_fleet = std::make_unique<fakes::DemoFleet>(*m_service, m_clock);
    m_fleet->populate();
    m_client = std::make_unique<FleetClient>(m_service);
    m_client->start();
}

void RetentionSetDialogTest::cleanup() {
    delete m_dialog.data();
    m_client.reset();
}

void RetentionSetDialogTest::open(const QString& phone) {
    m_dialog = new Dialog(*m_client, m_clock, phone, "Björn's work phone");
    m_dialog->open();
    QTRY_VERIFY(m_dialog->saveButton().isEnabled());
}

void RetentionSetDialogTest::whatWouldBeRemovedIsShownBeforeTheExactRuleIsSaved() {
    open();
    QVERIFY(m_dialog->limited().isChecked());
    QCOMPARE(m_dialog->number(Dialog::kDaily).value(), 7);
    QCOMPARE(m_dialog->zone().currentText(), QString("Europe/Berlin"));
    m_dialog->number(Dialog::kHourly).setValue(24);
    QVERIFY(!m_dialog->saveButton().isEnabled());
    QTRY_VERIFY(m_dialog->saveButton().isEnabled());
    QVERIFY2(m_dialog->preview().startsWith("It would remove 14 restore point(s); 26 would stay."), qPrintable(m_dialog->preview()));
    QCOMPARE(m_dialog->view().model()->rowCount(), 3);
    const std::string keep = R"("keep":{"daily":7,"hourly":24,"last":0,"monthly":12,"timeZone":"Europe/Berlin","weekly":4,"yearly":0})";
    QCOMPARE(m_service->callsOf("retention_whatif").back().dump(), "{" + keep + R"(,"limit":100})");
    QVERIFY(m_service->callsOf("retention_set").empty());
    QSignalSpy saved(m_dialog, &Dialog::saved);
    QTest::mouseClick(&m_dialog->saveButton(), Qt::LeftButton);
    QTRY_COMPARE(saved.size(), 1);
    QCOMPARE(m_service->callsOf("retention_set").back().dump(), "{" + keep + "}");
}

void RetentionSetDialogTest::aPhonesOwnRuleCanBeTakenAway() {
    open("vp-3");
    QVERIFY(m_dialog->limited().isChecked());
    QCOMPARE(m_dialog->number(Dialog::kLast).value(), 3);
    m_dialog->everything().setChecked(true);
    QTRY_VERIFY(m_dialog->saveButton().isEnabled());
    QVERIFY(m_dialog->preview().startsWith("It would remove no restore point."));
    QTest::mouseClick(&m_dialog->saveButton(), Qt::LeftButton);
    QTRY_VERIFY(m_dialog.isNull());
    QCOMPARE(m_service->callsOf("retention_set").back().dump(), std::string(R"({"keep":null,"phone":"vp-3"})"));
}

void RetentionSetDialogTest::aRuleThatTheGatewayRefusesCannotBeSaved() {
    open();
    m_service->on("retention_whatif", [](const base::Json&) -> base::Result<base::Json> {
        return {base::ErrorCode::InvalidInput, "the time zone 'Mars/North' is not known here"};
    });
    m_dialog->zone().setCurrentText("Mars/North");
    QTRY_VERIFY(m_dialog->findChild<MessageBar*>()->text().contains("Mars/North"));
    QVERIFY(!m_dialog->saveButton().isEnabled());
}

void RetentionSetDialogTest::thePageOffersItToThoseWhoMay_data() {
    QTest::addColumn<QString>("role");
    QTest::addColumn<bool>("may");
    QTest::newRow("administrator") << "administrator" << true;
    QTest::newRow("automation") << "automation" << true;
    QTest::newRow("help desk") << "help_desk" << false;
    QTest::newRow("auditor") << "auditor" << false;
}

void RetentionSetDialogTest::thePageOffersItToThoseWhoMay() {
    QFETCH(QString, role);
    QFETCH(bool, may);
    RestorePointsPage page(*m_client, Permissions(role), m_clock);
    QCOMPARE(page.retentionAction()->isEnabled(), may);
    page.showPhone("vp-3");
    QTRY_COMPARE(page.list().model().rowCount(), 3);
    page.retentionAction()->trigger();
    const auto* dialog = page.findChild<Dialog*>();
    QCOMPARE(dialog != nullptr, may);
    if (may) QVERIFY2(dialog->windowTitle().contains("Björn's work phone"), qPrintable(dialog->windowTitle()));
}

void RetentionSetDialogTest::thePageSaysWhichRulesKeepARestorePoint() {
    RestorePointsPage page(*m_client, Permissions("auditor"), m_clock);
    page.showPhone("vp-3");
    QTRY_COMPARE(page.list().model().rowCount(), 3);
    QStringList kept;
    for (int row = 0; row < 3; ++row) kept.append(page.list().model().index(row, 3).data(Qt::ToolTipRole).toString());
    kept.sort();
    QCOMPARE(kept, QStringList({"Nothing\nit will be removed", "the newest\ndaily, weekly", "the newest proved\ndaily"}));
}

QTEST_MAIN(RetentionSetDialogTest)
#include "retention_set_dialog_test.moc"
