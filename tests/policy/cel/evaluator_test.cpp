#include "policy/cel/evaluator.h"

#include <QtTest>

#include "policy/cel/checker.h"
#include "policy/cel/parser.h"

using namespace policy::cel;

namespace {

Value text(std::string_view t) { return Value(std::string(t)); }
Value whole(std::int64_t number) { return Value(number); }

class Variables final : public Activation {
public:
    explicit Variables(std::map<std::string, Value, std::less<>> values) : m_values(std::move(values)) {}
    [[nodiscard]] const Value* find(std::string_view name) const override {
        const auto found = m_values.find(name);
        return found == m_values.end() ? nullptr : &found->second;
    }

private:
    std::map<std::string, Value, std::less<>> m_values;
};

Environment makeEnvironment() {
    static const FunctionTable functions = [] {
        FunctionTable made;
        addStandardFunctions(made);
        addOptionalFunctions(made);
        return made;
    }();
    Environment environment;
    environment.functions = &functions;
    environment.variables["none"] = Type::optional({TypeKind::Int, {}, {}});
    environment.structs["test.Device"] = {"test.Device", {{"model", {TypeKind::String, {}, {}}, ""}, {"apiLevel", {TypeKind::Int, {}, {}}, ""}}};
    environment.variables["device"] = Type::structure("test.Device");
    environment.variables["n"] = {TypeKind::Int, {}, {}};
    environment.variables["s"] = {TypeKind::String, {}, {}};
    environment.variables["any"] = {TypeKind::Dyn, {}, {}};
    environment.variables["opt"] = Type::optional({TypeKind::Int, {}, {}});
    environment.variables["xs"] = Type::list({TypeKind::Int, {}, {}});
    return environment;
}

Variables makeVariables(const Environment& environment) {
    return Variables({{"device", Value::structure({&environment.structs.at("test.Device"), {text("SM-G991B"), std::nullopt}})},
                      {"n", whole(7)},
                      {"s", text("straße")},
                      {"any", Value::list({whole(1), text("two")})},
                      {"opt", Value::optional(whole(3))},
                      {"none", Value::optional(std::nullopt)},
                      {"xs", Value::list({whole(1), whole(2), whole(3)})}});
}

std::string shown(const Value& value) { return value.isError() ? "error: " + value.error().message : valueText(value); }

std::string unchecked(const std::string& source, const Environment& environment) {
    auto parsed = parse(source, environment.limits);
    if (!parsed.ast)
        return renderProblems(source, parsed.problems);
    return shown(Program::planUnchecked(std::move(*parsed.ast), environment)->evaluate(makeVariables(environment)));
}

std::string checkedToo(const std::string& source, const Environment& environment) {
    auto parsed = parse(source, environment.limits);
    if (!parsed.ast)
        return renderProblems(source, parsed.problems);
    auto checked = check(std::move(*parsed.ast), environment);
    if (!checked.checked)
        return "unchecked: " + renderProblems(source, checked.problems);
    return shown(Program::plan(std::move(*checked.checked), environment)->evaluate(makeVariables(environment)));
}

std::string beginning(const std::string& got, const std::string& wanted) { return wanted.starts_with("error") ? got.substr(0, wanted.size()) : got; }

}  // namespace

