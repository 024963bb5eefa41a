#include <QTest>
#include <array>

#include "policy/cel/suggestion.h"

using policy::cel::nearestName;

namespace {
constexpr std::array<std::string_view, 5> kNames{"model", "serial", "startsWith", "ip", "persona"};
}

class SuggestionTest : public QObject {
    Q_OBJECT

private slots:
    void aFewWrongLettersAreForgiven() {
        QCOMPARE(nearestName("modell", kNames), std::optional<std::string_view>("model"));
        QCOMPARE(nearestName("startWith", kNames), std::optional<std::string_view>("startsWith"));
        QCOMPARE(nearestName("STARTSWITH", kNames), std::optional<std::string_view>("startsWith"));
    }

    void swappedNeighboursAreOneMistake() {
        QCOMPARE(nearestName("seiral", kNames), std::optional<std::string_view>("serial"));
    }

    void whatIsFarFromEverythingIsNothing() {
        QVERIFY(!nearestName("colour", kNames));
        QVERIFY(!nearestName("", kNames));
        QVERIFY(!nearestName("ix", kNames));
        QVERIFY(!nearestName(std::string(1000, 'a'), kNames));
    }

    void wordsOfOtherLanguagesAreKnown() {
        QCOMPARE(policy::cel::nameElsewhere("length"), std::optional<std::string_view>("size"));
        QVERIFY(!policy::cel::nameElsewhere("size"));
    }
};

QTEST_GUILESS_MAIN(SuggestionTest)
#include "suggestion_test.moc"
