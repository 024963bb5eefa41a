#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include "app/console/main_window.h"
#include "tests/fakes/demo_fleet.h"

using namespace console;

class FleetPageTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void aFeedEntryUpdatesTheRowAndKeepsSelectionAndScroll();
    void aLostConnectionIsShownAndMendedByItself();
    void aSearchFindsPeopleToo();
    void whatTheRoleDoesNotPermitIsDisabledWithTheReason();
    void aPageThatTheRoleDoesNotPermitCannotBeOpened();
    void anActionThatFailsSaysWhatToDoNext();
    void aStopIsOrderedAndShownAsDesired();
    void tenThousandHandsetsLoadInPages();
    void anOperationsProgressIsFollowed();

private:
    void open(const QString& role = "administrator");
    FleetPage& page() { return m_window->fleetPage(); }
    QPushButton* button(const QString& text);
    QString agreementOf(const QString& phone) { return page().model().indexOfPhone(phone).siblingAtColumn(FleetTreeModel::kAgreement).data().toString(); }

    FakeClock m_clock;
    int m_firstRows = 0;  // handsets shown when the first of them appeared
    std::shared_ptr<fakes::ScriptedFleetService> m_service;
    std::unique_ptr<fakes::DemoFleet> m_fleet;
    std::unique_ptr<FleetClient> m_client;
    std::unique_ptr<MainWindow> m_window;
};

void FleetPageTest::init() {
    m_service = std::make_shared<fakes::ScriptedFleetService>();
    m_fleet = std::make_unique<fakes::DemoFleet>(*m_service, m_clock);
}

void FleetPageTest::cleanup() {
    m_window.reset();
    m_client.reset();
}

void FleetPageTest::open(const QString& role) {
    m_client = std::make_unique<FleetClient>(m_service);
    m_window = std::make_unique<MainWindow>(*m_client, m_clock, WindowIdentity{"gw:7443", "ada", role});
    m_firstRows = 0;
    connect(&page().model(), &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex& parent, int, int) {
        if (!parent.isValid() && m_firstRows == 0) m_firstRows = page().model().rowCount();
    });
    m_window->show();
    m_client->start();
    QTRY_VERIFY(page().model().rowCount() > 0);
}

QPushButton* FleetPageTest::button(const QString& text) {
    for (auto* each : page().findChildren<QPushButton*>())
        if (each->text() == text) return each;
    return nullptr;
}

