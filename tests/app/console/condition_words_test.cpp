#include <QAbstractItemModelTester>
#include <QAbstractItemView>
#include <QTest>

#include "app/console/condition_edit.h"
#include "app/console/roles.h"
#include "app/console/setting_value_edit.h"
#include "policy/attribute.h"

using namespace console;

class ConditionWordsTest : public QObject {
    Q_OBJECT
private slots:
    void namesAreOfferedByTheBeginningOfAnyOfTheirParts_data();
    void namesAreOfferedByTheBeginningOfAnyOfTheirParts();
    void everyAttributeAndSettingIsOfferedWithItsDescription();
    void aChosenNameTakesThePlaceOfWhatWasTyped();
    void theNameUnderThePointerIsExplained();
};

static QStringList wordsOf(const ConditionWords& model) {
    QStringList words;
    for (int row = 0; row < model.rowCount(); ++row) words.append(model.index(row).data().toString());
    return words;
}

void ConditionWordsTest::namesAreOfferedByTheBeginningOfAnyOfTheirParts_data() {
    QTest::addColumn<QString>("begun");
    QTest::addColumn<bool>("inText");
    QTest::addColumn<QStringList>("words");
    QTest::newRow("a part") << "mod" << false << QStringList{"device.model"};
    QTest::newRow("from its start") << "user.e" << false << QStringList{"user.email"};
    QTest::newRow("both cases") << "NOTENF" << false << QStringList{"phone.notEnforced"};
    QTest::newRow("written out") << "device.model" << false << QStringList();
    QTest::newRow("nothing begun") << "" << false << QStringList();
    QTest::newRow("a setting in a text") << "bandwidthL" << true << QStringList{"network.bandwidthLimit"};
    QTest::newRow("no setting outside of one") << "bandwidthL" << false << QStringList();
}

void ConditionWordsTest::namesAreOfferedByTheBeginningOfAnyOfTheirParts() {
    QFETCH(QString, begun);
    QFETCH(bool, inText);
    QFETCH(QStringList, words);
    ConditionWords model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.offer(begun, inText);
    QCOMPARE(wordsOf(model), words);
}

void ConditionWordsTest::everyAttributeAndSettingIsOfferedWithItsDescription() {
    ConditionWords model;
    const auto isOffered = [&](std::string_view name, std::string_view description, bool inText) {
        model.offer(shown(name).chopped(1), inText);
        const qsizetype row = wordsOf(model).indexOf(shown(name));
        return row >= 0 && model.index(int(row)).data(Qt::ToolTipRole).toString() == shown(description);
    };
    for (const auto& attribute : policy::allAttributes()) QVERIFY2(isOffered(attribute.name, attribute.description, false), attribute.name.data());
    for (const auto& setting : policy::allSettings()) QVERIFY2(isOffered(setting.name, setting.description, true), setting.name.data());
}

void ConditionWordsTest::aChosenNameTakesThePlaceOfWhatWasTyped() {
    ConditionEdit edit;
    edit.show();
    QVERIFY(QTest::qWaitForWindowExposed(&edit));
    edit.edit().setFocus();
    QTest::keyClicks(&edit.edit(), "phone.cpus > 1 && mod");
    auto* popup = edit.edit().completer().popup();
    QTRY_VERIFY(popup->isVisible());
    QTest::keyClick(popup, Qt::Key_Return);
    QTRY_VERIFY(!popup->isVisible());
    QCOMPARE(edit.source(), QString("phone.cpus > 1 && device.model"));
    QTest::keyClicks(&edit.edit(), " == \"x\"");
    QVERIFY(!popup->isVisible());
    QCOMPARE(edit.problem(), QString());
    edit.setSource("d");
    edit.edit().moveCursor(QTextCursor::End);
    QVERIFY(!popup->isVisible());
    QTest::keyClick(&edit.edit(), Qt::Key_Space, Qt::ControlModifier);
    QTRY_VERIFY(popup->isVisible());
    QCOMPARE(edit.source(), QString("d"));
    QTest::keyClick(popup, Qt::Key_Escape);
    QTRY_VERIFY(!popup->isVisible());
}

void ConditionWordsTest::theNameUnderThePointerIsExplained() {
    ConditionEdit edit;
    edit.setSource("\"camera.allowed\" in phone.notEnforced || device.online");
    const QString source = edit.source();
    const auto meaningAt = [&](const char* word) { return edit.edit().meaningAt(int(source.indexOf(word)) + 1); };
    QCOMPARE(meaningAt("online"), shown(policy::allAttributes()[*policy::attributeIndex("device.online")].description));
    QCOMPARE(meaningAt("allowed"), shown(policy::findSetting("camera.allowed")->description));
    QVERIFY(meaningAt("phone").isEmpty());
    QVERIFY(meaningAt("||").isEmpty());
}

QTEST_MAIN(ConditionWordsTest)
#include "condition_words_test.moc"
