// A restore point read on demand from a store that is far away, comes and goes, and loses chunks.
#include <QTemporaryDir>
#include <QTest>
#include <future>

#include "agent/instant/restore_point_source.h"
#include "images/restore_point.h"
#include "tests/fakes/byte_patterns.h"
#include "tests/fakes/distant_chunks.h"
#include "tests/fakes/memory_disk.h"

using namespace agent;
using namespace std::chrono_literals;
using base::ErrorCode;
using images::kChunkSize;
using images::kNodeSpan;

namespace {

constexpr std::uint64_t kDiskSize = 2 * kNodeSpan + 8 * kChunkSize;

std::shared_ptr<const images::ChunkCodec> testCodec() {
    static const auto codec = std::make_shared<const images::ChunkCodec>(
        images::ChunkKeys{base::Secret(base::Bytes(32, 'i')), base::Secret(base::Bytes(32, 'k'))});
    return codec;
}

}  // namespace

class RestorePointSourceTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        QVERIFY(m_disk.write(3 * kChunkSize + 17, fakes::noise(1, 60 * kChunkSize)).ok());
        QVERIFY(m_disk.write(kNodeSpan - 300'000, fakes::noise(2, 900'000)).ok());
        QVERIFY(m_disk.write(kDiskSize - 7000, fakes::noise(3, 7000)).ok());
        const auto backup = images::backUpDisk(m_disk, std::nullopt, *testCodec(), m_chunks, m_chunks, {});
        QVERIFY(backup.ok());
        m_root = backup->root;
    }

    void init() {
        m_store = std::make_unique<fakes::DistantChunks>(m_chunks.blobs);
        m_options = {};
        m_options.shortestPause = 5ms;
        m_options.longestPause = 20ms;
        m_cacheSize = base::mebibytes(64);
    }

    void cleanup() {
        m_source.reset();
        m_store.reset();
    }

    void anyStretchReadsAsItWasBackedUp() {
        open();
        const std::vector<std::pair<std::uint64_t, std::size_t>> stretches{
            {0, 1}, {3 * kChunkSize, 17}, {3 * kChunkSize + 16, 2}, {kChunkSize - 1, 4 * kChunkSize},
            {kNodeSpan - 400'000, 1'000'000}, {kDiskSize - 8000, 8000}, {kDiskSize, 0}, {0, kDiskSize}};
        for (const auto& [offset, length] : stretches) {
            const auto read = m_source->read(offset, length);
            QVERIFY(read.ok());
            QVERIFY(*read == *m_disk.read(offset, length));
        }
        QCOMPARE(m_source->read(kDiskSize, 1).error().code, ErrorCode::InvalidInput);
        QCOMPARE(m_source->read(1, std::size_t(-1)).error().code, ErrorCode::InvalidInput);
        QCOMPARE(m_store->mostOfOneChunk(), 1);
    }

    void zerosAreToldWithoutFetchingThem() {
        open();
        const auto extents = m_source->extents(0, kDiskSize);
        QVERIFY(extents.ok());
        QVERIFY(*extents == inChunks(*m_disk.extents()));
        const auto fetched = m_source->statistics().fetchedChunks;
        QVERIFY2(fetched <= 4, "the root and its nodes");
        QVERIFY(m_source->read(kNodeSpan + 20 * kChunkSize, 5 * kChunkSize).ok());
        QCOMPARE(m_source->statistics().fetchedChunks, fetched);
        const auto part = m_source->extents(3 * kChunkSize + 100, kChunkSize);
        QVERIFY(part->front() == (base::Extent{3 * kChunkSize + 100, kChunkSize, false, true}));
    }

    void oneReadFetchesItsChunksAtTheSameTime() {
        m_options.threads = 6;
        open();
        m_store->roundTripMs = 20;
        QVERIFY(m_source->read(4 * kChunkSize, 16 * kChunkSize).ok());
        QVERIFY(m_store->most() >= 3);
    }

    void readersOfOneChunkShareOneRequest() {
        open();
        m_store->roundTripMs = 30;
        std::vector<std::future<bool>> readers;
        for (int i = 0; i < 8; ++i)
            readers.push_back(std::async(std::launch::async, [&] { return m_source->read(5 * kChunkSize, 100).ok(); }));
        for (auto& reader : readers) QVERIFY(reader.get());
        QCOMPARE(m_store->mostOfOneChunk(), 1);
    }

    void readerInOrderFindsTheNextChunksFetched() {
        open();
        for (std::uint64_t offset = 4 * kChunkSize; offset < 28 * kChunkSize; offset += 8 * kChunkSize)
            QVERIFY(m_source->read(offset, 8 * kChunkSize).ok());
        const auto reached = [&] { return m_source->statistics().fetchedChunks; };
        QTRY_VERIFY(reached() >= 56);  // 8 MiB behind what was read
        m_store->away = true;
        QVERIFY(m_source->read(40 * kChunkSize, 8 * kChunkSize).ok());
    }

    void readWaitsUntilTheStoreIsBack() {
        open();
        m_store->away = true;
        const int before = m_store->attempts();
        auto reader = std::async(std::launch::async, [&] { return m_source->read(10 * kChunkSize, 4 * kChunkSize); });
        QTRY_VERIFY(m_store->attempts() >= before + 5);
        QVERIFY(!m_source->statistics().problem.empty());
        QVERIFY(reader.wait_for(0s) == std::future_status::timeout);
        m_store->away = false;
        const auto read = reader.get();
        QVERIFY(read.ok());
        QVERIFY(*read == *m_disk.read(10 * kChunkSize, 4 * kChunkSize));
        QTRY_VERIFY(m_source->statistics().problem.empty());
    }

    void readGivesUpWhenTheStoreStaysAway() {
        m_options.patience = 80ms;
        open();
        m_store->away = true;
        const auto read = m_source->read(10 * kChunkSize, 100);
        QCOMPARE(read.error().code, ErrorCode::Unavailable);
        QVERIFY(read.error().message.find("cannot be reached") != std::string::npos);
        m_store->away = false;
        QVERIFY(m_source->read(10 * kChunkSize, 100).ok());
    }

    void stoppedSourceEndsWaitingReads() {
        open();
        m_store->away = true;
        auto reader = std::async(std::launch::async, [&] { return m_source->read(10 * kChunkSize, 100); });
        QTRY_VERIFY(m_store->attempts() >= 3);
        m_source->stop();
        QCOMPARE(reader.get().error().code, ErrorCode::Cancelled);
    }

    void damagedChunkFailsItsReadersOnly() {
        open();
        const auto id = idOf(10);
        m_store->damage(id);
        const auto read = m_source->read(10 * kChunkSize, 100);
        QCOMPARE(read.error().code, ErrorCode::Corrupt);
        QVERIFY(read.error().message.find(id.hex()) != std::string::npos);
        QVERIFY(m_source->read(11 * kChunkSize, 100).ok());
        m_store->put(id, m_chunks.blobs.at(id));
        QVERIFY(m_source->read(10 * kChunkSize, 100).ok());
    }

    void lostChunkDoesNotTakeItsNeighboursAlong() {
        open();
        m_store->lose(idOf(10));
        const auto read = m_source->read(8 * kChunkSize, 8 * kChunkSize);
        QCOMPARE(read.error().code, ErrorCode::NotFound);
        QVERIFY(m_source->read(8 * kChunkSize, 2 * kChunkSize).ok());
        QVERIFY(m_source->read(11 * kChunkSize, 5 * kChunkSize).ok());
    }

    void lostRootIsSaidAtOnce() {
        m_store->lose(m_root);
        const auto opened = RestorePointSource::open(m_root, fetcher());
        QCOMPARE(opened.error().code, ErrorCode::NotFound);
    }

    void whatBootingReadIsNotedAndComesFirstNextTime() {
        open();
        for (const std::uint64_t chunk : {30, 5, 2, 30, 257, 40}) QVERIFY(m_source->read(chunk * kChunkSize + 5, 10).ok());
        const auto noted = m_source->endBoot();
        QVERIFY(noted == (images::ChunkNumbers{30, 5, 257, 40}));  // the second chunk is zeros
        QVERIFY(m_source->read(6 * kChunkSize, 10).ok());
        QVERIFY2(m_source->endBoot() == noted, "what is read after the boot is not booting's");
        m_source.reset();
        m_store = std::make_unique<fakes::DistantChunks>(m_chunks.blobs);
        open();
        auto listed = noted;
        listed.push_back(4'000'000'000);  // a list may be of a larger disk
        m_source->prefetchBoot([listed](const auto&) { return listed; });
        QTRY_VERIFY(m_source->statistics().fetchedChunks >= 3 + noted.size());
        m_store->away = true;
        for (const auto chunk : noted) QVERIFY(m_source->read(chunk * kChunkSize, 100).ok());
    }

    void guestsReadGoesBeforeALongBootList() {
        open();
        images::ChunkNumbers list;
        for (std::uint32_t chunk = 4; chunk < 60; ++chunk) list.push_back(chunk);
        const auto wanted = idOf(256);
        m_store->roundTripMs = 20;
        m_source->prefetchBoot([&](const auto&) { return list; });
        QTRY_VERIFY(m_source->statistics().fetchedChunks > 6);
        QVERIFY(m_source->read(256 * kChunkSize, 10).ok());
        QTRY_COMPARE(m_source->statistics().fetchedChunks, 3 + list.size() + 1);
        const auto order = m_store->order();
        const auto place = static_cast<std::size_t>(std::find(order.begin(), order.end(), wanted) - order.begin());
        QVERIFY2(place < 40, std::to_string(place).c_str());
        QVERIFY2(m_store->most() >= 3, "several at a time");
    }

    void sourceThatGoesDoesNotWaitForItsBootList() {
        open();
        m_store->away = true;
        m_source->prefetchBoot([](const auto&) { return images::ChunkNumbers{30, 40}; });
        QTRY_VERIFY(m_store->attempts() >= 3);
        m_source.reset();  // or the test would end after two minutes
    }

    void smallCacheForgetsTheOldest() {
        m_cacheSize = base::mebibytes(1);
        open();
        for (int round = 0; round < 3; ++round) {
            for (std::uint64_t chunk = 4; chunk < 60; ++chunk) {
                const auto read = m_source->read(chunk * kChunkSize + 9, 100);
                QVERIFY(read.ok());
                QVERIFY(*read == *m_disk.read(chunk * kChunkSize + 9, 100));
            }
        }
        QVERIFY(std::filesystem::file_size(cachePath()) <= 1024 * 1024);
    }

    void cacheKeepsWhatFits() {
        ChunkFixture fixture(*m_files, m_directory.filePath("ring").toStdString());
        auto& cache = *fixture.cache;
        std::map<images::ChunkId, base::Bytes> blobs;
        std::vector<images::ChunkId> order;
        for (unsigned i = 0; i < 300; ++i) {
            const auto blob = fakes::noise(i, 500 + (i * 37) % 4000);
            const auto id = base::Digest::of(blob);
            cache.put(id, blob);
            blobs[id] = blob;
            order.push_back(id);
            std::size_t kept = 0;
            for (const auto& one : order) {
                const auto found = cache.blob(one);
                if (!found) continue;
                QVERIFY(*found == blobs.at(one));
                kept += found->size();
            }
            QVERIFY(cache.has(id));
            QVERIFY(kept <= 20'000);
            if (i > 20) QVERIFY(kept >= 10'000);
        }
    }

private:
    struct ChunkFixture {
        ChunkFixture(base::FileSystem& files, const std::string& path)
            : cache(ChunkCache::create(files, path, base::ByteCount{20'000}).value()) {}
        std::unique_ptr<ChunkCache> cache;
    };

    std::string cachePath() const { return m_directory.filePath("chunks").toStdString(); }

    std::unique_ptr<ChunkFetcher> fetcher() {
        auto cache = ChunkCache::create(*m_files, cachePath(), m_cacheSize);
        return std::make_unique<ChunkFetcher>(
            testCodec(), [this](const auto&) -> base::Result<std::unique_ptr<images::ChunkSource>> { return m_store->connect(); },
            std::move(*cache), m_options);
    }

    void open() {
        auto opened = RestorePointSource::open(m_root, fetcher());
        QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().message.c_str());
        m_source = *opened;
    }

    /// A restore point knows zeros by whole chunks.
    static std::vector<base::Extent> inChunks(const std::vector<base::Extent>& extents) {
        std::vector<bool> data((kDiskSize + kChunkSize - 1) / kChunkSize);
        for (const auto& extent : extents)
            for (auto chunk = extent.offset / kChunkSize; chunk <= (extent.offset + extent.length - 1) / kChunkSize; ++chunk)
                if (!extent.zero) data[chunk] = true;
        std::vector<base::Extent> coarse;
        for (std::size_t chunk = 0; chunk < data.size(); ++chunk) {
            const auto offset = chunk * kChunkSize;
            if (coarse.empty() || coarse.back().zero == data[chunk]) coarse.push_back({offset, 0, !data[chunk], true});
            coarse.back().length += std::min<std::uint64_t>(kChunkSize, kDiskSize - offset);
        }
        return coarse;
    }

    images::ChunkId idOf(std::uint64_t chunk) { return testCodec()->idOf(*m_disk.read(chunk * kChunkSize, kChunkSize)); }

    QTemporaryDir m_directory;
    std::unique_ptr<base::FileSystem> m_files = base::createPosixFileSystem();
    fakes::MemoryDisk m_disk{kDiskSize};
    fakes::MemoryChunks m_chunks;
    images::ChunkId m_root;
    FetchOptions m_options;
    base::ByteCount m_cacheSize;
    std::unique_ptr<fakes::DistantChunks> m_store;
    std::shared_ptr<RestorePointSource> m_source;
};

QTEST_GUILESS_MAIN(RestorePointSourceTest)
#include "restore_point_source_test.moc"
