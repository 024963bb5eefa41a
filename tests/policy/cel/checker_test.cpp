#include <QTest>

#include "policy/cel/checker.h"
#include "policy/cel/parser.h"

using namespace policy::cel;

namespace {

Type simple(TypeKind kind) { return {kind, {}, {}}; }

Environment sampleEnvironment() {
    Environment environment;
    environment.functions = &allFunctions();
    environment.structs["twinset.Device"] = {
        "twinset.Device", {{"model", simple(TypeKind::String), ""}, {"seenAt", simple(TypeKind::Timestamp), ""}}};
    environment.variables["device"] = Type::structure("twinset.Device");
    environment.variables["n"] = simple(TypeKind::Int);
    environment.variables["fleet.site.name"] = simple(TypeKind::String);
    environment.variables["anything"] = Type{};
    return environment;
}

CheckOutcome checkText(const std::string& source, const Environment& environment) {
    ParseOutcome parsed = parse(source, environment.limits);
    if (!parsed.ast) return {std::nullopt, parsed.problems};
    return check(std::move(*parsed.ast), environment);
}

/// The type's text, or "refused".
std::string typeOf(const std::string& source, const Environment& environment = sampleEnvironment()) {
    const CheckOutcome outcome = checkText(source, environment);
    return outcome.checked ? typeText(outcome.checked->result) : "refused";
}

Reference rootReference(const CheckOutcome& outcome) {
    return outcome.checked->references[outcome.checked->ast->root->id];
}

}  // namespace

class CheckerTest : public QObject {
    Q_OBJECT

private slots:
    void expressionsHaveTheirTypes_data() {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("type");
        const std::pair<const char*, const char*> rows[] = {
            {"1 + n", "int"},
            {"device.model + 'x'", "string"},
            {"device.seenAt", "timestamp"},
            {"device.seenAt - device.seenAt", "duration"},
            {"device.?model", "optional_type(string)"},
            {"device.?model.orValue('none')", "string"},
            {"{'a': {'b': 1}}.?a.b", "optional_type(int)"},
            {"[1, 'a']", "list(dyn)"},
            {"[[], [1]]", "list(list(int))"},
            {"{1: 'a', 'b': 2}", "map(dyn, dyn)"},
            {"[?optional.of(1), 2]", "list(int)"},
            {"anything.field[0] + 1", "int"},
            {"[1, 2].map(x, [x])", "list(list(int))"},
            {"{'a': 1}.transformList(k, v, v)", "list(int)"},
            {"[1].exists(i, v, i < v)", "bool"},
            {"int", "type(int)"},
            {"type(1) == int", "bool"},
            {"google.protobuf.Timestamp", "type(timestamp)"},
            {"net.IP", "type(net.IP)"},
            {"math.greatest(1, 2)", "int"},
            {"fleet.site.name", "string"},
            {"cel.bind(x, device.model, x + x)", "string"},
            {"true ? null : device.seenAt", "timestamp"},
        };
        for (const auto& [source, type] : rows) QTest::newRow(source) << QString(source) << QString(type);
    }
    void expressionsHaveTheirTypes() {
        QFETCH(QString, source);
        QFETCH(QString, type);
        QCOMPARE(QString::fromStdString(typeOf(source.toStdString())), type);
    }

    void wrongExpressionsAreRefused_data() {
        QTest::addColumn<QString>("source");
        for (const char* source : {"nothing",
                                   "device.nothing",
                                   "has(device.nothing)",
                                   "1 + 'a'",
                                   "1 == 'a'",
                                   "n.field",
                                   "[?1]",
                                   "size(1)",
                                   "size('a', 'b')",
                                   "math.nothing(1)",
                                   "x.y",
                                   "[1].all(x, x)",
                                   "[1].map(x, x) + ['a']",
                                   "'a'.all(x, true)",
                                   "dyn",
                                   "device.model{}",
                                   "!1",
                                   "true && 1",
                                   "n ? 1 : 2",
                                   "true ? 1 : 'a'",
                                   "1 in ['a']",
                                   "1 in 'a'",
                                   "device[0]",
                                   "[1].exists(x, x > y)"})
            QTest::newRow(source) << QString(source);
    }
    void wrongExpressionsAreRefused() {
        QFETCH(QString, source);
        QCOMPARE(QString::fromStdString(typeOf(source.toStdString())), QString("refused"));
    }

