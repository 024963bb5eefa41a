#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <set>
#include <thread>

#include "images/group_commit.h"
#include "images/pack_chunk_store.h"
#include "images/pack_codec.h"
#include "tests/fakes/byte_patterns.h"
#include "tests/fakes/faulty_file_system.h"

using base::ErrorCode;
using images::ChunkId;
using images::EncodedChunk;

namespace {

const std::filesystem::path kDirectory = "/store";

EncodedChunk chunk(unsigned seed, std::size_t length = 700) {
    auto blob = fakes::noise(seed, length);
    return {base::Digest::of(blob), std::move(blob)};
}

std::unique_ptr<images::ChunkStore> opened(base::FileSystem& files, std::uint64_t packBytes) {
    auto store = images::openPackChunkStore(files, kDirectory, {packBytes});
    if (!store) qFatal("%s", store.error().message.c_str());
    return std::move(*store);
}

bool has(images::ChunkStore& store, const EncodedChunk& wanted) {
    const auto found = store.fetch({wanted.id});
    return found && found->front() == wanted.blob;
}

std::size_t packsIn(base::FileSystem& files) {
    const auto names = files.list(kDirectory).value();
    return static_cast<std::size_t>(
        std::count_if(names.begin(), names.end(), [](const auto& name) { return images::packNumber(name) != 0; }));
}

/// Marks the even ones of `count` chunks and sweeps.
base::Result<images::SweepOutcome> keepEven(images::ChunkStore& store, unsigned count, bool dryRun = false) {
    TWINSET_ASSIGN(const auto collection, store.beginCollection());
    for (unsigned i = 0; i < count; i += 2) TWINSET_TRY(collection->mark({chunk(i).id}));
    return collection->sweep({dryRun, {}});
}

}  // namespace

class ChunkCollectionTest : public QObject {
    Q_OBJECT
private slots:
    void packsWithMuchGarbageAreRewrittenAndTheirSpaceIsFreed() {
        fakes::FaultyFileSystem files;
        auto store = opened(files, 4000);
        for (unsigned i = 0; i < 40; ++i) QVERIFY(store->store({chunk(i)}).ok());
        const auto before = packsIn(files);
        const auto would = keepEven(*store, 40, true);
        QCOMPARE(packsIn(files), before);
        QCOMPARE(store->statistics().chunks, 40U);
        const auto outcome = keepEven(*store, 40);
        QVERIFY(outcome.ok());
        QCOMPARE(outcome->chunksRemoved, 20U);
        QCOMPARE(would->chunksRemoved, outcome->chunksRemoved);
        QCOMPARE(would->bytesRemoved.value, outcome->bytesRemoved.value);
        QVERIFY(outcome->packsRewritten > 0 && outcome->bytesRewritten.value > 0);
        QVERIFY(packsIn(files) < before);
        QCOMPARE(store->statistics().chunks, 20U);
        QVERIFY(store->statistics().deadBytes.value * 3 <= store->statistics().storedBytes.value + 4000);
        for (unsigned i = 0; i < 40; ++i) QCOMPARE(has(*store, chunk(i)), i % 2 == 0);
        QVERIFY(store->verify({})->empty());
        store.reset();
        store = opened(files, 4000);
        for (unsigned i = 0; i < 40; i += 2) QVERIFY(has(*store, chunk(i)));
        QVERIFY(store->verify({})->empty());
    }

    void aSecondCollectionFindsNothingMoreToDo() {
        fakes::FaultyFileSystem files;
        auto store = opened(files, 4000);
        for (unsigned i = 0; i < 40; ++i) QVERIFY(store->store({chunk(i)}).ok());
        QVERIFY(keepEven(*store, 40).ok());
        const auto names = files.list(kDirectory).value();
        const auto again = keepEven(*store, 40);
        QCOMPARE(again->chunksRemoved, 0U);
        QCOMPARE(again->packsRemoved, 0U);
        QCOMPARE(files.list(kDirectory).value(), names);
    }

