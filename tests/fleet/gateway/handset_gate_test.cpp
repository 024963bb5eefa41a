// What handsets get from the gateway and what they can change: enrolment, admission, desired states, reports,
// operations, chunks.
#include "fleet/link/handset_gate.h"

#include <QtTest>

#include "fleet/catalog/boot_list_table.h"
#include "fleet/gateway/fleet_keys.h"
#include "fleet/gateway/link_table.h"
#include "fleet/gateway/upload_ledger.h"
#include "images/restore_point.h"
#include "tests/fleet/gateway/fleet_fixture.h"

using namespace fleet;
using base::ErrorCode;
using base::Json;

class HandsetGateTest : public QObject {
    Q_OBJECT

private:
    struct Scene : FleetFixture {
        Scene() {
            if (!publish("1.0.0", "system one").ok()) qFatal("cannot publish");
            one = std::make_unique<FakeHandset>(*this, "one");
            one->connect();
            work = createPhone("one", "work", "");
        }
        std::unique_ptr<FakeHandset> one;
        std::string work;
    };

    static base::Result<protocol::EnrolmentReply> enrol(FleetFixture& fleet, const base::Json& arguments,
                                                        const std::string& name) {
        const auto token = protocol::readEnrolmentToken(
            fleet.call("enrolment_token_create", arguments).at("token").get<std::string>());
        return fleet.gateway->gate().enrol(
            {std::string(token->secret.reveal()), createCertificateRequest()->requestPem, name, "m", "s"});
    }

    static base::Digest rootOf(FleetFixture& fleet, const std::string& point) {
        return *base::Digest::fromHex(fleet.call("restore_point_show", {{"restorePoint", point}}).at("root").get<std::string>());
    }

private slots:
    void tokenIsGoodForAsManyHandsetsAsItSays() {
        FleetFixture fleet;
        const auto text = fleet.call("enrolment_token_create", {{"uses", 2}}).at("token").get<std::string>();
        const auto secret = std::string(protocol::readEnrolmentToken(text)->secret.reveal());
        auto& gate = fleet.gateway->gate();
        const auto request = createCertificateRequest()->requestPem;
        const auto first = gate.enrol({secret, request, "same", "m", "s"});
        QVERIFY(first.ok());
        const auto again = gate.enrol({secret, request, "same", "m", "s"});
        QVERIFY(again.ok());
        QCOMPARE(again->handset, first->handset);
        QCOMPARE(again->certificatePem, first->certificatePem);
        const auto second = gate.enrol({secret, createCertificateRequest()->requestPem, "same", "m", "s"});
        QVERIFY(second.ok());
        QVERIFY(second->handset != first->handset);
        QCOMPARE(fleet.call("handset_show", {{"handset", second->handset.text()}}).at("name"), Json("same 2"));
        const auto third = gate.enrol({secret, createCertificateRequest()->requestPem, "same", "m", "s"});
        QCOMPARE(third.error().code, ErrorCode::Denied);
        QVERIFY(third.error().message.find("used up") != std::string::npos);
    }

    void badTokensAreRefused() {
        FleetFixture fleet;
        auto& gate = fleet.gateway->gate();
        const auto request = createCertificateRequest()->requestPem;
        QCOMPARE(gate.enrol({"unknown secret 16", request, "x", "m", "s"}).error().code, ErrorCode::Denied);
        const auto created = fleet.call("enrolment_token_create", {{"validFor", 60}});
        const auto secret =
            std::string(protocol::readEnrolmentToken(created.at("token").get<std::string>())->secret.reveal());
        QCOMPARE(gate.enrol({secret, "no request", "x", "m", "s"}).error().code, ErrorCode::InvalidInput);
        fleet.clock.advance(std::chrono::seconds(61));
        QVERIFY(gate.enrol({secret, request, "x", "m", "s"}).error().message.find("expired") != std::string::npos);
        const auto other = fleet.call("enrolment_token_create", Json::object());
        QCOMPARE(fleet.call("enrolment_token_list", Json::object()).at("tokens").size(), std::size_t(1));
        fleet.call("enrolment_token_revoke", {{"id", other.at("id")}});
        const auto revoked =
            std::string(protocol::readEnrolmentToken(other.at("token").get<std::string>())->secret.reveal());
        QVERIFY(gate.enrol({revoked, request, "x", "m", "s"}).error().message.find("revoked") != std::string::npos);
        QVERIFY(fleet.call("handset_list", Json::object()).at("handsets").empty());
    }

