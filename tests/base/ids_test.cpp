#include <QTest>
#include <set>
#include <unordered_set>

#include "base/ids.h"

class IdsTest : public QObject {
    Q_OBJECT
private slots:
    void newIdsCarryTheirPrefixAndDiffer() {
        std::set<std::string> seen;
        for (int i = 0; i < 1000; ++i) {
            const auto id = base::PhoneId::create();
            QVERIFY(id.text().starts_with("vp-"));
            QCOMPARE(id.text().size(), 19U);
            QVERIFY(base::isIdText(id.text()));
            seen.insert(id.text());
        }
        QCOMPARE(seen.size(), 1000U);
        QVERIFY(base::HandsetId::create().text().starts_with("hs-"));
    }

    void textsAreJudged_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("valid");
        QTest::newRow("word") << "alice" << true;
        QTest::newRow("digit first") << "1a" << true;
        QTest::newRow("dash inside") << "a-b-" << true;
        QTest::newRow("longest") << QString(64, 'a') << true;
        QTest::newRow("too long") << QString(65, 'a') << false;
        QTest::newRow("empty") << "" << false;
        QTest::newRow("dash first") << "-a" << false;
        QTest::newRow("upper case") << "Alice" << false;
        QTest::newRow("slash") << "a/b" << false;
        QTest::newRow("dots") << ".." << false;
        QTest::newRow("space") << "a b" << false;
        QTest::newRow("newline") << "a\n" << false;
        QTest::newRow("letter beyond ASCII") << "ä" << false;
    }
    void textsAreJudged() {
        QFETCH(QString, text);
        QFETCH(bool, valid);
        QCOMPARE(base::isIdText(text.toStdString()), valid);
        const auto parsed = base::HandsetId::parse(text.toStdString());
        QCOMPARE(parsed.ok(), valid);
        if (valid) QCOMPARE(parsed->text(), text.toStdString());
        if (!valid) QCOMPARE(parsed.error().code, base::ErrorCode::InvalidInput);
    }

    void idsCompareAndHash() {
        const auto one = *base::PersonId::parse("a");
        const auto two = *base::PersonId::parse("b");
        QVERIFY(one == one && one != two && one < two);
        QVERIFY(base::PersonId().empty());
        QCOMPARE((std::unordered_set<base::PersonId>{one, two, one}.size()), 2U);
    }
};

QTEST_GUILESS_MAIN(IdsTest)
#include "ids_test.moc"
