// What a change of rules would do: by example, and on random fleets and edits as if each phone were evaluated under both books.
#include <QtTest>

#include <map>
#include <nlohmann/json.hpp>

#include <rapidcheck.h>

#include "policy/engine/fleet_comparison.h"
#include "policy/phone_evaluation.h"
#include "random_books.h"

using namespace policy;
using namespace std::chrono_literals;

namespace {

const base::Timestamp kNow(std::chrono::sys_days(std::chrono::year(2026) / 11 / 22));

PhoneFacts phone(const std::string& id, const std::string& persona, std::optional<bool> running) {
    PhoneFacts facts{id, std::vector<AttributeValue>(allAttributes().size())};
    facts.values[*attributeIndex("phone.persona")] = persona;
    if (running) facts.values[*attributeIndex("phone.running")] = *running;
    return facts;
}

std::shared_ptr<const CompiledBook> compiled(RuleBook from) {
    auto made = CompiledBook::compile(std::move(from));
    if (!made) qFatal("%s", made.error().message.c_str());
    return *made;
}

void assign(RuleBook& book, const std::string& name, std::map<std::string, Value> settings, const std::string& when) {
    book.policies[name] = {name, {}, std::move(settings), when};
    book.assignments.push_back({name, {TargetKind::All, {}}, Level::Group});
}

ComplianceRule alive(std::vector<ComplianceStep> ladder) { return {"alive", "!phone.running", false, {}, std::move(ladder), ""}; }

const std::vector<ComplianceStep> kToWipe{{ComplianceAction::Block, {}}, {ComplianceAction::Wipe, 1h}};

PhoneWhatIf changeOf(const FleetEngine& engine, const FleetComparison& comparison, const std::string& id) { return comparison.phone(*engine.find(id)); }

// The property's other side: each phone evaluated under both books.

std::optional<ComplianceAction> strongest(const RuleBook& rules, const std::string& name, const std::map<std::string, std::string>& errors) {
    const auto rule = rules.complianceRules.find(name);
    const bool isHandsets = rule != rules.complianceRules.end() && rule->second.offline;
    const auto violated = errors.find(name);
    if (rule == rules.complianceRules.end() || (violated == errors.end() && !isHandsets)) return std::nullopt;
    const auto steps = complianceSchedule(rule->second, {{}, !isHandsets && !violated->second.empty()});
    return steps.empty() ? ComplianceAction::Warn : steps.back().action;
}

std::map<std::string, std::string> errorsOf(const PhoneEvaluation& evaluation) {
    std::map<std::string, std::string> errors;
    for (const auto& violation : evaluation.violations) errors.emplace(violation.rule, violation.error);
    return errors;
}

void addRules(const RuleBook& before, const RuleBook& after, const PhoneEvaluation& was, const PhoneEvaluation& will, PhoneWhatIf& phone) {
    const auto errorsBefore = errorsOf(was), errorsAfter = errorsOf(will);
    std::map<std::string, int> names;
    for (const auto* rules : {&before, &after})
        for (const auto& [name, rule] : rules->complianceRules) ++names[name];
    for (const auto& [name, inBooks] : names) {
        const auto from = strongest(before, name, errorsBefore), to = strongest(after, name, errorsAfter);
        const auto isOffline = [&](const RuleBook& rules) { return rules.complianceRules.contains(name) && rules.complianceRules.at(name).offline; };
        const auto byError = [&](const auto& errors) { return errors.contains(name) && !errors.at(name).empty(); };
        const auto besidesViolation = [&](const RuleBook& rules) {
            ComplianceRule rule = rules.complianceRules.at(name);
            rule.violation.clear();
            return rule;
        };
        if (!from && !to) continue;
        if (!from && !isOffline(after)) phone.newlyViolated.push_back({name, *to});
        else if (!to && !isOffline(before)) phone.noLongerViolated.push_back(name);
        else if (!from || !to || byError(errorsBefore) != byError(errorsAfter) || !(besidesViolation(before) == besidesViolation(after)))
            phone.rulesChanged.push_back({name, from, to});
    }
}

PhoneWhatIf evaluatedTwice(const CompiledBook& before, const CompiledBook& after, const PhoneFacts& facts, base::Timestamp now) {
    const auto was = evaluatePhone(before, facts, now), will = evaluatePhone(after, facts, now);
    if (!was || !will) qFatal("a book that compiled contradicts itself");
    PhoneWhatIf phone{facts.phone, compareEffective(was->effective, will->effective), {}, {}, {}};
    const auto* persona = std::get_if<std::string>(&facts.values[*attributeIndex("phone.persona")]);
    if (persona != nullptr && *persona == "work") addRules(before.book(), after.book(), *was, *will, phone);
    return phone;
}

WhatIfTotals counted(const std::vector<PhoneWhatIf>& phones, std::size_t all) {
    WhatIfTotals totals;
    totals.phones = all;
    for (const auto& one : phones) {
        WhatIfTotals::Kinds kinds;
        for (const auto& change : one.settings) kinds.add(change.kind);
        kinds.addRules(one);
        totals.count(kinds);
        totals.countSettings(one.settings, 1);
    }
    return totals;
}

const auto kChoices = rc::gen::container<std::vector<std::uint16_t>>(400, rc::gen::arbitrary<std::uint16_t>());

}  // namespace

class FleetComparisonTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        if (!qEnvironmentVariableIsSet("RC_PARAMS")) qputenv("RC_PARAMS", "max_success=20000");
    }

    void asIfEachPhoneWereEvaluatedUnderBothBooks() {
        QVERIFY(rc::check("the changed phones, what happens to each, and the totals", [] {
            Choices choices(*kChoices);
            RuleBook book = randomBook(choices);
            const auto before = compiledBook(book);
            const auto now = std::chrono::floor<std::chrono::minutes>(randomTime(choices));
            FleetEngine engine(before, now);
            std::map<std::string, PhoneFacts> facts;
            for (std::size_t i = 0; i < kPhones; ++i) facts[phoneName(i)] = randomFacts(choices, phoneName(i));
            for (const auto& [name, one] : facts) engine.put(one);
            for (int edits = 0; edits < 3; ++edits) editBook(choices, book);
            const auto after = compiledBook(book);
            const auto comparison = engine.compare(after);
            std::vector<PhoneWhatIf> expected, found;
            for (const auto& [name, one] : facts)
                if (auto change = evaluatedTwice(*before, *after, one, now); !change.empty()) expected.push_back(std::move(change));
            for (const auto index : comparison->changed()) found.push_back(comparison->phone(index));
            std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.phone < b.phone; });
            RC_CLASSIFY(!expected.empty(), "changes");
            RC_ASSERT(found == expected);
            RC_ASSERT(comparison->totals() == counted(expected, facts.size()));
            RC_ASSERT(engine.book() == before);
        }));
    }

    void phonesAndSettingsAreCounted() {
        RuleBook before, after;
        assign(before, "open", {{"camera.allowed", true}}, "");
        after = before;
        assign(after, "strict", {{"camera.allowed", false}, {"network.bandwidthLimit", std::int64_t{8}}}, "phone.running");
        FleetEngine engine(compiled(before), kNow);
        for (int i = 0; i < 10; ++i) engine.put(phone("v-" + std::to_string(i), "work", i < 4));
        const auto comparison = engine.compare(compiled(after));
        const auto& totals = comparison->totals();
        QCOMPARE(totals.phones, std::size_t(10));
        QCOMPARE(totals.changed, std::size_t(4));
        QCOMPARE(totals.tightened, std::size_t(4));
        QCOMPARE(totals.newlySet, std::size_t(4));
        QCOMPARE(totals.loosened, std::size_t(0));
        QCOMPARE(totals.settings.at("camera.allowed").tightened, std::size_t(4));
        QCOMPARE(whatIfTotalsToJson(totals).at("totals").at("changed").get<int>(), 4);
        const auto one = changeOf(engine, *comparison, "v-0");
        QCOMPARE(one.settings.size(), std::size_t(2));
        QCOMPARE(phoneWhatIfToJson(one).at("settings").at(0).at("change").get<std::string>(), std::string("tightened"));
        QVERIFY(changeOf(engine, *comparison, "v-9").empty());
    }

    void whatFollowsFromViolationsIsDoneToWorkPhonesOnly() {
        RuleBook after;
        after.complianceRules["alive"] = alive(kToWipe);
        FleetEngine engine(compiled({}), kNow);
        engine.put(phone("v-work", "work", false));
        engine.put(phone("v-personal", "personal", false));
        const auto comparison = engine.compare(compiled(after));
        QCOMPARE(comparison->totals().changed, std::size_t(1));
        QCOMPARE(comparison->totals().wouldBeWiped, std::size_t(1));
        QVERIFY(changeOf(engine, *comparison, "v-work").newlyViolated == (std::vector<RuleBroken>{{"alive", ComplianceAction::Wipe}}));
        QVERIFY(changeOf(engine, *comparison, "v-personal").empty());
    }

    void anErrorIsNoReasonToWipe() {
        RuleBook after;
        after.complianceRules["alive"] = alive(kToWipe);
        FleetEngine engine(compiled({}), kNow);
        engine.put(phone("v-1", "work", std::nullopt));
        const auto comparison = engine.compare(compiled(after));
        QVERIFY(changeOf(engine, *comparison, "v-1").newlyViolated == (std::vector<RuleBroken>{{"alive", ComplianceAction::Block}}));
        QCOMPARE(comparison->totals().wouldBeBlocked, std::size_t(1));
        QCOMPARE(comparison->totals().wouldBeWiped, std::size_t(0));
    }

    void aLadderThatComesToAWipeIsSeenBeforeItIs() {
        RuleBook before, after;
        before.complianceRules["alive"] = alive({{ComplianceAction::Warn, {}}});
        after.complianceRules["alive"] = alive(kToWipe);
        FleetEngine engine(compiled(before), kNow);
        engine.put(phone("v-1", "work", false));
        engine.put(phone("v-2", "work", true));
        const auto comparison = engine.compare(compiled(after));
        QCOMPARE(comparison->totals().changed, std::size_t(1));
        QCOMPARE(comparison->totals().newlyNonCompliant, std::size_t(0));
        QCOMPARE(comparison->totals().wouldBeWiped, std::size_t(1));
        QVERIFY(changeOf(engine, *comparison, "v-1").rulesChanged ==
                (std::vector<RuleChanged>{{"alive", ComplianceAction::Warn, ComplianceAction::Wipe}}));
    }
};

QTEST_GUILESS_MAIN(FleetComparisonTest)
#include "fleet_comparison_test.moc"
