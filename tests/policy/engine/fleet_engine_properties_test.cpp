// Properties of the fleet engine, each on 100,000 random changes: five in each of 20,000 random fleets; another number of fleets with
// RC_PARAMS="max_success=N". What is compared with is evaluatePhone, which remembers nothing.
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

constexpr int kRounds = 5;

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

    /// Whether a condition may ask for the time in a way that is not solved.
    bool clockAlone() const {
        const auto asks = [](const CompiledCondition* condition) { return condition != nullptr && timeGranularityOf(*condition).has_value(); };
        const RuleBook& rules = compiled->book();
        return std::any_of(rules.policies.begin(), rules.policies.end(), [&](const auto& one) { return asks(compiled->ofPolicy(one.first)); }) ||
               std::any_of(rules.groups.begin(), rules.groups.end(), [&](const auto& one) { return asks(compiled->ofGroup(one.first)); }) ||
               std::any_of(rules.exceptions.begin(), rules.exceptions.end(), [&](const auto& one) { return asks(compiled->ofException(one.first)); }) ||
               std::any_of(rules.complianceRules.begin(), rules.complianceRules.end(),
                           [&](const auto& one) { return asks(compiled->ofComplianceRule(one.first)); });
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

using Values = std::map<std::string, std::map<std::string, Value>>;

Values valuesOf(const World& world) {
    Values all;
    for (const auto& [phone, facts] : world.facts) all[phone] = effectiveValues(*world.engine.effectiveOf(*world.engine.find(phone)));
    return all;
}

/// A policy of ordered settings, for a random target.
void addPolicy(Choices& choices, RuleBook& book, const std::string& name = "added") {
    RuleBook other = randomBook(choices);
    Policy added = other.policies.begin()->second;
    added.name = name;
    added.settings.erase("vpn.server");
    book.policies[name] = added;
    if (other.assignments.empty()) other.assignments.push_back({{}, {TargetKind::All, {}}, Level::Group});
    book.assignments.push_back({name, other.assignments[0].target, other.assignments[0].level});
}

std::vector<std::string> setBook(World& world, RuleBook book) {
    world.book = std::move(book);
    world.compiled = compiledBook(world.book);
    return world.names(world.engine.setBook(world.compiled));
}

/// Whether `after` is as strict as `before`, or stricter: joining the looser one in changes nothing.
bool isAsStrict(const std::string& setting, const Value& before, const Value& after) {
    const Policy a{"a", {}, {{setting, before}}, {}}, b{"b", {}, {{setting, after}}, {}};
    const std::vector<MatchedPolicy> both{{&a, Level::Group, {}}, {&b, Level::Group, {}}};
    const auto joined = mergePolicies(both, {});
    return joined && joined->at(setting).value == after;
}

}  // namespace

class FleetEnginePropertiesTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        if (!qEnvironmentVariableIsSet("RC_PARAMS")) qputenv("RC_PARAMS", "max_success=20000");
    }

    void incrementalEqualsFull() {
        QVERIFY(rc::check("after any steps, as if evaluated anew; and each step names exactly what it changed", [] {
            Choices choices(*kChoices);
            World world(choices);
            for (int round = 0; round < kRounds; ++round) {
                const auto before = world.snapshots();
                const auto changed = world.step(choices);
                RC_ASSERT(changed == changedBetween(before, world.snapshots()));
                assertSame(world.engine, world);
            }
        }));
    }

    void anEngineMadeAnewIsTheSame() {
        QVERIFY(rc::check("the same values, violations and next flip as of an engine that only saw the end", [] {
            Choices choices(*kChoices);
            World world(choices);
            for (int round = 0; round < kRounds; ++round) world.step(choices);
            FleetEngine fresh(world.compiled, world.now);
            for (const auto& [phone, facts] : world.facts) fresh.put(facts);
            assertSame(fresh, world);
            // Where a condition asks for the time in a way that is not solved, when to look again depends on when an engine looked before.
            if (world.clockAlone()) return;
            RC_CLASSIFY(fresh.nextFlip().has_value(), "flips");
            RC_ASSERT(fresh.nextFlip() == world.engine.nextFlip());
        }));
    }

    void removalReversesAddition() {
        QVERIFY(rc::check("what a policy changed, its removal changes back", [] {
            Choices choices(*kChoices);
            World world(choices);
            const RuleBook without = world.book;
            const auto before = valuesOf(world);
            for (int round = 0; round < kRounds; ++round) {
                RuleBook with = without;
                addPolicy(choices, with);
                const auto changed = setBook(world, with);
                RC_CLASSIFY(!changed.empty(), "changes");
                RC_ASSERT(setBook(world, without) == changed);
                RC_ASSERT(valuesOf(world) == before);
            }
        }));
    }

    void anEditChangesOnlyWhatThePolicyMatches() {
        QVERIFY(rc::check("changed phones are among those that match before or after", [] {
            Choices choices(*kChoices);
            World world(choices);
            addPolicy(choices, world.book);
            setBook(world, world.book);
            for (int round = 0; round < kRounds; ++round) {
                const auto before = world.names(world.engine.matchedBy("added"));
                RuleBook edited = world.book, other;
                addPolicy(choices, other);
                edited.policies["added"] = other.policies["added"];
                const auto changed = setBook(world, edited);
                const auto after = world.names(world.engine.matchedBy("added"));
                RC_CLASSIFY(!changed.empty(), "changes");
                for (const auto& phone : changed)
                    RC_ASSERT(std::binary_search(before.begin(), before.end(), phone) || std::binary_search(after.begin(), after.end(), phone));
            }
        }));
    }

    void anotherPolicyLoosensNothing() {
        QVERIFY(rc::check("adding a policy never loosens a setting of any phone", [] {
            Choices choices(*kChoices);
            World world(choices);
            for (int round = 0; round < kRounds; ++round) {
                const auto before = valuesOf(world);
                RuleBook with = world.book;
                addPolicy(choices, with, "added-" + std::to_string(round));
                setBook(world, with);
                const auto after = valuesOf(world);
                RC_CLASSIFY(before != after, "changes");
                for (const auto& [phone, values] : before)
                    for (const auto& [setting, value] : values) {
                        RC_ASSERT(after.at(phone).contains(setting));
                        if (setting != "vpn.server") RC_ASSERT(isAsStrict(setting, value, after.at(phone).at(setting)));
                    }
            }
        }));
    }
};

QTEST_GUILESS_MAIN(FleetEnginePropertiesTest)
#include "fleet_engine_properties_test.moc"