    void handsetThatNeedsAcceptanceWaits() {
        FleetFixture fleet;
        const auto reply = enrol(fleet, {{"requireAcceptance", true}}, "new");
        QVERIFY(reply.ok() && !reply->accepted);
        const auto fingerprint = *certificateFingerprint(reply->certificatePem);
        const auto refused = fleet.gateway->gate().admit(fingerprint);
        QCOMPARE(std::get<protocol::Refusal>(refused).reason, std::string("pending_acceptance"));
        fleet.call("handset_accept", {{"handset", "new"}});
        QVERIFY(std::holds_alternative<base::HandsetId>(fleet.gateway->gate().admit(fingerprint)));
        QCOMPARE(std::get<protocol::Refusal>(fleet.gateway->gate().admit("another")).reason, std::string("unknown"));
    }

    void secondLinkOfAHandsetIsRefusedAndRaisesAnAlert() {
        Scene scene;
        auto second = std::make_shared<FakePeer>();
        QCOMPARE(scene.gateway->gate().linkOpened(scene.one->id, second).error().code, ErrorCode::Conflict);
        QCOMPARE(scene.call("alert_list", Json::object()).at("alerts").at(0).at("kind"), Json("identity_in_use"));
        QCOMPARE(scene.call("handset_show", {{"handset", "one"}}).at("online"), Json(true));
        scene.one->disconnect();
        QCOMPARE(scene.call("handset_show", {{"handset", "one"}}).at("online"), Json(false));
        QVERIFY(scene.one->connect());
    }

    void desiredStateIsPushedWithRisingVersionsOnlyWhenItChanges() {
        Scene scene;
        const auto first = scene.one->desired(scene.work);
        QVERIFY(first && first->running && first->version == 1);
        const auto pushed = scene.one->peer->all<protocol::Desired>().size();
        scene.call("virtual_phone_start", {{"phone", scene.work}});
        QCOMPARE(scene.one->peer->all<protocol::Desired>().size(), pushed);
        scene.call("virtual_phone_stop", {{"phone", scene.work}});
        QCOMPARE(scene.one->desired(scene.work)->version, std::int64_t(2));
        QVERIFY(!scene.one->desired(scene.work)->running);
        scene.one->disconnect();
        scene.call("virtual_phone_start", {{"phone", scene.work}});
        scene.reopen();
        QVERIFY(scene.one->connect());
        QCOMPARE(scene.one->desired(scene.work)->version, std::int64_t(3));
        QCOMPARE(scene.one->peer->all<protocol::Welcome>().size(), std::size_t(1));
    }

    void reportsAreAcknowledgedAndDecideTheAgreement() {
        Scene scene;
        QCOMPARE(scene.phone(scene.work).at("agreement"), Json("unknown"));
        scene.one->reportPhase(scene.work, "staging");
        QVERIFY(scene.one->acknowledged());
        QCOMPARE(scene.phone(scene.work).at("agreement"), Json("pending"));
        scene.one->reportPhase(scene.work, "running");
        QCOMPARE(scene.phone(scene.work).at("agreement"), Json("pending"));
        scene.one->reportRunning(scene.work);
        const auto phone = scene.phone(scene.work);
        QCOMPARE(phone.at("agreement"), Json("agrees"));
        QCOMPARE(phone.at("proved").at("release"), Json("1.0.0"));
        QCOMPARE(phone.at("proved").at("health").at("data"), Json("mounted"));
        QCOMPARE(scene.call("fleet_status", Json::object()).at("counts").at("agree"), Json(1));
        scene.clock.advance(std::chrono::seconds(5));
        scene.one->reportPhase(scene.work, "running");  // started anew: the old proof counts no more
        QCOMPARE(scene.phone(scene.work).at("agreement"), Json("pending"));
        QVERIFY(!scene.phone(scene.work).at("proved").is_null());
        auto failed = scene.one->answer(scene.work, "failed");
        failed.detail = "no memory";
        scene.one->report(failed);
        QCOMPARE(scene.phone(scene.work).at("agreement"), Json("differs"));
        QCOMPARE(scene.phone(scene.work).at("disagreements").at(0), Json("no memory"));
        QCOMPARE(scene.call("fleet_status", Json::object()).at("counts").at("agree"), Json(0));
    }

