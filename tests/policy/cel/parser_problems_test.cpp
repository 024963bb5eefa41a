// What the parser says of what is wrong: every place and sentence as a person reads it.
#include <QtTest>

#include "policy/cel/parser.h"

using namespace policy::cel;

namespace {

std::string problemsOf(const std::string& source) {
    const ParseOutcome outcome = parse(source, Limits{});
    std::string text;
    for (const Problem& problem : outcome.problems) {
        text += text.empty() ? "" : "\n";
        text += std::to_string(lineColumn(source, problem.position.offset).column) + ": " + problem.message;
        text += problem.suggestion.empty() ? "" : " | " + problem.suggestion;
    }
    return text;
}

std::string many(std::size_t count, std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < count; ++i)
        result += text;
    return result;
}

}  // namespace

class ParserProblemsTest : public QObject {
    Q_OBJECT

private slots:
    void mistakesAreNamed_data() {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("problems");
        const auto row = [](const char* source, const char* problems) { QTest::newRow(source) << QString::fromUtf8(source) << QString::fromUtf8(problems); };
        row("a = 1 && b = 2", "3: '=' is no operator | Did you mean '=='?\n12: '=' is no operator | Did you mean '=='?");
        row("a and b or not c", "3: 'and' is no operator | Did you mean '&&'?\n9: 'or' is no operator | Did you mean '||'?\n"
                                "12: 'not' is no operator | Did you mean '!'?");
        row("a & b | c <> d", "3: '&' is no operator | Did you mean '&&'?\n7: '|' is no operator | Did you mean '||'?\n"
                              "11: '<>' is no operator | Did you mean '!='?");
        row("x not in y", "3: 'not in' is no operator | Write !(x in list).");
        row("a contains 'x'", "3: an operator is missing before 'contains' | Write it as a call: value.contains(text).");
        row("x is y", "3: an operator is missing before 'is' | Did you mean '=='?");
        row("'é' + 'abc", "7: this string is never closed | Add ' at its end.");
        row("f(a, \"b) && c", "6: this string is never closed | Add \" at its end.");
        row("f(g(h(", "6: '(' is never closed | Add ')'.");
        row("{'a': [1, 2}", "7: '[' is never closed | Add ']'.");
        row("f(a))", "5: ')' closes nothing | Remove it, or open it before.");
        row("f(a b)", "5: ',' or ')' is missing before 'b'");
        row("f(1,)", "4: an argument is missing behind ','");
        row("f(1 +, 2 *, 3)", "6: a value is missing before ','\n11: a value is missing before ','");
        row("a && (b || ) && (c + )", "12: a value is missing before ')'\n22: a value is missing before ')'");
        row("", "1: the expression is empty | Write a condition, for example true.");
        row("1 +", "4: a value is missing at the end");
        row("a ? b", "3: this '?' has no ':' | Write condition ? value : other.");
        row("a ? b ? c : d : e", "7: a second '?' before the ':' of the first | Put the inner condition in parentheses.");
        row("{a}", "3: ':' is missing behind the key of a map | Write {key: value}; a list is [value].");
        row("a.in", "3: 'in' is a word of the language and no field name | Write `in` in backticks.");
        row("`a`", "1: a name in backticks is only good for a field | Write value.`a`.");
        row("a.`b$c`", "5: a quoted name has only ASCII letters, digits, '_', '.', '-', '/' and spaces | Read another key as m['...'].");
        row("for", "1: 'for' is reserved and names nothing | Choose another name.");
        row("12abc", "1: '12abc' is no number");
        row("9223372036854775808", "1: this number does not fit an int | For an unsigned number, write 9223372036854775808u.");
        row("99999999999999999999u", "1: this number is too large for a uint | Write a double, such as 1e20.");
        row("1e999", "1: this number is too large for a double");
        row("1e9223372036854775807", "1: this number is too large for a double");
        row("1e-9223372036854775808 + 1e-99999999999999999999 + ", "52: a value is missing at the end");
        row("'\\q'", "2: '\\q' is no escape sequence | For a plain backslash write \\\\, or put r before the opening quote.");
        row("'ab\\ud800'", "4: this is no Unicode code point | For a plain backslash write \\\\, or put r before the opening quote.");
        row("“a”", "1: '“' has no meaning here | Quote strings with ' or \".\n3: '”' has no meaning here | Quote strings with ' or \".");
        row("/* c */ a", "1: '/*' starts no comment | Comments start with // and end with the line.");
        row("a; b", "2: ';' has no meaning here | An expression is one value; leave ';' out.");
        row("-!a", "2: '-' cannot stand before '!' | Put the inner value in parentheses.");
        row("has(a)", "5: has() asks for a field, and this is none | Write has(value.field).");
        row("l.all(1, x)", "7: 'all' needs a plain variable name here | Write for example list.all(x, ...).");
        row("l.all(a, a, true)", "10: both variables are called 'a' | Give them two names.");
        row("math.least()", "6: math.least() needs at least one number");
    }
    void mistakesAreNamed() {
        QFETCH(QString, source);
        QFETCH(QString, problems);
        QCOMPARE(QString::fromStdString(problemsOf(source.toStdString())), problems);
    }