void FleetPageTest::aFeedEntryUpdatesTheRowAndKeepsSelectionAndScroll() {
    m_fleet->addHandsets(45);
    open();
    QAbstractItemModelTester tester(&page().model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QTRY_VERIFY(page().model().indexOfPhone("vp-00030").isValid());
    page().selectPhone("vp-00030");
    QTest::qWait(50);
    const int scroll = page().view().verticalScrollBar()->value();
    QVERIFY(scroll > 0);
    m_fleet->edit("virtual_phone", "vp-00030", [](base::Json& phone) { phone["agreement"] = "differs"; });
    m_fleet->edit("handset", "hs-00002", [](base::Json& handset) { handset["online"] = false; });
    QTRY_COMPARE(agreementOf("vp-00030"), QString("Differs"));
    m_fleet->remove("handset", "hs-00001");
    QTRY_VERIFY(!page().model().indexOfHandset("hs-00001").isValid());
    QCOMPARE(page().view().currentIndex(), page().model().indexOfPhone("vp-00030"));
    QVERIFY(page().view().selectionModel()->isSelected(page().model().indexOfPhone("vp-00030")));
    QVERIFY(page().view().verticalScrollBar()->value() > 0);
}

void FleetPageTest::aLostConnectionIsShownAndMendedByItself() {
    m_fleet->populate();
    open();
    m_service->setReachable(false);
    QTRY_VERIFY(m_window->messages().isVisible());
    QVERIFY2(m_window->messages().text().contains("does not answer"), qPrintable(m_window->messages().text()));
    QVERIFY(page().model().rowCount() > 0);
    m_fleet->edit("virtual_phone", "vp-1", [](base::Json& phone) { phone["agreement"] = "pending"; });
    m_service->setReachable(true);
    QTRY_VERIFY(m_window->messages().text().contains("answers again"));
    QTRY_COMPARE(agreementOf("vp-1"), QString("Pending"));
}

void FleetPageTest::aSearchFindsPeopleToo() {
    m_fleet->populate();
    open();
    QTest::keyClick(&page(), Qt::Key_F, Qt::ControlModifier);
    auto* search = page().findChild<QLineEdit*>();
    QTRY_VERIFY(search->hasFocus());
    QTest::keyClicks(search, "castell");
    QTRY_COMPARE(page().model().rowCount(), 1);
    QTRY_VERIFY(page().model().indexOfPhone("vp-3").isValid());
    search->clear();
    QTRY_COMPARE(page().model().rowCount(), 5);
}

void FleetPageTest::whatTheRoleDoesNotPermitIsDisabledWithTheReason() {
    m_fleet->populate();
    open("help_desk");
    QTRY_VERIFY(page().model().indexOfPhone("vp-1").isValid());
    page().selectPhone("vp-1");
    QVERIFY(button("Restore…")->isEnabled());
    QVERIFY(button("Back up")->isEnabled());
    QVERIFY(!button("Update…")->isEnabled());
    QVERIFY(button("Update…")->toolTip().contains("Help desk"));
    page().selectPhone("vp-5");
    QVERIFY(!button("Restore…")->isEnabled());
    QVERIFY(button("Restore…")->toolTip().contains("restore point"));
}

void FleetPageTest::aPageThatTheRoleDoesNotPermitCannotBeOpened() {
    m_fleet->populate();
    int asked = 0;
    m_service->on("audit_list", [&asked](const base::Json&) -> base::Result<base::Json> {
        ++asked;
        return {base::ErrorCode::Denied, "'audit_list' is not for the role help_desk"};
    });
    open("help_desk");
    QVERIFY(!m_window->showPage("audit"));
    const auto entries = m_window->findChild<QListWidget*>("navigation")->findItems("Audit", Qt::MatchExactly);
    QCOMPARE(entries.size(), 1);
    QVERIFY(entries.front()->toolTip().contains("Help desk"));
    QVERIFY(m_window->showPage("alerts"));
    QCOMPARE(asked, 0);
}

void FleetPageTest::anActionThatFailsSaysWhatToDoNext() {
    m_fleet->populate();
    m_service->on("virtual_phone_backup", [](const base::Json&) -> base::Result<base::Json> {
        return {base::ErrorCode::Conflict, "a backup is running already"};
    });
    open();
    QTRY_VERIFY(page().model().indexOfPhone("vp-1").isValid());
    page().selectPhone("vp-1");
    QTest::mouseClick(button("Back up"), Qt::LeftButton);
    QTRY_VERIFY(m_window->messages().text().contains("a backup is running already"));
    QVERIFY(m_window->messages().text().contains(MessageBar::advice(base::ErrorCode::Conflict)));
}

void FleetPageTest::aStopIsOrderedAndShownAsDesired() {
    m_fleet->populate();
    open();
    QTRY_VERIFY(page().model().indexOfPhone("vp-1").isValid());
    page().selectPhone("vp-1");
    QTest::mouseClick(button("Stop"), Qt::LeftButton);
    QTRY_VERIFY(button("Start") != nullptr);
    QTRY_VERIFY(page().model().indexOfPhone("vp-1").siblingAtColumn(FleetTreeModel::kDesired).data().toString().contains("stopped"));
    QVERIFY(page().model().indexOfPhone("vp-1").siblingAtColumn(FleetTreeModel::kReported).data().toString().contains("running"));
}

void FleetPageTest::tenThousandHandsetsLoadInPages() {
    m_fleet->addHandsets(10'000);
    open();
    QVERIFY2(m_firstRows > 0 && m_firstRows < 1000, "the first page does not wait for the rest");
    qint64 longest = 0;
    QElapsedTimer beat;
    QTimer heart;
    connect(&heart, &QTimer::timeout, this, [&] { longest = std::max(longest, beat.restart()); });
    beat.start();
    heart.start(5);
    QVERIFY(QTest::qWaitFor([&] {
        page().view().scrollToBottom();
        return page().model().rowCount() == 10'000;
    }, 60'000));
    qInfo("the GUI thread never stood still for longer than %lld ms", static_cast<long long>(longest));
    QVERIFY(m_service->callsOf("handset_list").size() >= 50);
}

void FleetPageTest::anOperationsProgressIsFollowed() {
    m_fleet->populate();
    open();
    QVERIFY(m_window->showPage("operations"));
    auto& operations = m_window->operationsPage();
    QAbstractItemModelTester tester(&operations.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QTRY_COMPARE(operations.model().rowCount(), 4);
    m_fleet->edit("operation", "op-1", [](base::Json& operation) { operation["progress"] = 0.9; });
    QTRY_COMPARE(operations.model().at(0)->progress, 0.9);
    QTRY_COMPARE(operations.model().index(0, 1).data().toString(), QString("Ada's work phone"));
}

QTEST_MAIN(FleetPageTest)
#include "fleet_page_test.moc"
