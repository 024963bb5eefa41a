// Policy in the gateway, as operators and handsets see it: conditions, groups, exceptions, compliance, whatif; and that what
// is in memory is what the catalog says, also after a refusal and after a restart.
#include <QtTest>
#include <nlohmann/json.hpp>
#include <set>

#include "fleet/catalog/virtual_phone_table.h"
#include "tests/fleet/gateway/fleet_fixture.h"

using base::ErrorCode;
using base::Json;
using namespace std::chrono_literals;

namespace {

/// One handset with Ada's work phone and a personal phone.
struct Scene {
    Scene() {
        if (!fleet.publish("1.0.0", "system").ok()) qFatal("the release was refused");
        ada = fleet.call("person_create", {{"name", "Ada"}, {"email", "ada@example.org"}}).at("id");
        one.emplace(fleet, "one");
        one->connect();
        work = fleet.createPhone("one", "work", ada);
        personal = fleet.createPhone("one", "personal", "");
    }
    void set(const std::string& policy, const Json& settings, const std::string& when, const std::string& target,
             const std::string& level = "group") {
        fleet.call("policy_set", {{"name", policy}, {"settings", settings}, {"when", when}});
        fleet.call("policy_assign", {{"name", policy}, {"target", target}, {"level", level}});
    }
    std::optional<policy::Value> wanted(const std::string& phone, const std::string& setting) {
        const auto desired = one->desired(phone);
        const auto found = desired->settings.find(setting);
        return found == desired->settings.end() ? std::nullopt : std::optional(found->second);
    }
    Json explained(const std::string& setting) {
        return fleet.call("policy_explain", {{"phone", work}, {"setting", setting}}).at("phones").at(0).at("settings").at(0);
    }

    FleetFixture fleet;
    std::optional<FakeHandset> one;
    std::string ada, work, personal;
};

const policy::Value kFalse = false, kTrue = true;

}  // namespace

class FleetPolicyTest : public QObject {
    Q_OBJECT
private slots:
    void aConditionFollowsTheFactsItAsksAbout() {
        Scene scene;
        scene.set("loan", {{"camera.allowed", false}}, "device.labels['loan'] == 'yes'", "persona:work");
        // Without the label the condition fails, and what restricts applies.
        QCOMPARE(scene.wanted(scene.work, "camera.allowed"), std::optional(kFalse));
        scene.fleet.call("handset_label", {{"handset", "one"}, {"labels", {{"loan", "no"}}}});
        QCOMPARE(scene.wanted(scene.work, "camera.allowed"), std::nullopt);
        scene.fleet.call("handset_label", {{"handset", "one"}, {"labels", {{"loan", "yes"}}}});
        QCOMPARE(scene.wanted(scene.work, "camera.allowed"), std::optional(kFalse));
        QCOMPARE(scene.wanted(scene.personal, "camera.allowed"), std::nullopt);
    }

    void aDynamicGroupFollowsThePeopleInIt() {
        Scene scene;
        scene.fleet.call("group_set", {{"name", "sales"}, {"expression", "has(user.groups) && 'sales' in user.groups"}});
        scene.set("roaming", {{"network.bandwidthLimit", 500}}, "", "group:sales");
        QCOMPARE(scene.wanted(scene.work, "network.bandwidthLimit"), std::nullopt);
        scene.fleet.call("person_update", {{"person", scene.ada}, {"groups", {"sales", "field"}}});
        QCOMPARE(scene.wanted(scene.work, "network.bandwidthLimit"), std::optional(policy::Value(std::int64_t(500))));
        QCOMPARE(scene.fleet.call("group_show", {{"name", "sales"}}).at("matches"), Json(1));
        QCOMPARE(scene.fleet.refused("group_delete", {{"name", "sales"}}).code, ErrorCode::InvalidInput);
        QCOMPARE(scene.fleet.call("group_list", Json::object()).at("groups").size(), std::size_t(1));
    }

    void aStaticGroupTakesHandsetsAndPhonesByName() {
        Scene scene;
        scene.fleet.call("group_set", {{"name", "pilots"}, {"members", {"handset:one"}}});
        scene.set("pilot", {{"camera.allowed", false}}, "", "group:pilots");
        QCOMPARE(scene.wanted(scene.work, "camera.allowed"), std::optional(kFalse));
        QCOMPARE(scene.wanted(scene.personal, "camera.allowed"), std::optional(kFalse));
        QCOMPARE(scene.fleet.call("group_show", {{"name", "pilots"}}).at("matches"), Json(2));
        scene.fleet.call("group_set", {{"name", "pilots"}, {"members", {"handset:one", "phone:" + scene.work}}});
        QCOMPARE(scene.fleet.call("group_show", {{"name", "pilots"}}).at("matches"), Json(2));
        scene.fleet.call("group_set", {{"name", "pilots"}, {"members", {"phone:" + scene.work}}});
        QCOMPARE(scene.fleet.call("group_show", {{"name", "pilots"}}).at("matches"), Json(1));
        QCOMPARE(scene.wanted(scene.work, "camera.allowed"), std::optional(kFalse));
        QCOMPARE(scene.wanted(scene.personal, "camera.allowed"), std::nullopt);
    }

