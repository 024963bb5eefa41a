#include <QAbstractItemModelTester>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "app/console/restore_point_files_dialog.h"
#include "app/console/restore_points_page.h"
#include "tests/fakes/demo_fleet.h"

using namespace console;
using Dialog = RestorePointFilesDialog;

class RestorePointFilesDialogTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void directoriesAreBrowsedDownAndUp();
    void aFileIsSavedWholeInSeveralPieces();
    void aFileThatCannotBeReadToItsEndLeavesNothingBehind();
    void whatCannotBeOpenedIsSaidAndWhatIsShownStays();
    void thePageShowsTheRestorePointsOfOnePhone();
    void onlyAdministratorsLookAtFiles_data();
    void onlyAdministratorsLookAtFiles();

private:
    void open();
    void select(const QString& name) { m_dialog->view().setCurrentIndex(m_dialog->files().index(m_dialog->files().rowOf(name), 0)); }

    FakeClock m_clock;
    std::shared_ptr<fakes::ScriptedFleetService> m_service;
    std::unique_ptr<fakes::DemoFleet> m_fleet;
    std::unique_ptr<FleetClient> m_client;
    QPointer<Dialog> m_dialog;
};

void RestorePointFilesDialogTest::init() {
    m_service = std::make_shared<fakes::ScriptedFleetService>();
    m_fleet = std::make_unique<fakes::DemoFleet>(*m_service, m_clock);
    m_fleet->populate();
    m_client = std::make_unique<FleetClient>(m_service);
    m_client->start();
}

void RestorePointFilesDialogTest::cleanup() {
    delete m_dialog.data();
    m_client.reset();
}

void RestorePointFilesDialogTest::open() {
    RestorePointRow point;
    point.id = "rp-vp-1-3";
    point.phoneName = "Ada's work phone";
    point.takenAt = m_clock.now();
    m_dialog = new Dialog(*m_client, point);
    m_dialog->open();
    QTRY_COMPARE(m_dialog->files().rowCount(), 4);
}

void RestorePointFilesDialogTest::directoriesAreBrowsedDownAndUp() {
    open();
    QAbstractItemModelTester tester(&m_dialog->files(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(m_dialog->files().at(0)->id, QString("documents"));  // directories first
    QVERIFY(m_dialog->files().index(3, 0).data().toString().contains("documents/report.pdf"));
    QVERIFY(!m_dialog->upButton().isEnabled());
    select("documents");
    QVERIFY(!m_dialog->saveButton().isEnabled());
    emit m_dialog->view().activated(m_dialog->view().currentIndex());
    QTRY_COMPARE(m_dialog->path(), QString("/documents"));
    QCOMPARE(m_dialog->files().rowCount(), 2);
    QTest::mouseClick(&m_dialog->upButton(), Qt::LeftButton);
    QTRY_COMPARE(m_dialog->path(), QString("/"));
}

void RestorePointFilesDialogTest::aFileIsSavedWholeInSeveralPieces() {
    open();
    QTemporaryDir directory;
    const QString target = directory.filePath("mine.txt");
    select("notes.txt");
    QVERIFY(m_dialog->saveButton().isEnabled());
    QSignalSpy saved(m_dialog, &Dialog::saved);
    m_dialog->saveAs(target);
    QTRY_COMPARE(saved.size(), 1);
    QFile file(target);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray::fromStdString(fakes::DemoFleet::demoFile()));
    QVERIFY(m_service->callsOf("restore_point_file_read").size() > 1);
    QCOMPARE(m_service->callsOf("restore_point_file_read")[0]["path"].get<std::string>(), std::string("/notes.txt"));
}

void RestorePointFilesDialogTest::aFileThatCannotBeReadToItsEndLeavesNothingBehind() {
    open();
    QTemporaryDir directory;
    const QString target = directory.filePath("mine.txt");
    int pieces = 0;
    m_service->on("restore_point_file_read", [&pieces](const base::Json&) -> base::Result<base::Json> {
        if (++pieces == 2) return {base::ErrorCode::Corrupt, "chunk 7 is damaged"};
        return base::Json{{"path", "/notes.txt"}, {"offset", 0}, {"bytes", "YWJj"}, {"fileSize", 100}, {"journalPending", false}};
    });
    select("notes.txt");
    m_dialog->saveAs(target);
    QTRY_VERIFY(m_dialog->findChild<MessageBar*>()->text().contains("chunk 7 is damaged"));
    QVERIFY(!QFile::exists(target));
    QVERIFY(m_dialog->saveButton().isEnabled());
}

void RestorePointFilesDialogTest::whatCannotBeOpenedIsSaidAndWhatIsShownStays() {
    open();
    m_dialog->enter("/nowhere");
    QTRY_VERIFY(m_dialog->findChild<MessageBar*>()->text().contains("/nowhere"));
    QCOMPARE(m_dialog->path(), QString("/"));
    QCOMPARE(m_dialog->files().rowCount(), 4);
}

void RestorePointFilesDialogTest::thePageShowsTheRestorePointsOfOnePhone() {
    RestorePointsPage page(*m_client, Permissions("administrator"), m_clock);
    QAbstractItemModelTester tester(&page.list().model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    page.readAnew();
    QTRY_COMPARE(page.list().model().rowCount(), 9);
    QTRY_VERIFY2(page.rule().startsWith("Kept by the fleet's rule: 7 daily, 4 weekly, 12 monthly (Europe/Berlin)"), qPrintable(page.rule()));
    page.showPhone("vp-3");
    QTRY_COMPARE(page.list().model().rowCount(), 3);
    QCOMPARE(page.list().model().at(0)->phoneId, QString("vp-3"));
    QTRY_VERIFY2(page.rule().startsWith("Kept by this phone's own rule: the last 3"), qPrintable(page.rule()));
    m_service->on("retention_show", [](const base::Json&) -> base::Result<base::Json> { return base::Json{{"keep", nullptr}, {"from", "none"}}; });
    page.apply({{"retention", "vp-3"}});
    QTRY_COMPARE(page.rule(), QString("Every restore point is kept: there is no rule."));
    page.showPhone({});
    QTRY_COMPARE(page.list().model().rowCount(), 9);
}

void RestorePointFilesDialogTest::onlyAdministratorsLookAtFiles_data() {
    QTest::addColumn<QString>("role");
    QTest::addColumn<bool>("may");
    QTest::newRow("administrator") << "administrator" << true;
    QTest::newRow("automation") << "automation" << false;
    QTest::newRow("help desk") << "help_desk" << false;
    QTest::newRow("auditor") << "auditor" << false;
}

void RestorePointFilesDialogTest::onlyAdministratorsLookAtFiles() {
    QFETCH(QString, role);
    QFETCH(bool, may);
    RestorePointsPage page(*m_client, Permissions(role), m_clock);
    page.readAnew();
    QTRY_COMPARE(page.list().model().rowCount(), 9);
    QVERIFY(!page.filesAction()->isEnabled());
    page.list().view().setCurrentIndex(page.list().model().index(0, 0));
    QCOMPARE(page.filesAction()->isEnabled(), may);
    QCOMPARE(page.filesAction()->toolTip().contains("does not permit"), !may);
}

QTEST_MAIN(RestorePointFilesDialogTest)
#include "restore_point_files_dialog_test.moc"
