#include <QAbstractItemView>
#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QTest>

#include "app/console/virtual_phone_restore_dialog.h"
#include "tests/fakes/demo_fleet.h"

using namespace console;
using Dialog = VirtualPhoneRestoreDialog;

class VirtualPhoneRestoreDialogTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void aHelpDeskRestoresByKeyboardAlone();
    void theSummarySaysRevocationAndWipePlainly();
    void enterDoesNotStartTheRestoreByAccident();
    void aPhoneWithoutRestorePointCannotBeChosen();
    void onlyOtherHandsetsThatAreOnlineAreOffered();
    void aPhoneThatIsNotLostCanComeBackWhereItIs();
    void aFailedRestoreSaysWhyAndCanBeTriedAgain();
    void aRefusedRestoreStaysInTheSummary();

private:
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(QApplication::focusWidget() != nullptr ? QApplication::focusWidget() : m_dialog, key, modifiers); }
    void walkTo(Dialog::Stage stage);
    bool nextEnabled();
    QString allText();

    FakeClock m_clock;
    std::shared_ptr<fakes::ScriptedFleetService> m_service;
    std::unique_ptr<fakes::DemoFleet> m_fleet;
    std::unique_ptr<FleetClient> m_client;
    QPointer<Dialog> m_dialog;
};

void VirtualPhoneRestoreDialogTest::init() {
    m_service = std::make_shared<fakes::ScriptedFleetService>();
    m_fleet = std::make_unique<fakes::DemoFleet>(*m_service, m_clock);
    m_fleet->populate();
    m_client = std::make_unique<FleetClient>(m_service);
    m_client->start();
    m_dialog = new Dialog(*m_client, m_clock);
    m_dialog->open();
    QVERIFY(QTest::qWaitForWindowActive(m_dialog));
}

void VirtualPhoneRestoreDialogTest::cleanup() {
    delete m_dialog.data();
    m_client.reset();
}

bool VirtualPhoneRestoreDialogTest::nextEnabled() {
    for (auto* button : m_dialog->findChildren<QPushButton*>())
        if (button->property("primary").toBool()) return button->isEnabled();
    return false;
}

QString VirtualPhoneRestoreDialogTest::allText() {
    QString text;
    for (auto* label : m_dialog->findChildren<QLabel*>())
        if (label->isVisible()) text += label->text() + '\n';
    return text;
}

void VirtualPhoneRestoreDialogTest::walkTo(Dialog::Stage stage) {
    QTest::keyClicks(QApplication::focusWidget(), "ada");
    QTRY_COMPARE(m_dialog->choice().person.name, QString("Ada Bergmann"));
    while (m_dialog->stage() < stage) {
        QTRY_VERIFY(nextEnabled());
        const auto before = m_dialog->stage();
        press(Qt::Key_Return);
        QTRY_COMPARE(int(m_dialog->stage()), before + 1);
    }
}

void VirtualPhoneRestoreDialogTest::aHelpDeskRestoresByKeyboardAlone() {
    QTest::keyClicks(QApplication::focusWidget(), "ada");
    QTRY_COMPARE(m_dialog->choice().person.name, QString("Ada Bergmann"));
    press(Qt::Key_Return);
    QTRY_COMPARE(m_dialog->stage(), Dialog::kPhone);
    QTRY_COMPARE(m_dialog->choice().phone.id, QString("vp-1"));
    press(Qt::Key_Return);
    QTRY_COMPARE(m_dialog->stage(), Dialog::kReplacement);
    QTRY_COMPARE(m_dialog->choice().replacement.id, QString("hs-2"));
    press(Qt::Key_Down);
    QTRY_COMPARE(m_dialog->choice().replacement.id, QString("hs-4"));
    press(Qt::Key_Return);
    QTRY_COMPARE(m_dialog->stage(), Dialog::kPoint);
    QTRY_COMPARE(m_dialog->choice().point.id, QString("rp-vp-1-3"));  // the newest
    press(Qt::Key_Return);
    QTRY_COMPARE(m_dialog->stage(), Dialog::kSummary);
    QTest::keyClick(m_dialog, Qt::Key_R, Qt::AltModifier);
    QTRY_COMPARE(m_dialog->stage(), Dialog::kProgress);
    const auto calls = m_service->callsOf("virtual_phone_restore");
    QCOMPARE(calls.size(), std::size_t(1));
    QCOMPARE(calls[0].dump(), std::string(R"({"lost":true,"onto":"hs-4","phone":"vp-1","restorePoint":"rp-vp-1-3"})"));
    m_fleet->advanceRestore(3);
    m_fleet->advanceRestore(8);
    QTRY_COMPARE(m_dialog->stage(), Dialog::kReceipt);
    QTRY_VERIFY(m_dialog->receiptText().contains("field-02"));
    QVERIFY(m_dialog->receiptText().contains("rp-vp-1-3"));
    press(Qt::Key_Escape);
    QTRY_VERIFY(m_dialog.isNull());
}

