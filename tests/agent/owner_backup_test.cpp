// Backups of a personal phone under its owner's key, with a real agent, a real gateway and the owner's command line: nothing is
// sent before she asks for it, nobody but her can open what is stored, and with her key all of it comes back.
#include <QtTest>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "agent/owner/owner_commands.h"
#include "agent/owner/owner_key_file.h"
#include "fleet/catalog/operation_table.h"
#include "fleet/catalog/owner_backup_table.h"
#include "fleet/gateway/fleet_keys.h"
#include "fleet/gateway/owner_stores.h"
#include "images/chunk_list.h"
#include "images/restore_point.h"
#include "tests/agent/test_handset.h"
#include "tests/fleet/gateway/fleet_fixture.h"

using base::ErrorCode;
using base::Json;
using fleet::protocol::OwnerBackupAsk;

namespace {

/// Somebody at the command line: answers what was shown last.
class Typing final : public std::streambuf {
public:
    using Answer = std::function<std::optional<std::string>(const std::string& shown)>;
    Typing(std::ostringstream& shown, Answer answer) : m_shown(shown), m_answer(std::move(answer)) {}

protected:
    int_type underflow() override {
        auto answer = m_answer(m_shown.str());
        if (!answer) return traits_type::eof();
        m_line = *answer + "\n";
        setg(m_line.data(), m_line.data(), m_line.data() + m_line.size());
        return traits_type::to_int_type(m_line.front());
    }

private:
    std::ostringstream& m_shown;
    Answer m_answer;
    std::string m_line;
};

struct Said {
    base::Result<void> done;
    std::string shown;
};

/// A handset with an agent, as the gateway knows it, and its owner.
struct OwnedHandset {
    OwnedHandset(FleetFixture& fleet, const std::string& name) : seen(std::make_unique<FakeHandset>(fleet, name)), m_fleet(fleet) {
        if (!seen->connect()) qFatal("cannot connect");
        agent.fleet.gate = &fleet.gateway->gate();
        agent.fleet.gateHandset = seen->id;
        if (!agent.start()) qFatal("%s", agent.startError.c_str());
    }
    /// Gives the agent what the gateway wants of that phone.
    void follow(const base::PhoneId& phone) {
        const auto wanted = seen->desired(phone.text());
        auto wish = agent.wish(phone.text(), wanted->persona);
        wish.version = wanted->version;
        wish.origin = wanted->origin;
        agent.give(wish);
    }
    void run(const base::PhoneId& phone) {
        follow(phone);
        if (!agent.untilPhase(phone, "running")) qFatal("the phone does not run");
        seen->reportRunning(phone.text());
    }
    Said say(base::Result<void> (*command)(const agent::OwnerDesk&), const Typing::Answer& answer, const std::string& point = {}) {
        std::ostringstream shown;
        Typing typing(shown, answer);
        std::istream in(&typing);
        const auto identity = agent.fleet.identity();
        const agent::StateLayout layout("/state");
        auto done = command({agent.files, layout, identity, agent.fleet.bulk(), in, shown, {}, point, false});
        return {std::move(done), shown.str()};
    }
    Said say(base::Result<void> (*command)(const agent::OwnerDesk&), const std::string& line, const std::string& point = {}) {
        return say(command, [&](const std::string&) { return line; }, point);
    }
    /// Carries out an operation that the gateway ordered; as it ended there.
    Json carryOut(const std::string& operation) {
        const auto order = seen->delivered(operation);
        if (!order) qFatal("it was not delivered");
        agent.receive(*order);
        const auto* result = waitFor(order->operation);
        seen->send(*result);
        return m_fleet.call("operation_show", {{"operation", operation}});
    }
    const fleet::protocol::OperationResult* waitFor(const base::OperationId& operation) {
        if (!agent.until([&] { return agent.fleet.result(operation) != nullptr; })) qFatal("the operation does not end");
        return agent.fleet.result(operation);
    }
    std::string read(const base::PhoneId& phone, const std::string& path) { return agent.world->guestFile(phone, path).valueOr("no file"); }
    void write(const base::PhoneId& phone, const std::string& path, const std::string& content) {
        if (!agent.world->writeGuestFile(phone, path, content).ok()) qFatal("cannot write");
    }

