// The lost phone: one operation, step by step, whatever dies in between.
#include "fleet/gateway/restore_flow.h"

#include <QtTest>

#include "fleet/protocol/order.h"
#include "images/signature.h"
#include "tests/fakes/memory_disk.h"
#include "tests/fleet/gateway/fleet_fixture.h"

using namespace fleet;
using base::ErrorCode;
using base::Json;

class RestoreFlowTest : public QObject {
    Q_OBJECT

private:
    /// Ada's work phone runs on handset one and was backed up; handset two is there.
    struct Scene : FleetFixture {
        Scene() {
            if (!publish("1.0.0", "system one").ok()) qFatal("cannot publish");
            call("person_create", {{"name", "Ada"}});
            call("policy_set", {{"name", "base"}, {"settings", {{"camera.allowed", false}}}});
            call("policy_assign", {{"name", "base"}, {"target", "persona:work"}, {"level", "org"}});
            one = std::make_unique<FakeHandset>(*this, "one");
            two = std::make_unique<FakeHandset>(*this, "two");
            one->connect();
            two->connect();
            work = createPhone("one", "work", "Ada");
            personal = createPhone("one", "personal", "Ada");
            one->reportRunning(work);
            point = backUp(*one, work, "ada's file");
        }
        std::string restore(bool lost, bool whole = false) {
            clock.advance(std::chrono::seconds(1));
            return call("virtual_phone_restore", {{"phone", work}, {"onto", "two"}, {"lost", lost}, {"whole", whole}})
                .at("id")
                .get<std::string>();
        }
        Json operation(const std::string& id) { return call("operation_show", {{"operation", id}}); }
        std::string stepStates(const std::string& id) {
            std::string states;
            const auto shown = operation(id);
            for (const auto& step : shown.at("steps")) states += step.at("state").get<std::string>().substr(0, 1);
            return states;
        }
        std::unique_ptr<FakeHandset> one, two;
        std::string work, personal, point;
    };

private slots:
    void phoneThatIsToHaveAllItsDataFirstIsToldSo() {
        Scene scene;
        scene.restore(true, true);
        const auto desired = scene.two->desired(scene.work);
        QVERIFY(desired && desired->origin && desired->origin->whole);
    }

    void lostPhoneComesBackOnAnotherHandset() {
        Scene scene;
        const auto id = scene.restore(true);
        QCOMPARE(QString::fromStdString(scene.stepStates(id)), QString("ddddrwww"));
        QVERIFY(scene.one->peer->disconnected.has_value());
        QCOMPARE(scene.call("handset_show", {{"handset", "one"}}).at("state"), Json("lost"));
        const auto desired = scene.two->desired(scene.work);
        QVERIFY(desired.has_value());
        QVERIFY(desired->present && desired->running && desired->origin);
        QCOMPARE(desired->origin->restorePoint.text(), scene.point);
        QVERIFY(!desired->origin->whole);
        QCOMPARE(desired->settings.at("camera.allowed"), policy::Value(false));

        auto restoring = scene.two->answer(scene.work, "restoring");
        restoring.progress = 0.5;
        scene.two->report(restoring);
        QCOMPARE(QString::fromStdString(scene.stepStates(id)), QString("ddddrwww"));
        QVERIFY(scene.operation(id).at("progress").get<double>() > 0.5);
        scene.two->reportPhase(scene.work, "starting");
        QCOMPARE(QString::fromStdString(scene.stepStates(id)), QString("dddddrww"));
        scene.two->reportPhase(scene.work, "running");
        QCOMPARE(QString::fromStdString(scene.stepStates(id)), QString("ddddddrw"));
        scene.clock.advance(std::chrono::seconds(3));
        scene.two->reportRunning(scene.work);
        const auto ended = scene.operation(id);
        QCOMPARE(ended.at("state"), Json("succeeded"));
        QCOMPARE(ended.at("progress"), Json(1.0));
        const auto receipt = scene.call("virtual_phone_receipt", {{"operation", id}}).at("receipt");
        QCOMPARE(receipt.at("person").at("name"), Json("Ada"));
        QCOMPARE(receipt.at("oldHandset").at("name"), Json("one"));
        QCOMPARE(receipt.at("newHandset").at("name"), Json("two"));
        QCOMPARE(receipt.at("restorePoint"), Json(scene.point));
        QCOMPARE(receipt.at("policySettings"), (Json{{"camera.allowed", false}}));
        QCOMPARE(receipt.at("certificateRevoked").at("fingerprint"), Json(scene.one->fingerprint));
        QCOMPARE(receipt.at("wipe").at("state"), Json("queued"));
        QCOMPARE(receipt.at("duration"), Json(3000));
        QVERIFY(!scene.call("restore_point_show", {{"restorePoint", scene.point}}).at("provedAt").is_null());
        QVERIFY(scene.call("audit_verify", Json::object()).at("intact").get<bool>());
    }

