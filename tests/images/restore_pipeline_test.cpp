// The chunks of a disk on their way to it: in order, no more of them than there is room for, and never a wrong byte.
#include "images/restore_pipeline.h"

#include <QTest>
#include <atomic>

#include "images/restore_point.h"
#include "tests/fakes/byte_patterns.h"
#include "tests/fakes/memory_chunks.h"
#include "tests/fakes/memory_disk.h"

using base::ErrorCode;
using images::ChunkId;
using images::kChunkSize;
using images::RestorePipeline;
using images::WantedChunk;

namespace {

const images::ChunkCodec& codec() {
    static const images::ChunkCodec made({base::Secret(base::Bytes(32, 'i')), base::Secret(base::Bytes(32, 'k'))});
    return made;
}

/// Chunks that can be held back and altered; says how many were asked for.
class WatchedSource final : public images::ChunkSource {
public:
    ChunkId add(const base::Bytes& plain) {
        const auto chunk = codec().encode(plain);
        chunks.blobs[chunk.id] = chunk.blob;
        return chunk.id;
    }
    base::Result<std::vector<base::Bytes>> fetch(const std::vector<ChunkId>& ids) override {
        ++inside;
        overlapped = overlapped || inside > 1;
        asked += ids.size();
        auto blobs = chunks.fetch(ids);
        if (blobs && surplus) blobs->emplace_back();
        --inside;
        return blobs;
    }
    fakes::MemoryChunks chunks;
    std::atomic<int> inside = 0;
    std::atomic<std::size_t> asked = 0;
    std::atomic<bool> overlapped = false;
    bool surplus = false;
};

/// A disk that says what was written to it, in which order.
class WatchedDisk final : public base::BlockWriter {
public:
    explicit WatchedDisk(std::uint64_t size) : content(size) {}
    [[nodiscard]] std::uint64_t size() const override { return content.size(); }
    base::Result<void> write(std::uint64_t offset, base::BytesView bytes) override {
        forwards = forwards && offset >= reached;
        reached = offset + bytes.size();
        written += bytes.size();
        return content.write(offset, bytes);
    }
    base::Result<void> writeZeros(std::uint64_t offset, std::uint64_t length) override {
        zeros += length;
        return content.writeZeros(offset, length);
    }
    base::Result<void> flush() override { return content.flush(); }
    fakes::MemoryDisk content;
    std::uint64_t reached = 0, written = 0, zeros = 0;
    bool forwards = true;
};

constexpr std::uint64_t kDisk = 80 * kChunkSize + 777;

/// Data at its beginning and at its end, and a hole between.
fakes::MemoryDisk usedDisk() {
    fakes::MemoryDisk disk(kDisk);
    (void)disk.write(0, fakes::noise(1, 24 * kChunkSize));
    (void)disk.write(60 * kChunkSize, fakes::noise(2, 20 * kChunkSize + 777));
    return disk;
}

ChunkId backedUp(fakes::MemoryChunks& chunks) {
    auto disk = usedDisk();
    return images::backUpDisk(disk, {}, codec(), chunks, chunks, {}).value().root;
}

}  // namespace

class RestorePipelineTest : public QObject {
    Q_OBJECT

private slots:
    void batchesComeInTheirOrderAndWhole() {
        WatchedSource source;
        std::mutex lock;
        RestorePipeline pipeline(codec(), source, lock);
        std::vector<base::Bytes> expected;
        unsigned put = 0, taken = 0;
        const auto take = [&] {
            const auto batch = pipeline.next();
            return batch.ok() && batch->content == expected[taken] && batch->chunks.front().offset == taken++;
        };
        for (; put < 40; ++put) {
            const auto first = fakes::noise(put, kChunkSize), last = fakes::prose(put, 100 + put);
            const auto one = source.add(first), other = source.add(last);
            expected.push_back(first + first + last);  // a chunk that comes twice, and one that is not whole
            while (!pipeline.hasRoom()) QVERIFY(take());
            pipeline.put({{put, kChunkSize, one}, {0, kChunkSize, one}, {0, last.size(), other}});
        }
        while (!pipeline.empty()) QVERIFY(take());
        QCOMPARE(taken, put);
        QCOMPARE(source.asked.load(), std::size_t{2 * 40});  // the one that comes twice is fetched once
        QVERIFY(!source.overlapped);
    }

    void noMoreIsOnItsWayThanThereIsRoomFor() {
        WatchedSource source;
        std::mutex lock;
        RestorePipeline pipeline(codec(), source, lock);
        std::size_t put = 0;
        const auto fill = [&] {
            for (; pipeline.hasRoom(); ++put) {
                std::vector<WantedChunk> batch;
                for (std::size_t i = 0; i < RestorePipeline::kChunksInBatch; ++i)
                    batch.push_back({0, 8, source.add("chunk" + std::to_string(100 + put * 8 + i).substr(0, 3))});
                pipeline.put(std::move(batch));
            }
        };
        {
            const std::lock_guard still(lock);  // nobody fetches while the source gets its chunks
            fill();
        }
        QCOMPARE(put * RestorePipeline::kChunksInBatch * kChunkSize, std::size_t{16 * 1024 * 1024});
        QTRY_COMPARE(source.asked.load(), std::size_t{64});
        QVERIFY(pipeline.next().ok());
        QVERIFY(pipeline.hasRoom());
        QCOMPARE(source.asked.load(), std::size_t{64});
    }

