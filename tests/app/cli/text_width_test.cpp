#include <QTest>

#include "app/cli/nearest.h"
#include "app/cli/table.h"
#include "app/cli/text_width.h"

class TextWidthTest : public QObject {
    Q_OBJECT
private slots:
    void wideAndCombiningCharactersAreCounted_data();
    void wideAndCombiningCharactersAreCounted();
    void aWideCharacterIsNotCutInTwo();
    void whatIsNotUtf8IsReplacedByteByByte();
    void directionOverridesAreReplaced();
    void columnsLineUpUnderWideNames();
    void onlyColumnsThatMayShrinkShrink();
    void aLongSentenceIsBrokenAtSpaces();
    void theNearestWordIsFoundOnlyWhenItIsNear();
};

void TextWidthTest::wideAndCombiningCharactersAreCounted_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("width");
    QTest::newRow("ascii") << "pixel" << 5;
    QTest::newRow("umlaut") << QStringLiteral("Büro") << 4;
    QTest::newRow("combining") << QStringLiteral("Bu\u0308ro") << 4;
    QTest::newRow("kanji") << QStringLiteral("東京") << 4;
    QTest::newRow("hangul") << QStringLiteral("서울") << 4;
    QTest::newRow("emoji") << QStringLiteral("📱") << 2;
    QTest::newRow("ellipsis") << QStringLiteral("…") << 1;
    QTest::newRow("arabic") << QStringLiteral("هاتف") << 4;
}

void TextWidthTest::wideAndCombiningCharactersAreCounted() {
    QFETCH(QString, text);
    QFETCH(int, width);
    QCOMPARE(int(cli::displayWidth(text.toStdString())), width);
}

void TextWidthTest::aWideCharacterIsNotCutInTwo() {
    QCOMPARE(cli::truncated("東京都", 4), std::string("東…"));
    QCOMPARE(cli::truncated("東京都", 5), std::string("東京…"));
    QCOMPARE(cli::truncated("東京都", 6), std::string("東京都"));
    QCOMPARE(cli::truncated("abc", 1), std::string("…"));
    QCOMPARE(cli::truncated("abc", 0), std::string());
}

void TextWidthTest::whatIsNotUtf8IsReplacedByteByByte() {
    const std::string replacement = "\xEF\xBF\xBD";
    QCOMPARE(cli::printable("a\xff"
                            "b"),
             "a" + replacement + "b");
    QCOMPARE(cli::printable("\xe6\x9d"), replacement + replacement);
    QCOMPARE(cli::printable("\xc0\xaf"), replacement + replacement);                    // overlong
    QCOMPARE(cli::printable("\xed\xa0\x80"), replacement + replacement + replacement);  // a surrogate
    QVERIFY(!cli::isUtf8("\xff"));
    QVERIFY(cli::isUtf8("東" + replacement));
}

void TextWidthTest::directionOverridesAreReplaced() {
    QCOMPARE(cli::printable("a\u202Eb"), std::string("a\xEF\xBF\xBD"
                                                     "b"));
    QCOMPARE(cli::printable("a\u009b31mb"), std::string("a\xEF\xBF\xBD"
                                                        "31mb"));
    QCOMPARE(cli::printable("a\tb\nc"), std::string("a b c"));
}

void TextWidthTest::columnsLineUpUnderWideNames() {
    cli::Table table({{"NAME"}, {"N", cli::Table::Align::Right}, {"X"}});
    table.add({"東京", "1", "a"});
    table.add({"ab", "22", ""});
    QCOMPARE(table.text(std::nullopt), std::string("NAME   N  X\n東京   1  a\nab    22  –\n"));
}

void TextWidthTest::onlyColumnsThatMayShrinkShrink() {
    cli::Table table({{"NAME", cli::Table::Align::Left, 4}, {"ID"}});
    table.add({"a long name here", "hs-0000000000000001"});
    QCOMPARE(table.text(30), std::string("NAME       ID\na long n…  hs-0000000000000001\n"));
    QCOMPARE(table.text(10), std::string("NAME  ID\na l…  hs-0000000000000001\n"));
}

void TextWidthTest::aLongSentenceIsBrokenAtSpaces() {
    QCOMPARE(cli::wrapped("one two three four", 10, 2), std::string("one two\n  three\n  four"));
    QCOMPARE(cli::wrapped("incomprehensibilities are", 10, 0), std::string("incomprehensibilities\nare"));
}

void TextWidthTest::theNearestWordIsFoundOnlyWhenItIsNear() {
    const std::vector<std::string> words{"list", "show", "accept", "rename"};
    QCOMPARE(cli::nearest("lsit", words), std::string("list"));
    QCOMPARE(cli::nearest("acc", words), std::string("accept"));
    QCOMPARE(cli::nearest("renmae", words), std::string("rename"));
    QCOMPARE(cli::nearest("delete", words), std::string());
}

QTEST_GUILESS_MAIN(TextWidthTest)
#include "text_width_test.moc"