void VirtualPhoneRestoreDialogTest::theSummarySaysRevocationAndWipePlainly() {
    walkTo(Dialog::kSummary);
    const QString text = allText();
    QVERIFY2(text.contains("certificate of field-01 is revoked"), qPrintable(text));
    QVERIFY2(text.contains("field-01 is ordered to wipe its work phone"), qPrintable(text));
    QVERIFY2(text.contains("40 min ago"), qPrintable(text));
}

void VirtualPhoneRestoreDialogTest::enterDoesNotStartTheRestoreByAccident() {
    walkTo(Dialog::kSummary);
    press(Qt::Key_Return);
    press(Qt::Key_Return);
    QTest::qWait(50);
    QCOMPARE(m_dialog->stage(), Dialog::kSummary);
    QVERIFY(m_service->callsOf("virtual_phone_restore").empty());
}

void VirtualPhoneRestoreDialogTest::aPhoneWithoutRestorePointCannotBeChosen() {
    QTest::keyClicks(QApplication::focusWidget(), "deniz");
    QTRY_COMPARE(m_dialog->choice().person.name, QString("Deniz Engel"));
    press(Qt::Key_Return);
    QTRY_COMPARE(m_dialog->choice().phone.id, QString("vp-5"));
    QVERIFY(!nextEnabled());
    QVERIFY(allText().contains("no restore point of this phone yet"));
    press(Qt::Key_Return);
    QCOMPARE(m_dialog->stage(), Dialog::kPhone);
}

void VirtualPhoneRestoreDialogTest::onlyOtherHandsetsThatAreOnlineAreOffered() {
    walkTo(Dialog::kReplacement);
    QStringList offered;
    QTRY_VERIFY(!m_dialog->choice().replacement.id.isEmpty());
    for (int step = 0; step < 5; ++step) {
        if (!offered.contains(m_dialog->choice().replacement.id)) offered.append(m_dialog->choice().replacement.id);
        press(Qt::Key_Down);
    }
    QCOMPARE(offered, QStringList({"hs-2", "hs-4", "hs-5"}));
}

void VirtualPhoneRestoreDialogTest::aPhoneThatIsNotLostCanComeBackWhereItIs() {
    walkTo(Dialog::kReplacement);
    QTRY_COMPARE(m_dialog->choice().replacement.id, QString("hs-2"));
    QTest::keyClick(m_dialog, Qt::Key_L, Qt::AltModifier);
    for (int attempt = 0; attempt < 100 && m_dialog->choice().replacement.id != "hs-1"; ++attempt) {  // the list is read again
        QTest::qWait(20);
        for (auto* list : m_dialog->findChildren<QAbstractItemView*>())
            if (list->isVisible()) QTest::keyClick(list, Qt::Key_Up);
    }
    QCOMPARE(m_dialog->choice().replacement.id, QString("hs-1"));
    while (m_dialog->stage() < Dialog::kSummary) {
        QTRY_VERIFY(nextEnabled());
        const auto before = m_dialog->stage();
        QTest::keyClick(m_dialog, Qt::Key_N, Qt::AltModifier);
        QTRY_COMPARE(int(m_dialog->stage()), before + 1);
    }
    const QString text = allText();
    QVERIFY2(text.contains("What field-01 holds of Ada's work phone now is removed"), qPrintable(text));
    QVERIFY2(!text.contains("revoked") && !text.contains("becomes the handset"), qPrintable(text));
    QTest::keyClick(m_dialog, Qt::Key_R, Qt::AltModifier);
    QTRY_COMPARE(m_service->callsOf("virtual_phone_restore").size(), std::size_t(1));
    QCOMPARE(m_service->callsOf("virtual_phone_restore")[0].dump(),
             std::string(R"({"inPlace":true,"lost":false,"phone":"vp-1","restorePoint":"rp-vp-1-3"})"));
}

void VirtualPhoneRestoreDialogTest::aFailedRestoreSaysWhyAndCanBeTriedAgain() {
    walkTo(Dialog::kSummary);
    QTest::keyClick(m_dialog, Qt::Key_R, Qt::AltModifier);
    QTRY_COMPARE(m_dialog->stage(), Dialog::kProgress);
    m_fleet->failRestore("the replacement went offline");
    QTRY_VERIFY(allText().contains("the replacement went offline"));
    QTest::keyClick(m_dialog, Qt::Key_B, Qt::AltModifier);
    QTRY_COMPARE(m_dialog->stage(), Dialog::kSummary);
    QVERIFY(nextEnabled());
}

void VirtualPhoneRestoreDialogTest::aRefusedRestoreStaysInTheSummary() {
    m_service->on("virtual_phone_restore", [](const base::Json&) -> base::Result<base::Json> { return {base::ErrorCode::Denied, "not your scope"}; });
    walkTo(Dialog::kSummary);
    QTest::keyClick(m_dialog, Qt::Key_R, Qt::AltModifier);
    QTRY_VERIFY(allText().contains("not your scope"));
    QCOMPARE(m_dialog->stage(), Dialog::kSummary);
}

QTEST_MAIN(VirtualPhoneRestoreDialogTest)
#include "virtual_phone_restore_dialog_test.moc"
