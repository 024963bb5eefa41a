#include <QTest>
#include <algorithm>

#include "images/chunk_plan.h"
#include "images/restore_point.h"
#include "images/restore_point_codec.h"
#include "tests/fakes/byte_patterns.h"
#include "tests/fakes/memory_chunks.h"
#include "tests/fakes/memory_disk.h"
#include "tests/fakes/stoppable_store.h"

using base::ErrorCode;
using images::ChunkId;
using images::kChunkSize;
using images::kNodeSpan;

namespace {

const images::ChunkCodec& codec() {
    static const images::ChunkCodec codec({base::Secret(base::Bytes(32, 'i')), base::Secret(base::Bytes(32, 'k'))});
    return codec;
}

/// Two and a half nodes; data in the first and the last, and a last chunk that is not whole.
constexpr std::uint64_t kDiskSize = 2 * kNodeSpan + kNodeSpan / 2 + 5000;

fakes::MemoryDisk usedDisk() {
    fakes::MemoryDisk disk(kDiskSize);
    (void)disk.write(0, fakes::noise(1, 1'000'000));
    (void)disk.write(20 * 1024 * 1024 + 77, fakes::prose(2, 9'000'000));
    (void)disk.write(2 * kNodeSpan + 12345, fakes::noise(3, 2'000'000));
    (void)disk.write(kDiskSize - 100, fakes::noise(4, 100));
    return disk;
}

base::Result<images::BackupOutcome> backUp(fakes::MemoryDisk& disk, fakes::MemoryChunks& chunks,
                                           const std::optional<ChunkId>& parent = std::nullopt) {
    return images::backUpDisk(disk, parent, codec(), chunks, chunks, {});
}

/// True when the restore point gives back exactly `expected`, on a new disk of `size` bytes.
bool restores(const ChunkId& root, fakes::MemoryChunks& chunks, const fakes::MemoryDisk& expected,
              std::uint64_t size = kDiskSize) {
    fakes::MemoryDisk disk(size);
    const auto outcome = images::restoreDisk(root, codec(), chunks, disk, {});
    if (!outcome) qWarning("%s", outcome.error().message.c_str());
    return outcome && disk.flushes() == 1 && disk.sameContentAs(expected);
}

/// A disk for restores that fail: drops what is written.
class SinkDisk final : public base::BlockWriter {
public:
    [[nodiscard]] std::uint64_t size() const override { return kDiskSize; }
    base::Result<void> write(std::uint64_t, base::BytesView) override { return {}; }
    base::Result<void> writeZeros(std::uint64_t, std::uint64_t) override { return {}; }
    base::Result<void> flush() override { return {}; }
};

}  // namespace

class RestorePointTest : public QObject {
    Q_OBJECT
private slots:
    void aFullBackupRestoresToTheSameDisk() {
        auto disk = usedDisk();
        fakes::MemoryChunks chunks;
        const auto backup = backUp(disk, chunks);
        QVERIFY(backup.ok());
        QVERIFY(!backup->incremental);
        QCOMPARE(backup->diskSize.value, kDiskSize);
        QCOMPARE(images::restorePointDiskSize(backup->root, codec(), chunks)->value, kDiskSize);
        QVERIFY(restores(backup->root, chunks, disk));
    }

    void theTreeIsTheOneThatAPlainLoopMakes() {
        auto disk = usedDisk();
        fakes::MemoryChunks chunks;
        const auto backup = backUp(disk, chunks);
        const auto idOf = [](const base::Bytes& plain) {
            return plain.find_first_not_of('\0') == base::Bytes::npos ? ChunkId() : codec().idOf(plain);
        };
        images::RestorePointRoot root{kDiskSize, {}};
        for (std::uint64_t at = 0; at < kDiskSize;) {
            std::vector<ChunkId> ids;
            for (const auto end = std::min(kDiskSize, at + kNodeSpan); at < end; at += kChunkSize)
                ids.push_back(idOf(*disk.read(at, std::min<std::uint64_t>(kChunkSize, end - at))));
            const auto node = images::writeNode(ids);
            root.nodes.push_back(idOf(images::writeNode(ids)));
        }
        QCOMPARE(backup->root.hex(), codec().idOf(images::writeRoot(root)).hex());
    }

