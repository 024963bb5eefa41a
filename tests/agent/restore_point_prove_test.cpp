// Proving a restore point: it boots in a machine of its own without a network, its guest is asked, nothing is left behind, and
// the running phone notices nothing.
#include <QtTest>
#include <condition_variable>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/agent/test_handset.h"

using fakes::TestHandset;
using hypervisor::RunState;
using namespace std::chrono_literals;

namespace {

const base::PhoneId kWork("vp-work");
const base::PhoneId kProof("prove-op-proof");

/// Proves on a thread of its own, which stands still wherever it says so until the test lets it go; does everything else where it
/// is posted. Never do the test and that thread run at the same time.
class SteppedProver final : public agent::Workers {
public:
    ~SteppedProver() override { finish(); }
    void post(const std::string& lane, std::function<void()> work) override {
        if (lane != "restore_point_prove") return work();
        finish();
        m_runs = true;
        m_thread = std::thread([this, work = std::move(work)] {
            work();
            hand();
        });
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return !m_runs; });
    }
    /// On the prover's thread; nothing on any other.
    void stand() {
        if (std::this_thread::get_id() != m_thread.get_id()) return;
        hand();
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_runs; });
    }
    /// Lets the prover go, to the end.
    void finish() {
        {
            const std::lock_guard lock(m_mutex);
            m_runs = true;
            m_changed.notify_all();
        }
        if (m_thread.joinable()) m_thread.join();
    }

private:
    void hand() {
        const std::lock_guard lock(m_mutex);
        m_runs = false;
        m_changed.notify_all();
    }
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_runs = false;
    std::thread m_thread;
};

struct Scene : TestHandset {
    explicit Scene(std::function<std::unique_ptr<agent::Workers>()> workers = {}) {
        if (workers) makeWorkers = std::move(workers);
        if (!start()) qFatal("%s", startError.c_str());
        give(wish("vp-work", "work"));
        if (!untilPhase(kWork, "running")) qFatal("the phone does not run");
        if (!world->writeGuestFile(kWork, "/data/note", "precious").ok()) qFatal("cannot write");
        receive(operation("op-backup", "virtual_phone_backup", kWork));
        if (!ended("op-backup")) qFatal("the backup does not end");
        root = base::parseJson(outcome("op-backup")->result)->at("root").get<std::string>();
    }
    bool ended(const std::string& id) {
        return until([&] { return outcome(id) != nullptr; }, 5min);
    }
    [[nodiscard]] const fleet::protocol::OperationResult* outcome(const std::string& id) const {
        return fleet.result(base::OperationId(id));
    }
    [[nodiscard]] std::vector<base::PhoneId> machines() {
        return hypervisor::createSimulatorDriver(world, files, clock)->list().value();
    }
    std::string root;
};

std::string proofArguments(const std::string& root, const fleet::protocol::DesiredRelease& release) {
    return base::Json{{"restorePoint", "rp-one"},
                      {"root", root},
                      {"release", {{"image", release.image}, {"version", release.version}, {"manifest", release.manifest.hex()}}},
                      {"memoryMiB", 256},
                      {"cpus", 1}}
        .dump();
}

void prove(TestHandset& handset, const std::string& root, const fleet::protocol::DesiredRelease& release) {
    handset.receive(handset.operation("op-proof", "restore_point_prove", kWork, proofArguments(root, release)));
}

}  // namespace

class RestorePointProveTest : public QObject {
    Q_OBJECT
private slots:
    void aRestorePointIsProvedBesideTheRunningPhone() {
        Scene scene;
        const auto before = scene.observe(kWork);
        bool alone = false;
        scene.duringSleep = [&] {
            const auto driver = hypervisor::createSimulatorDriver(scene.world, scene.files, scene.clock);
            const auto machine = driver->open(kProof);
            if (!machine) return;
            const auto& spec = (*machine)->spec();
            alone = !spec.network.present && spec.ports.empty() && spec.dataDisk != "/state/phones/vp-work/data.qcow2";
        };
        prove(scene, scene.root, scene.fleet.publish("1.0.0"));
        QVERIFY(scene.ended("op-proof"));
        const auto* outcome = scene.outcome("op-proof");
        QVERIFY2(outcome->ok, outcome->message.c_str());
        const auto result = base::parseJson(outcome->result).value();
        QCOMPARE(result.at("release"), base::Json("1.0.0"));
        QVERIFY(*base::parseTimestamp(result.at("provedAt").get<std::string>()) <= scene.clock.now());
        QVERIFY(alone);
        QCOMPARE(scene.machines(), std::vector<base::PhoneId>{kWork});
        QVERIFY(!scene.files.exists("/state/proofs/prove-op-proof"));
        const auto after = scene.observe(kWork);
        QCOMPARE(after.state, RunState::Running);
        QVERIFY(after.startedAt == before.startedAt);
        QCOMPARE(scene.world->guestFile(kWork, "/data/note").valueOr(""), std::string("precious"));
    }