    std::unique_ptr<FakeHandset> seen;
    fakes::TestHandset agent;

private:
    FleetFixture& m_fleet;
};

/// The key as it was shown.
std::string keyIn(const std::string& shown) {
    std::string key;
    std::istringstream lines(shown);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("    ") && line.size() == 4 + 4 * 5 + 3 * 2) key += line;
    return key;
}

/// Types the groups that are asked for.
std::optional<std::string> confirmKey(const std::string& shown) {
    const auto at = shown.rfind("type group ");
    const auto number = std::stoul(shown.substr(at + 11));
    std::istringstream words(keyIn(shown));
    std::string group;
    for (std::size_t i = 0; i < number; ++i) words >> group;
    return group;
}

std::string secretText(int which = 0) {
    std::string text;
    for (int i = 0; text.size() < 700'000; ++i) text += "a private line " + std::to_string(which) + "/" + std::to_string(i * 7919) + "\n";
    return text;
}

struct Scene : FleetFixture {
    explicit Scene(base::ByteCount quota = fleet::kDefaultOwnerQuota) {
        options.ownerQuota = quota;
        reopen();
        if (!publish("1.0.0", "system one").ok()) qFatal("cannot publish");
        one = std::make_unique<OwnedHandset>(*this, "one");
        mine = base::PhoneId(createPhone("one", "personal", ""));
        one->run(mine);
        one->write(mine, "/data/diary", secretText());
    }
    std::string enable() {
        const auto said = one->say(agent::ownerBackupEnable, confirmKey);
        if (!said.done) qFatal("%s", said.done.error().message.c_str());
        return keyIn(said.shown);
    }
    Json backUp() {
        auto ended = one->carryOut(call("virtual_phone_backup", {{"phone", mine.text()}}).at("id").get<std::string>());
        clock.advance(std::chrono::hours(1));
        return ended;
    }
    std::string backedUp() {
        const auto ended = backUp();
        if (ended.at("state") != "succeeded") qFatal("%s", ended.dump().c_str());
        return ended.at("result").at("restorePoint").get<std::string>();
    }
    fleet::FleetContext& context() { return gateway->context(); }
    fleet::HandsetGate& gate() { return gateway->gate(); }
    [[nodiscard]] std::filesystem::path ownersDirectory() const { return directory() / "owner" / mine.text(); }
    std::map<images::ChunkId, base::Bytes> stored() {
        std::map<images::ChunkId, base::Bytes> blobs;
        const auto store = context().owners.of(mine).value();
        const auto listing = store->listChunks();
        for (auto ids = listing->next().value(); !ids.empty(); ids = listing->next().value())
            for (const auto& id : ids) blobs[id] = store->fetch({id}).value().front();
        return blobs;
    }
    images::ChunkId listOf(const std::string& point) {
        return context()
            .catalog
            .read([&](fleet::catalog::Transaction& transaction) -> base::Result<base::Digest> {
                return fleet::catalog::OwnerBackupTable(transaction).findPoint(base::RestorePointId(point))->list;
            })
            .value();
    }
    /// Ticks until the gateway has tidied up what it keeps for owners.
    void tidy() {
        const auto nothingLeft = [&] {
            gateway->tick();
            return context()
                .catalog
                .read([&](fleet::catalog::Transaction& transaction) -> base::Result<bool> {
                    return fleet::catalog::OwnerBackupTable(transaction).toCollect().empty() &&
                           fleet::catalog::OperationTable(transaction).live({}, "owner_backup_prune").empty();
                })
                .value();
        };
        if (!QTest::qWaitFor(nothingLeft, 30'000)) qFatal("it is not tidied up");
    }
    std::unique_ptr<OwnedHandset> one;
    base::PhoneId mine;
};

}  // namespace

class OwnerBackupTest : public QObject {
    Q_OBJECT
private slots:
    void nothingIsSentBeforeTheOwnerAsksForIt() {
        Scene scene;
        const auto refused = scene.refused("virtual_phone_backup", {{"phone", scene.mine.text()}});
        QCOMPARE(refused.code, ErrorCode::Denied);
        QVERIFY2(refused.message.find("unless its owner asks for that") != std::string::npos, refused.message.c_str());
        // A gateway that asks all the same is refused by the agent, and a handset that sends all the same by the gateway.
        scene.one->agent.receive(scene.one->agent.operation("op-forced", "virtual_phone_backup", scene.mine));
        const auto* result = scene.one->waitFor(base::OperationId("op-forced"));
        QVERIFY(!result->ok);
        QCOMPARE(result->code, std::string("denied"));
        const auto chunk = images::ChunkCodec(scene.context().keys.store).encode("a private line");
        QCOMPARE(scene.gate().storeChunks(scene.one->seen->id, scene.mine, {chunk}).error().code, ErrorCode::Denied);
        QCOMPARE(scene.gate().missingChunks(scene.one->seen->id, scene.mine, {chunk.id}).error().code, ErrorCode::Denied);
        QVERIFY(!std::filesystem::exists(scene.directory() / "owner"));
        QCOMPARE(scene.context().store.missing({chunk.id})->size(), std::size_t{1});
    }

    void keyThatIsNotConfirmedEnablesNothing() {
        Scene scene;
        const auto said = scene.one->say(agent::ownerBackupEnable, "00000");
        QCOMPARE(said.done.error().code, ErrorCode::Cancelled);
        QVERIFY(!scene.one->agent.files.exists(agent::StateLayout("/state").ownerKey(scene.mine)));
        QCOMPARE(scene.refused("virtual_phone_backup", {{"phone", scene.mine.text()}}).code, ErrorCode::Denied);
    }

    void whatIsStoredOpensUnderNoKeyOfTheGateways() {
        Scene scene;
        const auto key = scene.enable();
        const auto point = scene.backedUp();
        const auto& keys = scene.context().keys;
        const auto list = images::readChunkList(scene.listOf(point), *scene.context().owners.of(scene.mine).value());
        QVERIFY(list.ok());
        const std::vector<images::ChunkCodec> codecs{images::ChunkCodec(keys.store), images::ChunkCodec(images::ChunkKeys{}),
                                                     images::ChunkCodec({keys.store.encryptionKey, keys.store.idKey})};
        const auto blobs = scene.stored();
        QVERIFY(blobs.size() > 5);
        for (const auto& [id, blob] : blobs) {
            const bool ofList = std::find(list->own.begin(), list->own.end(), id) != list->own.end();
            for (std::size_t i = 0; i < codecs.size(); ++i) QCOMPARE(codecs[i].decode(id, blob).ok(), ofList && i == 1);
        }
        // The public part is ids and nothing else; together with it every stored chunk is accounted for.
        QCOMPARE(blobs.size(), list->ids.size() + list->own.size());
        // Not a line of it anywhere in the gateway's data, nor an id that the fleet's key would give it.
        const auto plain = secretText().substr(0, 64);
        for (const auto& entry : std::filesystem::recursive_directory_iterator(scene.directory()))
            if (entry.is_regular_file()) {
                const auto bytes = scene.files->readFile(entry.path());
                QVERIFY2(!bytes || bytes->find(plain.substr(0, 20)) == std::string::npos, entry.path().c_str());
                QVERIFY2(!bytes || bytes->find(images::readRecoveryKey(key)->reveal()) == std::string::npos, entry.path().c_str());
            }
        const auto owners = images::ownerKeysOf(images::readRecoveryKey(key).value(), scene.mine);
        const images::ChunkCodec hers(owners.chunks), fleets(keys.store);
        for (const auto& id : list->ids) {
            const auto opened = hers.decode(id, blobs.at(id));
            QVERIFY(opened.ok());
            QVERIFY(fleets.idOf(*opened) != id);
        }
    }

    void operatorsSeeThatItExistsAndNothingOfIt() {
        Scene scene;
        scene.enable();
        const auto point = scene.backedUp(), second = scene.backedUp();
        const auto listed = scene.call("owner_backup_list", Json::object()).at("ownerBackups");
        QCOMPARE(listed.size(), std::size_t{1});
        QCOMPARE(listed.front().at("restorePoints"), Json(2));
        QVERIFY(listed.front().at("storedBytes").get<std::uint64_t>() > 0);
        QCOMPARE(scene.phone(scene.mine.text()).at("ownerBackup").at("restorePoints"), Json(2));
        QVERIFY(scene.call("restore_point_list", Json::object()).at("restorePoints").empty());
        const std::vector<std::pair<std::string, Json>> asked{
            {"restore_point_show", {{"restorePoint", point}}},
            {"restore_point_diff", {{"from", point}, {"to", second}}},
            {"restore_point_verify", {{"restorePoint", point}}},
            {"restore_point_prove", {{"restorePoint", point}}},
            {"restore_point_file_list", {{"restorePoint", point}, {"path", "/"}}},
            {"restore_point_file_read", {{"restorePoint", point}, {"path", "/diary"}, {"offset", 0}, {"length", 100}}},
            {"virtual_phone_export", {{"phone", point}, {"encrypted", true}}}};
        for (const auto& [verb, arguments] : asked) {
            const auto refused = scene.refused(verb, arguments);
            QVERIFY2(refused.code == ErrorCode::Denied, (verb + ": " + refused.message).c_str());
            QVERIFY2(refused.message.find("only the phone's owner has") != std::string::npos, refused.message.c_str());
        }
        QCOMPARE(scene.refused("virtual_phone_export", {{"phone", scene.mine.text()}, {"encrypted", true}}).code, ErrorCode::Denied);
        QCOMPARE(scene.gate().phoneKeys(scene.one->seen->id, scene.mine).error().code, ErrorCode::Denied);
    }

    void anotherHandsetLearnsNothing() {
        Scene scene;
        const auto key = scene.enable();
        const auto point = scene.backedUp();
        OwnedHandset two(scene, "two");
        const auto yours = base::PhoneId(scene.createPhone("two", "personal", ""));
        two.run(yours);
        two.write(yours, "/data/diary", secretText());
        const auto ids = images::readChunkList(scene.listOf(point), *scene.context().owners.of(scene.mine).value())->ids;
        QCOMPARE(scene.gate().missingChunks(two.seen->id, scene.mine, ids).error().code, ErrorCode::Denied);
        QCOMPARE(scene.gate().mayFetchPhone(two.seen->id, scene.mine, ids).error().code, ErrorCode::Denied);
        QCOMPARE(scene.gate().ownerBackup(two.seen->id, {scene.mine, OwnerBackupAsk::Show, {}}).error().code, ErrorCode::Denied);
        QCOMPARE(scene.gate().ownerBackup(two.seen->id, {scene.mine, OwnerBackupAsk::Disable, {}}).error().code, ErrorCode::Denied);
        // Of a phone of its own it is told of nothing that the other one stored, and equal content has other ids there.
        QVERIFY(two.say(agent::ownerBackupEnable, confirmKey).done.ok());
        QCOMPARE(*scene.gate().missingChunks(two.seen->id, yours, ids), ids);
        const auto ended = two.carryOut(scene.call("virtual_phone_backup", {{"phone", yours.text()}}).at("id").get<std::string>());
        QCOMPARE(ended.at("state"), Json("succeeded"));
        const auto others = scene.context().owners.of(yours).value();
        QCOMPARE(others->missing(ids)->size(), ids.size());
    }

    void lostHandsetsPhoneComesBackWithTheKeyOnly_data() {
        QTest::addColumn<bool>("whole");
        QTest::newRow("at once") << false;
        QTest::newRow("whole") << true;
    }
    void lostHandsetsPhoneComesBackWithTheKeyOnly() {
        QFETCH(bool, whole);
        Scene scene;
        const auto key = scene.enable();
        scene.backedUp();
        OwnedHandset two(scene, "two");
        const auto restore = scene.call("virtual_phone_restore", {{"phone", scene.mine.text()}, {"onto", "two"}, {"lost", true}, {"whole", whole}});
        const auto id = restore.at("id").get<std::string>();
        two.follow(scene.mine);
        const auto waits = [&] {
            const auto* report = two.agent.fleet.report(scene.mine);
            return report != nullptr && report->detail.find("waiting for the owner's key") != std::string::npos;
        };
        QVERIFY(two.agent.until(waits));
        auto report = *two.agent.fleet.report(scene.mine);
        QCOMPARE(report.phase, std::string("restoring"));
        report.desiredVersion = two.seen->desired(scene.mine.text())->version;
        two.seen->report(report);
        auto operation = scene.call("operation_show", {{"operation", id}});
        QCOMPARE(operation.at("state"), Json("running"));
        QVERIFY2(operation.dump().find("waiting for the owner's key") != std::string::npos, operation.dump().c_str());
        two.agent.pass(std::chrono::minutes(5));
        QVERIFY(waits());

        // Another key, a mistyped one, and nothing at all: told, and nothing happens.
        const auto other = images::recoveryKeyText(images::createRecoveryKey());
        const auto wrong = two.say(agent::ownerBackupUnlock, other);
        QCOMPARE(wrong.done.error().code, ErrorCode::Denied);
        QVERIFY2(wrong.done.error().message.find("not the one of this phone's backups") != std::string::npos, wrong.done.error().message.c_str());
        auto mistyped = key;
        mistyped[mistyped.find_first_not_of(' ')] = mistyped[mistyped.find_first_not_of(' ')] == 'A' ? 'B' : 'A';
        const auto typed = two.say(agent::ownerBackupUnlock, mistyped);
        QVERIFY2(typed.shown.find("group 1 of the recovery key is mistyped") != std::string::npos, typed.shown.c_str());
        QCOMPARE(two.say(agent::ownerBackupUnlock, [](const std::string&) { return std::nullopt; }).done.error().code, ErrorCode::Cancelled);
        two.agent.pass(std::chrono::minutes(1));
        QVERIFY(waits());

        QVERIFY(two.say(agent::ownerBackupUnlock, key).done.ok());
        QVERIFY(two.agent.untilPhase(scene.mine, "running"));
        QVERIFY(two.read(scene.mine, "/data/diary") == secretText());
        QVERIFY(two.agent.until([&] { return !two.agent.record(scene.mine)->remoteRoot; }));
        two.seen->reportRunning(scene.mine.text());
        operation = scene.call("operation_show", {{"operation", id}});
        QVERIFY2(operation.at("state") == "succeeded", operation.dump().c_str());
        // Backups go on from there, and the old handset is no longer served.
        const auto ended = two.carryOut(scene.call("virtual_phone_backup", {{"phone", scene.mine.text()}}).at("id").get<std::string>());
        QVERIFY2(ended.at("state") == "succeeded", ended.dump().c_str());
        QCOMPARE(scene.gate().ownerBackup(scene.one->seen->id, {scene.mine, OwnerBackupAsk::Show, {}}).error().code, ErrorCode::Denied);
    }

    void ownerBringsHerPhoneBackOnTheSameHandset() {
        Scene scene;
        const auto key = scene.enable();
        const auto point = scene.backedUp();
        scene.one->write(scene.mine, "/data/diary", "spoiled");
        scene.backedUp();
        auto& agent = scene.one->agent;
        // Not confirmed: nothing happens.
        QCOMPARE(scene.one->say(agent::ownerBackupRestore, "no", point).done.error().code, ErrorCode::Cancelled);
        agent.pass(std::chrono::minutes(1));
        QCOMPARE(scene.one->read(scene.mine, "/data/diary"), std::string("spoiled"));
        // The handset lost its part of the key: it has to be the right one.
        QVERIFY(agent.files.remove(agent::StateLayout("/state").ownerKey(scene.mine)).ok());
        QCOMPARE(scene.one->say(agent::ownerBackupRestore, images::recoveryKeyText(images::createRecoveryKey()), point).done.error().code,
                 ErrorCode::Denied);
        agent.pass(std::chrono::minutes(1));
        QCOMPARE(scene.one->read(scene.mine, "/data/diary"), std::string("spoiled"));
        const auto said = scene.one->say(
            agent::ownerBackupRestore,
            [&](const std::string& shown) -> std::optional<std::string> { return shown.ends_with("to go on: ") ? "replace" : key; }, point);
        QVERIFY2(said.done.ok(), said.done.ok() ? "" : said.done.error().message.c_str());
        QVERIFY(agent.until([&] { return agent.record(scene.mine)->ownerRestore.has_value() || scene.one->read(scene.mine, "/data/diary") == secretText(); }));
        QVERIFY(agent.until([&] { return !agent.record(scene.mine)->ownerRestore && scene.one->read(scene.mine, "/data/diary") == secretText(); }));
        QVERIFY(!agent.files.exists(agent::StateLayout("/state").ownerRestore(scene.mine)));
        // It goes on from there.
        QVERIFY(agent.untilPhase(scene.mine, "running"));
        scene.one->write(scene.mine, "/data/more", "later");
        const auto next = scene.backUp();
        QVERIFY2(next.at("state") == "succeeded", next.dump().c_str());
        QCOMPARE(next.at("result").at("incremental"), Json(false));
    }

    void fleetCannotReplaceWhatThePhoneHolds() {
        Scene scene;
        scene.enable();
        scene.backedUp();
        const auto refused = scene.refused("virtual_phone_restore", {{"phone", scene.mine.text()}, {"inPlace", true}, {"lost", false}});
        QCOMPARE(refused.code, ErrorCode::Denied);
        QVERIFY2(refused.message.find("is its owner's to do") != std::string::npos, refused.message.c_str());
    }

    void restoreGoesOnWhereTheAgentDied() {
        Scene scene;
        scene.enable();
        const auto point = scene.backedUp();
        scene.one->write(scene.mine, "/data/diary", "spoiled");
        QVERIFY(scene.one->say(agent::ownerBackupRestore, "replace", point).done.ok());
        auto& agent = scene.one->agent;
        agent.fleet.bulkFails = true;
        QVERIFY(agent.until([&] { return agent.record(scene.mine)->data == agent::DataState::Preparing; }));
        agent.kill();
        agent.fleet.bulkFails = false;
        QVERIFY(agent.start());
        QVERIFY(agent.until([&] { return scene.one->read(scene.mine, "/data/diary") == secretText(); }));
        QVERIFY(!agent.record(scene.mine)->ownerRestore);
    }

    void secondBackupReadsOnlyWhatChanged() {
        Scene scene;
        scene.enable();
        scene.backedUp();
        const auto before = scene.stored().size();
        scene.one->write(scene.mine, "/data/note", "short");
        const auto ended = scene.backUp();
        QVERIFY2(ended.at("state") == "succeeded", ended.dump().c_str());
        QCOMPARE(ended.at("result").at("incremental"), Json(true));
        QVERIFY(scene.stored().size() <= before + 6);
    }

    void collectionKeepsWhatRestorePointsNameAndFreesTheRest() {
        Scene scene;
        const auto key = scene.enable();
        scene.call("retention_set", {{"keep", {{"last", 1}}}});
        const auto first = scene.backedUp();
        scene.tidy();
        const auto firstIds = images::readChunkList(scene.listOf(first), *scene.context().owners.of(scene.mine).value())->ids;
        scene.one->write(scene.mine, "/data/diary", secretText(1));
        const auto second = scene.backedUp();
        scene.tidy();
        const auto store = scene.context().owners.of(scene.mine).value();
        const auto secondList = images::readChunkList(scene.listOf(second), *store);
        QCOMPARE(scene.call("owner_backup_list", Json::object()).at("ownerBackups").front().at("restorePoints"), Json(1));
        QVERIFY(store->missing(secondList->ids)->empty());
        QVERIFY(store->missing(secondList->own)->empty());
        const auto gone = store->missing(firstIds).value();
        QVERIFY(!gone.empty());
        for (const auto& id : gone) QVERIFY(!std::binary_search(secondList->ids.begin(), secondList->ids.end(), id));
        QCOMPARE(scene.stored().size(), secondList->ids.size() + secondList->own.size());
        // What is kept comes back.
        scene.one->write(scene.mine, "/data/diary", "spoiled");
        QVERIFY(scene.one->say(agent::ownerBackupRestore, "replace").done.ok());
        QVERIFY(scene.one->agent.until([&] { return scene.one->read(scene.mine, "/data/diary") == secretText(1); }));
    }

    void collectionLeavesABackupAloneThatIsUnderWay() {
        Scene scene;
        scene.enable();
        scene.backedUp();
        const auto store = scene.context().owners.of(scene.mine).value();
        // Ordered, and some of it is stored: nothing names it yet.
        scene.call("virtual_phone_backup", {{"phone", scene.mine.text()}});
        const auto chunk = images::ChunkCodec(images::ownerKeysOf(images::createRecoveryKey(), scene.mine).chunks).encode("unfinished");
        QVERIFY(scene.gate().storeChunks(scene.one->seen->id, scene.mine, {chunk}).ok());
        for (int i = 0; i < 20; ++i) scene.gateway->tick();
        QTest::qWait(200);
        QVERIFY(store->missing({chunk.id})->empty());
    }

    void disablingDeletesAllOfIt() {
        Scene scene;
        scene.enable();
        scene.backedUp();
        QVERIFY(std::filesystem::exists(scene.ownersDirectory()));
        QCOMPARE(scene.one->say(agent::ownerBackupDisable, "no").done.error().code, ErrorCode::Cancelled);
        QVERIFY(std::filesystem::exists(scene.ownersDirectory()));
        QVERIFY(scene.one->say(agent::ownerBackupDisable, "delete").done.ok());
        QVERIFY(!std::filesystem::exists(scene.ownersDirectory()));
        QVERIFY(scene.call("owner_backup_list", Json::object()).at("ownerBackups").empty());
        QVERIFY(scene.phone(scene.mine.text()).at("ownerBackup").is_null());
        QVERIFY(!scene.one->agent.files.exists(agent::StateLayout("/state").ownerKey(scene.mine)));
        QCOMPARE(scene.refused("virtual_phone_backup", {{"phone", scene.mine.text()}}).code, ErrorCode::Denied);
        // And she may begin anew, under another key.
        scene.enable();
        scene.backedUp();
    }

    void gatewayThatIsAwayKeepsNothingFromEnding() {
        Scene scene;
        scene.enable();
        scene.backedUp();
        scene.one->agent.fleet.bulkFails = true;
        const auto said = scene.one->say(agent::ownerBackupDisable, "delete");
        QVERIFY2(said.done.error().message.find("is not deleted yet") != std::string::npos, said.done.error().message.c_str());
        QVERIFY(!scene.one->agent.files.exists(agent::StateLayout("/state").ownerKey(scene.mine)));
        scene.one->agent.fleet.bulkFails = false;
        const auto refused = scene.backUp();
        QCOMPARE(refused.at("state"), Json("failed"));
        QVERIFY(scene.one->say(agent::ownerBackupDisable, "delete").done.ok());
        QVERIFY(!std::filesystem::exists(scene.ownersDirectory()));
    }

    void lostKeyEndsInAnEmptyPhoneAndNotInAClaim() {
        Scene scene;
        scene.enable();
        scene.backedUp();
        OwnedHandset two(scene, "two");
        const auto id = scene.call("virtual_phone_restore", {{"phone", scene.mine.text()}, {"onto", "two"}, {"lost", true}}).at("id");
        two.follow(scene.mine);
        QVERIFY(two.agent.untilPhase(scene.mine, "restoring"));
        QVERIFY(two.say(agent::ownerBackupDisable, "delete").done.ok());
        const auto operation = scene.call("operation_show", {{"operation", id}});
        QCOMPARE(operation.at("state"), Json("failed"));
        two.run(scene.mine);
        QCOMPARE(two.read(scene.mine, "/data/diary"), std::string("no file"));
    }

    void whatTheGatewayLostIsNotOfferedAnyMore() {
        Scene scene;
        scene.enable();
        scene.backedUp();
        scene.admin.reset();
        scene.gateway.reset();
        std::filesystem::remove_all(scene.ownersDirectory());
        scene.open();
        scene.tidy();
        QCOMPARE(scene.call("owner_backup_list", Json::object()).at("ownerBackups").front().at("restorePoints"), Json(0));
        QVERIFY(scene.call("alert_list", Json::object()).dump().find("owner_backup_lost") != std::string::npos);
        // And the next backup is whole.
        QVERIFY(scene.one->seen->connect());
        scene.one->agent.fleet.gate = &scene.gateway->gate();
        const auto ended = scene.backUp();
        QVERIFY2(ended.at("state") == "succeeded", ended.dump().c_str());
        QCOMPARE(ended.at("result").at("incremental"), Json(false));
    }

    void rotInWhatIsStoredIsFoundAndMended() {
        Scene scene;
        scene.enable();
        const auto point = scene.backedUp();
        QVERIFY(scene.finished("restore_point_verify", Json::object()).at("damaged").empty());
        const auto pack = (scene.ownersDirectory() / "pack-00000001").string();
        auto bytes = scene.files->readFile(pack).value();
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
        std::ofstream(pack, std::ios::binary | std::ios::in | std::ios::out) << bytes;
        const auto damaged = scene.finished("restore_point_verify", Json::object()).at("damaged");
        QCOMPARE(damaged.size(), std::size_t{1});
        QCOMPARE(damaged.front().at("restorePoints"), Json::array({point}));
        QVERIFY(scene.call("alert_list", Json::object()).dump().find("owner_backup_damaged") != std::string::npos);
        // What cannot be brought back whole replaces nothing.
        scene.one->write(scene.mine, "/data/note", "newer");
        const auto said = scene.one->say(agent::ownerBackupRestore, "replace", point);
        QVERIFY2(!said.done.ok() && said.done.error().message.starts_with("nothing was changed"), said.shown.c_str());
        scene.one->agent.pass(std::chrono::minutes(1));
        QCOMPARE(scene.one->read(scene.mine, "/data/note"), std::string("newer"));
        const auto ended = scene.backUp();
        QVERIFY2(ended.at("state") == "succeeded", ended.dump().c_str());
        QCOMPARE(ended.at("result").at("incremental"), Json(false));
        QVERIFY(scene.finished("restore_point_verify", Json::object()).at("damaged").empty());
        QVERIFY(scene.context().owners.of(scene.mine).value()->missing(images::readChunkList(scene.listOf(point), *scene.context().owners.of(scene.mine).value())->ids)->empty());
    }

    void quotaRefusesAndSaysWhatToDo() {
        Scene scene(base::kibibytes(300));
        scene.enable();
        std::string noise;
        for (int i = 0; i < 40; ++i) noise += base::randomBytes(16 * 1024);
        scene.one->write(scene.mine, "/data/photo", noise);
        const auto ended = scene.backUp();
        QCOMPARE(ended.at("state"), Json("failed"));
        QVERIFY2(ended.dump().find("more than the 300.0 KiB that the fleet keeps for a personal phone") != std::string::npos, ended.dump().c_str());
        // What the failed one left is given up, and with more room it succeeds.
        scene.tidy();
        QVERIFY(scene.stored().empty());
        scene.options.ownerQuota = base::mebibytes(8);
        scene.reopen();
        QVERIFY(scene.one->seen->connect());
        scene.one->agent.fleet.gate = &scene.gate();
        scene.backedUp();
    }

    void gatewayWithoutRoomKeepsNone() {
        Scene scene(base::ByteCount{0});
        const auto said = scene.one->say(agent::ownerBackupEnable, confirmKey);
        QCOMPARE(said.done.error().code, ErrorCode::Denied);
        QVERIFY(!scene.one->agent.files.exists(agent::StateLayout("/state").ownerKey(scene.mine)));
    }

    void statusSaysWhatIsStored() {
        Scene scene;
        QVERIFY(scene.one->say(agent::ownerBackupStatus, "").shown.find("nothing of it is sent or stored") != std::string::npos);
        scene.enable();
        const auto point = scene.backedUp();
        const auto shown = scene.one->say(agent::ownerBackupStatus, "").shown;
        QVERIFY2(shown.find(point) != std::string::npos, shown.c_str());
        const auto again = scene.one->say(agent::ownerBackupEnable, confirmKey);
        QCOMPARE(again.done.error().code, ErrorCode::Conflict);
    }

    void ownerAsksForABackupAtHerHandset() {
        Scene scene;
        QCOMPARE(scene.one->say(agent::ownerBackupNow, "").done.error().code, ErrorCode::Conflict);
        scene.enable();
        const auto said = scene.one->say(agent::ownerBackupNow, "");
        QVERIFY(said.done.ok());
        const auto at = said.shown.find("op-");
        const auto ended = scene.one->carryOut(said.shown.substr(at, said.shown.find(';') - at));
        QVERIFY2(ended.at("state") == "succeeded", ended.dump().c_str());
    }
};

QTEST_GUILESS_MAIN(OwnerBackupTest)
#include "owner_backup_test.moc"
