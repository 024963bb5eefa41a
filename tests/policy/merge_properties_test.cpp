// Properties of the merge, each on 100,000 random cases over the whole table of settings; another number with RC_PARAMS="max_success=N".
#include <QTest>
#include <cstdio>
#include <map>

#include "policy/explanation.h"
#include "policy/lattice.h"
#include "tests/policy/merge_cases.h"

using namespace policy;
using namespace policy::testing;

namespace {

constexpr int kCases = 100'000;

const Setting& settingOf(const std::string& name) { return *findSetting(name); }

/// No ordered setting of `before` is looser in `after`.
bool neverLooser(const EffectivePolicy& before, const EffectivePolicy& after) {
    for (const auto& [name, setting] : before) {
        if (!isOrdered(settingOf(name))) continue;
        const auto it = after.find(name);
        if (it == after.end() || !atLeastAsStrict(settingOf(name), it->second.value, setting.value)) return false;
    }
    return true;
}

/// The ordered settings' values.
std::map<std::string, Value> orderedValues(const EffectivePolicy& effective) {
    std::map<std::string, Value> values;
    for (const auto& [name, setting] : effective)
        if (isOrdered(settingOf(name))) values.emplace(name, setting.value);
    return values;
}

/// Equal results, or equal refusals.
bool same(const base::Result<EffectivePolicy>& a, const base::Result<EffectivePolicy>& b) {
    if (a.ok() != b.ok()) return false;
    return a.ok() ? *a == *b : a.error().message == b.error().message;
}

std::vector<GivenPolicy> plus(std::vector<GivenPolicy> policies, const GivenPolicy& one) {
    policies.push_back(one);
    return policies;
}

/// How others merge, for comparison: one policy's value is taken whole.
enum class Peer { PriorityOrder, LatestWins };
std::map<std::string, Value> mergedAsPeer(Peer peer, const std::vector<GivenPolicy>& policies) {
    std::map<std::string, std::pair<Level, Value>> taken;
    for (const auto& each : policies)
        for (const auto& [name, value] : each.policy.settings) {
            const auto it = taken.find(name);
            if (it == taken.end() || peer == Peer::LatestWins || each.level <= it->second.first) taken[name] = {each.level, value};
        }
    std::map<std::string, Value> values;
    for (const auto& [name, held] : taken) values.emplace(name, held.second);
    return values;
}

bool loosens(Peer peer, const MergeCase& given) {
    const auto before = mergedAsPeer(peer, given.policies), after = mergedAsPeer(peer, plus(given.policies, given.added));
    for (const auto& [name, value] : before)
        if (isOrdered(settingOf(name)) && !atLeastAsStrict(settingOf(name), after.at(name), value)) return true;
    return false;
}

bool touchesWhatIsSet(const MergeCase& given) {
    for (const auto& each : given.policies)
        for (const auto& [name, value] : each.policy.settings)
            if (isOrdered(settingOf(name)) && given.added.policy.settings.contains(name)) return true;
    return false;
}

/// Counts what the cases of one property were like, and says so at its end.
class Tally {
public:
    explicit Tally(const char* property) : m_property(property) {}
    ~Tally() {
        std::printf("%s: %lld cases", m_property, m_cases);
        for (const auto& [what, count] : m_counts) std::printf(", %s %lld", what.c_str(), count);
        std::printf("\n");
        std::fflush(stdout);
    }
    Tally(const Tally&) = delete;
    Tally& operator=(const Tally&) = delete;
    void next() { ++m_cases; }
    void add(const std::string& what, bool happened = true) { m_counts[what] += happened ? 1 : 0; }
    [[nodiscard]] long long count(const std::string& what) const { return m_counts.contains(what) ? m_counts.at(what) : 0; }
    [[nodiscard]] long long cases() const { return m_cases; }

private:
    const char* m_property;
    long long m_cases = 0;
    std::map<std::string, long long> m_counts;
};

}  // namespace

class MergePropertiesTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void theOrderOfPoliciesAndExceptionsDoesNotMatter();
    void givingAPolicyTwiceChangesNothing();
    void strictnessIsAJoin();
    void mergingMergedPartsGivesTheSame();
    void addingAPolicyNeverLoosens();
    void removingAPolicyReversesAddingIt();
    void theWinnersAloneGiveTheValue();
    void anExceptionNeverGoesBelowTheFloorAndNeverTightens();
    void errorsFailRestrictive();
    void oneSourceSuppliesAnAtomicGroup();
};

void MergePropertiesTest::initTestCase() {
    if (!qEnvironmentVariableIsSet("RC_PARAMS")) qputenv("RC_PARAMS", "max_success=" + QByteArray::number(kCases));
}