class EvaluatorTest : public QObject {
    Q_OBJECT
private slots:
    void expressionsHaveTheirValues_data() {
        QTest::addColumn<std::string>("source");
        QTest::addColumn<std::string>("wanted");
        const auto row = [](const char* source, const char* wanted) { QTest::newRow(source) << std::string(source) << std::string(wanted); };
        row("1 + 2 * 3", "7");
        row("n % 4 == 3 && n / 2 == 3", "true");
        row("9223372036854775807 + n", "error: return error for overflow");
        row("-9223372036854775808 / (n - 8)", "error: return error for overflow");
        row("n / (n - 7)", "error: divide by zero");
        row("n % (n - 7)", "error: modulus by zero");
        row("1u - 2u", "error: return error for overflow");
        row("1.0 / 0.0 > 1.0", "true");
        row("n / 0 == 1 || n == 7", "true");
        row("n == 7 || n / 0 == 1", "true");
        row("n / 0 == 1 && n == 8", "false");
        row("n / 0 == 1 && n == 7", "error: divide by zero");
        row("n == 7 ? 'yes' : 'no'", "\"yes\"");
        row("n / 0 == 1 ? 1 : 2", "error: divide by zero");
        row("device.model", "\"SM-G991B\"");
        row("device.model.startsWith('SM-') && device.model.endsWith('B')", "true");
        row("device.model.matches('^SM-[A-Z]\\\\d+')", "true");
        row("s.matches('(' + 'a')", "error: the regular expression");
        row("has(device.model) && !has(device.apiLevel)", "true");
        row("device.apiLevel > 30", "error: no such attribute: 'apiLevel' has no value here");
        row("has(device.apiLevel) && device.apiLevel > 30", "false");
        row("device.?apiLevel == none && device.?model != dyn(none)", "true");
        row("size(s)", "6");
        row("s.contains('ß') && s + '!' == 'straße!'", "true");
        row("xs[1] + xs[2]", "5");
        row("xs[3]", "error: invalid argument: index 3 is out of bounds");
        row("{'a': 1, 'b': n}['b']", "7");
        row("{'a': 1}['x']", "error: no such key: x");
        row("{1: 'a', 2u: 'b'}[2]", "\"b\"");
        row("n in [1, 2, 7]", "true");
        row("n in [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12]", "false");
        row("n in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]", "true");
        row("'a' in {'a': 1}", "true");
        row("xs.map(x, x * n)", "[7, 14, 21]");
        row("xs.filter(x, x != 2)", "[1, 3]");
        row("xs.all(x, x > 0) && xs.exists(x, x == 2) && xs.exists_one(x, x > 2)", "true");
        row("xs.exists(x, 6 / (x - 1) == 3 || x == 3)", "true");
        row("xs.all(x, 6 / (x - 1) > 10)", "false");
        row("xs.map(x, xs.map(y, x * y))", "[[1, 2, 3], [2, 4, 6], [3, 6, 9]]");
        row("xs.map(x, x > 1, [x])", "[[2], [3]]");
        row("xs.transformMap(i, x, i * x)", "{0: 0, 1: 2, 2: 6}");
        row("xs.transformMapEntry(i, x, {x: i})", "{1: 0, 2: 1, 3: 2}");
        row("xs.transformMapEntry(i, x, {'same': i})", "error: repeated key");
        row("xs.transformList(i, x, i + x)", "[1, 3, 5]");
        row("cel.bind(a, n * 2, a + a)", "28");
        row("cel.bind(a, xs.map(x, x), a + a)", "[1, 2, 3, 1, 2, 3]");
        row("[?opt, ?none, 4]", "[3, 4]");
        row("{?'a': opt, ?'b': none}", "{\"a\": 3}");
        row("opt.orValue(n / 0)", "3");
        row("none.orValue(n / 0)", "error: divide by zero");
        row("none.orValue(n)", "7");
        row("opt.or(optional.of(n / 0)).value()", "3");
        row("none.or(optional.of(n / 0)).value()", "error: divide by zero");
        row("none.or(opt).value()", "3");
        row("!none.or(none).hasValue()", "true");
        row("optional.of(n / 0).orValue(4)", "error: divide by zero");
        row("optional.of(1).orValue(2) + optional.none().orValue(2)", "3");
        row("device.?apiLevel.orValue(n / 0) == 1", "error: divide by zero");
        row("dyn(n).orValue(1)", "error: no such overload: orValue(int");
        row("none.or(dyn(n))", "error: no such overload: or(optional");
        row("type(n) == int && type(xs) == list", "true");
        row("type(timestamp('2026-01-01T00:00:00Z')) == google.protobuf.Timestamp", "true");
        row("timestamp('2026-03-01T00:00:00Z') - timestamp('2026-02-01T00:00:00Z') == duration('672h')", "true");
        row("timestamp('2026-01-01T00:00:00Z').getDayOfWeek()", "4");
        row("timestamp('2026-01-01T00:30:00Z').getHours('-02:30')", "22");
        row("timestamp('2026-01-01T00:30:00Z').getHours('Europe/Berlin')", "error: unknown time zone");
        row("string(1e6) + ' ' + string(0.0001) + ' ' + string(123456.75)", "\"1e+06 0.0001 123456.75\"");
        row("int('-12') + int(3.99)", "-9");
        row("int('12x')", "error: type conversion error");
        row("uint(-1 * n)", "error: range error");
        row("double('nan') == double('nan')", "false");
        row("1 == dyn(1u) && dyn(1.0) == 1 && dyn(1u) < 1.5", "true");
        row("dyn('a') == 1", "false");
        row("any[0] + 1", "2");
        row("any[1] + 1", "error: no such overload: _+_(string, int)");
        row("any.startsWith('x')", "error: no such overload: startsWith(list, string)");
        row("[dyn(1), 'a'].map(x, x)", "[1, \"a\"]");
        row("{'k': {'l': [1, 2]}}.k.l[1]", "2");
        row("has({'a': 1}.a) && !has({'a': 1}.b)", "true");
        row("string(b'\\xff')", "error: invalid UTF-8");
        row("bytes('ß') == b'\\303\\237'", "true");
        row("{true: 1, true: 2}", "error: repeated key");
    }
    void expressionsHaveTheirValues() {
        QFETCH(std::string, source);
        QFETCH(std::string, wanted);
        const auto environment = makeEnvironment();
        QCOMPARE(beginning(unchecked(source, environment), wanted), wanted);
        QCOMPARE(beginning(checkedToo(source, environment), wanted), wanted);
    }

