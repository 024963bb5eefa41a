// Properties of the fleet engine, each on 100,000 random cases; another number with RC_PARAMS="max_success=N". What is compared with is evaluatePhone,
// which remembers nothing.
#include <QtTest>

#include <map>

#include <rapidcheck.h>

#include "policy/engine/fleet_engine.h"
#include "policy/phone_evaluation.h"
#include "random_books.h"

using namespace policy;

namespace {

/// What of a phone counts as a change.
struct Snapshot {
    std::map<std::string, Value> values;
    std::vector<std::pair<ComplianceRule, bool>> violations;  // without its condition; by error
    bool operator==(const Snapshot&) const = default;
};

using Facts = std::map<std::string, PhoneFacts>;
using Snapshots = std::map<std::string, Snapshot>;

PhoneEvaluation evaluated(const CompiledBook& book, const PhoneFacts& facts, base::Timestamp now) {
    auto evaluation = evaluatePhone(book, facts, now);
    if (!evaluation) qFatal("%s", evaluation.error().message.c_str());
    return std::move(*evaluation);
}

Snapshot snapshotOf(const CompiledBook& book, const PhoneFacts& facts, base::Timestamp now) {
    const auto evaluation = evaluated(book, facts, now);
    Snapshot snapshot{effectiveValues(evaluation.effective), {}};
    const auto add = [&](ComplianceRule rule, bool error) {
        rule.violation.clear();
        snapshot.violations.emplace_back(std::move(rule), error);
    };
    for (const auto& violation : evaluation.violations) add(book.book().complianceRules.at(violation.rule), !violation.error.empty());
    for (const auto& [name, rule] : book.book().complianceRules)
        if (rule.offline) add(rule, false);
    return snapshot;
}

Snapshots snapshotsOf(const CompiledBook& book, const Facts& facts, base::Timestamp now) {
    Snapshots all;
    for (const auto& [phone, one] : facts) all[phone] = snapshotOf(book, one, now);
    return all;
}

/// An engine, and what it must be.
struct World {
    RuleBook book;
    std::shared_ptr<const CompiledBook> compiled;
    base::Timestamp now;
    Facts facts;
    FleetEngine engine;

    explicit World(Choices& choices)
        : book(randomBook(choices)), compiled(compiledBook(book)), now(minute(randomTime(choices))), engine(compiled, now) {
        for (std::size_t i = choices.below(kPhones); i > 0; --i) facts[phoneName(i)] = randomFacts(choices, phoneName(i));
        std::vector<PhoneFacts> all;
        for (const auto& [phone, one] : facts) all.push_back(one);
        engine.putAll(all);
    }

    static base::Timestamp minute(base::Timestamp time) { return std::chrono::floor<std::chrono::minutes>(time); }

    std::vector<std::string> names(const std::vector<PhoneIndex>& rows) const {
        std::vector<std::string> all;
        for (const PhoneIndex row : rows) all.emplace_back(engine.phoneAt(row));
        std::sort(all.begin(), all.end());
        return all;
    }

    Snapshots snapshots() const { return snapshotsOf(*compiled, facts, now); }

    /// Each does one thing and gives the phones that changed, as the engine says.
    std::vector<std::string> put(Choices& choices) {
        const std::string phone = phoneName(choices.below(kPhones));
        const auto [known, isNew] = facts.try_emplace(phone);
        if (isNew) known->second = randomFacts(choices, phone);
        else changeFacts(choices, known->second);
        return engine.put(known->second) ? std::vector{phone} : std::vector<std::string>();
    }
    void remove(Choices& choices) {
        const std::string phone = phoneName(choices.below(kPhones));
        RC_ASSERT(engine.remove(phone) == (facts.erase(phone) == 1));
    }
    std::vector<std::string> edit(Choices& choices) {
        editBook(choices, book);
        compiled = compiledBook(book);
        const auto would = engine.wouldChange(compiled);
        const auto changed = engine.setBook(compiled);
        RC_ASSERT(would == changed);
        return names(changed);
    }
    std::vector<std::string> advance(Choices& choices) {
        const auto flip = engine.nextFlip();
        const auto later = minute(randomTime(choices));
        now = std::max(now, flip && choices.below(2) == 0 ? minute(*flip + std::chrono::minutes(1)) : later);
        return names(engine.advance(now));
    }
    std::vector<std::string> step(Choices& choices) {
        switch (choices.below(4)) {
            case 0: return put(choices);
            case 1: return edit(choices);
            case 2: return advance(choices);
            default: remove(choices); return {};
        }
    }
};

std::vector<std::string> changedBetween(const Snapshots& before, const Snapshots& after) {
    std::vector<std::string> changed;
    for (const auto& [phone, snapshot] : after)
        if (const auto known = before.find(phone); known == before.end() || known->second != snapshot) changed.push_back(phone);
    return changed;
}

void assertSame(const FleetEngine& engine, const World& world) {
    RC_ASSERT(engine.size() == world.facts.size());
    for (const auto& [phone, facts] : world.facts) {
        const auto row = engine.find(phone);
        RC_ASSERT(row.has_value());
        RC_ASSERT(engine.factsOf(*row).values == facts.values);
        const auto expected = evaluated(*world.compiled, facts, world.now);
        RC_ASSERT(effectiveValues(*engine.effectiveOf(*row)) == effectiveValues(expected.effective));
        const auto violations = engine.violationsOf(*row);
        RC_ASSERT(violations.size() == expected.violations.size());
        for (std::size_t i = 0; i < violations.size(); ++i) {
            RC_ASSERT(violations[i].rule == expected.violations[i].rule);
            RC_ASSERT(violations[i].error == expected.violations[i].error);
        }
    }
}

const auto kChoices = rc::gen::container<std::vector<std::uint16_t>>(400, rc::gen::arbitrary<std::uint16_t>());

}  // namespace

class FleetEnginePropertiesTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        if (!qEnvironmentVariableIsSet("RC_PARAMS")) qputenv("RC_PARAMS", "max_success=100000");
    }

    void incrementalEqualsFull() {
        QVERIFY(rc::check("after any steps, as if evaluated anew; and each step names exactly what it changed", [] {
            Choices choices(*kChoices);
            World world(choices);
            for (std::size_t steps = 1 + choices.below(3); steps > 0; --steps) {
                const auto before = world.snapshots();
                const auto changed = world.step(choices);
                RC_ASSERT(changed == changedBetween(before, world.snapshots()));
                assertSame(world.engine, world);
            }
        }));
    }
};

QTEST_GUILESS_MAIN(FleetEnginePropertiesTest)
#include "fleet_engine_properties_test.moc"
