#include <QTest>
#include <nlohmann/json.hpp>

#include "policy/policy_diff.h"
#include "policy/whatif.h"

using namespace policy;

namespace {

Value number(std::int64_t n) { return n; }

RuleBook book() {
    RuleBook made;
    made.policies["staff"] = {"staff", "Everybody", {{"camera.allowed", true}, {"network.bandwidthLimit", number(2000)}}, ""};
    made.groups["sales"] = {"sales", "", "", {"vp-1"}};
    made.assignments = {{"staff", {TargetKind::Group, "sales"}, Level::Org}};
    return made;
}

PhoneEvaluation evaluation(std::map<std::string, Value> values, std::vector<policy::Violation> violations) {
    PhoneEvaluation made;
    for (auto& [name, value] : values) made.effective[name].value = value;
    made.violations = std::move(violations);
    return made;
}

}  // namespace

class PolicyDiffTest : public QObject {
    Q_OBJECT
private slots:
    void equalBooksDoNotDiffer();
    void eachSettingSaysInWhichDirectionItGoes();
    void objectsThatCameAndWentAreNamed();
    void aChangedMemberIsShownBeforeAndAfter();
    void whatIfCountsPhones();
    void anErrorIsNoReasonToWipe();
};

void PolicyDiffTest::equalBooksDoNotDiffer() { QVERIFY(compareBooks(book(), book()).empty()); }

void PolicyDiffTest::eachSettingSaysInWhichDirectionItGoes() {
    const std::map<std::string, Value> before{{"camera.allowed", true},          {"network.bandwidthLimit", number(2000)},
                                              {"apps.blocked", TextSet{"a", "b"}}, {"time.zone", std::string("Asia/Tokyo")},
                                              {"microphone.allowed", false},      {"lease.duration", number(600)}};
    const std::map<std::string, Value> after{{"camera.allowed", false},     {"network.bandwidthLimit", number(9000)},
                                             {"apps.blocked", TextSet{"b", "c"}}, {"time.zone", std::string("Europe/Paris")},
                                             {"bluetooth.allowed", false},  {"lease.duration", number(600)}};
    std::map<std::string, SettingChangeKind> kinds;
    for (const auto& change : compareSettings(before, after)) kinds[change.setting] = change.kind;
    const std::map<std::string, SettingChangeKind> expected{{"camera.allowed", SettingChangeKind::Tightened},
                                                            {"network.bandwidthLimit", SettingChangeKind::Loosened},
                                                            {"apps.blocked", SettingChangeKind::Changed},
                                                            {"time.zone", SettingChangeKind::Changed},
                                                            {"microphone.allowed", SettingChangeKind::NoLongerSet},
                                                            {"bluetooth.allowed", SettingChangeKind::NewlySet}};
    QVERIFY(kinds == expected);
}

void PolicyDiffTest::objectsThatCameAndWentAreNamed() {
    auto after = book();
    after.policies.clear();
    after.assignments.front().level = Level::Floor;
    after.complianceRules["alive"] = {"alive", "!phone.running", false, {}, {{ComplianceAction::Warn, {}}}, ""};
    std::vector<std::string> named;
    for (const auto& change : compareBooks(book(), after))
        named.push_back(change.object + (change.kind == ObjectChangeKind::Added ? " +" : change.kind == ObjectChangeKind::Removed ? " -" : ""));
    QVERIFY(named == (std::vector<std::string>{"policy staff -", "assignment of staff to group:sales at floor +",
                                               "assignment of staff to group:sales at org -", "compliance alive +"}));
}

void PolicyDiffTest::aChangedMemberIsShownBeforeAndAfter() {
    auto after = book();
    after.policies["staff"].when = "device.online";
    after.policies["staff"].settings["camera.allowed"] = false;
    const auto changes = compareBooks(book(), after);
    QCOMPARE(changes.size(), std::size_t{1});
    QVERIFY(changes[0].members == (std::vector<MemberChange>{{"when", "null", "\"device.online\""}}));
    QVERIFY(changes[0].settings == (std::vector<SettingChange>{{"camera.allowed", SettingChangeKind::Tightened, Value(true), Value(false)}}));
    const auto json = bookDiffToJson(changes).at("changes").at(0);
    QCOMPARE(json.at("members").at(0).at("after").get<std::string>(), std::string("device.online"));
    QCOMPARE(json.at("settings").at(0).at("change").get<std::string>(), std::string("tightened"));
}

void PolicyDiffTest::whatIfCountsPhones() {
    RuleBook rules;
    rules.complianceRules["alive"] = {
        "alive", "!phone.running", false, {}, {{ComplianceAction::Block, {}}, {ComplianceAction::Wipe, std::chrono::hours(1)}}, ""};
    WhatIf whatIf;
    const auto open = evaluation({{"camera.allowed", true}}, {});
    whatIf.add(comparePhone("vp-1", open, open, rules));
    whatIf.add(comparePhone("vp-2", open, evaluation({{"camera.allowed", false}}, {{"alive", ""}}), rules));
    whatIf.add(comparePhone("vp-3", evaluation({{"camera.allowed", false}}, {{"alive", ""}}), open, rules));
    const auto& totals = whatIf.totals();
    QCOMPARE(totals.looked, std::size_t{3});
    QCOMPARE(totals.changed, std::size_t{2});
    QCOMPARE(totals.tightened, std::size_t{1});
    QCOMPARE(totals.loosened, std::size_t{1});
    QCOMPARE(totals.newlyNonCompliant, std::size_t{1});
    QCOMPARE(totals.wouldBeBlocked, std::size_t{1});
    QCOMPARE(totals.wouldBeWiped, std::size_t{1});
    QCOMPARE(totals.compliantAgain, std::size_t{1});
    QCOMPARE(whatIf.settings().at("camera.allowed").tightened, std::size_t{1});
    const auto json = whatIfToJson(whatIf, 1);
    QCOMPARE(json.at("phones").size(), std::size_t{1});
    QCOMPARE(json.at("more").get<int>(), 1);
}

void PolicyDiffTest::anErrorIsNoReasonToWipe() {
    RuleBook rules;
    rules.complianceRules["alive"] = {
        "alive", "!phone.running", false, {}, {{ComplianceAction::Block, {}}, {ComplianceAction::Wipe, std::chrono::hours(1)}}, ""};
    const auto found = comparePhone("vp-1", evaluation({}, {}), evaluation({}, {{"alive", "no such key: running"}}), rules);
    QVERIFY(found.newlyViolated == (std::vector<RuleBroken>{{"alive", ComplianceAction::Block}}));
}

QTEST_GUILESS_MAIN(PolicyDiffTest)
#include "policy_diff_test.moc"