    void errorsSayWhereTheyHappened() {
        const auto environment = makeEnvironment();
        auto parsed = parse("n > 3 && 1 / (n - 7) > 0", environment.limits);
        const Value value = Program::planUnchecked(std::move(*parsed.ast), environment)->evaluate(makeVariables(environment));
        QVERIFY(value.isError());
        QVERIFY(value.error().position.offset >= 9 && value.error().position.offset < 14);
    }

    void costIsBounded_data() {
        QTest::addColumn<std::string>("source");
        const char* const tens = "[0,1,2,3,4,5,6,7,8,9]";
        std::string loops = "true";
        for (char name = 'a'; name < 'h'; ++name)
            loops = std::string(tens) + ".all(" + name + ", " + loops + ")";
        QTest::newRow("nested loops") << loops;
        std::string doubled = "a == b";
        for (int i = 0; i < 60; ++i)
            doubled = "cel.bind(a, [a, a], cel.bind(b, [b, b], " + doubled + "))";
        QTest::newRow("shared parts") << "cel.bind(a, xs, cel.bind(b, xs.map(x, x), " + doubled + "))";
        QTest::newRow("absorbed") << "true || " + loops + " || !(" + loops + ")";
    }
    void costIsBounded() {
        QFETCH(std::string, source);
        auto environment = makeEnvironment();
        environment.limits.cost = 100'000;
        const auto got = unchecked(source, environment);
        const bool shortCut = source.starts_with("true ||");
        QVERIFY2(shortCut ? got == "true" : got.starts_with("error: the expression costs more than 100000 steps"), got.c_str());
    }

    void theDeepestExpressionsAreEvaluated() {
        const auto environment = makeEnvironment();
        const auto repeated = [](const std::string& part, int times) {
            std::string all;
            for (int i = 0; i < times; ++i)
                all += part;
            return all;
        };
        QCOMPARE(unchecked("n" + repeated(" + 1", 200), environment), std::string("207"));
        QCOMPARE(unchecked("size(" + repeated("[", 200) + "n" + repeated("]", 200) + ")", environment), std::string("1"));
        QCOMPARE(unchecked(repeated("-", 200) + "n", environment).substr(0, 1), std::string("7"));
        std::string bound = "[n]";  // each level holds twelve more: beyond what a value may be nested
        for (int i = 0; i < 60; ++i)
            bound = "cel.bind(x" + std::to_string(i) + ", " + bound + ", " + repeated("[", 12) + "x" + std::to_string(i) + repeated("]", 12) + ")";
        const auto got = unchecked(bound + " == []", environment);
        QVERIFY2(got.starts_with("error: a value may be nested 512 levels deep"), got.c_str());
    }