    void rejectedReleaseIsShownAndRaisesAnAlert() {
        Scene scene;
        QVERIFY(scene.publish("1.1.0", "system two").ok());
        scene.call("virtual_phone_update", {{"phone", scene.work}, {"version", "1.1.0"}});
        auto fell = scene.one->answer(scene.work, "running");
        fell.release = "1.0.0";
        fell.rejected = protocol::RejectedRelease{"1.1.0", "no answer from the guest", "1.0.0"};
        scene.one->report(fell);
        const auto phone = scene.phone(scene.work);
        QCOMPARE(phone.at("agreement"), Json("differs"));
        QCOMPARE(phone.at("reported").at("rejected").at("fellBackTo"), Json("1.0.0"));
        QCOMPARE(scene.call("alert_list", Json::object()).at("alerts").at(0).at("kind"), Json("release_rejected"));
        // Asked for again, it is tried again: only a newer document lets the handset do so.
        const auto before = scene.one->desired(scene.work)->version;
        scene.call("virtual_phone_update", {{"phone", scene.work}, {"version", "1.1.0"}});
        QVERIFY(scene.one->desired(scene.work)->version > before);
    }

    void reportOfAPhoneOnAnotherHandsetChangesNothing() {
        Scene scene;
        FakeHandset two(scene, "two");
        two.connect();
        auto report = scene.one->answer(scene.work, "failed");
        two.report(report);
        QVERIFY(two.acknowledged());
        QVERIFY(scene.phone(scene.work).at("reported").is_null());
    }

    void deletedPhoneIsListedUntilItsHandsetSaysItIsGone() {
        Scene scene;
        scene.call("virtual_phone_delete", {{"phone", scene.work}});
        QVERIFY(!scene.one->desired(scene.work)->present);
        QCOMPARE(scene.call("virtual_phone_list", Json::object()).at("phones").size(), std::size_t(1));
        scene.one->reportPhase(scene.work, "absent");
        QVERIFY(scene.call("virtual_phone_list", Json::object()).at("phones").empty());
        QCOMPARE(scene.call("fleet_status", Json::object()).at("counts").at("phones"), Json(0));
    }

    void operationWaitsForTheLinkAndIsDeliveredUntilItsResult() {
        Scene scene;
        scene.one->disconnect();
        const auto id = scene.call("virtual_phone_exec", {{"phone", scene.work}, {"command", {"id"}}, {"input", "x"}})
                            .at("id")
                            .get<std::string>();
        const auto state = [&] { return scene.call("operation_show", {{"operation", id}}).at("state"); };
        QCOMPARE(state(), Json("queued"));
        QCOMPARE(scene.refused("virtual_phone_exec", {{"phone", scene.work}, {"command", {"id"}}}).code,
                 ErrorCode::Conflict);
        scene.one->connect();
        QCOMPARE(state(), Json("delivered"));
        QVERIFY(scene.one->delivered(id).has_value());
        scene.one->send(protocol::OperationProgress{base::OperationId(id), 0.5, "running it"});
        QCOMPARE(state(), Json("running"));
        scene.reopen();
        scene.one->connect();
        QVERIFY(scene.one->delivered(id).has_value());
        const protocol::OperationResult result{base::OperationId(id), true, "", "",
                                               R"({"exitCode":0,"stdout":"root","stderr":""})"};
        scene.one->send(result);
        scene.one->send(result);
        QVERIFY(scene.one->acknowledged());
        QCOMPARE(state(), Json("succeeded"));
        QCOMPARE(scene.call("operation_show", {{"operation", id}}).at("result").at("stdout"), Json("root"));
        scene.one->disconnect();
        scene.one->connect();
        QVERIFY(!scene.one->delivered(id).has_value());
    }