    void whatIsNotUtf8IsRefusedAtItsPlace() {
        const ParseOutcome outcome = parse("'a\xC3' == x", Limits{});
        QVERIFY(!outcome.ast);
        QCOMPARE(outcome.problems.at(0).position.offset, 2u);
    }

    void aLongSourceIsRefused() {
        Limits limits;
        limits.sourceBytes = 10;
        QVERIFY(parse("1234567890", limits).ast);
        QVERIFY(!parse("1234567890 ", limits).ast);
    }

    void nestingIsBounded_data() {
        QTest::addColumn<QString>("open");
        QTest::addColumn<QString>("middle");
        QTest::addColumn<QString>("close");
        QTest::newRow("parentheses") << "(" << "1" << ")";
        QTest::newRow("lists") << "[" << "1" << "]";
        QTest::newRow("maps") << "{1:" << "1" << "}";
        QTest::newRow("calls") << "f(" << "1" << ")";
        QTest::newRow("structs") << "A{a:" << "1" << "}";
        QTest::newRow("conditions") << "a?b:" << "c" << "";
        QTest::newRow("fields") << "" << "a" << ".b";
        QTest::newRow("optional fields") << "" << "a" << ".?b";
        QTest::newRow("indices") << "" << "a" << "[0]";
        QTest::newRow("inner indices") << "a[" << "0" << "]";
        QTest::newRow("member calls") << "" << "a" << ".b()";
        QTest::newRow("sums") << "" << "1" << "+1";
        QTest::newRow("products") << "" << "1" << "*1";
        QTest::newRow("relations") << "" << "1" << "<1";
        QTest::newRow("signs") << "-(" << "1" << ")";
        QTest::newRow("macros") << "l.all(x," << "true" << ")";
        QTest::newRow("mapped macros") << "" << "l" << ".map(x, x)";
        QTest::newRow("optional macros") << "" << "l" << ".optMap(x, x)";
        QTest::newRow("bindings") << "cel.bind(x, 1, " << "x" << ")";
    }
    void nestingIsBounded() {
        QFETCH(QString, open);
        QFETCH(QString, middle);
        QFETCH(QString, close);
        Limits limits;
        limits.sourceBytes = 1 << 22;
        const auto nested = [&](std::size_t levels) { return many(levels, open.toStdString()) + middle.toStdString() + many(levels, close.toStdString()); };
        QVERIFY(parse(nested(30), limits).ast);
        const ParseOutcome outcome = parse(nested(100'000), limits);
        QVERIFY(!outcome.ast);
        QCOMPARE(outcome.problems.size(), std::size_t{1});
        QVERIFY(outcome.problems[0].message.find("nests deeper than 256 levels") != std::string::npos);
    }

    void chainsOfLogicMayBeLong() {
        QVERIFY(parse(many(3000, "a && ") + "b", Limits{}).ast);
        QVERIFY(parse(many(3000, "a || ") + "b", Limits{}).ast);
        QVERIFY(parse(many(5001, "!") + "b", Limits{}).ast);
    }

    void problemsAreFew() { QCOMPARE(parse(many(1000, "(1 + ) + "), Limits{}).problems.size(), std::size_t{10}); }

    void idsAreDenseAndDistinct() {
        const ParseOutcome outcome = parse("l.all(x, x.y > 1 && f(x, [1, 2], {3: 4}))", Limits{});
        QVERIFY(outcome.ast);
        QVERIFY(outcome.ast->lastId < 30);
        QVERIFY(outcome.ast->root->id <= outcome.ast->lastId);
    }
};

QTEST_GUILESS_MAIN(ParserProblemsTest)
#include "parser_problems_test.moc"
