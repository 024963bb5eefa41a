#include <QtTest>

#include "tests/policy/cel/function_calls.h"

using namespace policy::cel;
using namespace policy::cel::tests;

Q_DECLARE_METATYPE(std::vector<Value>)

class StringFunctionsTest : public QObject {
    Q_OBJECT

    FunctionCalls m_call{addStringFunctions};

    static void columns() {
        QTest::addColumn<QString>("id");
        QTest::addColumn<std::vector<Value>>("arguments");
        QTest::addColumn<QString>("result");
    }
    static void row(const char* name, const char* id, std::vector<Value> arguments, const char* result) {
        QTest::newRow(name) << QString(id) << arguments << QString::fromUtf8(result);
    }
    void check() {
        QFETCH(QString, id);
        QFETCH(std::vector<Value>, arguments);
        QFETCH(QString, result);
        QCOMPARE(QString::fromStdString(shown(m_call(id.toStdString(), arguments))), result);
    }

private slots:
    void placesCountCodePoints_data() {
        columns();
        row("char", "string_char_at_int", {text("aé€"), number(2)}, "\"€\"");
        row("char at the end", "string_char_at_int", {text("aé"), number(2)}, "\"\"");
        row("char behind the end", "string_char_at_int", {text("aé"), number(3)}, "error: index out of range: 3");
        row("char before the start", "string_char_at_int", {text("aé"), number(-1)}, "error: index out of range: -1");
        row("first place", "string_index_of_string", {text("aéé"), text("é")}, "1");
        row("first place from", "string_index_of_string_int", {text("aéé"), text("é"), number(2)}, "2");
        row("no place", "string_index_of_string", {text("aéé"), text("x")}, "-1");
        row("last place", "string_last_index_of_string", {text("éaéa"), text("é")}, "2");
        row("last place up to", "string_last_index_of_string_int", {text("éaéa"), text("a"), number(2)}, "1");
        row("last place of nothing", "string_last_index_of_string", {text("éaéa"), text("")}, "4");
        row("last place of more", "string_last_index_of_string", {text(""), text("@@")}, "-1");
        row("part", "string_substring_int_int", {text("aé€b"), number(1), number(3)}, "\"é€\"");
        row("part backwards", "string_substring_int_int", {text("aé€b"), number(3), number(1)}, "error: invalid substring range. start: 3, end: 1");
        row("part too long", "string_substring_int_int", {text("aé"), number(1), number(9)}, "error: index out of range: 9");
        row("backwards", "string_reverse", {text("aé€")}, "\"€éa\"");
    }
    void placesCountCodePoints() { check(); }

    void textIsChanged_data() {
        columns();
        row("trim", "string_trim", {text("\xC2\xA0\t a b \n")}, "\"a b\"");
        row("trim blanks", "string_trim", {text(" \t ")}, "\"\"");
        row("lower", "string_lower_ascii", {text("TÆT")}, "\"tÆt\"");
        row("upper", "string_upper_ascii", {text("tæt")}, "\"TæT\"");
        row("quote", "strings_quote", {text("a\n\"\\é")}, "\"\\\"a\\\\n\\\\\\\"\\\\\\\\é\\\"\"");
        row("replace", "string_replace_string_string", {text("aXbX"), text("X"), text("--")}, "\"a--b--\"");
        row("replace some", "string_replace_string_string_int", {text("aXbX"), text("X"), text("-"), number(1)}, "\"a-bX\"");
        row("replace none", "string_replace_string_string_int", {text("aXbX"), text("X"), text("-"), number(0)}, "\"aXbX\"");
        row("replace nothing", "string_replace_string_string", {text("é€"), text(""), text("-")}, "\"-é-€-\"");
        row("replace nothing once", "string_replace_string_string_int", {text("ab"), text(""), text("-"), number(2)}, "\"-a-b\"");
        row("split", "string_split_string", {text("a,b,,c"), text(",")}, "[\"a\", \"b\", \"\", \"c\"]");
        row("split characters", "string_split_string", {text("é€b"), text("")}, "[\"é\", \"€\", \"b\"]");
        row("split in two", "string_split_string_int", {text("a,b,c"), text(","), number(2)}, "[\"a\", \"b,c\"]");
        row("split in none", "string_split_string_int", {text("a,b,c"), text(","), number(0)}, "[]");
        row("split nothing", "string_split_string", {text(""), text(",")}, "[\"\"]");
        row("join", "list_join_string", {Value::list({text("a"), text("b")}), text("-")}, "\"a-b\"");
        row("join what is no text", "list_join", {Value::list({text("a"), number(1)})}, "error: no such overload");
    }
    void textIsChanged() { check(); }