    void operationExpiresAndCanBeCancelled() {
        Scene scene;
        const auto first = scene.call("virtual_phone_restart", {{"phone", scene.work}}).at("id").get<std::string>();
        scene.clock.advance(std::chrono::hours(2));
        scene.gateway->tick();
        QCOMPARE(scene.call("operation_show", {{"operation", first}}).at("state"), Json("expired"));
        const auto second = scene.call("virtual_phone_restart", {{"phone", scene.work}}).at("id").get<std::string>();
        scene.call("operation_cancel", {{"operation", second}});
        QCOMPARE(scene.one->peer->all<protocol::OperationCancel>().size(), std::size_t(1));
        scene.one->send(protocol::OperationResult{base::OperationId(second), true, "", "", "{}"});
        QVERIFY(scene.one->acknowledged());
        QCOMPARE(scene.call("operation_show", {{"operation", second}}).at("state"), Json("cancelled"));
        QCOMPARE(scene.refused("operation_cancel", {{"operation", second}}).code, ErrorCode::Conflict);
    }

    void backupCountsOnlyWhenEveryChunkIsThere() {
        Scene scene;
        scene.one->reportRunning(scene.work);
        const auto operation = scene.call("virtual_phone_backup", {{"phone", scene.work}}).at("id").get<std::string>();
        const Json claimed{{"root", base::Digest::of("nothing").hex()},
                           {"takenAt", base::formatTimestamp(scene.clock.now())},
                           {"diskSize", 1},
                           {"bytesRead", 1},
                           {"bytesChanged", 1},
                           {"bytesUploaded", 1},
                           {"incremental", false},
                           {"consistency", "frozen"},
                           {"guestPauseMs", 1},
                           {"release", "1.0.0"}};
        scene.one->send(protocol::OperationResult{base::OperationId(operation), true, "", "", claimed.dump()});
        const auto failed = scene.call("operation_show", {{"operation", operation}});
        QCOMPARE(failed.at("state"), Json("failed"));
        QVERIFY(scene.call("restore_point_list", Json::object()).at("restorePoints").empty());
        const auto point = scene.backUp(*scene.one, scene.work, "data");
        QCOMPARE(scene.phone(scene.work).at("lastRestorePoint").at("id"), Json(point));
        const auto next = scene.call("virtual_phone_backup", {{"phone", scene.work}}).at("id").get<std::string>();
        const auto arguments = base::parseJson(scene.one->delivered(next)->arguments);
        QCOMPARE(arguments->at("parent").at("restorePoint"), Json(point));
    }

    void chunksAreForThoseWhoMayHaveThem() {
        Scene scene;
        FakeHandset two(scene, "two");
        auto& gate = scene.gateway->gate();
        const auto list =
            scene.call("release_list", Json::object()).at("releases").at(0).at("manifest").get<std::string>();
        const auto published = *base::Digest::fromHex(list);
        const auto chunk = images::ChunkCodec{images::ChunkKeys{}}.idOf("system one");
        QVERIFY(gate.releaseManifest(scene.one->id, published).ok());
        QVERIFY(gate.mayFetchRelease(scene.one->id, published, {chunk}).ok());
        QCOMPARE(gate.mayFetchRelease(scene.one->id, published, {base::Digest::of("other")}).error().code,
                 ErrorCode::Denied);
        QCOMPARE(gate.mayFetchRelease(two.id, published, {chunk}).error().code, ErrorCode::Denied);
        scene.one->reportRunning(scene.work);
        const auto point = scene.backUp(*scene.one, scene.work, "data");
        const auto root = *base::Digest::fromHex(
            scene.call("restore_point_show", {{"restorePoint", point}}).at("root").get<std::string>());
        QVERIFY(gate.mayFetchPhone(scene.one->id, base::PhoneId(scene.work), {root}).ok());
        QCOMPARE(gate.mayFetchPhone(scene.one->id, base::PhoneId(scene.work), {chunk}).error().code, ErrorCode::Denied);
        QCOMPARE(gate.mayFetchPhone(two.id, base::PhoneId(scene.work), {root}).error().code, ErrorCode::Denied);
        QCOMPARE(gate.phoneKeys(two.id, base::PhoneId(scene.work)).error().code, ErrorCode::Denied);
    }