void MergePropertiesTest::theOrderOfPoliciesAndExceptionsDoesNotMatter() {
    Tally tally("permutation invariance");
    QVERIFY(rc::check("any order gives the same", [&](const MergeCasePtr& given) {
        auto policies = given->policies;
        auto exceptions = given->exceptions;
        Draw draw(given->seed);
        for (std::size_t i = policies.size(); i > 1; --i) std::swap(policies[i - 1], policies[draw.below(i)]);
        for (std::size_t i = exceptions.size(); i > 1; --i) std::swap(exceptions[i - 1], exceptions[draw.below(i)]);
        const auto expected = mergeOf(given->policies, given->exceptions);
        tally.next();
        tally.add("contradictions", !expected.ok());
        return same(mergeOf(policies, exceptions), expected);
    }));
    QVERIFY(tally.count("contradictions") * 2 < tally.cases());
}

void MergePropertiesTest::givingAPolicyTwiceChangesNothing() {
    Tally tally("idempotence");
    QVERIFY(rc::check("twice is once", [&](const MergeCasePtr& given) {
        auto policies = given->policies;
        auto exceptions = given->exceptions;
        policies.insert(policies.end(), given->policies.begin(), given->policies.end());
        exceptions.insert(exceptions.end(), given->exceptions.begin(), given->exceptions.end());
        tally.next();
        return same(mergeOf(policies, exceptions), mergeOf(given->policies, given->exceptions));
    }));
}

void MergePropertiesTest::strictnessIsAJoin() {
    Tally tally("associativity of the join");
    QVERIFY(rc::check("commutative, associative, idempotent, an upper bound", [&](const MergeCasePtr& given) {
        Draw draw(given->seed);
        const Setting* setting = nullptr;
        while (setting == nullptr || !isOrdered(*setting)) setting = drawSettings(draw).front();
        const Value a = drawValue(draw, *setting, Level::Org), b = drawValue(draw, *setting, Level::Org), c = drawValue(draw, *setting, Level::Org);
        const auto join = [&](const Value& x, const Value& y) { return stricter(*setting, x, y); };
        tally.next();
        tally.add(std::string(mergeOperatorName(setting->merge)));
        return join(a, b) == join(b, a) && join(join(a, b), c) == join(a, join(b, c)) && join(a, a) == a && atLeastAsStrict(*setting, join(a, b), a) &&
               atLeastAsStrict(*setting, a, loosened(*setting, a, b)) &&
               atLeastAsStrict(*setting, loosened(*setting, join(a, b), c), loosened(*setting, a, c));
    }));
}

void MergePropertiesTest::mergingMergedPartsGivesTheSame() {
    Tally tally("associativity of the merge");
    QVERIFY(rc::check("parts first, then the whole", [&](const MergeCasePtr& given) {
        std::vector<GivenPolicy> parts[2];
        Draw draw(given->seed);
        for (auto each : given->policies) {
            std::erase_if(each.policy.settings, [](const auto& entry) { return !isOrdered(settingOf(entry.first)); });
            parts[draw.below(2)].push_back(std::move(each));
        }
        auto whole = parts[0];
        whole.insert(whole.end(), parts[1].begin(), parts[1].end());
        std::vector<GivenPolicy> merged(2);
        for (std::size_t i = 0; i < 2; ++i) merged[i].policy = {"part" + std::to_string(i), "", effectiveValues(mergeOf(parts[i], {}).value())};
        tally.next();
        return effectiveValues(mergeOf(merged, {}).value()) == effectiveValues(mergeOf(whole, {}).value());
    }));
}

void MergePropertiesTest::addingAPolicyNeverLoosens() {
    Tally tally("monotonicity");
    QVERIFY(rc::check("more policies, stricter phones", [&](const MergeCasePtr& given) {
        const auto before = mergeOf(given->policies, given->exceptions);
        const auto after = mergeOf(plus(given->policies, given->added), given->exceptions);
        tally.next();
        if (touchesWhatIsSet(*given)) {
            tally.add("touching what is set");
            tally.add("priority order would have loosened", loosens(Peer::PriorityOrder, *given));
            tally.add("latest wins would have loosened", loosens(Peer::LatestWins, *given));
        }
        if (!before.ok() || !after.ok()) return true;
        const bool kept = neverLooser(*before, *after);
        tally.add("ours loosened", !kept);
        return kept;
    }));
    const auto share = [&](const char* what) { return 100.0 * static_cast<double>(tally.count(what)) / static_cast<double>(tally.count("touching what is set")); };
    std::printf("adding a policy that touches what is set loosened a phone in %.1f %% of the cases under priority order, in %.1f %% under latest-wins, in %.1f %% here\n",
                share("priority order would have loosened"), share("latest wins would have loosened"), share("ours loosened"));
    QVERIFY(tally.count("priority order would have loosened") > 0);
}

