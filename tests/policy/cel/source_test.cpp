#include <QtTest>

#include "policy/cel/source.h"

using namespace policy::cel;

class SourceTest : public QObject {
    Q_OBJECT

private slots:
    void columnsCountCodePoints() {
        const std::string source = "'\xC3\xA9\xE2\x82\xAC' == x";
        const LineColumn place = lineColumn(source, 11);
        QCOMPARE(place.line, 1u);
        QCOMPARE(place.column, 9u);
    }

    void linesCountFromOne() {
        const LineColumn place = lineColumn("a &&\nb &&\n c", 11);
        QCOMPARE(place.line, 3u);
        QCOMPARE(place.column, 2u);
    }

    void anOffsetBehindTheEndIsTheEnd() { QCOMPARE(lineColumn("ab", 99).column, 3u); }

    void aProblemShowsItsLineWithACaretBelowItsPlace() {
        const std::string text = renderProblem("true &&\n\tx = 1", {{11, 1}, "Syntax error: '='", "Did you mean '=='?"});
        QCOMPARE(text, std::string("line 2, column 4: Syntax error: '='\n  \tx = 1\n  \t  ^\n  Did you mean '=='?"));
    }

    void aLongPlaceIsUnderlined() {
        QCOMPARE(renderProblem("a.b", {{0, 3}, "unknown name", ""}), std::string("line 1, column 1: unknown name\n  a.b\n  ^~~"));
    }

    void anUnderlineEndsWithItsLine() {
        QCOMPARE(renderProblem("'ab\ncd", {{0, 6}, "open", ""}), std::string("line 1, column 1: open\n  'ab\n  ^~~"));
    }

    void aCarriageReturnIsNoPartOfTheLine() {
        QCOMPARE(renderProblem("ab\r\ncd", {{2, 0}, "here", ""}), std::string("line 1, column 3: here\n  ab\n    ^"));
    }

    void severalProblemsFollowEachOther() {
        QCOMPARE(renderProblems("ab", {{{0, 1}, "one", ""}, {{1, 1}, "two", ""}}),
                 std::string("line 1, column 1: one\n  ab\n  ^\nline 1, column 2: two\n  ab\n   ^"));
    }
};

QTEST_GUILESS_MAIN(SourceTest)
#include "source_test.moc"
