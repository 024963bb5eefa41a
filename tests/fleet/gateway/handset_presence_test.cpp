// When a handset was last heard from, for the conditions that ask: as long as its link lives, across a gateway that stops, and not a moment longer.
#include <QtTest>
#include <nlohmann/json.hpp>

#include "tests/fleet/gateway/fleet_fixture.h"

using base::Json;
using namespace std::chrono_literals;

namespace {

/// A rule that restricts work phones whose handset was silent for a day.
struct Scene {
    Scene() {
        if (!fleet.publish("1.0.0", "system").ok()) qFatal("the release was refused");
        fleet.call("policy_set", {{"name", "silent"}, {"settings", {{"network.restricted", true}}},
                                  {"when", "now - device.lastSeenAt > duration('24h')"}});
        fleet.call("policy_assign", {{"name", "silent"}, {"target", "persona:work"}});
    }
    /// A handset with a work phone.
    FakeHandset& add(const std::string& name) {
        auto& handset = *handsets.emplace_back(std::make_unique<FakeHandset>(fleet, name));
        handset.connect();
        phones[name] = fleet.createPhone(name, "work", "");
        return handset;
    }
    void pass(base::Duration time, std::initializer_list<FakeHandset*> heard) {
        fleet.clock.advance(time);
        for (auto* handset : heard) fleet.gateway->gate().linkHeard(handset->id);
        fleet.gateway->tick();
    }
    bool isRestricted(const FakeHandset& handset) {
        const auto explained = fleet.call("policy_explain", {{"phone", phones.at(handset.name)}, {"setting", "network.restricted"}});
        return explained.at("phones").at(0).at("settings").at(0).at("value") == Json(true);
    }
    std::string lastSeen(const FakeHandset& handset) {
        return fleet.call("handset_show", {{"handset", handset.name}}).at("lastSeenAt").get<std::string>();
    }

    FleetFixture fleet;
    std::vector<std::unique_ptr<FakeHandset>> handsets;
    std::map<std::string, std::string> phones;
};

}  // namespace

class HandsetPresenceTest : public QObject {
    Q_OBJECT
private slots:
    void aSilentHandsetThatAnswersPingsIsNotStale() {
        Scene scene;
        auto &silent = scene.add("silent"), &deaf = scene.add("deaf");
        for (int hour = 0; hour < 30; ++hour) scene.pass(1h, {&silent});
        QVERIFY(!scene.isRestricted(silent));
        QCOMPARE(scene.lastSeen(silent), base::formatTimestamp(scene.fleet.clock.now()));
        QVERIFY(scene.isRestricted(deaf));
        QVERIFY(deaf.desired(scene.phones["deaf"])->settings.contains("network.restricted"));
        QVERIFY(!silent.desired(scene.phones["silent"])->settings.contains("network.restricted"));
        for (int hour = 0; hour < 25; ++hour) scene.pass(1h, {});
        QVERIFY(scene.isRestricted(silent));
        scene.pass(1h, {&silent});
        QVERIFY(!scene.isRestricted(silent));
        QVERIFY(!silent.desired(scene.phones["silent"])->settings.contains("network.restricted"));
    }

    void pingsAreWrittenTogetherOnceAMinute() {
        Scene scene;
        auto &one = scene.add("one"), &two = scene.add("two");
        const auto before = scene.lastSeen(one);
        const auto revision = scene.fleet.gateway->context().catalog.revision();
        for (int second = 0; second < 59; ++second) scene.pass(1s, {&one, &two});
        QCOMPARE(scene.lastSeen(one), before);
        scene.pass(1s, {&one, &two});
        QCOMPARE(scene.lastSeen(one), base::formatTimestamp(scene.fleet.clock.now()));
        QCOMPARE(scene.lastSeen(two), base::formatTimestamp(scene.fleet.clock.now()));
        // Nobody who follows the fleet is told of it.
        QCOMPARE(scene.fleet.gateway->context().catalog.revision(), revision);
    }

    void aLinkThatGotNoAnswerDoesNotCountAsHeardWhenItEnds() {
        Scene scene;
        auto& one = scene.add("one");
        scene.pass(2min, {&one});
        const auto heard = scene.lastSeen(one);
        scene.pass(6min, {});
        one.disconnect();
        QCOMPARE(scene.lastSeen(one), heard);
    }

    void aGatewayThatWasDownForDaysDoesNotFindItsFleetStale() {
        Scene scene;
        auto &here = scene.add("here"), &gone = scene.add("gone"), &away = scene.add("away");
        away.disconnect();
        for (int minute = 0; minute < 30; ++minute) scene.pass(1min, {&here, &gone});
        const auto version = here.desired(scene.phones["here"])->version;
        const auto heard = scene.lastSeen(here);
        scene.fleet.clock.advance(72h);
        scene.fleet.reopen();
        scene.fleet.gateway->tick();
        // Those that were connected could not have been heard; who was away before is as stale as it looks.
        QVERIFY(!scene.isRestricted(here) && !scene.isRestricted(gone));
        QVERIFY(scene.isRestricted(away));
        QCOMPARE(scene.lastSeen(here), heard);
        here.connect();
        QCOMPARE(here.desired(scene.phones["here"])->version, version);
        // A second stop, before the rest could come back, changes nothing.
        scene.pass(2min, {&here});
        scene.fleet.reopen();
        here.connect();
        QVERIFY(!scene.isRestricted(gone));
        for (int hour = 0; hour < 25; ++hour) scene.pass(1h, {&here});
        QVERIFY(!scene.isRestricted(here));
        QVERIFY(scene.isRestricted(gone));
    }
};

QTEST_GUILESS_MAIN(HandsetPresenceTest)
#include "handset_presence_test.moc"
