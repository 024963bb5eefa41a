// The macros that the reference parser's recorded trees do not show.
#include <QtTest>

#include "policy/cel/parser.h"

using namespace policy::cel;

namespace {

// The tree without line breaks and kinds.
std::string tree(const std::string& source) {
    const ParseOutcome outcome = parse(source, Limits{});
    if (!outcome.ast)
        return renderProblems(source, outcome.problems);
    QString text = QString::fromStdString(debugText(*outcome.ast));
    text.remove(QRegularExpression("\\^#\\*expr\\.[A-Za-z0-9_]+#"));
    text.remove(QRegularExpression("// [A-Za-z]+\n"));
    text.replace(QRegularExpression("\\s+"), " ");
    text.replace("( ", "(").replace(" )", ")").replace("[ ", "[").replace(" ]", "]");
    return text.toStdString();
}

}  // namespace

class MacroTest : public QObject {
    Q_OBJECT

private slots:
    void bindIsAFoldOverNothing() { QCOMPARE(tree("cel.bind(x, 1, x + x)"), std::string("__comprehension__(#unused, [], x, 1, false, x, _+_(x, x))")); }

    void blockBindsEachValue() {
        QCOMPARE(tree("cel.block([1, cel.index(0) + 2], cel.index(1))"),
                 std::string("__comprehension__(#unused, [], @index0, 1, false, @index0, "
                             "__comprehension__(#unused, [], @index1, _+_(@index0, 2), false, @index1, @index1))"));
    }

    void blockVariablesMayBeThoseOfMacros() {
        QCOMPARE(tree("[1].exists(cel.iterVar(0, 1), cel.iterVar(0, 1) > 0)"),
                 std::string("__comprehension__(@it:0:1, [1], @result, false, @not_strictly_false(!_(@result)), _||_(@result, _>_(@it:0:1, 0)), @result)"));
    }

    void optMapEvaluatesItsReceiverOnce() {
        QCOMPARE(tree("a.optMap(x, x + 1)"),
                 std::string("__comprehension__(#unused, [], @target, a, false, @target, _?_:_(@target.hasValue(), optional.of("
                             "__comprehension__(#unused, [], x, @target.value(), false, x, _+_(x, 1))), optional.none()))"));
        QCOMPARE(tree("a.optFlatMap(x, x.?y)"),
                 std::string("__comprehension__(#unused, [], @target, a, false, @target, _?_:_(@target.hasValue(), "
                             "__comprehension__(#unused, [], x, @target.value(), false, x, _?._(x, \"y\")), optional.none()))"));
    }

    void twoVariablesAreIndexAndValue() {
        QCOMPARE(tree("l.all(i, v, i < v)"), std::string("__comprehension__(i, v, l, @result, true, @not_strictly_false(@result), _&&_(@result, _<_(i, v)), @result)"));
        QCOMPARE(tree("l.existsOne(i, v, i < v)"),
                 std::string("__comprehension__(i, v, l, @result, 0, true, _?_:_(_<_(i, v), _+_(@result, 1), @result), _==_(@result, 1))"));
        QCOMPARE(tree("l.transformList(i, v, i > 0, v)"), std::string("__comprehension__(i, v, l, @result, [], true, _?_:_(_>_(i, 0), _+_(@result, [v]), @result), @result)"));
        QCOMPARE(tree("m.transformMap(k, v, v + 1)"), std::string("__comprehension__(k, v, m, @result, {}, true, cel.@mapInsert(@result, k, _+_(v, 1)), @result)"));
        QCOMPARE(tree("m.transformMapEntry(k, v, {v: k})"), std::string("__comprehension__(k, v, m, @result, {}, true, cel.@mapInsert(@result, { v:k }), @result)"));
    }

    void theGreatestTakesAnyNumber() {
        QCOMPARE(tree("math.greatest(1)"), std::string("math.@max(1)"));
        QCOMPARE(tree("math.least(1, 2)"), std::string("math.@min(1, 2)"));
        QCOMPARE(tree("math.greatest(1, 2, 3)"), std::string("math.@max([1, 2, 3])"));
    }

    void otherReceiversAreOrdinaryCalls() {
        QCOMPARE(tree("mine.bind(x, 1, x)"), std::string("mine.bind(x, 1, x)"));
        QCOMPARE(tree("all(x, y)"), std::string("all(x, y)"));
        QCOMPARE(tree("l.map(x)"), std::string("l.map(x)"));
    }

    void chainsOfOptMapStaySmall() {
        std::string source = "a";
        for (int i = 0; i < 40; ++i)
            source += ".optMap(x, x)";
        const ParseOutcome outcome = parse(source, Limits{});
        QVERIFY(outcome.ast);
        QVERIFY(outcome.ast->lastId < 1000);
    }
};

QTEST_GUILESS_MAIN(MacroTest)
#include "macro_test.moc"