    void aCollectionThatEndsWithoutASweepChangesNothing() {
        fakes::FaultyFileSystem files;
        auto store = opened(files, 4000);
        for (unsigned i = 0; i < 10; ++i) QVERIFY(store->store({chunk(i)}).ok());
        { QVERIFY(store->beginCollection().ok()); }
        for (unsigned i = 0; i < 10; ++i) QVERIFY(has(*store, chunk(i)));
        QVERIFY(store->beginCollection().ok());
    }

    void aCancelledSweepLosesNothingAndTheNextGoesOn() {
        fakes::FaultyFileSystem files;
        auto store = opened(files, 4000);
        for (unsigned i = 0; i < 40; ++i) QVERIFY(store->store({chunk(i)}).ok());
        {
            const auto collection = store->beginCollection();
            for (unsigned i = 0; i < 40; i += 2) QVERIFY((*collection)->mark({chunk(i).id})->empty());
            int calls = 0;
            const auto cancelled = (*collection)->sweep({false, [&](auto, auto) { return ++calls < 3; }});
            QVERIFY(!cancelled && cancelled.error().code == ErrorCode::Cancelled);
        }
        for (unsigned i = 0; i < 40; i += 2) QVERIFY(has(*store, chunk(i)));
        QVERIFY(keepEven(*store, 40)->packsRemoved > 0);
        for (unsigned i = 0; i < 40; i += 2) QVERIFY(has(*store, chunk(i)));
        QVERIFY(store->statistics().deadBytes.value * 3 <= store->statistics().storedBytes.value + 4000);
    }

    void onAFullDiskWhatIsWhollyDeadMakesRoom() {
        fakes::FaultyFileSystem files;
        auto store = opened(files, 4000);
        for (unsigned i = 0; i < 40; ++i) QVERIFY(store->store({chunk(i)}).ok());
        const auto collection = store->beginCollection();
        // The first packs keep every second chunk, the others nothing.
        for (unsigned i = 0; i < 20; i += 2) QVERIFY((*collection)->mark({chunk(i).id})->empty());
        std::uint64_t used = 0;
        const auto names = files.list(kDirectory).value();
        for (const auto& name : names) used += files.readFile(kDirectory / name)->size();
        files.setCapacity(used + 1000);
        const auto outcome = (*collection)->sweep({});
        QVERIFY2(outcome.ok(), outcome ? "" : outcome.error().message.c_str());
        QCOMPARE(outcome->chunksRemoved, 30U);
        QVERIFY(outcome->packsRewritten > 0);
        for (unsigned i = 0; i < 20; i += 2) QVERIFY(has(*store, chunk(i)));
        QVERIFY(store->verify({})->empty());
    }

    void aPackWithADamagedChunkIsKeptUntilTheChunkIsHealed() {
        fakes::FaultyFileSystem files;
        auto store = opened(files, 4000);
        for (unsigned i = 0; i < 10; ++i) QVERIFY(store->store({chunk(i)}).ok());
        files.damage(kDirectory / "pack-00000001", images::kPackHeaderSize + images::kRecordHeaderSize + 5, 1);
        QVERIFY(keepEven(*store, 10).ok());
        QVERIFY(files.exists(kDirectory / "pack-00000001"));
        const auto problems = store->verify({});
        QCOMPARE(problems->size(), 1U);
        QVERIFY(problems->front().id == chunk(0).id);
        QVERIFY(store->store({chunk(0)}).ok());
        QVERIFY(keepEven(*store, 10).ok());
        QVERIFY(!files.exists(kDirectory / "pack-00000001"));
        for (unsigned i = 0; i < 10; i += 2) QVERIFY(has(*store, chunk(i)));
        QVERIFY(store->verify({})->empty());
    }

