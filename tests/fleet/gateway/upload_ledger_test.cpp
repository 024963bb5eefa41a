// The ledger of what each phone stored since its last restore point: what a handset is not asked to send again, and what
// its restore points may name.
#include "fleet/gateway/upload_ledger.h"

#include <QtTest>
#include <random>

#include "fleet/gateway/chunk_set.h"
#include "fleet/gateway/upload_ledger_file.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/faulty_file_system.h"

using fleet::UploadLedger;
using images::ChunkId;

namespace {

ChunkId chunkId(int number) { return base::Digest::of("chunk " + std::to_string(number)); }

std::vector<ChunkId> chunkIds(int from, int to) {
    std::vector<ChunkId> ids;
    for (int i = from; i < to; ++i) ids.push_back(chunkId(i));
    return ids;
}

const base::PhoneId kOne("vp-one"), kTwo("vp-two");

}  // namespace

class UploadLedgerTest : public QObject {
    Q_OBJECT

private:
    struct Scene {
        Scene() { open(); }
        void open() { ledger = std::make_unique<UploadLedger>(files, clock, "/data/uploads"); }
        std::size_t unknown(const base::PhoneId& phone, const std::vector<ChunkId>& ids) {
            return ledger->withoutKnown(phone, ids)->size();
        }
        fakes::FaultyFileSystem files;
        FakeClock clock;
        std::unique_ptr<UploadLedger> ledger;
    };

    /// What was acknowledged of twelve batches.
    static std::vector<ChunkId> addUntilItFails(Scene& scene) {
        std::vector<ChunkId> acknowledged;
        for (int i = 0; i < 12; ++i)
            if (scene.ledger->add(kOne, chunkIds(i * 3, i * 3 + 3)).ok())
                for (const auto& id : chunkIds(i * 3, i * 3 + 3)) acknowledged.push_back(id);
        return acknowledged;
    }

    static void checkAfterRestart(Scene& scene, const std::vector<ChunkId>& acknowledged, unsigned seed) {
        scene.files.restart(seed);
        scene.open();
        QCOMPARE(scene.unknown(kOne, acknowledged), std::size_t{0});
        QVERIFY(scene.ledger->add(kOne, chunkIds(50, 51)).ok());
        scene.files.restart(std::nullopt);
        scene.open();
        QCOMPARE(scene.unknown(kOne, chunkIds(50, 51)), std::size_t{0});
        QCOMPARE(scene.unknown(kOne, acknowledged), std::size_t{0});
    }

private slots:
    void setKnowsWhatWasPutIn() {
        std::mt19937_64 random(4);
        fleet::ChunkSet set(chunkIds(0, 3000));
        for (int i = 3000; i < 9000; ++i) set.insert(chunkId(static_cast<int>(random() % 9000)));
        for (int i = 0; i < 3000; ++i) QVERIFY(set.contains(chunkId(i)));
        QVERIFY(!set.contains(chunkId(9001)));
        QVERIFY(set.size() < 9000);
        set.insert(chunkId(0));
        QVERIFY(set.contains(chunkId(0)));
    }

    void phoneKnowsWhatItStoredAndNoOther() {
        Scene scene;
        QVERIFY(scene.ledger->add(kOne, chunkIds(0, 10)).ok());
        QCOMPARE(scene.unknown(kOne, chunkIds(0, 12)), std::size_t{2});
        QCOMPARE(scene.unknown(kTwo, chunkIds(0, 12)), std::size_t{12});
        scene.files.restart(std::nullopt);
        scene.open();
        QCOMPARE(scene.unknown(kOne, chunkIds(0, 12)), std::size_t{2});
        QCOMPARE(scene.unknown(kTwo, chunkIds(0, 12)), std::size_t{12});
        QCOMPARE(scene.ledger->everything()->size(), std::size_t{10});
    }

    void clearingLeavesWhatCameLater() {
        Scene scene;
        QVERIFY(scene.ledger->add(kOne, chunkIds(0, 10)).ok());
        const auto position = *scene.ledger->position(kOne);
        QVERIFY(scene.ledger->add(kOne, chunkIds(10, 15)).ok());
        QVERIFY(scene.ledger->clear(kOne, position).ok());
        QCOMPARE(scene.unknown(kOne, chunkIds(0, 15)), std::size_t{10});
        scene.open();
        QCOMPARE(scene.unknown(kOne, chunkIds(0, 15)), std::size_t{10});
        QVERIFY(scene.ledger->clear(kOne, *scene.ledger->position(kOne)).ok());
        QVERIFY(scene.ledger->everything()->empty());
        QVERIFY(scene.ledger->add(kOne, chunkIds(0, 1)).ok());
        QCOMPARE(scene.unknown(kOne, chunkIds(0, 2)), std::size_t{1});
    }

    void entriesAreGivenUpAfterAWeek() {
        Scene scene;
        QVERIFY(scene.ledger->add(kOne, chunkIds(0, 10)).ok());
        scene.clock.advance(std::chrono::hours(4 * 24));
        QVERIFY(scene.ledger->add(kOne, chunkIds(10, 20)).ok());
        scene.clock.advance(std::chrono::hours(4 * 24));
        QCOMPARE(scene.ledger->everything()->size(), std::size_t{10});
        QVERIFY(scene.ledger->expire().ok());
        QCOMPARE(scene.unknown(kOne, chunkIds(0, 20)), std::size_t{10});
        scene.clock.advance(std::chrono::hours(4 * 24));
        QVERIFY(scene.ledger->tick().ok());
        QCOMPARE(scene.unknown(kOne, chunkIds(0, 20)), std::size_t{20});
        QVERIFY(scene.files.list("/data/uploads")->empty());
    }

    void acknowledgedEntriesSurviveEveryFailure() {
        for (std::uint64_t failing = 0; failing < 40; ++failing) {
            Scene scene;
            scene.files.failAfter(failing, {base::ErrorCode::Unavailable, "the disk is full"});
            const auto acknowledged = addUntilItFails(scene);
            QCOMPARE(scene.unknown(kOne, acknowledged), std::size_t{0});
            checkAfterRestart(scene, acknowledged, static_cast<unsigned>(failing));
        }
    }

    void acknowledgedEntriesSurviveAPowerCutAtEveryStep() {
        for (std::uint64_t step = 0; step < 40; ++step) {
            Scene scene;
            scene.files.cutPowerAfter(step);
            checkAfterRestart(scene, addUntilItFails(scene), static_cast<unsigned>(step));
        }
    }

    void damagedLedgerEndsAtItsDamage() {
        const auto one = fleet::writeLedgerBatch(base::Timestamp(), chunkIds(0, 5));
        const auto two = fleet::writeLedgerBatch(base::Timestamp(), chunkIds(5, 8));
        const auto whole = one + two;
        QCOMPARE(fleet::readLedger(whole).size(), std::size_t{2});
        for (std::size_t at = 0; at < whole.size(); ++at) {
            QCOMPARE(fleet::readLedger(base::BytesView(whole).substr(0, at)).size(), std::size_t(at < one.size() ? 0 : 1));
            auto damaged = whole;
            damaged[at] = static_cast<char>(damaged[at] ^ 1);
            QCOMPARE(fleet::readLedger(damaged).size(), std::size_t(at < one.size() ? 0 : 1));
        }
    }
};

QTEST_GUILESS_MAIN(UploadLedgerTest)
#include "upload_ledger_test.moc"
