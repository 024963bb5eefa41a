// Backups by themselves: a phone is asked when its time has come and its handset is there, once, and operators see what it
// waits for.
#include <QtTest>

#include "tests/fakes/memory_disk.h"
#include "tests/fleet/gateway/fleet_fixture.h"

using namespace fleet;
using base::ErrorCode;
using base::Json;
using namespace std::chrono_literals;

class ScheduledBackupsTest : public QObject {
    Q_OBJECT

private:
    struct Scene : FleetFixture {
        Scene() {
            if (!publish("1.0.0", "system one").ok()) qFatal("cannot publish");
            one = std::make_unique<FakeHandset>(*this, "one");
            one->connect();
            work = createPhone("one", "work", "");
            one->reportRunning(work);
        }
        void pass(base::Duration time) {
            clock.advance(time);
            gateway->tick();
        }
        Json every(int hours) { return {{"schedule", {{"everyHours", hours}}}}; }
        Json operations() { return call("operation_list", {{"phone", work}}).at("operations"); }
        Json shown() { return call("backup_schedule_show", {{"phone", work}}); }
        /// Carries out what was asked for last.
        void carryOut() {
            fakes::MemoryDisk disk(256 * 1024);
            one->backUp(operations().at(0).at("id"), disk);
        }
        std::unique_ptr<FakeHandset> one;
        std::string work;
    };

private slots:
    void aPhoneIsBackedUpAgainAndAgain() {
        Scene scene;
        scene.call("backup_schedule_set", scene.every(24));
        scene.pass(61min);
        QCOMPARE(scene.operations().size(), std::size_t{1});
        QCOMPARE(scene.operations().at(0).at("createdBy"), Json("schedule"));
        scene.carryOut();
        for (int day = 0; day < 3; ++day)
            for (int hour = 0; hour < 24; ++hour) {
                scene.pass(1h);
                if (scene.operations().at(0).at("state") == "delivered") scene.carryOut();
            }
        const auto count = scene.operations().size();
        QVERIFY(count == 4 || count == 5);
        QCOMPARE(scene.call("restore_point_list", Json::object()).at("restorePoints").size(), count);
    }

    void limitOfTheScheduleHoldsForABackupThatAPersonWants() {
        Scene scene;
        const auto conditions = [&](Json arguments) {
            arguments["phone"] = scene.work;
            const auto id = scene.call("virtual_phone_backup", arguments).at("id").get<std::string>();
            const auto order = base::parseJson(scene.one->delivered(id)->arguments).value();
            scene.call("operation_cancel", {{"operation", id}});
            return order.value("conditions", Json());
        };
        QVERIFY(conditions(Json::object()).is_null());
        Json schedule{{"everyHours", 24}, {"onlyOnWifi", true}, {"onlyWhileCharging", true}};
        scene.call("backup_schedule_set", {{"schedule", schedule}});
        QVERIFY2(conditions(Json::object()).is_null(), "it is wanted now, on whatever network");
        schedule["kilobitsPerSecond"] = 800;
        scene.call("backup_schedule_set", {{"schedule", schedule}});
        QCOMPARE(conditions(Json::object()), (Json{{"kilobitsPerSecond", 800}}));
        QVERIFY(conditions({{"unlimited", true}}).is_null());
        schedule["kilobitsPerSecond"] = 100;
        scene.call("backup_schedule_set", {{"target", "phone:" + scene.work}, {"schedule", schedule}});
        QCOMPARE(conditions(Json::object()), (Json{{"kilobitsPerSecond", 100}}));
    }

    void aHandsetThatWasAwayForDaysIsAskedOnce() {
        Scene scene;
        scene.call("backup_schedule_set", scene.every(6));
        scene.one->disconnect();
        for (int i = 0; i < 40; ++i) scene.pass(6h);
        QVERIFY(scene.operations().empty());
        QCOMPARE(scene.shown().at("waits"), Json("waits for the handset, which is offline"));
        scene.reopen();
        QVERIFY(scene.one->connect());
        scene.pass(1min);
        QCOMPARE(scene.operations().size(), std::size_t{1});
        scene.carryOut();
        scene.pass(1min);
        QCOMPARE(scene.operations().size(), std::size_t{1});
        QCOMPARE(scene.shown().at("waits"), Json(""));
    }

    void theHandsetIsToldTheConditionsAndSaysWhatItWaitsFor() {
        Scene scene;
        scene.call("backup_schedule_set",
                   {{"schedule", {{"everyHours", 24}, {"onlyOnWifi", true}, {"kilobitsPerSecond", 800}}}});
        scene.pass(61min);
        const auto id = scene.operations().at(0).at("id").get<std::string>();
        const auto asked = base::parseJson(scene.one->delivered(id)->arguments)->at("conditions");
        QCOMPARE(asked.at("unmetered"), Json(true));
        QCOMPARE(asked.at("charging"), Json(false));
        QCOMPARE(asked.at("kilobitsPerSecond"), Json(800));
        scene.one->send(protocol::OperationProgress{base::OperationId(id), 0, "waits for Wi-Fi", true});
        const auto operation = scene.call("operation_show", {{"operation", id}});
        QCOMPARE(operation.at("state"), Json("delivered"));
        QCOMPARE(operation.at("step"), Json("waits for Wi-Fi"));
        QVERIFY(operation.at("startedAt").is_null());
        QCOMPARE(scene.shown().at("waits"), Json("waits for Wi-Fi"));
        QCOMPARE(scene.phone(scene.work).at("backup").at("waits"), Json("waits for Wi-Fi"));
        const auto list = scene.call("backup_schedule_list", Json::object());
        QCOMPARE(list.at("waiting").at(0).at("waits"), Json("waits for Wi-Fi"));
        QCOMPARE(list.at("schedules").at(0).at("phones"), Json(1));
    }