    void lostHandsetIsToldToWipeItsWorkOnlyUntilItAnswers() {
        Scene scene;
        const auto id = scene.restore(true);
        scene.gateway->gate().linkClosed(scene.one->id);
        for (int attempt = 0; attempt < 2; ++attempt) {
            const auto refusal = scene.one->refusal();
            QVERIFY(refusal.has_value());
            QCOMPARE(refusal->reason, std::string("revoked"));
            QVERIFY(images::verifySignature(scene.one->fleetKey, images::kOrderContext, refusal->order,
                                            refusal->orderSignature)
                        .ok());
            scene.reopen();
        }
        const auto order = protocol::readWipeOrder(scene.one->refusal()->order);
        QVERIFY(order.ok());
        QCOMPARE(order->phones.size(), std::size_t(1));
        QCOMPARE(order->phones[0].text(), scene.work);
        protocol::WipeReceipt receipt{order->id,
                                      scene.one->id,
                                      scene.clock.now(),
                                      {{order->phones[0], true, "key destroyed"}},
                                      {{base::PhoneId(scene.personal), "personal", "aa", "aa"}}};
        auto foreign = receipt;
        QCOMPARE(scene.gateway->gate().orderReceipt(scene.two->fingerprint, foreign).error().code, ErrorCode::Denied);
        QVERIFY(scene.gateway->gate().orderReceipt(scene.one->fingerprint, receipt).ok());
        QVERIFY(scene.gateway->gate().orderReceipt(scene.one->fingerprint, receipt).ok());
        QVERIFY(scene.one->refusal()->order.empty());
        scene.two->connect();
        scene.two->reportRunning(scene.work);
        const auto wipe = scene.call("virtual_phone_receipt", {{"operation", id}}).at("receipt").at("wipe");
        QCOMPARE(wipe.at("state"), Json("done"));
        QCOMPARE(wipe.at("receipt").at("untouched").at(0).at("digestAfter"), Json("aa"));
        QCOMPARE(scene.call("alert_list", Json::object()).at("alerts").at(0).at("kind"), Json("work_wiped"));
    }

    void restoreGoesOnAfterACrashAtEveryPoint() {
        std::vector<std::string> points;
        {
            Scene scene;
            scene.gateway->context().restores.setInterruption([&](const std::string& point) {
                points.push_back(point);
                return true;
            });
            scene.restore(true);
        }
        QCOMPARE(points.size(), std::size_t(10));  // four steps marked and done, the fifth marked and waiting
        for (std::size_t crash = 0; crash < points.size(); ++crash) {
            Scene scene;
            std::size_t reached = 0;
            scene.gateway->context().restores.setInterruption([&](const std::string&) { return reached++ < crash; });
            const auto id = scene.restore(true);
            scene.reopen();
            QCOMPARE(QString::fromStdString(scene.stepStates(id)), QString("ddddrwww"));
            QVERIFY2(scene.one->refusal().has_value(), points[crash].c_str());
            QVERIFY(scene.two->connect());
            const auto version = scene.two->desired(scene.work)->version;
            scene.two->reportPhase(scene.work, "restoring");
            scene.reopen();
            QVERIFY(scene.two->connect());
            QCOMPARE(scene.two->desired(scene.work)->version, version);
            scene.two->reportPhase(scene.work, "running");
            scene.reopen();
            QVERIFY(scene.two->connect());
            scene.two->reportRunning(scene.work);
            QCOMPARE(scene.operation(id).at("state"), Json("succeeded"));
            int orders = 0;
            const auto events = scene.call("audit_list", Json::object());
            for (const auto& event : events.at("events")) orders += event.at("verb") == "work_wipe_order" ? 1 : 0;
            QCOMPARE(orders, 1);
        }
    }

