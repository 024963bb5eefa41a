#include <QTest>
#include <nlohmann/json.hpp>

#include "policy/policy_diff.h"

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

}  // namespace

class PolicyDiffTest : public QObject {
    Q_OBJECT
private slots:
    void equalBooksDoNotDiffer();
    void eachSettingSaysInWhichDirectionItGoes();
    void objectsThatCameAndWentAreNamed();
    void aChangedMemberIsShownBeforeAndAfter();
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

QTEST_GUILESS_MAIN(PolicyDiffTest)
#include "policy_diff_test.moc"