    void bootListIsKeptWithItsPhone() {
        Scene scene;
        const base::PhoneId work(scene.work);
        scene.one->reportRunning(scene.work);
        const auto root = rootOf(scene, scene.backUp(*scene.one, scene.work, std::string(3 * images::kChunkSize, 'd')));
        QVERIFY(scene.gateway->gate().bootList(scene.one->id, work)->empty());
        QVERIFY(scene.gateway->gate().keepBootList(scene.one->id, work, root, {2, 0}).ok());
        scene.reopen();
        scene.one->connect();
        QVERIFY(*scene.gateway->gate().bootList(scene.one->id, work) == (images::ChunkNumbers{2, 0}));
        QVERIFY(scene.gateway->gate().keepBootList(scene.one->id, work, root, {1}).ok());
        QVERIFY(*scene.gateway->gate().bootList(scene.one->id, work) == (images::ChunkNumbers{1}));
        scene.call("virtual_phone_delete", {{"phone", scene.work}});
        scene.one->reportPhase(scene.work, "absent");
        const auto left = scene.gateway->context().catalog.read([&](catalog::Transaction& transaction) -> base::Result<bool> {
            return catalog::BootListTable(transaction).find(work).has_value();
        });
        QVERIFY(left && !*left);
    }

    void bootListIsOfTheHandsetsOwnPhoneAndItsDisk() {
        Scene scene;
        FakeHandset two(scene, "two");
        two.connect();
        const base::PhoneId mine(scene.createPhone("two", "work", "")), other(scene.work);
        scene.one->reportRunning(scene.work);
        two.reportRunning(mine.text());
        const auto root = rootOf(scene, scene.backUp(*scene.one, scene.work, std::string(3 * images::kChunkSize, 'd')));
        const auto own = rootOf(scene, scene.backUp(two, mine.text(), "mine"));
        auto& gate = scene.gateway->gate();
        QCOMPARE(gate.keepBootList(two.id, other, root, {0}).error().code, ErrorCode::Denied);
        QCOMPARE(gate.bootList(two.id, other).error().code, ErrorCode::Denied);
        // Whether others have such a restore point is not told.
        const auto others = gate.keepBootList(two.id, mine, root, {0}).error();
        QCOMPARE(others.code, ErrorCode::Denied);
        QCOMPARE(gate.keepBootList(two.id, mine, base::Digest::of("nobody's"), {0}).error().message, others.message);
        const auto refused = [&](const images::ChunkNumbers& chunks, const char* why) {
            const auto error = gate.keepBootList(two.id, mine, own, chunks).error();
            return error.code == ErrorCode::InvalidInput && error.message.find(why) != std::string::npos;
        };
        QVERIFY(refused({}, "names no chunk"));
        QVERIFY(refused({0, 0}, "twice"));
        QVERIFY(refused({4}, "of a disk that has 4"));
        QVERIFY(refused(images::ChunkNumbers(images::kMostBootChunks + 1), "at most"));
        QVERIFY(gate.bootList(two.id, mine)->empty());
    }