    void whatIsMarkedOrAcknowledgedSurvivesAPowerCutAtAnyStep() {
        for (std::uint64_t cut = 0;; ++cut) {
            fakes::FaultyFileSystem files;
            std::set<unsigned> kept;
            {
                auto store = opened(files, 4000);
                for (unsigned i = 0; i < 16; ++i) QVERIFY(store->store({chunk(i)}).ok());
                for (unsigned i = 0; i < 16; i += 2) kept.insert(i);
                files.cutPowerAfter(cut);
                auto collection = store->beginCollection();
                for (const auto i : kept) QVERIFY((*collection)->mark({chunk(i).id})->empty());
                if (store->store({chunk(100), chunk(101)}).ok()) kept.insert({100, 101});
                (void)(*collection)->sweep({});
                if (store->store({chunk(102)}).ok()) kept.insert(102);
            }
            const bool wasCut = files.powerIsOut();
            files.restart(static_cast<unsigned>(cut));
            auto store = opened(files, 4000);
            for (const auto i : kept) QVERIFY2(has(*store, chunk(i)), qPrintable(QString::number(cut)));
            const auto problems = store->verify({});
            QVERIFY2(problems->empty(), qPrintable(QString::number(cut)));
            QVERIFY(keepEven(*store, 16).ok());
            for (unsigned i = 0; i < 16; i += 2) QVERIFY(has(*store, chunk(i)));
            if (!wasCut) {
                QVERIFY(cut > 15);
                return;
            }
        }
    }

    void writersReadersVerificationAndCollectionsGoOnTogether() {
        QTemporaryDir directory;
        const auto files = base::createPosixFileSystem();
        auto opening = images::openPackChunkStore(*files, directory.path().toStdString(), {20'000});
        QVERIFY(opening.ok());
        auto& store = **opening;
        constexpr unsigned kKept = 60;
        for (unsigned i = 0; i < kKept; ++i) QVERIFY(store.store({chunk(i)}).ok());
        std::atomic<int> failures{0};
        std::atomic<bool> ended{false};
        std::vector<std::thread> threads;
        for (unsigned worker = 1; worker <= 2; ++worker)
            threads.emplace_back([&, worker] {  // stores what a collection may remove again
                for (unsigned i = 0; i < 120; ++i)
                    if (!store.store({chunk(worker * 10'000 + i), chunk(50'000 + i)})) ++failures;
            });
        threads.emplace_back([&] {
            for (unsigned i = 0; !ended; i = (i + 7) % kKept)
                if (!has(store, chunk(i))) ++failures;
        });
        threads.emplace_back([&] {
            while (!ended)
                if (const auto problems = store.verify({}); !problems || !problems->empty()) ++failures;
        });
        std::uint64_t removed = 0;
        for (int round = 0; round < 12; ++round) {
            const auto collection = store.beginCollection();
            if (!collection) ++failures;
            for (unsigned i = 0; i < kKept; ++i)
                if (!(*collection)->mark({chunk(i).id})->empty()) ++failures;
            const auto outcome = (*collection)->sweep({});
            if (!outcome) ++failures;
            if (outcome) removed += outcome->chunksRemoved;
        }
        threads[0].join();
        threads[1].join();
        ended = true;
        threads[2].join();
        threads[3].join();
        QCOMPARE(failures.load(), 0);
        for (unsigned i = 0; i < kKept; ++i) QVERIFY(has(store, chunk(i)));
        const auto statistics = store.statistics();
        QVERIFY(statistics.chunks + removed >= kKept);
        opening->reset();
        opening = images::openPackChunkStore(*files, directory.path().toStdString(), {20'000});
        for (unsigned i = 0; i < kKept; ++i) QVERIFY(has(**opening, chunk(i)));
        QVERIFY((*opening)->verify({})->empty());
    }

    void writersThatWaitAreCommittedTogether() {
        images::GroupCommit commits;
        std::atomic<bool> mayEnd{false};
        std::vector<std::size_t> groups;  // of one commit at a time
        const auto commit = [&](const images::GroupCommit::Group& group) -> base::Result<void> {
            groups.push_back(group.size());
            while (groups.size() == 1 && !mayEnd) std::this_thread::yield();
            return {};
        };
        std::vector<std::thread> threads;
        std::atomic<int> committed{0};
        for (int worker = 0; worker < 8; ++worker)
            threads.emplace_back([&] {
                images::AppendBatch batch;
                if (commits.submit(batch, commit)) ++committed;
            });
        QTRY_COMPARE(commits.waiting(), 7U);
        mayEnd = true;
        for (auto& thread : threads) thread.join();
        QCOMPARE(committed.load(), 8);
        QCOMPARE(groups, (std::vector<std::size_t>{1, 7}));
    }
};

QTEST_GUILESS_MAIN(ChunkCollectionTest)
#include "chunk_collection_test.moc"