    void failedRestoreIsTakenUpByTheNext() {
        Scene scene;
        const auto first = scene.restore(true);
        auto failed = scene.two->answer(scene.work, "failed");
        failed.detail = "the disk is full";
        scene.two->report(failed);
        QCOMPARE(scene.operation(first).at("state"), Json("running"));
        scene.clock.advance(kFailurePatience);
        scene.gateway->tick();
        const auto ended = scene.operation(first);
        QCOMPARE(ended.at("state"), Json("failed"));
        QVERIFY(ended.at("error").at("message").get<std::string>().find("the disk is full") != std::string::npos);
        QCOMPARE(scene.refused("virtual_phone_receipt", {{"operation", first}}).code, ErrorCode::Conflict);
        const auto before = scene.two->desired(scene.work)->version;
        const auto second = scene.restore(false);
        QVERIFY(scene.two->desired(scene.work)->version > before);
        scene.two->reportRunning(scene.work);
        QCOMPARE(scene.operation(second).at("state"), Json("succeeded"));
        const auto receipt = scene.call("virtual_phone_receipt", {{"operation", second}}).at("receipt");
        QCOMPARE(receipt.at("oldHandset").at("name"), Json("one"));
        QVERIFY(!receipt.at("certificateRevoked").is_null());
    }

    void replacementThatFailsForAMomentIsWaitedFor() {
        Scene scene;
        const auto id = scene.restore(true);
        auto failed = scene.two->answer(scene.work, "failed");
        failed.detail = "the hypervisor ended the connection";
        for (const auto pause : {kFailurePatience / 2, 2 * kFailureMemory, kFailurePatience / 2}) {
            scene.two->report(failed);
            const auto shown = scene.operation(id);
            QCOMPARE(shown.at("state"), Json("running"));
            QVERIFY(shown.dump().find("the hypervisor ended the connection; it tries again") != std::string::npos);
            scene.two->reportPhase(scene.work, "restoring");
            scene.clock.advance(pause);
            scene.gateway->tick();
            scene.reopen();
            QVERIFY(scene.two->connect());
        }
        scene.two->reportRunning(scene.work);
        QCOMPARE(scene.operation(id).at("state"), Json("succeeded"));
    }

    void phoneThatWasNeverBackedUpIsNotRestored() {
        Scene scene;
        const auto other = scene.createPhone("one", "work", "");
        const auto refused =
            scene.refused("virtual_phone_restore", {{"phone", other}, {"onto", "two"}, {"lost", true}});
        QCOMPARE(refused.code, ErrorCode::NotFound);
        QVERIFY(refused.message.find("never backed up") != std::string::npos);
        QCOMPARE(scene.call("handset_show", {{"handset", "one"}}).at("state"), Json("enrolled"));
    }

    void personalPhoneIsNeverTouched() {
        Scene scene;
        QCOMPARE(
            scene.refused("virtual_phone_restore", {{"phone", scene.personal}, {"onto", "two"}, {"lost", true}}).code,
            ErrorCode::Denied);
        QCOMPARE(scene.refused("virtual_phone_backup", {{"phone", scene.personal}}).code, ErrorCode::Denied);
        QCOMPARE(scene.refused("virtual_phone_exec", {{"phone", scene.personal}, {"command", {"id"}}}).code,
                 ErrorCode::Denied);
        QCOMPARE(scene.refused("virtual_phone_delete", {{"phone", scene.personal}}).code, ErrorCode::Denied);
    }