    void aQualifiedNameIsTheLongestThatIsKnown() {
        Environment environment = sampleEnvironment();
        environment.variables["fleet.site"] = Type::map(simple(TypeKind::String), simple(TypeKind::Int));
        const CheckOutcome longest = checkText("fleet.site.name", environment);
        QCOMPARE(rootReference(longest).name, std::string("fleet.site.name"));
        QVERIFY(rootReference(longest).kind == ReferenceKind::Variable);
        QCOMPARE(typeOf("fleet.site.other", environment), std::string("int"));
    }

    void namesAreLookedUpInTheContainerFirst() {
        Environment environment = sampleEnvironment();
        environment.container = "fleet.site";
        QCOMPARE(rootReference(checkText("name", environment)).name, std::string("fleet.site.name"));
        QCOMPARE(typeOf("site.name", environment), std::string("string"));
        QCOMPARE(typeOf(".name", environment), std::string("refused"));
        QCOMPARE(rootReference(checkText(".fleet.site.name", environment)).name, std::string("fleet.site.name"));
    }

    void localVariablesHideOthersInTheirScopeOnly() {
        QCOMPARE(typeOf("['a'].map(n, n + 'b')"), std::string("list(string)"));
        QCOMPARE(typeOf("['a'].exists(n, n == 'a') && n == 1"), std::string("bool"));
        QCOMPARE(typeOf("['a'].map(n, .n + 1)"), std::string("list(int)"));
        QCOMPARE(typeOf("[{'name': 1}].map(fleet, fleet.name)"), std::string("list(int)"));
    }

    void aFunctionKnowsWhetherItsTargetIsAValue() {
        const CheckOutcome namespaced = checkText("math.abs(-1)", sampleEnvironment());
        const Reference reference = rootReference(namespaced);
        QVERIFY(reference.kind == ReferenceKind::Function);
        QCOMPARE(reference.overloads.size(), std::size_t{1});
        QVERIFY(!allFunctions().at(reference.overloads[0]).member);
        const CheckOutcome member = checkText("device.model.startsWith('P')", sampleEnvironment());
        QVERIFY(allFunctions().at(rootReference(member).overloads.at(0)).member);
    }

    void dynamicArgumentsLeaveSeveralOverloads() {
        QVERIFY(rootReference(checkText("anything + anything", sampleEnvironment())).overloads.size() > 1);
        QCOMPARE(typeOf("anything + anything"), std::string("dyn"));
        QCOMPARE(typeOf("anything < anything"), std::string("bool"));
    }

    void oneMistakeGivesOneMessage() {
        QCOMPARE(checkText("nothing.a.b + 1 == 2 && [nothing2].all(x, x > 1)", sampleEnvironment()).problems.size(),
                 std::size_t{2});
    }

    void manyMistakesAreReportedInOrderUpToTwenty() {
        std::string source = "a0";
        for (int i = 1; i < 40; ++i) source += " + a" + std::to_string(i);
        const auto problems = checkText(source, sampleEnvironment()).problems;
        QCOMPARE(problems.size(), std::size_t{20});
        for (std::size_t i = 1; i < problems.size(); ++i)
            QVERIFY(problems[i - 1].position.offset < problems[i].position.offset);
    }

    void typesThatWouldGrowExponentiallyAreCheckedInTime() {
        std::string source = "x0", binds;
        for (int i = 0; i < 60; ++i)
            binds += "cel.bind(x" + std::to_string(i) + ", {" +
                     (i ? "x" + std::to_string(i - 1) + ": x" + std::to_string(i - 1) : "1: 1") + "}, ";
        QCOMPARE(typeOf(binds + "x59 == x59" + std::string(60, ')')), std::string("bool"));
    }

    void aTreeThatIsTooHighIsAProblem() {
        Environment environment = sampleEnvironment();
        ParseOutcome parsed = parse("((1 + 2) * 3 - 4) * 5 > 6 || n == 7", environment.limits);
        environment.limits.nesting = 3;
        const CheckOutcome outcome = check(std::move(*parsed.ast), environment);
        QVERIFY(!outcome.checked);
        QCOMPARE(outcome.problems.size(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(CheckerTest)
#include "checker_test.moc"