    void formatWritesItsClauses_data() {
        columns();
        const auto format = [](const char* name, const char* pattern, List values, const char* result) {
            row(name, "string_format", {text(pattern), Value::list(std::move(values))}, result);
        };
        format("halfway to even", "%.0f %.0f", {Value(1.5), Value(2.5)}, "\"2 2\"");
        format("as the binary number is", "%.3f", {Value(1.2345)}, "\"1.234\"");
        format("a decimal point everywhere", "%.2e", {Value(12345.678)}, "\"1.23e+04\"");
        format("bases", "%b %o %x %X %d", {number(-5), number(8), number(255), number(255), number(INT64_MIN)},
               "\"-101 10 ff FF -9223372036854775808\"");
        format("octets", "%X", {Value(Bytes{"\x01\xFF"})}, "\"01FF\"");
        format("percent", "100%%", {}, "\"100%\"");
        format("a map by its keys", "%s", {Value::map({{text("b"), number(1)}, {text("a"), Value::list({Value(), Value(1.0)})}})}, "\"{a: [null, 1], b: 1}\"");
        format("infinite", "%d %f", {Value(std::numeric_limits<double>::infinity()), Value(std::nan(""))}, "\"Infinity NaN\"");
        format("too few", "%d %d", {number(1)}, "error: index 1 out of range");
        format("unknown clause", "%é", {number(1)}, "error: could not parse formatting clause: unrecognized formatting clause \"é\"");
        format("cut off", "%.2", {number(1)}, "error: could not parse formatting clause: unexpected end of string");
        format("absurd precision", "%.99999f", {Value(1.0)}, "error: could not parse formatting clause: a precision is a number from 0 to 1000");
        format("wrong kind", "%d", {text("x")}, "error: error during formatting: decimal clause can only be used on integers, was given string");
        format("nothing to show", "%s", {Value::optional(std::nullopt)},
               "error: error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, "
               "and timestamps, was given optional_type");
    }
    void formatWritesItsClauses() { check(); }

    void resultsAreBounded() {
        FunctionCalls call(addStringFunctions);
        call.limits.textBytes = 1000;
        call.limits.elements = 100;
        const Value long_ = text(std::string(900, 'x'));
        QVERIFY(call("string_replace_string_string", {long_, text("x"), text("yyy")}).isError());
        QVERIFY(call("list_join", {Value::list({long_, long_})}).isError());
        QVERIFY(call("string_split_string", {long_, text("")}).isError());
        QVERIFY(call("string_format", {text("%s%s"), Value::list({long_, long_})}).isError());
        call.limits.cost = 10;
        QVERIFY(call("list_join", {Value::list(List(20, text("a")))}).isError());
    }

    void searchingTakesNoProductOfLengths() {
        const std::string many(1 << 20, 'a');
        const Value wanted = text(std::string(1 << 19, 'a') + "b");
        QCOMPARE(shown(m_call("string_index_of_string", {text(many), wanted})), std::string("-1"));
        QCOMPARE(shown(m_call("string_last_index_of_string", {text(many), text("b" + std::string(1 << 19, 'a'))})), std::string("-1"));
    }
};

QTEST_GUILESS_MAIN(StringFunctionsTest)
#include "string_functions_test.moc"