    void anExceptionLoosensUntilItExpires() {
        Scene scene;
        scene.set("strict", {{"camera.allowed", false}}, "", "persona:work");
        const auto expires = base::formatTimestamp(scene.fleet.clock.now() + 1h);
        scene.fleet.call("exception_set", {{"name", "audit"}, {"setting", "camera.allowed"}, {"value", true},
                                           {"target", "phone:" + scene.work}, {"owner", "ada"}, {"reason", "site audit"},
                                           {"expiresAt", expires}});
        QCOMPARE(scene.wanted(scene.work, "camera.allowed"), std::optional(kTrue));
        QVERIFY(scene.explained("camera.allowed").at("exceptions").at(0).at("applied").get<bool>());
        scene.fleet.clock.advance(59min);
        scene.fleet.gateway->tick();
        QCOMPARE(scene.wanted(scene.work, "camera.allowed"), std::optional(kTrue));
        scene.fleet.clock.advance(2min);
        scene.fleet.gateway->tick();
        QCOMPARE(scene.wanted(scene.work, "camera.allowed"), std::optional(kFalse));
    }

    void anExceptionForAGroupThatThereIsNotSaysSo() {
        Scene scene;
        const Json exception{{"name", "audit"}, {"setting", "camera.allowed"}, {"value", true}, {"target", "group:nobody"},
                             {"owner", "ada"}, {"reason", "site audit"},
                             {"expiresAt", base::formatTimestamp(scene.fleet.clock.now() + 1h)}};
        const auto refused = scene.fleet.refused("exception_set", exception);
        QCOMPARE(refused.code, base::ErrorCode::NotFound);
        QVERIFY2(refused.message.find("'nobody'") != std::string::npos, refused.message.c_str());
        scene.fleet.call("group_set", {{"name", "nobody"}, {"members", Json::array()}});
        scene.fleet.call("exception_set", exception);
    }

    void anExceptionThatExpiredWhileTheGatewayWasDownIsNoticedAtItsStart() {
        Scene scene;
        scene.set("strict", {{"camera.allowed", false}}, "", "persona:work");
        scene.fleet.call("exception_set", {{"name", "audit"}, {"setting", "camera.allowed"}, {"value", true},
                                           {"target", "all"}, {"owner", "ada"}, {"reason", "site audit"},
                                           {"expiresAt", base::formatTimestamp(scene.fleet.clock.now() + 1h)}});
        scene.fleet.clock.advance(2h);
        scene.fleet.reopen();
        scene.one->connect();
        QCOMPARE(scene.wanted(scene.work, "camera.allowed"), std::optional(kFalse));
    }

    void aConditionOnTimeFlipsWithoutAnybodyAsking() {
        Scene scene;
        scene.set("stale", {{"network.restricted", true}}, "now - phone.createdAt > duration('24h')", "persona:work");
        QCOMPARE(scene.wanted(scene.work, "network.restricted"), std::nullopt);
        scene.fleet.clock.advance(23h);
        scene.fleet.gateway->tick();
        QCOMPARE(scene.wanted(scene.work, "network.restricted"), std::nullopt);
        scene.fleet.clock.advance(2h);
        scene.fleet.gateway->tick();
        QCOMPARE(scene.wanted(scene.work, "network.restricted"), std::optional(kTrue));
    }

    void rulesThatDoNotCompileAreRefusedAndChangeNothing() {
        Scene scene;
        scene.set("strict", {{"camera.allowed", false}}, "", "persona:work");
        const auto version = scene.one->desired(scene.work)->version;
        const auto error = scene.fleet.refused("policy_set", {{"name", "odd"}, {"settings", Json::object()}, {"when", "device.modle == 'x'"}});
        QCOMPARE(error.code, ErrorCode::InvalidInput);
        QVERIFY2(error.message.find("device.model") != std::string::npos, error.message.c_str());
        QVERIFY2(error.message.find('^') != std::string::npos, error.message.c_str());
        QCOMPARE(scene.fleet.refused("policy_show", {{"name", "odd"}}).code, ErrorCode::NotFound);
        // What is in memory is what the catalog holds: the next change works on it.
        scene.set("strict", {{"camera.allowed", true}}, "", "persona:work");
        QCOMPARE(scene.wanted(scene.work, "camera.allowed"), std::optional(kTrue));
        QCOMPARE(scene.one->desired(scene.work)->version, version + 1);
    }