    void anotherHandsetProvesItWithoutHavingThePhone() {
        Scene first;
        TestHandset second;
        second.fleet.phoneChunks = first.fleet.phoneChunks;
        QVERIFY(second.start());
        prove(second, first.root, second.fleet.publish("1.0.0"));
        QVERIFY(second.until([&] { return second.fleet.result(base::OperationId("op-proof")) != nullptr; }, 5min));
        const auto* outcome = second.fleet.result(base::OperationId("op-proof"));
        QVERIFY2(outcome->ok, outcome->message.c_str());
        QVERIFY(second.fleet.report(kWork) == nullptr);
    }

    void whatBootingReadIsTold() {
        Scene scene;
        hypervisor::SimulatorFaults slow;
        slow.bootTime = 5s;
        scene.world->setFaults(kProof, slow);
        std::string read;
        scene.duringSleep = [&] { read = scene.world->guestFile(kProof, "/data/note").valueOr(read); };
        prove(scene, scene.root, scene.fleet.publish("1.0.0"));
        QVERIFY(scene.ended("op-proof"));
        QVERIFY(scene.outcome("op-proof")->ok);
        QCOMPARE(read, std::string("precious"));
        const std::lock_guard lock(scene.fleet.transfers);
        QVERIFY(!scene.fleet.bootLists[kWork].empty());
    }

    void aChunkThatBootingDoesNotReadIsProvedToo() {
        Scene scene;
        QVERIFY(scene.world->writeGuestFile(kWork, "/data/large", std::string(4 * 1024 * 1024, 'l')).ok());
        scene.receive(scene.operation("op-second", "virtual_phone_backup", kWork));
        QVERIFY(scene.ended("op-second"));
        const auto root = base::parseJson(scene.outcome("op-second")->result)->at("root").get<std::string>();
        const auto bulk = scene.fleet.bulk()().value();
        const auto unread = images::ChunkCodec(bulk->fetchPhoneKeys(kWork).value()).idOf(base::Bytes(images::kChunkSize, 'l'));
        QCOMPARE(scene.fleet.phoneChunks.blobs.erase(unread), std::size_t{1});
        prove(scene, root, scene.fleet.publish("1.0.0"));
        QVERIFY(scene.ended("op-proof"));
        QVERIFY(!scene.outcome("op-proof")->ok);
        QVERIFY(scene.outcome("op-proof")->message.find(unread.hex()) != std::string::npos);
    }

    void aGuestThatDoesNotAnswerIsNotProved() {
        Scene scene;
        prove(scene, scene.root, scene.fleet.publish("1.2.0", true));
        QVERIFY(scene.ended("op-proof"));
        QVERIFY(!scene.outcome("op-proof")->ok);
        QCOMPARE(scene.outcome("op-proof")->code, std::string("timeout"));
        QCOMPARE(scene.machines(), std::vector<base::PhoneId>{kWork});
        QVERIFY(!scene.files.exists("/state/proofs/prove-op-proof"));
    }

    void aCancelledProofLeavesNothing_data() {
        QTest::addColumn<bool>("booting");
        QTest::newRow("while its chunks come") << false;
        QTest::newRow("while it boots") << true;
    }
    void aCancelledProofLeavesNothing() {
        QFETCH(bool, booting);
        Scene scene;
        int cancelled = 0;
        (booting ? scene.duringSleep : scene.fleet.duringTransfer) = [&] {
            if (scene.machines().size() != 2 || cancelled++ > 0) return;
            scene.receive(fleet::protocol::OperationCancel{base::OperationId("op-proof")});
            scene.agent->turn();  // hears it, as a loop does that is free while a worker works
        };
        prove(scene, scene.root, scene.fleet.publish("1.0.0"));
        QVERIFY(scene.ended("op-proof"));
        QVERIFY(cancelled > 0);
        QCOMPARE(scene.outcome("op-proof")->code, std::string("cancelled"));
        QCOMPARE(scene.machines(), std::vector<base::PhoneId>{kWork});
        QVERIFY(!scene.files.exists("/state/proofs/prove-op-proof"));
        QCOMPARE(scene.observe(kWork).state, RunState::Running);
    }

