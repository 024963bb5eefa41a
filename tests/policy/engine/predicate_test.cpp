// Typed plans against the evaluator of the language: the same true, false and error, row by row and column by column, on 100,000 random conditions and
// facts; another number with RC_PARAMS="max_success=N".
#include <QtTest>

#include <iostream>

#include <rapidcheck.h>

#include "policy/cel/expression.h"
#include "policy/engine/predicate.h"
#include "policy/engine/predicate_compiler.h"
#include "policy/facts_activation.h"
#include "random_rules.h"

using namespace policy;
using engine::Tri;

namespace {

CompiledCondition compiled(const std::string& source) {
    auto expression = cel::compile(source, conditionEnvironment(), {cel::TypeKind::Bool, {}, {}});
    if (!expression) qFatal("%s: %s", source.c_str(), expression.error().message.c_str());
    return {std::move(*expression), {}, false};
}

Tri generic(const CompiledCondition& condition, const PhoneFacts& facts, base::Timestamp now) {
    return engine::triOf(condition.expression.program->evaluate(FactsActivation(facts, now)));
}

struct Fleet {
    engine::FactTable table;
    std::vector<PhoneFacts> facts;
    explicit Fleet(std::vector<PhoneFacts> given) : facts(std::move(given)) {
        for (const auto& one : facts) table.write(table.add(one.phone), one, engine::AttributeSet().set());
    }
    Fleet(Choices& choices, std::size_t phones) : Fleet(make(choices, phones)) {}
    static std::vector<PhoneFacts> make(Choices& choices, std::size_t phones) {
        std::vector<PhoneFacts> all;
        for (std::size_t i = 0; i < phones; ++i) all.push_back(randomFacts(choices, "phone-" + std::to_string(i)));
        return all;
    }
};

Tri columnar(const engine::Predicate& predicate, const Fleet& fleet, std::uint32_t row, base::Timestamp now) {
    engine::ChunkBits isTrue, isError;
    predicate.evaluate(0, now, fleet.table.live().chunk(0), isTrue, isError);
    return (isTrue[row / 64] >> row % 64 & 1) != 0 ? Tri::True : (isError[row / 64] >> row % 64 & 1) != 0 ? Tri::Error : Tri::False;
}

const auto kChoices = rc::gen::container<std::vector<std::uint16_t>>(200, rc::gen::arbitrary<std::uint16_t>());

}  // namespace

class PredicateTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        if (!qEnvironmentVariableIsSet("RC_PARAMS")) qputenv("RC_PARAMS", "max_success=100000");
    }

    void plansAgreeWithTheEvaluator() {
        QVERIFY(rc::check("generic == row-wise == columnar", [] {
            Choices choices(*kChoices);
            const std::string source = randomCondition(choices, 2);
            const auto time = randomTime(choices);
            const Fleet fleet(choices, 2);
            const auto condition = compiled(source);
            const engine::Predicate predicate(condition, fleet.table);
            const auto now = predicate.solved() ? time : engine::minuteOf(time);
            RC_CLASSIFY(predicate.solved(), "solved");
            for (std::uint32_t row = 0; row < fleet.facts.size(); ++row) {
                const Tri expected = generic(condition, fleet.facts[row], now);
                RC_CLASSIFY(expected == Tri::Error, "error");
                RC_CLASSIFY(expected == Tri::True, "true");
                if (predicate.evaluate(row, now) != expected || columnar(predicate, fleet, row, now) != expected) {
                    RC_LOG() << source << " at " << base::formatTimestamp(now) << ": " << int(expected) << " row-wise "
                             << int(predicate.evaluate(row, now)) << " columnar " << int(columnar(predicate, fleet, row, now));
                    RC_FAIL("they differ");
                }
            }
        }));
    }

    void flipsAreWhereTheAnswerChanges() {
        QVERIFY(rc::check("the next flip is the first change", [] {
            Choices choices(*kChoices);
            const std::string source = choices.below(4) == 0 ? randomSolvedCondition(choices, 2) : randomTimeCondition(choices);
            const auto now = randomTime(choices);
            const Fleet fleet(choices, 1);
            const auto condition = compiled(source);
            const engine::Predicate predicate(condition, fleet.table);
            RC_CLASSIFY(predicate.solved(), "solved");
            if (!predicate.solved()) return;  // a span of less than a millisecond
            const auto flip = predicate.nextFlip(0, now);
            RC_CLASSIFY(flip.has_value(), "flips");
            const Tri before = predicate.evaluate(0, now);
            for (int i = 0; i < 4; ++i) {
                const auto later = now + base::Duration(std::int64_t{1} << choices.below(36));
                if (!flip || later < *flip) RC_ASSERT(predicate.evaluate(0, later) == before);
            }
            if (flip) RC_ASSERT(predicate.evaluate(0, *flip) != before && predicate.evaluate(0, *flip - base::Duration(1)) == before);
        }));
    }
};

QTEST_GUILESS_MAIN(PredicateTest)
#include "predicate_test.moc"