    void rulesThatAreRolledBackReachNobody() {
        Scene scene;
        scene.set("strict", {{"camera.allowed", false}}, "", "persona:work");
        Json apps = Json::array();
        for (int i = 0; i < 256; ++i) apps.push_back("org.a" + std::to_string(i) + "." + std::string(200, 'a'));
        scene.fleet.call("policy_set", {{"name", "big"}, {"settings", {{"apps.blocked", apps}, {"microphone.allowed", false}}}});
        // They compile, and then make a document that is too long for one message.
        QVERIFY(!scene.fleet.refused("policy_assign", {{"name", "big"}, {"target", "all"}}).message.empty());
        const auto explained = scene.fleet.call("policy_explain", {{"phone", scene.work}, {"setting", "microphone.allowed"}});
        QVERIFY(explained.at("phones").at(0).at("settings").empty());
        scene.fleet.call("virtual_phone_stop", {{"phone", scene.work}});
        QCOMPARE(scene.wanted(scene.work, "microphone.allowed"), std::nullopt);
        QCOMPARE(scene.wanted(scene.work, "camera.allowed"), std::optional(kFalse));
        scene.fleet.call("handset_label", {{"handset", "one"}, {"labels", {{"site", "berlin"}}}});
        scene.set("calm", {{"microphone.allowed", false}}, "device.labels['site'] == 'berlin'", "persona:work");
        QCOMPARE(scene.wanted(scene.work, "microphone.allowed"), std::optional(kFalse));
    }

    void exclusivesOfTheSameRankThatDifferAreRefusedWhenTheyAreAssigned() {
        Scene scene;
        scene.set("vpn-a", {{"vpn.server", "a.example.org"}}, "", "persona:work");
        scene.fleet.call("policy_set", {{"name", "vpn-b"}, {"settings", {{"vpn.server", "b.example.org"}}}});
        const auto error = scene.fleet.refused("policy_assign", {{"name", "vpn-b"}, {"target", "all"}});
        QVERIFY2(error.message.find("vpn-a") != std::string::npos && error.message.find("vpn-b") != std::string::npos, error.message.c_str());
        scene.fleet.call("policy_assign", {{"name", "vpn-b"}, {"target", "all"}, {"level", "org"}});
        QCOMPARE(scene.wanted(scene.work, "vpn.server"), std::optional(policy::Value(std::string("b.example.org"))));
    }

    void whatifTellsAndChangesNothing() {
        Scene scene;
        scene.set("strict", {{"camera.allowed", false}}, "", "persona:work");
        const auto revision = scene.fleet.call("fleet_status", Json::object()).at("revision");
        const Json put{{"policies", {{{"name", "strict"}, {"settings", {{"camera.allowed", true}, {"lease.duration", 3600}}}}}}};
        const auto answer = scene.fleet.call("policy_whatif", {{"edit", {{"put", put}}}});
        QCOMPARE(answer.at("changedPhones"), Json(1));
        QCOMPARE(answer.at("phones").at(0).at("phone").at("id"), Json(scene.work));
        QCOMPARE(answer.at("phones").at(0).at("settings").at(0).at("change"), Json("loosened"));
        QCOMPARE(answer.at("phones").at(0).at("settings").at(1).at("change"), Json("newly-set"));
        QCOMPARE(answer.at("rules").size(), std::size_t(1));
        QCOMPARE(scene.fleet.call("fleet_status", Json::object()).at("revision"), revision);
        const auto removed = scene.fleet.call("policy_whatif", {{"edit", {{"remove", {{"policies", {"strict"}}}}}}});
        QCOMPARE(removed.at("phones").at(0).at("settings").at(0).at("change"), Json("no-longer-set"));
        QCOMPARE(scene.fleet.refused("policy_whatif", {{"edit", {{"remove", {{"policies", {"nobody"}}}}}}}).code, ErrorCode::NotFound);
    }

