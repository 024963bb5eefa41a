// Renders every page and dialog of the console over a demo fleet, in both languages and at both supported sizes, and looks
// for texts that are cut off. With TWINSET_GALLERY=DIRECTORY the pictures are kept there (the documentation's come from it).
#include <QAbstractItemView>
#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QPushButton>
#include <QTest>
#include <QTranslator>

#include "app/console/compliance_rule_set_dialog.h"
#include "app/console/exception_set_dialog.h"
#include "app/console/fleet_client.h"
#include "app/console/group_set_dialog.h"
#include "app/console/main_window.h"
#include "app/console/policy_explain_dialog.h"
#include "app/console/policy_set_dialog.h"
#include "app/console/restore_point_files_dialog.h"
#include "app/console/retention_set_dialog.h"
#include "app/console/rule_delete_dialog.h"
#include "app/console/theme.h"
#include "app/console/virtual_phone_restore_dialog.h"
#include "app/console/virtual_phone_update_dialog.h"
#include "tests/fakes/demo_fleet.h"

using namespace console;

namespace {

/// Widgets whose text does not fit.
QStringList cutTexts(const QWidget& window) {
    QStringList cut;
    for (const auto* button : window.findChildren<QPushButton*>())
        if (button->isVisible() && button->width() < button->sizeHint().width()) cut.append(button->text());
    for (const auto* label : window.findChildren<QLabel*>()) {
        if (!label->isVisible() || label->text().isEmpty()) continue;
        if (!label->wordWrap() && label->width() < label->sizeHint().width()) cut.append(label->text());
        if (label->wordWrap() && label->height() < label->heightForWidth(label->width())) cut.append(label->text());
    }
    return cut;
}

void keepPicture(QWidget& window, const QString& name) {
    const QString directory = qEnvironmentVariable("TWINSET_GALLERY");
    if (!directory.isEmpty()) window.grab().save(QDir(directory).filePath(name + ".png"));
}

}  // namespace

class ConsoleGalleryTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void everyPageShowsItsTextsWhole_data();
    void everyPageShowsItsTextsWhole();
    void everyStageOfARestoreShowsItsTextsWhole_data();
    void everyStageOfARestoreShowsItsTextsWhole();
    void thePolicyDialogsShowTheirTextsWhole_data();
    void thePolicyDialogsShowTheirTextsWhole();
    void theDialogsOfTheOtherRulesShowTheirTextsWhole_data();
    void theDialogsOfTheOtherRulesShowTheirTextsWhole();
    void theFilesOfARestorePointShowTheirTextsWhole_data();
    void theFilesOfARestorePointShowTheirTextsWhole();

private:
    void openWindow();
    void settle();
    void look(QWidget& window, const QString& name);

    FakeClock m_clock;
    std::shared_ptr<fakes::ScriptedFleetService> m_service;
    std::unique_ptr<fakes::DemoFleet> m_fleet;
    std::unique_ptr<FleetClient> m_client;
    std::unique_ptr<MainWindow> m_window;
    QTranslator m_translator;
};

void ConsoleGalleryTest::init() {
    m_service = std::make_shared<fakes::ScriptedFleetService>();
    m_fleet = std::make_unique<fakes::DemoFleet>(*m_service, m_clock);
    m_fleet->populate();
}

void ConsoleGalleryTest::cleanup() {
    m_window.reset();
    m_client.reset();
    QApplication::removeTranslator(&m_translator);
}

void ConsoleGalleryTest::openWindow() {
    QFETCH(QString, language);
    QFETCH(QSize, size);
    QFETCH(bool, dark);
    QVERIFY(m_translator.load(":/i18n/twinset_" + language + ".qm"));
    QApplication::installTranslator(&m_translator);
    QLocale::setDefault(QLocale(language == "de" ? "de_DE" : "en_GB"));
    applyTheme(*qApp, dark ? ColourScheme::Dark : ColourScheme::Light);
    m_client = std::make_unique<FleetClient>(m_service);
    m_window = std::make_unique<MainWindow>(*m_client, m_clock, WindowIdentity{"gateway.example:7443", "ada", "administrator"});
    m_window->resize(size);
    m_window->show();
    m_client->start();
}