    void plainMoveNeedsAStoppedPhoneAndDismissesTheOldCopyLast() {
        Scene scene;
        const auto refused =
            scene.refused("virtual_phone_restore", {{"phone", scene.work}, {"onto", "two"}, {"lost", false}});
        QCOMPARE(refused.code, ErrorCode::Conflict);
        QVERIFY(refused.message.find("stop it") != std::string::npos);
        scene.call("virtual_phone_stop", {{"phone", scene.work}});
        scene.one->reportPhase(scene.work, "stopped");
        const auto id = scene.restore(false);
        QVERIFY(!scene.one->refusal().has_value());
        QVERIFY(scene.one->desired(scene.work)->present);
        scene.two->reportRunning(scene.work);
        QCOMPARE(scene.operation(id).at("state"), Json("succeeded"));
        const auto dismissed = scene.one->desired(scene.work);
        QVERIFY(!dismissed->present);
        QVERIFY(dismissed->version > scene.two->desired(scene.work)->version);
        QCOMPARE(scene.phone(scene.work).at("agreement"), Json("agrees"));
        scene.one->reportPhase(scene.work, "absent");
        QCOMPARE(scene.phone(scene.work).at("agreement"), Json("agrees"));
    }

    void aPhoneIsRestoredWhereItIs() {
        Scene scene;
        const Json inPlace{{"phone", scene.work}, {"inPlace", true}, {"lost", false}, {"restorePoint", scene.point}};
        scene.backUp(*scene.one, scene.work, "without ada's file");
        const auto refused = scene.refused("virtual_phone_restore", inPlace);
        QCOMPARE(refused.code, ErrorCode::Conflict);
        QVERIFY(refused.message.find("stop it") != std::string::npos);
        scene.call("virtual_phone_stop", {{"phone", scene.work}});
        scene.one->reportPhase(scene.work, "stopped");
        const auto id = scene.call("virtual_phone_restore", inPlace).at("id").get<std::string>();
        QCOMPARE(QString::fromStdString(scene.stepStates(id)), QString("dddrwwwww"));
        QVERIFY(!scene.one->desired(scene.work)->present);
        // Whatever is written to the handset meanwhile, the phone is not wanted there.
        scene.call("policy_set", {{"name", "base"}, {"settings", {{"camera.allowed", true}}}});
        QVERIFY(!scene.one->desired(scene.work)->present);
        auto late = scene.one->answer(scene.work, "absent");
        late.desiredVersion = 1;
        scene.one->report(late);
        scene.one->reportPhase(scene.work, "stopped");
        scene.reopen();
        QVERIFY(scene.one->connect());
        QVERIFY(!scene.one->desired(scene.work)->present);
        scene.one->reportPhase(scene.work, "absent");
        const auto desired = scene.one->desired(scene.work);
        QVERIFY(desired->present && desired->running && desired->origin);
        QCOMPARE(desired->origin->restorePoint.text(), scene.point);
        scene.one->reportRunning(scene.work);
        const auto ended = scene.operation(id);
        QCOMPARE(ended.at("state"), Json("succeeded"));
        QVERIFY(scene.one->desired(scene.work)->present);
        const auto receipt = scene.call("virtual_phone_receipt", {{"operation", id}}).at("receipt");
        QCOMPARE(receipt.at("restorePoint"), Json(scene.point));
        QCOMPARE(receipt.at("newHandset").at("name"), Json("one"));
        QVERIFY(receipt.at("certificateRevoked").is_null());
    }

    void aRestoreInPlaceGoesOnAfterACrashAtEveryPoint() {
        for (std::size_t crash = 0;; ++crash) {
            Scene scene;
            scene.call("virtual_phone_stop", {{"phone", scene.work}});
            scene.one->reportPhase(scene.work, "stopped");
            std::size_t reached = 0;
            scene.gateway->context().restores.setInterruption([&](const std::string&) { return reached++ < crash; });
            const Json inPlace{{"phone", scene.work}, {"inPlace", true}, {"lost", false}};
            const auto id = scene.call("virtual_phone_restore", inPlace).at("id").get<std::string>();
            bool removed = false;
            // What an agent does: it removes the phone when it is not wanted, and restores it when it is wanted and not there.
            const auto obey = [&] {
                const auto desired = scene.one->desired(scene.work);
                if (!desired) return;
                removed = removed || !desired->present;
                if (!desired->present) scene.one->reportPhase(scene.work, "absent");
                else if (removed && desired->origin) scene.one->reportRunning(scene.work);
            };
            obey();
            obey();
            const bool interrupted = reached > crash;
            scene.reopen();
            QVERIFY(scene.one->connect());
            for (int turn = 0; turn < 3; ++turn) obey();
            QCOMPARE(scene.operation(id).at("state"), Json("succeeded"));
            QVERIFY(removed);
            if (!interrupted) {
                QVERIFY(crash > 12);
                return;
            }
        }
    }