    void whatifTakesHandsetsAndPhonesByNameInGroupsToo() {
        Scene scene;
        scene.fleet.call("policy_set", {{"name", "pilot"}, {"settings", {{"camera.allowed", false}}}});
        const Json put{{"groups", {{{"name", "pilots"}, {"members", {"handset:one"}}}}},
                       {"assignments", {{{"policy", "pilot"}, {"target", "group:pilots"}, {"level", "group"}}}}};
        const auto answer = scene.fleet.call("policy_whatif", {{"edit", {{"put", put}}}});
        QCOMPARE(answer.at("changedPhones"), Json(2));
        QCOMPARE(answer.at("groups"), Json::array({Json{{"group", "pilots"}, {"before", nullptr}, {"after", 2}}}));
        const Json unknown{{"groups", {{{"name", "pilots"}, {"members", {"handset:nobody"}}}}}};
        QCOMPARE(scene.fleet.refused("policy_whatif", {{"edit", {{"put", unknown}}}}).code, ErrorCode::NotFound);
    }

    void whatifSaysHowManyPhonesAGroupWouldHave() {
        Scene scene;
        scene.fleet.call("group_set", {{"name", "work"}, {"expression", "phone.persona == 'work'"}});
        const auto groups = [&](const Json& edit) { return scene.fleet.call("policy_whatif", {{"edit", edit}}).at("groups"); };
        const auto put = [](const char* name, const char* expression) {
            return Json{{"put", {{"groups", {{{"name", name}, {"expression", expression}}}}}}};
        };
        QCOMPARE(groups(put("work", "phone.persona != ''")), Json::array({Json{{"group", "work"}, {"before", 1}, {"after", 2}}}));
        QCOMPARE(groups(put("all", "true")), Json::array({Json{{"group", "all"}, {"before", nullptr}, {"after", 2}}}));
        QCOMPARE(groups(put("work", "phone.persona == 'work'")), Json::array());
        QCOMPARE(groups({{"remove", {{"groups", {"work"}}}}}), Json::array({Json{{"group", "work"}, {"before", 1}, {"after", nullptr}}}));
    }

    void whatifListsEveryPhonePageByPageHoweverManyThereAre() {
        constexpr int kMany = 6'000;
        Scene scene;
        const auto written = scene.fleet.gateway->context().catalog.write([&](fleet::catalog::Transaction& transaction) -> base::Result<void> {
            const auto like = fleet::catalog::VirtualPhoneTable(transaction).find(base::PhoneId(scene.personal));
            for (int i = 0; i < kMany; ++i) {
                auto phone = *like;
                phone.id = base::PhoneId("vp-many-" + std::to_string(i));
                phone.persona = "spare";
                fleet::catalog::VirtualPhoneTable(transaction).insert(phone);
            }
            return {};
        });
        QVERIFY(written.ok());
        const Json put{{"policies", {{{"name", "strict"}, {"settings", {{"camera.allowed", false}}}, {"when", "phone.persona == 'spare'"}}}},
                       {"assignments", {{{"policy", "strict"}, {"target", "all"}, {"level", "org"}}}}};
        Json arguments{{"edit", {{"put", put}}}, {"limit", 1000}};
        std::set<std::string> listed;
        for (int page = 1;; ++page) {
            const auto answer = scene.fleet.call("policy_whatif", arguments);
            QCOMPARE(answer.at("changedPhones"), Json(kMany));
            QCOMPARE(answer.at("totals").at("newlySet"), Json(kMany));
            QCOMPARE(answer.at("settings").at("camera.allowed").at("newlySet"), Json(kMany));
            QCOMPARE(answer.at("phones").size(), std::size_t(1000));
            for (const auto& phone : answer.at("phones")) listed.insert(phone.at("phone").at("id").get<std::string>());
            QCOMPARE(listed.size(), std::size_t(page) * 1000);
            QCOMPARE(answer.at("more"), Json(kMany - page * 1000));
            if (answer.at("next").is_null()) break;
            arguments["after"] = answer.at("next");
        }
        QCOMPARE(listed.size(), std::size_t(kMany));
        QVERIFY(!listed.contains(scene.work));
    }

    void theBookComesBackAsItWasAndADiffFindsWhatDiffers() {
        Scene scene;
        scene.set("strict", {{"camera.allowed", false}}, "phone.persona == 'work'", "all", "org");
        scene.fleet.call("group_set", {{"name", "sales"}, {"expression", "'sales' in user.groups"}});
        auto book = scene.fleet.call("policy_book", Json::object());
        QVERIFY(scene.fleet.call("policy_diff", {{"edit", {{"put", book}, {"replace", true}}}}).at("changes").empty());
        book["groups"] = Json::array();
        const auto changes = scene.fleet.call("policy_diff", {{"edit", {{"put", book}, {"replace", true}}}}).at("changes");
        QCOMPARE(changes.size(), std::size_t(1));
        QCOMPARE(changes.at(0).at("object"), Json("group sales"));
        QCOMPARE(changes.at(0).at("change"), Json("removed"));
    }