    void aRestorePointWithoutItsChunksIsNotProved() {
        Scene scene;
        prove(scene, base::Digest::of("nothing of that kind").hex(), scene.fleet.publish("1.0.0"));
        QVERIFY(scene.ended("op-proof"));
        QVERIFY(!scene.outcome("op-proof")->ok);
        QCOMPARE(scene.machines(), std::vector<base::PhoneId>{kWork});
    }

    void tooLittleMemoryIsSaid() {
        Scene scene;
        scene.facts.memory = base::mebibytes(300);
        prove(scene, scene.root, scene.fleet.publish("1.0.0"));
        QVERIFY(scene.ended("op-proof"));
        QCOMPARE(scene.outcome("op-proof")->code, std::string("unavailable"));
        QVERIFY(scene.outcome("op-proof")->message.find("memory") != std::string::npos);
    }

    void whatADeadAgentLeftIsDestroyed() {
        Scene scene;
        scene.kill();
        {
            const auto driver = hypervisor::createSimulatorDriver(scene.world, scene.files, scene.clock);
            auto spec = (*driver->open(kWork))->spec();
            spec.id = kProof;
            spec.dataDisk = "/state/proofs/prove-op-proof/data.qcow2";
            QVERIFY(driver->define(spec).ok());
            auto opened = driver->open(kProof);
            const auto machine = std::move(opened).value();
            const base::Secret key = base::Secret::random(32);
            QVERIFY(machine->dataDisk().create(base::mebibytes(16), key).ok());
            QVERIFY(machine->start({}, key).ok());
            QVERIFY(scene.files.createDirectories("/state/proofs/prove-op-proof").ok());
        }
        QVERIFY(scene.start());
        QCOMPARE(scene.machines(), std::vector<base::PhoneId>{kWork});
        QVERIFY(!scene.files.exists("/state/proofs"));
        QCOMPARE(scene.observe(kWork).state, RunState::Running);
        // The operation that it was for is done again.
        prove(scene, scene.root, scene.fleet.publish("1.0.0"));
        QVERIFY(scene.ended("op-proof"));
        QVERIFY(scene.outcome("op-proof")->ok);
    }

    void aWipeEndsTheProofAndIsDoneOnlyThen() {
        SteppedProver* prover = nullptr;
        Scene scene([&] {
            auto made = std::make_unique<SteppedProver>();
            prover = made.get();
            return made;
        });
        hypervisor::SimulatorFaults slow;
        slow.bootTime = 1h;
        scene.world->setFaults(kProof, slow);
        bool stood = false;
        scene.duringSleep = [&] {
            if (!std::exchange(stood, true)) prover->stand();
        };
        prove(scene, scene.root, scene.fleet.publish("1.0.0"));
        QVERIFY(scene.until([&] { return stood; }));
        QCOMPARE(scene.observe(kProof).state, RunState::Running);
        scene.agent->refused(scene.fleet.refusalWithOrder(scene.order("wo-1", {kWork})));
        QVERIFY(scene.until([&] { return scene.record(kWork)->data == agent::DataState::Erased; }));
        // The phone's data is still in the machine that is to be proved: no receipt says that it is gone.
        scene.pass(5s);
        QVERIFY(scene.fleet.receipts.empty());
        prover->finish();
        QVERIFY(scene.until([&] { return !scene.fleet.receipts.empty(); }));
        QCOMPARE(scene.machines(), std::vector<base::PhoneId>());
        QVERIFY(!scene.files.exists("/state/proofs/prove-op-proof"));
        QVERIFY(scene.ended("op-proof"));
        QCOMPARE(scene.outcome("op-proof")->code, std::string("cancelled"));
    }

    void aScheduledProofWaitsForItsConditions() {
        Scene scene;
        scene.facts.onCharger = false;
        auto arguments = base::parseJson(proofArguments(scene.root, scene.fleet.publish("1.0.0"))).value();
        arguments["conditions"] = {{"charging", true}};
        scene.receive(scene.operation("op-proof", "restore_point_prove", kWork, arguments.dump()));
        scene.pass(10s);
        QVERIFY(scene.outcome("op-proof") == nullptr);
        scene.facts.onCharger = true;
        QVERIFY(scene.ended("op-proof"));
        QVERIFY(scene.outcome("op-proof")->ok);
    }
};

QTEST_GUILESS_MAIN(RestorePointProveTest)
#include "restore_point_prove_test.moc"