    void zerosAreNeitherReadNorStored() {
        fakes::MemoryDisk disk(kDiskSize);
        fakes::MemoryChunks chunks;
        auto backup = backUp(disk, chunks);
        QVERIFY(backup.ok());
        QCOMPARE(backup->bytesRead.value, 0U);
        QCOMPARE(chunks.blobs.size(), 1U);  // the root
        QVERIFY(restores(backup->root, chunks, disk));

        QVERIFY(disk.write(kNodeSpan, "x").ok());
        backup = backUp(disk, chunks);
        QCOMPARE(backup->bytesRead.value, kChunkSize);
        QCOMPARE(backup->bytesChanged.value, kChunkSize);
        QCOMPARE(backup->chunksUploaded, 3U);  // the chunk, its node, the root
        QVERIFY(restores(backup->root, chunks, disk));
    }

    void equalChunksAreStoredOnce() {
        fakes::MemoryDisk disk(kNodeSpan);
        for (std::uint64_t i = 0; i < 100; ++i) QVERIFY(disk.write(i * kChunkSize, fakes::noise(7, kChunkSize)).ok());
        fakes::MemoryChunks chunks;
        const auto backup = backUp(disk, chunks);
        QCOMPARE(backup->chunksUploaded, 3U);
        QCOMPARE(backup->bytesChanged.value, 100 * kChunkSize);
        QVERIFY(restores(backup->root, chunks, disk, kNodeSpan));
    }

