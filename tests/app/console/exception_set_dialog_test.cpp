#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QTest>

#include "app/console/exception_set_dialog.h"
#include "app/console/rule_pages.h"
#include "tests/fakes/demo_fleet.h"

using namespace console;
using Dialog = ExceptionSetDialog;

class ExceptionSetDialogTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void thePageShowsOwnerReasonScopeAndMarksWhatHasExpired();
    void anExceptionIsSavedAfterWhatWouldChange();
    void whatIsMissingIsSaidAndCannotBeSaved();
    void onlySettingsThatCanBeLooserAreOffered();
    void changingAnExceptionKeepsWhatIsNotTouched();

private:
    void open(const QString& exception);

    FakeClock m_clock;
    std::shared_ptr<fakes::ScriptedFleetService> m_service;
    std::unique_ptr<fakes::DemoFleet> m_fleet;
    std::unique_ptr<FleetClient> m_client;
    QPointer<Dialog> m_dialog;
};

void ExceptionSetDialogTest::init() {
    m_service = std::make_shared<fakes::ScriptedFleetService>();
    m_fleet = std::make_unique<fakes::DemoFleet>(*m_service, m_clock);
    m_fleet->populate();
    m_client = std::make_unique<FleetClient>(m_service);
    m_client->start();
}

void ExceptionSetDialogTest::cleanup() {
    delete m_dialog.data();
    m_client.reset();
}

void ExceptionSetDialogTest::open(const QString& exception) {
    m_dialog = new Dialog(*m_client, m_clock, exception);
    m_dialog->open();
    QVERIFY(QTest::qWaitForWindowExposed(m_dialog));
}

void ExceptionSetDialogTest::thePageShowsOwnerReasonScopeAndMarksWhatHasExpired() {
    const std::unique_ptr<RulePage> page(createExceptionsPage(*m_client, Permissions("auditor"), m_clock, nullptr));
    auto* model = page->view().model();
    QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    page->readAnew();
    QTRY_COMPARE(model->rowCount(), 2);
    const auto text = [&](int row, int column, int role = Qt::DisplayRole) { return model->index(row, column).data(role).toString(); };
    QCOMPARE(text(0, 0, kSecondLineRole), QString("The audit of the shops is filmed"));
    QCOMPARE(text(0, 1), QString("camera.allowed"));
    QCOMPARE(text(0, 2), QString("group sales"));
    QVERIFY(text(0, 2, kSecondLineRole).contains("device.online"));
    QCOMPARE(text(0, 3), QString("ada"));
    QVERIFY2(text(0, 4).startsWith("in 12 day"), qPrintable(text(0, 4)));
    QCOMPARE(text(1, 4), QString("expired"));
    QTRY_COMPARE(text(1, 2), QString("phone Ada's work phone"));
    QVERIFY(!page->newAction()->isEnabled());
    // Time alone makes one expire.
    m_clock.advance(std::chrono::days(13));
    QCOMPARE(text(0, 4), QString("expired"));
}

void ExceptionSetDialogTest::anExceptionIsSavedAfterWhatWouldChange() {
    open({});
    QTest::keyClicks(&m_dialog->name(), "camera-for-art");
    QTest::keyClicks(&m_dialog->owner(), "ada");
    QTest::keyClicks(&m_dialog->reason(), "Art class");
    m_dialog->setting().setCurrentText("camera.allowed");
    QVERIFY(m_dialog->value()->findChild<QCheckBox*>()->isChecked());  // it begins with what is looser
    m_dialog->target().setTarget("group:sales");
    m_dialog->expiry().setDateTime(QDateTime::fromMSecsSinceEpoch(m_clock.now().time_since_epoch().count()).addDays(3));
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_COMPARE(m_dialog->stage(), Dialog::kPreview);
    const std::string until = base::formatTimestamp(m_clock.now() + std::chrono::days(3));
    const std::string exception = R"({"expiresAt":")" + until +
                                  R"(","name":"camera-for-art","owner":"ada","reason":"Art class","setting":"camera.allowed","target":"group:sales","value":true})";
    QCOMPARE(m_service->callsOf("policy_whatif")[0]["edit"].dump(), R"({"put":{"exceptions":[)" + exception + "]}}");
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_VERIFY(m_dialog.isNull());
    QCOMPARE(m_service->callsOf("exception_set")[0].dump(), exception);
}

void ExceptionSetDialogTest::whatIsMissingIsSaidAndCannotBeSaved() {
    open("camera-for-audit");
    QTRY_VERIFY(m_dialog->next().isEnabled());
    const auto refusedWhile = [this](const std::function<void()>& spoil, const std::function<void()>& mend) {
        spoil();
        const bool refused = !m_dialog->next().isEnabled();
        mend();
        return refused && m_dialog->next().isEnabled();
    };
    QVERIFY(refusedWhile([&] { m_dialog->owner().clear(); }, [&] { m_dialog->owner().setText("bea"); }));
    QVERIFY(refusedWhile([&] { m_dialog->reason().clear(); }, [&] { m_dialog->reason().setText("because"); }));
    QVERIFY(refusedWhile([&] { m_dialog->setting().setEditText("camera.allowd"); }, [&] { m_dialog->setting().setEditText("camera.allowed"); }));
    QVERIFY(refusedWhile([&] { m_dialog->target().clearValue(); }, [&] { m_dialog->target().setTarget("group:sales"); }));
    QVERIFY(refusedWhile([&] { m_dialog->condition().setSource("device.onlin"); }, [&] { m_dialog->condition().setSource(""); }));
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(m_clock.now().time_since_epoch().count());
    QVERIFY(refusedWhile([&] { m_dialog->expiry().setDateTime(now.addSecs(-60)); }, [&] { m_dialog->expiry().setDateTime(now.addDays(1)); }));
}

void ExceptionSetDialogTest::onlySettingsThatCanBeLooserAreOffered() {
    open({});
    for (const auto& setting : policy::allSettings())
        QCOMPARE(m_dialog->setting().findText(shown(setting.name)) >= 0, setting.merge != policy::MergeOperator::Exclusive);
}

void ExceptionSetDialogTest::changingAnExceptionKeepsWhatIsNotTouched() {
    open("camera-for-audit");
    QTRY_VERIFY(m_dialog->next().isEnabled());
    m_dialog->reason().setText("The audit takes longer");
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_COMPARE(m_dialog->stage(), Dialog::kPreview);
    QTest::mouseClick(&m_dialog->next(), Qt::LeftButton);
    QTRY_VERIFY(m_dialog.isNull());
    const auto saved = m_service->callsOf("exception_set")[0];
    QCOMPARE(saved["when"].get<std::string>(), std::string("device.online"));
    QCOMPARE(saved["value"].get<bool>(), true);
    QCOMPARE(saved["expiresAt"].get<std::string>(), base::formatTimestamp(m_clock.now() + std::chrono::days(12)));
    QCOMPARE(saved["reason"].get<std::string>(), std::string("The audit takes longer"));
}

QTEST_MAIN(ExceptionSetDialogTest)
#include "exception_set_dialog_test.moc"
