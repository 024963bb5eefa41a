#include "images/upload_pipeline.h"

#include <QTest>
#include <atomic>
#include <set>
#include <thread>

#include "tests/fakes/byte_patterns.h"
#include "tests/fakes/memory_chunks.h"
#include "tests/fakes/stoppable_store.h"

using images::kChunkSize;
using images::UploadPipeline;

namespace {

const images::ChunkCodec& codec() {
    static const images::ChunkCodec made({base::Secret(base::Bytes(32, 'i')), base::Secret(base::Bytes(32, 'k'))});
    return made;
}

/// Everything that settles until nothing is on its way.
base::Result<std::vector<UploadPipeline::Settled>> drained(UploadPipeline& pipeline) {
    std::vector<UploadPipeline::Settled> all;
    for (bool more = true; more;) {
        TWINSET_ASSIGN(more, pipeline.drain());
        const auto some = pipeline.takeSettled();
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

}  // namespace

class UploadPipelineTest : public QObject {
    Q_OBJECT
private slots:
    void everyChunkSettlesWithTheIdOfItsContent() {
        fakes::MemoryChunks chunks;
        std::mutex lock;
        UploadPipeline pipeline(codec(), chunks, lock);
        std::map<std::uint64_t, images::ChunkId> expected;
        for (unsigned i = 0; i < 90; i += 3) {
            const auto one = i % 2 == 0 ? fakes::noise(i % 7, kChunkSize) : fakes::prose(i, kChunkSize);
            const auto last = fakes::noise(1000 + i, 777);
            QVERIFY(pipeline.put(one + base::Bytes(kChunkSize, '\0') + last, i).ok());
            expected[i] = codec().idOf(one);
            expected[i + 1] = images::ChunkId();
            expected[i + 2] = codec().idOf(last);
        }
        const auto all = drained(pipeline);
        QVERIFY(all.ok());
        std::map<std::uint64_t, images::ChunkId> settled;
        for (const auto& one : *all) QVERIFY(settled.emplace(one.token, one.id).second);
        QVERIFY(settled == expected);
        std::set<images::ChunkId> content;
        for (const auto& [token, id] : expected)
            if (!id.isZero()) content.insert(id);
        QCOMPARE(chunks.blobs.size(), content.size());
        QCOMPARE(chunks.blobsStored, content.size());
        QCOMPARE(pipeline.counts().chunks, content.size());
        for (const auto& [id, blob] : chunks.blobs) QVERIFY(codec().check(id, blob).ok());
    }

    void whatTheSinkHasIsNotSent() {
        fakes::MemoryChunks chunks;
        std::mutex lock;
        for (const std::uint64_t sent : {1U, 0U}) {
            UploadPipeline pipeline(codec(), chunks, lock);
            QVERIFY(pipeline.put(fakes::noise(1, kChunkSize), 5).ok());
            QCOMPARE(drained(pipeline).valueOr({}).size(), 1U);
            QCOMPARE(pipeline.counts().chunks, sent);
        }
        QCOMPARE(chunks.blobsStored, 1U);
    }

    void theErrorOfTheSinkEndsIt() {
        for (int call = 0; call < 4; ++call) {
            fakes::MemoryChunks chunks;
            chunks.failAtCall = call;
            std::mutex lock;
            UploadPipeline pipeline(codec(), chunks, lock);
            base::Result<void> outcome;
            for (unsigned i = 0; i < 200 && outcome; ++i) outcome = pipeline.put(fakes::noise(i, kChunkSize), i);
            const auto error = outcome ? drained(pipeline).error() : outcome.error();
            QVERIFY(error.code == base::ErrorCode::Unavailable);
            QVERIFY(!pipeline.put("more", 1000) && !drained(pipeline));
        }
    }

    void whatIsOnItsWayIsBounded_data() {
        QTest::addColumn<bool>("silent");
        QTest::addColumn<std::size_t>("least");
        QTest::addColumn<std::size_t>("most");
        constexpr std::size_t kMiB = 1024 * 1024;
        // Nothing is encoded: exactly what may be held.
        QTest::newRow("the sink does not answer") << true << 24 * kMiB << 24 * kMiB;
        // Plain bytes; what was plain before, and is encoded; what is in the sink's hands.
        QTest::newRow("the sink does not store") << false << 24 * kMiB << (24 + 24 + 8 + 4) * kMiB;
    }
    void whatIsOnItsWayIsBounded() {
        QFETCH(bool, silent);
        QFETCH(std::size_t, least);
        QFETCH(std::size_t, most);
        constexpr unsigned kPut = 400;  // 100 MiB
        fakes::StoppableStore store;
        silent ? store.fallSilent() : store.stop();
        std::mutex lock;
        UploadPipeline pipeline(codec(), store, lock);
        std::atomic<std::size_t> taken = 0;
        std::thread putting([&] {
            for (unsigned i = 0; i < kPut && pipeline.put(fakes::noise(i, kChunkSize), i); ++i) taken += kChunkSize;
        });
        const bool filled = QTest::qWaitFor([&] { return taken >= least; }, 30'000);
        const bool overflowed = QTest::qWaitFor([&] { return taken > most; }, 700);
        store.go();
        putting.join();
        QVERIFY(filled && !overflowed);
        QVERIFY(drained(pipeline).ok());
        QCOMPARE(store.count(), std::size_t{kPut});
    }

    void itCanBeGivenUpAtAnyTime() {
        for (unsigned count : {0U, 1U, 30U}) {
            fakes::MemoryChunks chunks;
            std::mutex lock;
            UploadPipeline pipeline(codec(), chunks, lock);
            for (unsigned i = 0; i < count; ++i) QVERIFY(pipeline.put(fakes::noise(i, kChunkSize), i).ok());
        }
    }
};

QTEST_GUILESS_MAIN(UploadPipelineTest)
#include "upload_pipeline_test.moc"