    void anIncrementalBackupReadsOnlyWhatChanged() {
        auto disk = usedDisk();
        fakes::MemoryChunks chunks;
        const auto full = backUp(disk, chunks);
        const auto before = disk;
        disk.clearChanges();
        QVERIFY(disk.write(5 * kChunkSize + 10, "changed").ok());
        QVERIFY(disk.write(2 * kNodeSpan + 20'000, fakes::noise(9, 800'000)).ok());
        QVERIFY(disk.write(kDiskSize - 3, "end").ok());
        chunks.blobsStored = chunks.blobsFetched = 0;
        const auto next = backUp(disk, chunks, full->root);
        QVERIFY(next.ok());
        QVERIFY(next->incremental);
        const auto changed = kChunkSize + 4 * kChunkSize + 5000;
        QCOMPARE(disk.bytesRead(), changed);
        QCOMPARE(next->bytesRead.value, changed);
        QCOMPARE(next->bytesChanged.value, changed);
        QCOMPARE(next->chunksUploaded, 6U + 2U + 1U);
        QCOMPARE(chunks.blobsStored, 9U);
        QCOMPARE(chunks.blobsFetched, 3U);  // the parent's root and two nodes
        QVERIFY(restores(next->root, chunks, disk));
        QVERIFY(restores(full->root, chunks, before));
    }

    void anIncrementalBackupEqualsAFullOne() {
        auto disk = usedDisk();
        fakes::MemoryChunks chunks;
        std::optional<ChunkId> parent;
        for (unsigned round = 0; round < 6; ++round) {
            const auto incremental = backUp(disk, chunks, parent);
            QVERIFY(incremental.ok());
            auto fresh = disk;
            fresh.forgetChanges();
            fakes::MemoryChunks others;
            QVERIFY(backUp(fresh, others)->root == incremental->root);
            parent = incremental->root;
            disk.clearChanges();
            for (unsigned i = 0; i < 5; ++i) {
                const auto at = (round * 7919 + i * 104'729) * 1021ULL % (kDiskSize - 300'000);
                QVERIFY(i == 4 ? disk.writeZeros(at, 300'000).ok()
                               : disk.write(at, fakes::noise(round * 10 + i, 90'000)).ok());
            }
        }
    }

    void nothingChangedSendsNothing() {
        auto disk = usedDisk();
        fakes::MemoryChunks chunks;
        const auto full = backUp(disk, chunks);
        disk.clearChanges();
        chunks.blobsStored = 0;
        const auto next = backUp(disk, chunks, full->root);
        QVERIFY(next->root == full->root);
        QCOMPARE(chunks.blobsStored, 0U);
        QCOMPARE(disk.bytesRead(), 0U);
        QCOMPARE(next->bytesChanged.value, 0U);
    }

    void whatBecameZeroIsZeroAfterwards() {
        auto disk = usedDisk();
        fakes::MemoryChunks chunks;
        const auto full = backUp(disk, chunks);
        disk.clearChanges();
        QVERIFY(disk.writeZeros(0, kNodeSpan).ok());
        const auto next = backUp(disk, chunks, full->root);
        QCOMPARE(disk.bytesRead(), 0U);
        QVERIFY(next->bytesChanged.value > 9'000'000);
        QVERIFY(restores(next->root, chunks, disk));
    }

    void aRestoreOntoALargerDiskLeavesTheRestZero() {
        auto disk = usedDisk();
        fakes::MemoryChunks chunks;
        const auto backup = backUp(disk, chunks);
        QVERIFY(restores(backup->root, chunks, disk, kDiskSize + 1'000'000));
    }

    void aRestoreOntoASmallerDiskIsRefused() {
        auto disk = usedDisk();
        fakes::MemoryChunks chunks;
        const auto backup = backUp(disk, chunks);
        fakes::MemoryDisk smaller(kDiskSize - 1);
        QCOMPARE(images::restoreDisk(backup->root, codec(), chunks, smaller, {}).error().code, ErrorCode::InvalidInput);
    }

    void aGrownDiskIsReadWhole() {
        auto disk = usedDisk();
        fakes::MemoryChunks chunks;
        const auto full = backUp(disk, chunks);
        auto grown = disk.resized(kDiskSize + kNodeSpan);
        grown.clearChanges();
        const auto next = backUp(grown, chunks, full->root);
        QVERIFY(next.ok());
        QVERIFY(!next->incremental);
        QVERIFY(restores(next->root, chunks, grown, grown.size()));
    }

    void anInterruptedBackupResumesWithoutSendingAgain() {
        auto disk = usedDisk();
        fakes::MemoryChunks whole;
        const auto expected = backUp(disk, whole);
        int call = 0;
        for (bool broke = true; broke; ++call) {
            fakes::MemoryChunks chunks;
            chunks.failAtCall = call;
            const auto failed = backUp(disk, chunks);
            broke = !failed;  // how many calls a run makes is not always the same
            QVERIFY(failed ? failed->root == expected->root : failed.error().code == ErrorCode::Unavailable);
            chunks.failAtCall.reset();
            const auto resumed = backUp(disk, chunks);
            QVERIFY(resumed.ok());
            QVERIFY(resumed->root == expected->root);
            QVERIFY2(chunks.blobsStored == whole.blobs.size(), qPrintable(QString::number(call)));
        }
        QVERIFY(call >= 8);
    }

    void aCancelledBackupSaysSoAndResumes() {
        auto disk = usedDisk();
        fakes::MemoryChunks chunks;
        int asked = 0;
        const auto cancelled =
            images::backUpDisk(disk, {}, codec(), chunks, chunks, [&](auto, auto) { return ++asked < 2; });
        QVERIFY(!cancelled && cancelled.error().code == ErrorCode::Cancelled);
        QVERIFY(backUp(disk, chunks).ok());
    }

    void progressRisesToItsTotal() {
        auto disk = usedDisk();
        fakes::MemoryChunks chunks;
        std::uint64_t last = 0;
        std::uint64_t all = 0;
        bool falling = false;
        const auto watch = [&](std::uint64_t done, std::uint64_t total) {
            falling = falling || done < last || done > total;
            last = done;
            all = total;
            return true;
        };
        const auto backup = images::backUpDisk(disk, {}, codec(), chunks, chunks, watch);
        QVERIFY(!falling);
        QCOMPARE(last, all);
        QCOMPARE(all, backup->bytesRead.value);
        last = 0;
        fakes::MemoryDisk target(kDiskSize);
        QVERIFY(images::restoreDisk(backup->root, codec(), chunks, target, watch).ok());
        QVERIFY(!falling);
        QCOMPARE(last, kDiskSize);
    }

    void progressCountsWhatTheStoreAcknowledged() {
        fakes::MemoryDisk disk(kNodeSpan);
        QVERIFY(disk.write(0, fakes::noise(5, 40 * kChunkSize)).ok());
        fakes::StoppableStore store;
        store.stop();
        std::uint64_t calls = 0, last = 0;
        bool ahead = false;
        const auto watch = [&](std::uint64_t done, std::uint64_t) {
            ahead = ahead || done > store.count() * kChunkSize;
            if (++calls == 10) store.go();  // 2.5 of the 10 MiB have been read, and nothing was stored
            last = done;
            return true;
        };
        QVERIFY(images::backUpDisk(disk, {}, codec(), store, store, watch).ok());
        QVERIFY(!ahead);
        QCOMPARE(last, 40 * kChunkSize);
    }

    void aBackupIsCancelledWhileTheLastOfItIsOnItsWay() {
        fakes::MemoryDisk disk(kNodeSpan);
        QVERIFY(disk.write(0, fakes::noise(5, 40 * kChunkSize)).ok());
        fakes::MemoryChunks chunks;
        const auto cancelled = images::backUpDisk(disk, {}, codec(), chunks, chunks, [&](std::uint64_t done, std::uint64_t total) {
            return disk.bytesRead() < total || done == total;
        });
        QVERIFY(!cancelled.ok() && cancelled.error().code == ErrorCode::Cancelled);
    }

    void aLostParentIsAnsweredWithAFullBackupThatSaysSo() {
        auto disk = usedDisk();
        fakes::MemoryChunks complete;
        const auto full = backUp(disk, complete);
        const auto root = images::readRoot(*codec().decode(full->root, complete.blobs.at(full->root)));
        disk.clearChanges();
        QVERIFY(disk.write(100, "changed").ok());
        std::vector<ChunkId> vital{full->root};
        for (const auto& node : root->nodes)
            if (!node.isZero()) vital.push_back(node);
        QCOMPARE(vital.size(), 3U);
        for (const auto& id : vital) {
            auto lost = complete;
            lost.blobs.erase(id);
            const auto next = backUp(disk, lost, full->root);
            QVERIFY2(next.ok(), next ? "" : next.error().message.c_str());
            QVERIFY(!next->incremental);
            QVERIFY(restores(next->root, lost, disk));
        }
        auto damaged = complete;
        damaged.blobs.at(vital[1])[10] ^= 1;
        QVERIFY(!backUp(disk, damaged, full->root)->incremental);
    }

    void aMissingChunkIsAClearError() {
        auto disk = usedDisk();
        fakes::MemoryChunks complete;
        const auto backup = backUp(disk, complete);
        const auto needed = images::restorePointChunks(backup->root, codec(), complete);
        for (std::size_t i = 0; i < needed->size(); i += 5) {
            auto chunks = complete;
            chunks.blobs.erase((*needed)[i]);
            SinkDisk target;
            const auto outcome = images::restoreDisk(backup->root, codec(), chunks, target, {});
            QVERIFY(!outcome && outcome.error().code == ErrorCode::NotFound);
            QVERIFY(outcome.error().message.find((*needed)[i].hex()) != std::string::npos);
            QVERIFY(outcome.error().message.find(backup->root.hex()) != std::string::npos);
        }
    }

    void aDamagedChunkIsNeverWritten() {
        auto disk = usedDisk();
        fakes::MemoryChunks complete;
        const auto backup = backUp(disk, complete);
        const auto needed = images::restorePointChunks(backup->root, codec(), complete);
        for (std::size_t i = 0; i < needed->size(); i += 3) {
            auto chunks = complete;
            chunks.blobs.at((*needed)[i]).back() ^= 1;
            SinkDisk target;
            const auto outcome = images::restoreDisk(backup->root, codec(), chunks, target, {});
            QVERIFY(!outcome && outcome.error().code == ErrorCode::Corrupt);
            QVERIFY(outcome.error().message.find((*needed)[i].hex()) != std::string::npos);
        }
    }

    void theChunksOfARestorePointAreWhatItNeeds() {
        auto disk = usedDisk();
        fakes::MemoryChunks chunks;
        const auto backup = backUp(disk, chunks);
        auto needed = images::restorePointChunks(backup->root, codec(), chunks).value();
        QVERIFY(needed.front() == backup->root);
        std::sort(needed.begin(), needed.end());
        std::vector<ChunkId> stored;
        for (const auto& [id, blob] : chunks.blobs) stored.push_back(id);
        QVERIFY(needed == stored);
    }

    void aReadErrorOfTheDiskEndsTheBackup() {
        auto disk = usedDisk();
        disk.failReads();
        fakes::MemoryChunks chunks;
        const auto outcome = backUp(disk, chunks);
        QVERIFY(!outcome && outcome.error().code == ErrorCode::Unavailable);
        QVERIFY(outcome.error().message.find("byte 0") != std::string::npos);
    }

    void disksBeyondTheLimitAndEmptyOnesAreRefused() {
        struct HugeDisk final : base::BlockReader {
            [[nodiscard]] std::uint64_t size() const override { return images::kMostDiskSize + 1; }
            base::Result<base::Bytes> read(std::uint64_t, std::size_t) override { return base::Bytes(); }
            base::Result<std::vector<base::Extent>> extents() override { return std::vector<base::Extent>(); }
        } huge;
        fakes::MemoryChunks chunks;
        QCOMPARE(images::backUpDisk(huge, {}, codec(), chunks, chunks, {}).error().code, ErrorCode::InvalidInput);
        fakes::MemoryDisk empty(0);
        QCOMPARE(backUp(empty, chunks).error().code, ErrorCode::InvalidInput);
    }

    void mapsWithGapsAreRefused_data() {
        QTest::addColumn<std::vector<base::Extent>>("extents");
        using Map = std::vector<base::Extent>;
        QTest::newRow("empty") << Map{};
        QTest::newRow("gap") << Map{{0, 10, false, true}, {11, 89, false, true}};
        QTest::newRow("overlap") << Map{{0, 10, false, true}, {9, 91, false, true}};
        QTest::newRow("short") << Map{{0, 99, false, true}};
        QTest::newRow("long") << Map{{0, 101, false, true}};
        QTest::newRow("overflow") << Map{{0, 10, false, true}, {10, ~std::uint64_t{0}, false, true}};
        QTest::newRow("no length") << Map{{0, 0, false, true}, {0, 100, false, true}};
    }
    void mapsWithGapsAreRefused() {
        QFETCH(std::vector<base::Extent>, extents);
        QCOMPARE(images::planChunks(extents, 100, true).error().code, ErrorCode::InvalidInput);
        QVERIFY(images::planChunks({{0, 100, false, true}}, 100, true).ok());
    }

    void aChunkThatIsPartlyChangedOrPartlyDataIsReadWhole() {
        using images::ChunkPlan;
        const auto plan = images::planChunks({{0, kChunkSize + 5, false, false},
                                              {kChunkSize + 5, 5, true, true},
                                              {kChunkSize + 10, kChunkSize - 10, false, false},
                                              {2 * kChunkSize, kChunkSize, true, true},
                                              {3 * kChunkSize, 10, true, false}},
                                             3 * kChunkSize + 10, true);
        QCOMPARE(*plan, (std::vector{ChunkPlan::Keep, ChunkPlan::Read, ChunkPlan::Zero, ChunkPlan::Keep}));
    }

    // Where a fuzz target attaches: readRoot() and readNode().
    void damagedRootsAreRefused() {
        images::RestorePointRoot root{kDiskSize, {base::Digest::of("a"), ChunkId(), base::Digest::of("b")}};
        const auto bytes = images::writeRoot(root);
        const auto read = images::readRoot(bytes);
        QVERIFY(read.ok() && read->diskSize == kDiskSize && read->nodes == root.nodes);
        for (std::size_t length = 0; length < bytes.size(); ++length)
            QVERIFY(!images::readRoot(bytes.substr(0, length)));
        QVERIFY(!images::readRoot(bytes + "x"));
        QVERIFY(!images::readRoot(bytes + base::Bytes(32, 'x')));
        auto newer = bytes;
        newer[4] = 3;
        QCOMPARE(images::readRoot(newer).error().code, ErrorCode::InvalidInput);
        for (unsigned seed = 0; seed < 2000; ++seed) {
            auto changed = bytes;
            const auto flips = fakes::noise(seed, 4);
            for (std::size_t i = 0; i < 4; ++i) changed[(seed * 5 + i) % 16] = flips[i];
            const auto result = images::readRoot(changed);
            if (result) QVERIFY(images::nodesOfDisk(result->diskSize) == result->nodes.size());
        }
        QVERIFY(!images::readNode(base::Bytes(33, 'x'), 1));
        QVERIFY(!images::readNode(base::Bytes(32, 'x'), 2));
    }
};

QTEST_GUILESS_MAIN(RestorePointTest)
#include "restore_point_test.moc"
