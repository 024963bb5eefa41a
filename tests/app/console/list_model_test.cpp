#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <QTest>

#include "app/console/list_model.h"

namespace {

struct Row {
    QString id, text;
};

std::vector<Row> rows(const QString& ids) {
    std::vector<Row> result;
    for (const QChar id : ids) result.push_back({QString(id), QString(id).toUpper()});
    return result;
}

}  // namespace

class ListModelTest : public QObject {
    Q_OBJECT
private slots:
    void aMergeGivesTheNewRowsInTheirOrder_data();
    void aMergeGivesTheNewRowsInTheirOrder();
    void appendingUpdatesWhatIsThereAlready();
    void moreRowsAreFetchedOnlyWhileThereAreSome();
};

using Model = console::ListModel<Row>;

static Model* createModel(QObject* parent) {
    return new Model({{"text", [](const Row& row, int role) { return role == Qt::DisplayRole ? QVariant(row.text) : QVariant(); }}}, parent);
}

static QString ids(const Model& model) {
    QString result;
    for (int row = 0; row < model.rowCount(); ++row) result += model.at(row)->id;
    return result;
}

void ListModelTest::aMergeGivesTheNewRowsInTheirOrder_data() {
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    for (const auto& [before, after] : {std::pair("", "abc"), {"abc", ""}, {"abc", "abc"}, {"abc", "cba"}, {"abcd", "xbyd"}, {"bd", "abcde"}, {"abcde", "eax"}})
        QTest::addRow("%s to %s", before, after) << before << after;
}

void ListModelTest::aMergeGivesTheNewRowsInTheirOrder() {
    QFETCH(QString, before);
    QFETCH(QString, after);
    QObject owner;
    Model* model = createModel(&owner);
    QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy reset(model, &QAbstractItemModel::modelReset);
    model->merge(rows(before));
    QVector<std::pair<QString, QPersistentModelIndex>> kept;
    for (int row = 0; row < model->rowCount(); ++row) kept.append({model->at(row)->id, model->index(row, 0)});
    model->merge(rows(after));
    QCOMPARE(ids(*model), after);
    QCOMPARE(reset.size(), 0);
    for (const auto& [id, index] : kept) QCOMPARE(index.isValid() ? model->at(index.row())->id : QString(), after.contains(id) ? id : QString());
}

void ListModelTest::appendingUpdatesWhatIsThereAlready() {
    QObject owner;
    Model* model = createModel(&owner);
    model->merge(rows("ab"));
    model->append({{"b", "newer"}, {"c", "C"}});
    QCOMPARE(ids(*model), QString("abc"));
    QCOMPARE(model->index(1, 0).data().toString(), QString("newer"));
}

void ListModelTest::moreRowsAreFetchedOnlyWhileThereAreSome() {
    QObject owner;
    Model* model = createModel(&owner);
    int fetched = 0;
    model->setFetchMore([&] { ++fetched; });
    model->fetchMore({});
    QCOMPARE(fetched, 0);
    model->setMore(true);
    QVERIFY(model->canFetchMore({}));
    model->fetchMore({});
    QCOMPARE(fetched, 1);
}

QTEST_GUILESS_MAIN(ListModelTest)
#include "list_model_test.moc"
