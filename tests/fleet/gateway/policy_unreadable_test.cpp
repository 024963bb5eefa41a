// A catalog with rules that this version does not understand: the gateway serves what it has signed, says what is wrong and how to mend it, writes nothing
// that such rules would decide, and goes on when they are mended.
#include <QtTest>
#include <nlohmann/json.hpp>

#include "fleet/catalog/policy_table.h"
#include "fleet/catalog/rule_object_table.h"
#include "tests/fleet/gateway/fleet_fixture.h"

using base::ErrorCode;
using base::Json;
using namespace std::chrono_literals;

namespace {

struct Scene {
    Scene() {
        if (!fleet.publish("1.0.0", "system").ok()) qFatal("the release was refused");
        one.emplace(fleet, "one");
        one->connect();
        work = fleet.createPhone("one", "work", "");
        fleet.call("policy_set", {{"name", "camera"}, {"settings", {{"camera.allowed", false}}}, {"when", "!('open' in device.labels)"}});
        fleet.call("policy_assign", {{"name", "camera"}, {"target", "all"}});
        fleet.call("exception_set", {{"name", "audit"}, {"setting", "camera.allowed"}, {"value", true}, {"target", "all"}, {"owner", "ada"},
                                     {"reason", "audit"}, {"when", "'audit' in device.labels"},
                                     {"expiresAt", base::formatTimestamp(fleet.clock.now() + 24h * 365)}});
    }
    /// As another version might have written it.
    template <typename Write>
    void writeRaw(Write write) {
        const auto done = fleet.gateway->context().catalog.write([&](fleet::catalog::Transaction& transaction) -> base::Result<void> {
            write(transaction);
            return {};
        });
        if (!done) qFatal("%s", done.error().message.c_str());
    }
    void breakPolicy() {
        writeRaw([](auto& transaction) {
            fleet::catalog::PolicyTable(transaction).put({"camera", "", R"({"camera.allowed":false})", 7, "device.odour == 'roses'"});
        });
    }
    void breakException() {
        writeRaw([](auto& transaction) {
            fleet::catalog::RuleObjectTable(transaction, fleet::catalog::RuleKind::Exception).put({"audit", R"({"name":"audit","smell":1})", 3});
        });
    }
    void restart() {
        one->disconnect();
        fleet.reopen();
        one->connect();
    }
    std::uint64_t version() { return static_cast<std::uint64_t>(one->desired(work)->version); }
    policy::Value camera() { return one->desired(work)->settings.at("camera.allowed"); }
    std::size_t alerts(const std::string& kind) {
        const auto all = fleet.call("alert_list", Json::object()).at("alerts");
        return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const Json& alert) { return alert.at("kind") == kind; }));
    }
    Json mended() { return {{"name", "camera"}, {"settings", {{"camera.allowed", false}}}, {"when", "!('open' in device.labels)"}}; }

    FleetFixture fleet;
    std::optional<FakeHandset> one;
    std::string work;
};

const policy::Value kFalse = false;

bool says(const base::Error& error, std::initializer_list<const char*> words) {
    return std::all_of(words.begin(), words.end(), [&](const char* word) { return error.message.find(word) != std::string::npos; });
}

}  // namespace

class PolicyUnreadableTest : public QObject {
    Q_OBJECT
private slots:
    void theGatewayStartsAndServesWhatItSignedUnchanged() {
        Scene scene;
        const auto version = scene.version();
        scene.breakPolicy();
        scene.restart();
        QCOMPARE(scene.version(), version);
        QCOMPARE(scene.camera(), kFalse);
        QCOMPARE(scene.alerts("policy_unreadable"), std::size_t(1));
        // The world goes on: reports are taken, time passes, and what would loosen by a rule that can be read does not.
        scene.one->reportRunning(scene.work);
        QVERIFY(scene.one->acknowledged());
        scene.fleet.call("handset_label", {{"handset", "one"}, {"labels", {{"open", "yes"}, {"audit", "yes"}}}});
        scene.fleet.clock.advance(24h * 10);
        scene.fleet.gateway->tick();
        QCOMPARE(scene.version(), version);
        scene.restart();
        QCOMPARE(scene.version(), version);
    }