void ConsoleGalleryTest::settle() {
    int quiet = 0;
    QVERIFY(QTest::qWaitFor([&] { return (quiet = m_client->idle() ? quiet + 1 : 0) > 5; }, 20'000));
}

void ConsoleGalleryTest::everyPageShowsItsTextsWhole_data() {
    QTest::addColumn<QString>("language");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    QTest::newRow("en-1280") << "en" << QSize(1280, 800) << false;
    QTest::newRow("de-1000") << "de" << QSize(1000, 700) << false;
    QTest::newRow("de-1280-dark") << "de" << QSize(1280, 800) << true;
    QTest::newRow("en-1000-dark") << "en" << QSize(1000, 700) << true;
}

void ConsoleGalleryTest::everyPageShowsItsTextsWhole() {
    openWindow();
    settle();
    m_window->fleetPage().selectPhone("vp-4");
    for (const QString& page : MainWindow::pageNames()) {
        QVERIFY(m_window->showPage(page));
        settle();
        keepPicture(*m_window, QStringLiteral("%1-%2").arg(page, QTest::currentDataTag()));
        const QStringList cut = cutTexts(*m_window);
        QVERIFY2(cut.isEmpty(), qPrintable(page + " cuts: " + cut.join(" | ")));
    }
}

void ConsoleGalleryTest::everyStageOfARestoreShowsItsTextsWhole_data() { everyPageShowsItsTextsWhole_data(); }

void ConsoleGalleryTest::everyStageOfARestoreShowsItsTextsWhole() {
    openWindow();
    settle();
    using Dialog = VirtualPhoneRestoreDialog;
    Dialog* dialog = m_window->openRestore(std::nullopt);
    for (int stage = Dialog::kPerson; stage < Dialog::kStageCount; ++stage) {
        QTRY_COMPARE(int(dialog->stage()), stage);
        settle();
        if (stage == Dialog::kProgress) {
            m_fleet->advanceRestore(4);
            QTest::qWait(50);
            settle();
        }
        keepPicture(*dialog, QStringLiteral("restore%1-%2").arg(stage).arg(QTest::currentDataTag()));
        const QStringList cut = cutTexts(*dialog);
        QVERIFY2(cut.isEmpty(), qPrintable(QStringLiteral("stage %1 cuts: ").arg(stage) + cut.join(" | ")));
        if (stage == Dialog::kProgress) m_fleet->advanceRestore(8);
        else if (stage == Dialog::kSummary) QTest::keyClick(dialog, m_translator.language().startsWith("de") ? Qt::Key_J : Qt::Key_R, Qt::AltModifier);
        else if (stage != Dialog::kReceipt) QTest::keyClick(dialog->focusWidget(), Qt::Key_Return);
    }
}

void ConsoleGalleryTest::look(QWidget& window, const QString& name) {
    settle();
    keepPicture(window, QStringLiteral("%1-%2").arg(name, QTest::currentDataTag()));
    const QStringList cut = cutTexts(window);
    QVERIFY2(cut.isEmpty(), qPrintable(name + " cuts: " + cut.join(" | ")));
}

void ConsoleGalleryTest::thePolicyDialogsShowTheirTextsWhole_data() { everyPageShowsItsTextsWhole_data(); }

void ConsoleGalleryTest::thePolicyDialogsShowTheirTextsWhole() {
    openWindow();
    settle();
    auto* set = new PolicySetDialog(*m_client, "baseline", m_window.get());
    set->open();
    settle();
    QVERIFY(set->settings().select("network.bandwidthLimit"));
    look(*set, "policy-set");
    set->tabs().setCurrentIndex(1);
    look(*set, "policy-assignments");
    set->tabs().setCurrentIndex(0);
    set->condition().setSource("phone.persona == \"work\" && user.grups.exists(g, g == \"sales\")");
    QVERIFY(set->settings().select("update.window"));
    set->settings().tree().currentItem()->setCheckState(0, Qt::Checked);
    look(*set, "policy-set-wrong");
    set->condition().setSource("phone.persona == \"work\"");
    set->settings().tree().currentItem()->setCheckState(0, Qt::Unchecked);
    QTest::mouseClick(&set->next(), Qt::LeftButton);
    QTRY_COMPARE(set->stage(), PolicySetDialog::kPreview);
    look(*set, "policy-whatif");
    set->close();
    auto* remove = new RuleDeleteDialog(*m_client, kPolicyKind, "baseline", m_window.get());
    remove->open();
    QTest::mouseClick(&remove->deleteButton(), Qt::LeftButton);
    look(*remove, "policy-delete");
    remove->close();
    m_window->fleetPage().selectPhone("vp-1");
    m_window->fleetPage().actions().explainAction()->trigger();
    auto* explain = m_window->findChild<PolicyExplainDialog*>();
    QVERIFY(explain != nullptr);
    look(*explain, "policy-explain");
}

void ConsoleGalleryTest::theDialogsOfTheOtherRulesShowTheirTextsWhole_data() { everyPageShowsItsTextsWhole_data(); }

void ConsoleGalleryTest::theDialogsOfTheOtherRulesShowTheirTextsWhole() {
    openWindow();
    settle();
    auto* condition = new GroupSetDialog(*m_client, "sales", m_window.get());
    condition->open();
    look(*condition, "group-set");
    condition->condition().edit().setPlainText(QString());
    QTest::keyClicks(&condition->condition().edit(), "phone.r");
    auto* words = condition->condition().edit().completer().popup();
    QTRY_VERIFY(words->isVisible());
    keepPicture(*words, QStringLiteral("condition-words-%1").arg(QTest::currentDataTag()));
    words->hide();
    condition->condition().setSource("\"field\" in user.groups");
    QTRY_VERIFY(condition->next().isEnabled());
    QTest::mouseClick(&condition->next(), Qt::LeftButton);
    QTRY_COMPARE(condition->stage(), GroupSetDialog::kPreview);
    look(*condition, "group-whatif");
    condition->close();
    auto* list = new GroupSetDialog(*m_client, "pilots", m_window.get());
    list->open();
    look(*list, "group-set-list");
    list->close();
    auto* remove = new RuleDeleteDialog(*m_client, kExceptionKind, "camera-for-audit", m_window.get());
    remove->open();
    look(*remove, "exception-delete");
    remove->close();
    auto* exception = new ExceptionSetDialog(*m_client, m_clock, "camera-for-audit", m_window.get());
    exception->open();
    look(*exception, "exception-set");
    exception->close();
    auto* rule = new ComplianceRuleSetDialog(*m_client, "encrypted", m_window.get());
    rule->open();
    look(*rule, "compliance-rule-set");
    rule->ladder().after(policy::ComplianceAction::Wipe).setDuration(std::chrono::hours(5));
    look(*rule, "compliance-rule-set-wrong");
    rule->close();
}

void ConsoleGalleryTest::theFilesOfARestorePointShowTheirTextsWhole_data() { everyPageShowsItsTextsWhole_data(); }

void ConsoleGalleryTest::theFilesOfARestorePointShowTheirTextsWhole() {
    openWindow();
    settle();
    auto& page = m_window->restorePointsPage();
    m_window->showPage("restore_points");
    page.list().view().setCurrentIndex(page.list().model().index(0, 0));
    page.filesAction()->trigger();
    auto* files = page.findChild<RestorePointFilesDialog*>();
    QVERIFY(files != nullptr);
    settle();
    files->view().setCurrentIndex(files->files().index(2, 0));
    look(*files, "restore-point-files");
    files->close();
    page.retentionAction()->trigger();
    auto* retention = page.findChild<RetentionSetDialog*>();
    QVERIFY(retention != nullptr);
    QTRY_VERIFY(retention->saveButton().isEnabled());
    look(*retention, "retention-set");
    retention->close();
}

QTEST_MAIN(ConsoleGalleryTest)
#include "console_gallery_test.moc"