    void listsGrowInPlace() {
        auto environment = makeEnvironment();
        environment.limits.cost = 10'000'000;
        std::string source = "[0,1,2,3,4,5,6,7,8,9]";
        for (int i = 0; i < 4; ++i)  // 10^5 elements; quadratic copying would take minutes
            source = "[0,1,2,3,4,5,6,7,8,9].map(x, " + source + ").map(y, y).map(z, z)";
        const auto got = unchecked("size(" + source + ") == 10", environment);
        QCOMPARE(got, std::string("true"));
        List many(90'000, whole(1));
        Variables variables({{"xs", Value::list(many)}});
        auto parsed = parse("size(xs.map(x, x + 1).filter(x, x == 2))", environment.limits);
        QCOMPARE(shown(Program::planUnchecked(std::move(*parsed.ast), environment)->evaluate(variables)), std::string("90000"));
    }

    void sizesAreBounded() {
        auto environment = makeEnvironment();
        environment.limits.elements = 8;
        environment.limits.textBytes = 16;
        QCOMPARE(unchecked("size(xs + xs)", environment), std::string("6"));
        QVERIFY(unchecked("xs + xs + xs", environment).starts_with("error: a list may hold 8 elements"));
        QVERIFY(unchecked("[1,2,3,4,5,6,7,8,9]", environment).starts_with("error: a list or map may hold 8 elements"));
        QVERIFY(unchecked("s + s + s", environment).starts_with("error: a text may have 16 bytes"));
    }

    void uncheckedNamesAreResolvedAgainstTheContainer() {
        auto environment = makeEnvironment();
        environment.container = "x.y";
        const Variables variables({{"x.n", text("outer")}, {"n", text("global")}, {"x.y.a.b", text("qualified")}, {"a", Value::map({{text("b"), text("map")}})}});
        const auto evaluated = [&](const char* source) {
            return shown(Program::planUnchecked(std::move(*parse(source, environment.limits).ast), environment)->evaluate(variables));
        };
        QCOMPARE(evaluated("n"), std::string("\"outer\""));
        QCOMPARE(evaluated(".n"), std::string("\"global\""));
        QCOMPARE(evaluated("a.b"), std::string("\"qualified\""));
        QCOMPARE(evaluated(".a.b"), std::string("\"map\""));
        QCOMPARE(evaluated("[1].map(n, n)"), std::string("[1]"));
        QCOMPARE(evaluated("missing || true"), std::string("true"));
        QCOMPARE(evaluated("missing(1) || true"), std::string("true"));
        QVERIFY(evaluated("missing").starts_with("error: no such attribute: missing"));
    }

    void namedTimeZonesComeFromOutside() {
        class Zones final : public base::ZoneOffsets {
        public:
            [[nodiscard]] std::optional<std::int32_t> offsetAt(std::string_view zone, std::int64_t seconds) const override {
                return zone == "Europe/Berlin" && seconds == 1767227400 ? std::optional(3600) : std::nullopt;
            }
        };
        auto environment = makeEnvironment();
        environment.zones = std::make_shared<const Zones>();
        QCOMPARE(checkedToo("timestamp('2026-01-01T00:30:00Z').getHours('Europe/Berlin')", environment), std::string("1"));
        QVERIFY(checkedToo("timestamp('2026-01-01T00:30:00Z').getHours('Europe/Nowhere')", environment).starts_with("error: unknown time zone"));
    }

    void valuesOfAnotherKindThanDeclaredAreErrors() {
        const auto environment = makeEnvironment();
        const Variables wrong({{"n", text("seven")}, {"s", whole(1)}, {"xs", Value()}, {"device", whole(2)}});
        for (const char* source : {"n + 1 == 2", "n < 3", "s.startsWith('a')", "s.matches('a')", "xs.all(x, x > 1)", "device.model == ''", "n in xs", "xs[0] == 1"}) {
            auto checked = check(std::move(*parse(source, environment.limits).ast), environment);
            QVERIFY(checked.checked);
            QVERIFY(Program::plan(std::move(*checked.checked), environment)->evaluate(wrong).isError());
        }
    }
};

QTEST_GUILESS_MAIN(EvaluatorTest)
#include "evaluator_test.moc"