    void damageInOneChunkIsAnErrorThatNamesIt_data() {
        QTest::addColumn<int>("harm");
        QTest::addColumn<int>("code");
        QTest::newRow("a byte was changed") << 0 << int(ErrorCode::Corrupt);
        QTest::newRow("it was cut") << 1 << int(ErrorCode::Corrupt);
        QTest::newRow("it is empty") << 2 << int(ErrorCode::Corrupt);
        QTest::newRow("another chunk stands in its place") << 3 << int(ErrorCode::Corrupt);
        QTest::newRow("it is gone") << 4 << int(ErrorCode::NotFound);
    }
    void damageInOneChunkIsAnErrorThatNamesIt() {
        QFETCH(int, harm);
        QFETCH(int, code);
        WatchedSource source;
        const auto root = backedUp(source.chunks);
        const auto harmed = codec().idOf(fakes::noise(1, 24 * kChunkSize).substr(12 * kChunkSize, kChunkSize));
        const auto other = codec().idOf(fakes::noise(1, 24 * kChunkSize).substr(0, kChunkSize));
        auto& blob = source.chunks.blobs.at(harmed);
        if (harm == 0) blob[blob.size() / 2] ^= 1;
        if (harm == 1) blob.resize(blob.size() / 2);
        if (harm == 2) blob.clear();
        if (harm == 3) blob = source.chunks.blobs.at(other);
        if (harm == 4) source.chunks.blobs.erase(harmed);
        WatchedDisk disk(kDisk);
        const auto restored = images::restoreDisk(root, codec(), source, disk, {});
        QVERIFY(!restored.ok());
        QCOMPARE(int(restored.error().code), code);
        QVERIFY2(restored.error().message.find(harmed.hex()) != std::string::npos, restored.error().message.c_str());
        QVERIFY(disk.written <= 12 * kChunkSize);  // nothing of it or of what comes after it
        auto expected = usedDisk();
        if (disk.written > 0)
            QVERIFY(disk.content.read(0, disk.written).value() == expected.read(0, disk.written).value());
    }

    void aSourceThatSendsAnotherNumberOfChunksIsNotBelieved() {
        WatchedSource source;
        source.surplus = true;
        std::mutex lock;
        RestorePipeline pipeline(codec(), source, lock);
        pipeline.put({{0, 5, source.add("chunk")}});
        const auto batch = pipeline.next();
        QVERIFY(!batch.ok() && batch.error().code == ErrorCode::Corrupt);
    }

    void aChunkOfAnotherLengthThanItsPlaceIsRefused() {
        for (const std::size_t length : {0U, 4U, 6U}) {
            WatchedSource source;
            std::mutex lock;
            RestorePipeline pipeline(codec(), source, lock);
            pipeline.put({{0, length, source.add("chunk")}});
            const auto batch = pipeline.next();
            QVERIFY(!batch.ok() && batch.error().code == ErrorCode::Corrupt);
        }
    }

    void itCanBeCancelledAtEveryStep() {
        WatchedSource source;
        const auto root = backedUp(source.chunks);
        int steps = 0;
        for (bool done = false; !done; ++steps) {
            WatchedDisk disk(kDisk);
            int left = steps;
            const auto restored = images::restoreDisk(root, codec(), source, disk, [&](auto, auto) { return left-- > 0; });
            done = restored.ok();
            QVERIFY(done || restored.error().code == ErrorCode::Cancelled);
            QCOMPARE(disk.content.flushes(), done ? 1 : 0);
            QCOMPARE(source.inside.load(), 0);  // nobody calls the source any more
        }
        QVERIFY2(steps >= 6, std::to_string(steps).c_str());
    }

    void holesAreNeitherFetchedNorWrittenAndALargerDiskKeepsItsEnd() {
        WatchedSource source;
        const auto root = backedUp(source.chunks);
        for (const std::uint64_t more : {0U, 5'000'000U}) {
            source.asked = 0;
            WatchedDisk disk(kDisk + more);
            const auto restored = images::restoreDisk(root, codec(), source, disk, {});
            QVERIFY(restored.ok());
            QCOMPARE(disk.written, std::uint64_t{44 * kChunkSize + 777});
            QCOMPARE(disk.zeros, std::uint64_t{0});
            QCOMPARE(restored->bytesWritten.value, disk.written);
            QCOMPARE(source.asked.load(), std::size_t{45 + 2});  // root and node
            QVERIFY(disk.forwards && disk.reached == kDisk);
            QVERIFY(disk.content.sameContentAs(usedDisk()));
        }
    }
};

QTEST_GUILESS_MAIN(RestorePipelineTest)
#include "restore_pipeline_test.moc"