    void aPhoneThatWasEmptiedComesBackThoughTheRestoreIsCancelled() {
        Scene scene;
        scene.call("virtual_phone_stop", {{"phone", scene.work}});
        scene.one->reportPhase(scene.work, "stopped");
        const Json inPlace{{"phone", scene.work}, {"inPlace", true}, {"lost", false}};
        const auto id = scene.call("virtual_phone_restore", inPlace).at("id");
        scene.one->reportPhase(scene.work, "stopped");
        scene.call("operation_cancel", {{"operation", id}});
        const auto desired = scene.one->desired(scene.work);
        QVERIFY(desired->present && !desired->running && desired->origin);
        QCOMPARE(desired->origin->restorePoint.text(), scene.point);
        for (const auto& wrong : {Json{{"phone", scene.work}, {"lost", false}}, Json{{"phone", scene.work}, {"lost", true}, {"inPlace", true}},
                                  Json{{"phone", scene.work}, {"lost", false}, {"inPlace", true}, {"onto", "one"}}})
            QCOMPARE(scene.refused("virtual_phone_restore", wrong).code, ErrorCode::InvalidInput);
    }

    void thePhoneMayComeBackWithALargerDisk() {
        Scene scene;
        fakes::MemoryDisk large(base::mebibytes(40).value);
        QVERIFY(large.write(0, "data").ok());
        const auto point = scene.backUp(*scene.one, scene.work, large);
        Json wanted{{"phone", scene.work}, {"onto", "two"}, {"lost", true}, {"dataSizeMiB", 32}};
        const auto refused = scene.refused("virtual_phone_restore", wanted);
        QCOMPARE(refused.code, ErrorCode::InvalidInput);
        QVERIFY(refused.message.find("40.0 MiB") != std::string::npos);
        QCOMPARE(scene.call("handset_show", {{"handset", "one"}}).at("state"), Json("enrolled"));
        wanted["dataSizeMiB"] = 64;
        scene.call("virtual_phone_restore", wanted);
        QCOMPARE(scene.two->desired(scene.work)->dataSize.value, base::mebibytes(64).value);
        QCOMPARE(scene.two->desired(scene.work)->origin->restorePoint.text(), point);
    }

    void onlyOneRestoreOfAPhoneAtATime() {
        Scene scene;
        const auto id = scene.restore(true);
        QCOMPARE(scene.restore(true), id);  // asked for again: it is that one
        const auto refused =
            scene.refused("virtual_phone_restore", {{"phone", scene.work}, {"onto", "one"}, {"lost", true}});
        QCOMPARE(refused.code, ErrorCode::Conflict);
        QVERIFY(refused.message.find(id) != std::string::npos);
        QCOMPARE(scene.call("operation_cancel", {{"operation", id}}).at("state"), Json("cancelled"));
        scene.two->reportRunning(scene.work);
        QCOMPARE(scene.operation(id).at("state"), Json("cancelled"));
    }

    void restoreThatIsDoneSaysSoWhenAskedForAgain() {
        Scene scene;
        const auto id = scene.restore(true);
        scene.two->reportRunning(scene.work);
        const auto refused =
            scene.refused("virtual_phone_restore", {{"phone", scene.work}, {"onto", "two"}, {"lost", true}});
        QCOMPARE(refused.code, ErrorCode::Conflict);
        QVERIFY(refused.message.find("restored onto the handset 'two' already, by operation " + id) !=
                std::string::npos);
    }

    void controlThatCannotBeAppliedFailsTheRestore() {
        Scene scene;
        const auto id = scene.restore(true);
        auto running = scene.two->answer(scene.work, "running");
        running.controls[0].outcome = "unsupported";
        scene.two->report(running);
        const auto ended = scene.operation(id);
        QCOMPARE(ended.at("state"), Json("failed"));
        QVERIFY(ended.at("error").at("message").get<std::string>().find("port.twinset.camera.0") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(RestoreFlowTest)
#include "restore_flow_test.moc"