    void aViolationIsRecordedOnceAndEndsWithItsCause() {
        Scene scene;
        scene.fleet.call("compliance_rule_set",
                         {{"name", "labelled"}, {"violation", "!('site' in device.labels)"},
                          {"ladder", {{{"action", "warn"}, {"after", "1h"}}, {{"action", "block"}, {"after", "2d"}}}}});
        const auto violations = [&] { return scene.fleet.call("compliance_list", Json::object()).at("violations"); };
        QCOMPARE(violations().size(), std::size_t(1));
        QCOMPARE(violations().at(0).at("phone").at("id"), Json(scene.work));
        const auto since = violations().at(0).at("since");
        QVERIFY(violations().at(0).at("inForce").is_null());
        scene.fleet.clock.advance(90min);
        scene.fleet.reopen();
        QCOMPARE(violations().at(0).at("since"), since);
        QCOMPARE(violations().at(0).at("inForce").at("action"), Json("warn"));
        QCOMPARE(violations().at(0).at("next").at("action"), Json("block"));
        const auto alerts = scene.fleet.call("alert_list", Json::object()).at("alerts");
        QCOMPARE(std::count_if(alerts.begin(), alerts.end(), [](const Json& one) { return one.at("kind") == "not_compliant"; }), 1);
        scene.fleet.call("handset_label", {{"handset", "one"}, {"labels", {{"site", "berlin"}}}});
        QVERIFY(violations().empty());
    }

    void theStepsOfABrokenRuleAreSignedInAdvance() {
        Scene scene;
        const auto began = scene.fleet.clock.now();
        scene.fleet.call("compliance_rule_set",
                         {{"name", "labelled"}, {"violation", "!('site' in device.labels)"}, {"message", "Ask the help desk."},
                          {"ladder", {{{"action", "warn"}, {"after", "1h"}}, {{"action", "block"}, {"after", "2d"}}, {{"action", "wipe"}, {"after", "9d"}}}}});
        scene.fleet.call("compliance_rule_set",
                         {{"name", "silent"}, {"offline", true}, {"ladder", {{{"action", "block"}, {"after", "7d"}}}}});
        const auto steps = scene.one->desired(scene.work)->steps;
        QCOMPARE(steps.size(), std::size_t(3));
        QVERIFY(steps[1].action == policy::ComplianceAction::Block && steps[1].at == began + 48h);
        QCOMPARE(steps[0].message, std::string("Ask the help desk."));
        const auto offline = scene.one->desired(scene.work)->offlineSteps;
        QCOMPARE(offline.size(), std::size_t(1));
        QCOMPARE(offline[0].afterSeconds, std::int64_t(7 * 86'400));
        QVERIFY(scene.one->desired(scene.personal)->steps.empty() && scene.one->desired(scene.personal)->offlineSteps.empty());
        scene.fleet.call("handset_label", {{"handset", "one"}, {"labels", {{"site", "berlin"}}}});
        QVERIFY(scene.one->desired(scene.work)->steps.empty());
    }

    void anErrorNeverLeadsToAWipe() {
        Scene scene;
        scene.fleet.call("compliance_rule_set",
                         {{"name", "odd"}, {"violation", "device.labels['site'] != 'berlin'"},
                          {"ladder", {{{"action", "block"}, {"after", "2d"}}, {{"action", "wipe"}, {"after", "9d"}}}}});
        QCOMPARE(scene.one->desired(scene.work)->steps.size(), std::size_t(1));
        QVERIFY(scene.fleet.call("compliance_list", Json::object()).at("violations").at(0).at("byError").get<bool>());
    }

    void aHandsetIsExplainedPhoneByPhone() {
        Scene scene;
        scene.set("strict", {{"camera.allowed", false}}, "phone.persona == 'work'", "all", "org");
        const auto phones = scene.fleet.call("policy_explain", {{"phone", "one"}}).at("phones");
        QCOMPARE(phones.size(), std::size_t(2));
        const auto misspelt = scene.fleet.refused("policy_explain", {{"phone", "one"}, {"setting", "camera.alowed"}});
        QVERIFY2(misspelt.message.find("camera.allowed") != std::string::npos, misspelt.message.c_str());
    }
};

QTEST_GUILESS_MAIN(FleetPolicyTest)
#include "fleet_policy_test.moc"