    void everyVerbThatNeedsTheRulesNamesWhatIsWrongAndHowToMendIt() {
        Scene scene;
        scene.breakPolicy();
        scene.breakException();
        scene.restart();
        const std::pair<const char*, Json> verbs[] = {{"policy_explain", {{"phone", scene.work}}},
                                                      {"policy_whatif", {{"edit", {{"remove", {{"policies", {"camera"}}}}}}}},
                                                      {"policy_lint", Json::object()},
                                                      {"compliance_list", Json::object()},
                                                      {"virtual_phone_stop", {{"phone", scene.work}}},
                                                      {"virtual_phone_create", {{"handset", "one"}, {"persona", "personal"}, {"image", "reference-work"}, {"version", "1.0.0"}}}};
        for (const auto& [verb, arguments] : verbs) {
            const auto error = scene.fleet.refused(verb, arguments);
            QCOMPARE(error.code, ErrorCode::Unavailable);
            QVERIFY2(says(error, {"policy camera: ", "device.odour", "line 1, column 8", "policy_set", "exception audit: ", "exception.setting", "exception_delete"}), error.message.c_str());
        }
        QCOMPARE(scene.fleet.call("policy_list", Json::object()).at("policies").size(), std::size_t(1));
    }

    void mendingTheObjectLiftsIt() {
        Scene scene;
        const auto version = scene.version();
        scene.breakPolicy();
        scene.restart();
        scene.fleet.call("handset_label", {{"handset", "one"}, {"labels", {{"open", "yes"}}}});
        QCOMPARE(scene.version(), version);
        scene.fleet.call("policy_set", scene.mended());
        // What happened meanwhile counts now.
        QVERIFY(!scene.one->desired(scene.work)->settings.contains("camera.allowed"));
        QVERIFY(scene.fleet.admin->call("policy_explain", {{"phone", scene.work}}).ok());
        QCOMPARE(scene.alerts("policy_readable"), std::size_t(1));
        scene.restart();
        QCOMPARE(scene.alerts("policy_unreadable"), std::size_t(1));
    }

    void twoBrokenObjectsAreMendedOneByOne() {
        Scene scene;
        const auto version = scene.version();
        scene.breakPolicy();
        scene.breakException();
        scene.restart();
        scene.fleet.call("policy_set", scene.mended());
        QCOMPARE(scene.version(), version);
        QVERIFY(!says(scene.fleet.refused("policy_lint", Json::object()), {"policy camera: "}));
        scene.fleet.call("exception_delete", {{"name", "audit"}});
        QVERIFY(scene.fleet.admin->call("policy_lint", Json::object()).ok());
    }

    void aBrokenPolicyIsUnassignedAndDeleted() {
        Scene scene;
        scene.breakPolicy();
        scene.restart();
        scene.fleet.call("policy_unassign", {{"name", "camera"}, {"target", "all"}});
        QCOMPARE(scene.camera(), kFalse);
        scene.fleet.call("policy_delete", {{"name", "camera"}});
        QVERIFY(!scene.one->desired(scene.work)->settings.contains("camera.allowed"));
    }

    void whatDoesNotMendIsRefusedAndChangesNothing() {
        Scene scene;
        const auto version = scene.version();
        scene.breakPolicy();
        scene.restart();
        auto stillWrong = scene.mended();
        stillWrong["when"] = "device.colour == 'red'";
        const std::pair<const char*, Json> edits[] = {{"policy_set", stillWrong},
                                                      {"policy_set", {{"name", "other"}, {"settings", {{"camera.allowed", false}}}}},
                                                      {"exception_delete", {{"name", "audit"}}}};
        for (const auto& [verb, arguments] : edits) {
            const auto error = scene.fleet.refused(verb, arguments);
            QCOMPARE(error.code, ErrorCode::InvalidInput);
            QVERIFY2(says(error, {"policy camera: ", "policy_delete"}), error.message.c_str());
        }
        QCOMPARE(scene.fleet.call("policy_list", Json::object()).at("policies").size(), std::size_t(1));
        QCOMPARE(scene.fleet.call("exception_list", Json::object()).at("exceptions").size(), std::size_t(1));
        QCOMPARE(scene.version(), version);
        scene.fleet.call("policy_set", scene.mended());
        QVERIFY(scene.fleet.admin->call("policy_lint", Json::object()).ok());
    }
};

QTEST_GUILESS_MAIN(PolicyUnreadableTest)
#include "policy_unreadable_test.moc"