void MergePropertiesTest::removingAPolicyReversesAddingIt() {
    Tally tally("removal reverses addition");
    QVERIFY(rc::check("nothing is remembered of a policy", [&](const MergeCasePtr& given) {
        auto policies = plus(given->policies, given->added);
        const auto before = mergeOf(given->policies, given->exceptions);
        const auto with = mergeOf(policies, given->exceptions);
        std::erase_if(policies, [&](const GivenPolicy& each) { return each.policy.name == given->added.policy.name; });
        tally.next();
        tally.add("the addition changed something", !same(before, with));
        return same(mergeOf(policies, given->exceptions), before);
    }));
    QVERIFY(tally.count("the addition changed something") > 0);
}

void MergePropertiesTest::theWinnersAloneGiveTheValue() {
    Tally tally("explanation soundness");
    QVERIFY(rc::check("replaying the winners", [&](const MergeCasePtr& given) {
        const auto merged = mergeOf(given->policies, given->exceptions);
        tally.next();
        if (!merged.ok()) return true;
        for (const auto& [name, effective] : *merged) {
            tally.add("settings");
            for (const auto& each : effective.contributions) tally.add("losers", !each.won);
            for (const auto& each : effective.exceptions) tally.add("exceptions that applied", each.applied);
            if (replay(settingOf(name), effective) != effective.value) return false;
        }
        return true;
    }));
    QVERIFY(tally.count("losers") > 0 && tally.count("exceptions that applied") > 0);
}

void MergePropertiesTest::anExceptionNeverGoesBelowTheFloorAndNeverTightens() {
    Tally tally("exceptions and the floor");
    QVERIFY(rc::check("floor <= value <= without exceptions", [&](const MergeCasePtr& given) {
        std::vector<GivenPolicy> floor;
        for (const auto& each : given->policies)
            if (each.level == Level::Floor) floor.push_back(each);
        const auto merged = mergeOf(given->policies, given->exceptions), alone = mergeOf(given->policies, {});
        const auto floorOnly = mergeOf(floor, {});
        tally.next();
        if (!merged.ok()) return !alone.ok();
        bool anyApplied = false;
        for (const auto& [name, effective] : *merged) {
            bool applied = false;
            for (const auto& each : effective.exceptions) applied = applied || each.applied;
            if (applied == (effective.value == alone->at(name).value)) return false;
            anyApplied = anyApplied || applied;
        }
        tally.add("with an exception that applied", anyApplied);
        return neverLooser(*floorOnly, *merged) && neverLooser(*merged, *alone);
    }));
    QVERIFY(tally.count("with an exception that applied") > 0);
}

void MergePropertiesTest::errorsFailRestrictive() {
    Tally tally("errors fail restrictive");
    QVERIFY(rc::check("a policy restricts all the same, an exception grants nothing", [&](const MergeCasePtr& given) {
        auto held = given->added, failed = given->added;
        held.conditionError.clear();
        failed.conditionError = "no such key";
        const auto without = mergeOf(given->policies, given->exceptions);
        const auto withHeld = mergeOf(plus(given->policies, held), given->exceptions);
        const auto withFailed = mergeOf(plus(given->policies, failed), given->exceptions);
        tally.next();
        // What has no order is as if the policy were not there.
        if (withFailed.ok() != without.ok()) return false;
        if (!withFailed.ok()) return true;
        for (const auto& [name, effective] : *withFailed)
            if (!isOrdered(settingOf(name)) && effective.value != without->at(name).value) return false;
        if (withHeld.ok() && orderedValues(*withHeld) != orderedValues(*withFailed)) return false;
        auto failing = given->exceptions;
        for (auto& each : failing) each.conditionError = "no such key";
        return effectiveValues(mergeOf(given->policies, failing).value()) == effectiveValues(mergeOf(given->policies, {}).value());
    }));
}

void MergePropertiesTest::oneSourceSuppliesAnAtomicGroup() {
    Tally tally("atomic groups");
    QVERIFY(rc::check("all of a group's settings, and no other, come from one policy", [&](const MergeCasePtr& given) {
        const auto merged = mergeOf(given->policies, {});
        tally.next();
        if (!merged.ok()) return true;
        std::map<std::string_view, std::map<std::string, Value>> bundles;
        for (const auto& [name, effective] : *merged)
            if (!settingOf(name).atomicGroup.empty()) bundles[settingOf(name).atomicGroup].emplace(name, effective.value);
        for (const auto& [group, bundle] : bundles) {
            tally.add("groups");
            const bool fromOne = std::any_of(given->policies.begin(), given->policies.end(), [&, &name = group, &all = bundle](const GivenPolicy& each) {
                auto own = each.policy.settings;
                std::erase_if(own, [&](const auto& entry) { return settingOf(entry.first).atomicGroup != name; });
                return each.conditionError.empty() && own == all;
            });
            if (!fromOne) return false;
        }
        return true;
    }));
    QVERIFY(tally.count("groups") > 0);
}

QTEST_GUILESS_MAIN(MergePropertiesTest)
#include "merge_properties_test.moc"
