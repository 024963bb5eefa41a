#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <QTest>

#include "app/console/fleet_tree_model.h"
#include "app/console/roles.h"
#include "tests/fakes/fake_clock.h"

using namespace console;

namespace {

HandsetRow handset(const QString& id, const QStringList& phones = {}) {
    HandsetRow row;
    row.id = row.name = id;
    row.state = "enrolled";
    row.phones = phones;
    return row;
}

PhoneRow phone(const QString& id, const QString& on) {
    PhoneRow row;
    row.id = row.name = id;
    row.handsetId = on;
    row.desired.release = "1.2.0";
    return row;
}

QStringList names(const FleetTreeModel& model, const QModelIndex& parent = {}) {
    QStringList result;
    for (int row = 0; row < model.rowCount(parent); ++row) result.append(model.index(row, 0, parent).data().toString());
    return result;
}

}  // namespace

class FleetTreeModelTest : public QObject {
    Q_OBJECT
private slots:
    void aMergeMovesInsertsAndRemovesWithoutReset();
    void phonesStayWithTheirHandsetWhenItMoves();
    void aPhoneIsUpdatedInPlace();
    void phonesAreAskedForOnce();
    void desiredReportedAndProvedAreNeverMixed();
    void tenThousandHandsetsAreAppendedQuickly();

private:
    FakeClock m_clock;
};

void FleetTreeModelTest::aMergeMovesInsertsAndRemovesWithoutReset() {
    FleetTreeModel model(m_clock);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.mergeHandsets({handset("a"), handset("b"), handset("c"), handset("d")});
    const QPersistentModelIndex kept(model.indexOfHandset("c"));
    model.mergeHandsets({handset("d"), handset("x"), handset("c"), handset("a")});
    QCOMPARE(names(model), QStringList({"d", "x", "c", "a"}));
    QCOMPARE(kept.row(), 2);
    QCOMPARE(reset.size(), 0);
}

void FleetTreeModelTest::phonesStayWithTheirHandsetWhenItMoves() {
    FleetTreeModel model(m_clock);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.mergeHandsets({handset("a", {"p"}), handset("b", {"q"})});
    model.setPhones("a", {phone("p", "a")});
    model.setPhones("b", {phone("q", "b")});
    const QPersistentModelIndex kept(model.indexOfPhone("q"));
    model.mergeHandsets({handset("b", {"q"}), handset("a", {"p"})});
    QCOMPARE(names(model, model.indexOfHandset("b")), QStringList({"q"}));
    QVERIFY(kept.isValid());
    QCOMPARE(kept.parent(), model.indexOfHandset("b"));
    QCOMPARE(kept.parent().row(), 0);
}

void FleetTreeModelTest::aPhoneIsUpdatedInPlace() {
    FleetTreeModel model(m_clock);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.mergeHandsets({handset("a", {"p", "q"})});
    model.setPhones("a", {phone("p", "a"), phone("q", "a")});
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    PhoneRow newer = phone("q", "a");
    newer.name = "renamed";
    QVERIFY(model.updatePhone(newer));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(names(model, model.indexOfHandset("a")), QStringList({"p", "renamed"}));
    QVERIFY(!model.updatePhone(phone("z", "a")));
}

void FleetTreeModelTest::phonesAreAskedForOnce() {
    FleetTreeModel model(m_clock);
    QSignalSpy wanted(&model, &FleetTreeModel::phonesWanted);
    model.mergeHandsets({handset("a", {"p"}), handset("b")});
    const QModelIndex a = model.indexOfHandset("a");
    QVERIFY(model.hasChildren(a));
    QVERIFY(!model.hasChildren(model.indexOfHandset("b")));
    model.fetchMore(a);
    model.fetchMore(a);
    QCOMPARE(wanted.size(), 1);
    model.setPhones("a", {phone("p", "a")});
    model.updateHandset(handset("a", {"p", "q"}));
    QCOMPARE(wanted.size(), 2);
}

void FleetTreeModelTest::desiredReportedAndProvedAreNeverMixed() {
    FleetTreeModel model(m_clock);
    model.mergeHandsets({handset("a", {"p"})});
    PhoneRow row = phone("p", "a");
    model.setPhones("a", {row});
    const auto text = [&](int column) { return model.indexOfPhone("p").siblingAtColumn(column).data().toString(); };
    QVERIFY(text(FleetTreeModel::kDesired).contains("1.2.0"));
    QVERIFY(!text(FleetTreeModel::kReported).contains("1.2.0"));
    QVERIFY(!text(FleetTreeModel::kProved).contains("1.2.0"));
    row.reported = ReportedRow{};
    row.reported->release = "1.1.0";
    row.reported->at = m_clock.now() - std::chrono::minutes(3);
    model.updatePhone(row);
    QVERIFY(text(FleetTreeModel::kReported).contains("1.1.0"));
    QVERIFY(!text(FleetTreeModel::kProved).contains("1.1.0"));
    QVERIFY(model.indexOfPhone("p").siblingAtColumn(FleetTreeModel::kReported).data(kSecondLineRole).toString().contains("3"));
}

void FleetTreeModelTest::tenThousandHandsetsAreAppendedQuickly() {
    FleetTreeModel model(m_clock);
    QElapsedTimer timer;
    timer.start();
    for (int page = 0; page < 50; ++page) {
        std::vector<HandsetRow> rows;
        for (int at = 0; at < 200; ++at) rows.push_back(handset(QString::number(page * 200 + at)));
        model.appendHandsets(std::move(rows));
    }
    QCOMPARE(model.rowCount(), 10'000);
    QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_MAIN(FleetTreeModelTest)
#include "fleet_tree_model_test.moc"