    void whatAPersonWantsNowTakesThePlaceOfOneThatWaits() {
        Scene scene;
        scene.call("backup_schedule_set", scene.every(24));
        scene.pass(61min);
        const auto waiting = scene.operations().at(0).at("id").get<std::string>();
        scene.one->send(protocol::OperationProgress{base::OperationId(waiting), 0, "waits for Wi-Fi", true});
        const auto now = scene.call("virtual_phone_backup", {{"phone", scene.work}}).at("id").get<std::string>();
        QCOMPARE(scene.call("operation_show", {{"operation", waiting}}).at("state"), Json("cancelled"));
        QVERIFY(!base::parseJson(scene.one->delivered(now)->arguments)->contains("conditions"));
        // One that is under way is left alone.
        scene.carryOut();
        scene.pass(25h);
        const auto running = scene.operations().at(0).at("id").get<std::string>();
        scene.one->send(protocol::OperationProgress{base::OperationId(running), 0.5, "reading"});
        QCOMPARE(scene.refused("virtual_phone_backup", {{"phone", scene.work}}).code, ErrorCode::Conflict);
    }

    void aFailedAttemptIsRepeatedAfterAnHour() {
        Scene scene;
        scene.call("backup_schedule_set", scene.every(24));
        scene.pass(61min);
        const auto id = scene.operations().at(0).at("id").get<std::string>();
        scene.one->send(protocol::OperationResult{base::OperationId(id), false, "unavailable", "the disk is full", "{}"});
        scene.pass(30min);
        QCOMPARE(scene.operations().size(), std::size_t{1});
        QVERIFY(scene.shown().at("waits").get<std::string>().find("the disk is full") != std::string::npos);
        scene.pass(31min);
        QCOMPARE(scene.operations().size(), std::size_t{2});
    }

    void aCancelledOneIsLeftOutUntilTheNextSlot() {
        Scene scene;
        scene.call("backup_schedule_set", scene.every(24));
        scene.pass(61min);
        scene.call("operation_cancel", {{"operation", scene.operations().at(0).at("id")}});
        const auto due = base::parseTimestamp(scene.shown().at("dueAt").get<std::string>());
        QVERIFY(*due > scene.clock.now());
        scene.clock.advance(*due - scene.clock.now() + 1s);
        scene.gateway->tick();
        QCOMPARE(scene.operations().size(), std::size_t{2});
    }

    void aPhonesOwnScheduleComesBeforeItsGroupsAndThatBeforeTheFleets() {
        Scene scene;
        scene.call("group_set", {{"name", "sales"}, {"members", {"phone:one/work"}}});
        scene.call("group_set", {{"name", "crew"}, {"expression", "phone.persona == 'work'"}});
        const auto from = [&] { return scene.shown().at("from").get<std::string>(); };
        QVERIFY(scene.shown().at("from").is_null());
        scene.call("backup_schedule_set", scene.every(1));
        QCOMPARE(from(), std::string("all"));
        auto sales = scene.every(48), crew = scene.every(12), own = scene.every(72);
        sales["target"] = "group:sales";
        crew["target"] = "group:crew";
        own["target"] = "phone:one/work";
        scene.call("backup_schedule_set", sales);
        QCOMPARE(from(), std::string("group:sales"));
        scene.call("backup_schedule_set", crew);
        QCOMPARE(from(), std::string("group:crew"));
        scene.call("backup_schedule_set", own);
        QCOMPARE(from(), "phone:" + scene.work);
        scene.call("backup_schedule_clear", {{"target", "phone:one/work"}});
        QCOMPARE(from(), std::string("group:crew"));
        QCOMPARE(scene.refused("backup_schedule_clear", {{"target", "phone:one/work"}}).code, ErrorCode::NotFound);
        auto wrong = scene.every(1);
        wrong["target"] = "persona:work";
        QCOMPARE(scene.refused("backup_schedule_set", wrong).code, ErrorCode::InvalidInput);
    }

    void thePolicyMayForbidIt() {
        Scene scene;
        scene.call("policy_set", {{"name", "none"}, {"settings", {{"backup.allowed", false}}}});
        scene.call("policy_assign", {{"name", "none"}, {"target", "all"}, {"level", "org"}});
        scene.one->reportRunning(scene.work);
        scene.call("backup_schedule_set", scene.every(24));
        scene.pass(61min);
        QVERIFY(scene.operations().empty());
        QCOMPARE(scene.shown().at("waits"), Json("is not allowed: the policy's backup.allowed is false"));
    }

    void theSameScheduleAgainChangesNothing() {
        Scene scene;
        const auto first = scene.call("backup_schedule_set", scene.every(24));
        scene.clock.advance(1h);
        QCOMPARE(scene.call("backup_schedule_set", scene.every(24)), first);
        QVERIFY(scene.as(kHelpDesk)->call("backup_schedule_list", Json::object()).ok());
        QCOMPARE(scene.as(kHelpDesk)->call("backup_schedule_set", scene.every(24)).error().code, ErrorCode::Denied);
    }
};

QTEST_GUILESS_MAIN(ScheduledBackupsTest)
#include "scheduled_backups_test.moc"
