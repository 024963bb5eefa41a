#include "images/upload_pipeline.h"

#include <QTest>
#include <set>

#include "tests/fakes/byte_patterns.h"
#include "tests/fakes/memory_chunks.h"

using images::kChunkSize;
using images::UploadPipeline;

namespace {

const images::ChunkCodec& codec() {
    static const images::ChunkCodec made({base::Secret(base::Bytes(32, 'i')), base::Secret(base::Bytes(32, 'k'))});
    return made;
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
        QVERIFY(pipeline.drain().ok());
        std::map<std::uint64_t, images::ChunkId> settled;
        for (const auto& one : pipeline.takeSettled()) QVERIFY(settled.emplace(one.token, one.id).second);
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
            QVERIFY(pipeline.drain().ok());
            QCOMPARE(pipeline.takeSettled().size(), 1U);
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
            if (outcome) outcome = pipeline.drain();
            QVERIFY(!outcome && outcome.error().code == base::ErrorCode::Unavailable);
            QVERIFY(!pipeline.put("more", 1000) && !pipeline.drain());
        }
    }

    void whatIsOnItsWayIsBounded() {
        fakes::MemoryChunks chunks;
        std::mutex lock;
        UploadPipeline pipeline(codec(), chunks, lock);
        std::size_t most = 0;
        std::size_t settled = 0;
        for (unsigned i = 0; i < 600; ++i) {
            QVERIFY(pipeline.put(fakes::noise(i, kChunkSize), i).ok());
            settled += pipeline.takeSettled().size();
            most = std::max(most, (i + 1 - settled) * kChunkSize);
        }
        // Plain bytes, and blobs of what was plain before: two stores, and what workers were given meanwhile.
        QVERIFY2(most <= 2 * UploadPipeline::kMostHeld + 3 * images::kMostChunksStored * images::kMostBlobSize,
                 qPrintable(QString::number(most)));
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
