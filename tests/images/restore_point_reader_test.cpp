#include "images/restore_point_reader.h"

#include <QTest>

#include "images/byte_order.h"
#include "images/restore_point.h"
#include "tests/fakes/byte_patterns.h"
#include "tests/fakes/memory_chunks.h"
#include "tests/fakes/memory_disk.h"

using images::kChunkSize;
using images::kNodeSpan;

namespace {

const images::ChunkCodec& codec() {
    static const images::ChunkCodec codec({base::Secret(base::Bytes(32, 'i')), base::Secret(base::Bytes(32, 'k'))});
    return codec;
}

/// Two nodes and the beginning of a third; a last chunk that is not whole.
constexpr std::uint64_t kDiskSize = 2 * kNodeSpan + 3 * kChunkSize + 5000;

struct Scene {
    fakes::MemoryDisk disk{kDiskSize};
    fakes::MemoryChunks chunks;
    std::unique_ptr<images::RestorePointReader> reader;

    Scene() {
        (void)disk.write(3 * kChunkSize + 17, fakes::noise(1, 40'000'000));
        (void)disk.write(kNodeSpan - 300'000, fakes::prose(2, 900'000));
        (void)disk.write(kDiskSize - 7000, fakes::noise(3, 7000));
        const auto backup = images::backUpDisk(disk, std::nullopt, codec(), chunks, chunks, {});
        auto opened = images::RestorePointReader::open(backup->root, codec(), chunks);
        reader = std::move(*opened);
    }
};

}  // namespace

class RestorePointReaderTest : public QObject {
    Q_OBJECT
private slots:
    void anyStretchOfTheDiskReadsAsItWasBackedUp() {
        Scene scene;
        QCOMPARE(scene.reader->size(), kDiskSize);
        const std::vector<std::pair<std::uint64_t, std::size_t>> stretches{
            {0, 1},
            {3 * kChunkSize, 17},
            {3 * kChunkSize + 16, 2},
            {kChunkSize - 1, 3 * kChunkSize},
            {kNodeSpan - 400'000, 1'000'000},
            {4 * kChunkSize, 30'000'000},  // more than the reader keeps
            {4 * kChunkSize, 100},         // and what it has dropped meanwhile
            {kDiskSize - 8000, 8000},
            {kDiskSize, 0},
            {0, kDiskSize}};
        for (const auto& [offset, length] : stretches) {
            const auto read = scene.reader->read(offset, length);
            QVERIFY(read.ok());
            QVERIFY(*read == *scene.disk.read(offset, length));
        }
    }

    void nothingIsReadBeyondTheEnd() {
        Scene scene;
        QCOMPARE(scene.reader->read(kDiskSize - 1, 2).error().code, base::ErrorCode::InvalidInput);
        QCOMPARE(scene.reader->read(UINT64_MAX, 2).error().code, base::ErrorCode::InvalidInput);
    }

    void stretchesOfZerosAreNamed() {
        Scene scene;
        const auto extents = scene.reader->extents();
        QVERIFY(extents.ok());
        std::uint64_t end = 0;
        for (const auto& extent : *extents) {
            QCOMPARE(extent.offset, end);
            end += extent.length;
            QCOMPARE(extent.zero, images::allZero(*scene.disk.read(extent.offset, extent.length)));
        }
        QCOMPARE(end, kDiskSize);
        QCOMPARE(extents->size(), std::size_t{6});
    }

    void aChunkThatTheStoreLostIsNamed() {
        Scene scene;
        scene.chunks.blobs.clear();
        const auto read = scene.reader->read(3 * kChunkSize, 1);
        QCOMPARE(read.error().code, base::ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(RestorePointReaderTest)
#include "restore_point_reader_test.moc"