    void askingTellsNothingOfWhatOthersStored() {
        Scene scene;
        FakeHandset two(scene, "two");
        two.connect();
        const base::PhoneId mine(scene.createPhone("two", "work", "")), other(scene.work);
        auto& gate = scene.gateway->gate();
        const auto keys = *gate.phoneKeys(two.id, mine);
        const images::ChunkCodec codec{images::ChunkKeys{keys.idKey, keys.encryptionKey}};
        const auto secret = codec.encode("the other's secret");
        QVERIFY(gate.storeChunks(scene.one->id, other, {secret}).ok());
        QVERIFY(gate.missingChunks(scene.one->id, other, {secret.id})->empty());
        const auto before = scene.gateway->context().store.statistics();
        QCOMPARE(gate.missingChunks(two.id, mine, {secret.id})->size(), std::size_t{1});
        // It is sent and answered like anything else, and takes no space.
        QVERIFY(gate.storeChunks(two.id, mine, {secret}).ok());
        QVERIFY(gate.missingChunks(two.id, mine, {secret.id})->empty());
        QCOMPARE(scene.gateway->context().store.statistics().storedBytes.value, before.storedBytes.value);
        QCOMPARE(gate.missingChunks(two.id, other, {secret.id}).error().code, ErrorCode::Denied);
        QCOMPARE(gate.storeChunks(two.id, other, {secret}).error().code, ErrorCode::Denied);
        QCOMPARE(gate.mayFetchPhone(two.id, mine, {secret.id}).error().code, ErrorCode::Denied);
    }

    void restorePointMayNotNameWhatItsPhoneDidNotStore() {
        Scene scene;
        FakeHandset two(scene, "two");
        two.connect();
        const auto mine = scene.createPhone("two", "work", "");
        scene.one->reportRunning(scene.work);
        two.reportRunning(mine);
        const auto point = scene.backUp(*scene.one, scene.work, "data of one");
        const auto root = scene.call("restore_point_show", {{"restorePoint", point}}).at("root");
        const auto claim = [&](const std::string& named) {
            const auto operation = scene.call("virtual_phone_backup", {{"phone", mine}}).at("id").get<std::string>();
            const base::Json result{{"root", named},       {"takenAt", base::formatTimestamp(scene.clock.now())},
                                    {"diskSize", 262144},  {"bytesRead", 0},
                                    {"bytesChanged", 0},   {"bytesUploaded", 0},
                                    {"incremental", true}, {"consistency", "frozen"},
                                    {"guestPauseMs", 1},   {"release", "1.0.0"}};
            two.send(protocol::OperationResult{base::OperationId(operation), true, "", "", result.dump()});
            return scene.call("operation_show", {{"operation", operation}}).at("error").dump();
        };
        const auto others = claim(root.get<std::string>());
        QVERIFY(others.find("not whole") != std::string::npos);
        QCOMPARE(claim(base::Digest::of("there is no such root").hex()), others);
        QVERIFY(scene.call("restore_point_list", {{"phone", mine}}).at("restorePoints").empty());
    }

    void restorePointTakesTheLedgersPlace() {
        Scene scene;
        scene.one->reportRunning(scene.work);
        scene.backUp(*scene.one, scene.work, "data");
        QVERIFY(scene.gateway->context().uploads.everything()->empty());
        const auto content = std::string(images::kChunkSize, 'a').replace(0, 4, "data");
        const auto keys = *scene.gateway->gate().phoneKeys(scene.one->id, base::PhoneId(scene.work));
        const images::ChunkCodec codec{images::ChunkKeys{keys.idKey, keys.encryptionKey}};
        base::Bytes stored("data");
        stored.resize(images::kChunkSize);
        const auto known = codec.idOf(stored), unknown = codec.idOf(content);
        scene.reopen();
        QCOMPARE(*scene.gateway->gate().missingChunks(scene.one->id, base::PhoneId(scene.work), {known, unknown}),
                 std::vector{unknown});
    }

    void personalPhoneIsNotBackedUp() {
        Scene scene;
        const base::PhoneId personal(scene.createPhone("one", "personal", ""));
        auto& gate = scene.gateway->gate();
        const auto chunk = images::ChunkCodec(scene.gateway->context().keys.store).encode("private");
        QCOMPARE(gate.storeChunks(scene.one->id, personal, {chunk}).error().code, ErrorCode::Denied);
        QCOMPARE(gate.missingChunks(scene.one->id, personal, {chunk.id}).error().code, ErrorCode::Denied);
        QCOMPARE(gate.phoneKeys(scene.one->id, personal).error().code, ErrorCode::Denied);
        QCOMPARE(scene.refused("virtual_phone_backup", {{"phone", personal.text()}}).code, ErrorCode::Denied);
    }
};

QTEST_GUILESS_MAIN(HandsetGateTest)
#include "handset_gate_test.moc"
