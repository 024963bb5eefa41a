#include <QTest>
#include <set>

#include "images/chunk_copy.h"
#include "images/pack_chunk_store.h"
#include "images/pack_table.h"
#include "tests/fakes/byte_patterns.h"
#include "tests/fakes/faulty_file_system.h"
#include "tests/fakes/memory_chunks.h"

using base::ErrorCode;
using images::ChunkId;
using images::EncodedChunk;

namespace {

const std::filesystem::path kDirectory = "/store";

EncodedChunk chunk(unsigned seed, std::size_t length = 50) {
    auto blob = fakes::noise(seed, length);
    return {base::Digest::of(blob), std::move(blob)};
}

std::unique_ptr<images::ChunkStore> opened(base::FileSystem& files, std::uint64_t packBytes = 500,
                                           const std::filesystem::path& directory = kDirectory) {
    auto store = images::openPackChunkStore(files, directory, {packBytes});
    if (!store) qFatal("%s", store.error().message.c_str());
    return std::move(*store);
}

bool has(images::ChunkStore& store, const EncodedChunk& wanted) {
    const auto found = store.fetch({wanted.id});
    return found && found->front() == wanted.blob;
}

void fill(images::ChunkStore& store, unsigned count) {
    for (unsigned i = 0; i < count; ++i)
        if (!store.store({chunk(i)})) qFatal("cannot store");
}

using Files = std::map<std::string, base::Bytes>;

Files contentOf(fakes::FaultyFileSystem& files) {
    Files content;
    const auto names = files.list(kDirectory).value();
    for (const auto& name : names)
        if (name != "lock") content[name] = files.readFile(kDirectory / name).value();
    return content;
}

void putBack(fakes::FaultyFileSystem& files, const Files& content) {
    if (!files.createDirectories(kDirectory)) qFatal("cannot create");
    for (const auto& [name, bytes] : content)
        if (!files.writeFileAtomically(kDirectory / name, bytes, 0600)) qFatal("cannot write");
}

fakes::MemoryChunks otherStore(unsigned count) {
    fakes::MemoryChunks other;
    for (unsigned i = 0; i < count; ++i) other.blobs[chunk(i).id] = chunk(i).blob;
    return other;
}

constexpr unsigned kChunks = 5;  // in two packs of which one is full, and their tables

}  // namespace

class ChunkRepairTest : public QObject {
    Q_OBJECT
private slots:
    void anyFlippedByteIsFoundAndNamedAndHealedAndNothingElseIsLost() {
        fakes::FaultyFileSystem fresh;
        fill(*opened(fresh), kChunks);
        const auto content = contentOf(fresh);
        QCOMPARE(content.size(), 4U);
        for (const auto& [name, bytes] : content)
            for (std::size_t at = 0; at < bytes.size(); ++at) {
                const auto where = QByteArray::fromStdString(name + " byte " + std::to_string(at));
                fakes::FaultyFileSystem files;
                putBack(files, content);
                auto store = opened(files);
                files.damage(kDirectory / name, at, 0x20);
                const auto problems = store->verify({});
                QVERIFY2(problems && problems->size() == 1, where.constData());
                const bool inRecord = name.starts_with("pack-") && at >= images::kPackHeaderSize;
                QVERIFY2(problems->front().id.isZero() != inRecord, where.constData());
                QVERIFY2(problems->front().what.find(name) != std::string::npos, where.constData());
                unsigned healed = 0;
                for (unsigned i = 0; i < kChunks; ++i) {
                    const bool hit = problems->front().id == chunk(i).id;
                    QVERIFY2(store->missing({chunk(i).id})->empty() != hit, where.constData());
                    if (hit) QVERIFY(store->store({chunk(i)}).ok());
                    healed += hit ? 1 : 0;
                    QVERIFY2(has(*store, chunk(i)), where.constData());
                }
                QCOMPARE(healed, inRecord ? 1U : 0U);
                if (inRecord) QVERIFY2(store->verify({})->empty(), where.constData());
                QVERIFY(store->repair({})->remaining.empty());
                QVERIFY2(store->verify({})->empty(), where.constData());
                store.reset();
                store = opened(files);
                QVERIFY2(store->verify({})->empty(), where.constData());
                for (unsigned i = 0; i < kChunks; ++i) QVERIFY2(has(*store, chunk(i)), where.constData());
            }
    }

    void anyByteFlippedWhileTheStoreIsClosedCostsAtMostItsChunk() {
        fakes::FaultyFileSystem fresh;
        fill(*opened(fresh), kChunks);
        const auto content = contentOf(fresh);
        for (const auto& [name, bytes] : content)
            for (std::size_t at = 0; at < bytes.size(); ++at) {
                const auto where = QByteArray::fromStdString(name + " byte " + std::to_string(at));
                fakes::FaultyFileSystem files;
                putBack(files, content);
                files.damage(kDirectory / name, at, 0x01);
                auto store = opened(files);
                const auto problems = store->verify({});
                const bool inRecord = name.starts_with("pack-") && at >= images::kPackHeaderSize;
                if (inRecord) QVERIFY2(problems->size() == 1 && !problems->front().id.isZero(), where.constData());
                auto other = otherStore(kChunks);
                images::RepairRequest request;
                request.other = &other;
                const auto outcome = store->repair(request);
                QVERIFY2(outcome && outcome->remaining.empty(), where.constData());
                QCOMPARE(outcome->chunksHealed, inRecord ? 1U : 0U);
                for (unsigned i = 0; i < kChunks; ++i) QVERIFY2(has(*store, chunk(i)), where.constData());
                QVERIFY2(store->verify({})->empty(), where.constData());
            }
    }

    void lostTablesAreMadeAgainFromThePacks() {
        fakes::FaultyFileSystem files;
        fill(*opened(files), 40);
        const auto content = contentOf(files);
        for (const auto& [name, bytes] : content)
            if (images::tableNumber(name) != 0) QVERIFY(files.remove(kDirectory / name).ok());
        auto store = opened(files);
        QCOMPARE(store->statistics().chunks, 40U);
        for (unsigned i = 0; i < 40; ++i) QVERIFY(has(*store, chunk(i)));
        QVERIFY(store->verify({})->empty());
        store.reset();
        store = opened(files);
        const auto again = contentOf(files);
        for (const auto& [name, bytes] : again) QVERIFY(bytes == content.at(name));
    }

    void aPackThatWasMadeFromTheDescriptionOfTheFormatIsRead() {
        for (const bool withTable : {false, true}) {
            fakes::FaultyFileSystem files;
            const auto disk = base::createPosixFileSystem();
            const std::filesystem::path samples = TWINSET_SOURCE_DIR "/tests/fuzz/corpus/pack";
            const auto pack = disk->readFile(samples / "pack")->substr(1);
            Files content{{"pack-00000001", pack}};
            if (withTable) content["table-00000001"] = disk->readFile(samples / "table")->substr(1);
            putBack(files, content);
            auto store = opened(files);
            QCOMPARE(store->statistics().chunks, 3U);
            QVERIFY(store->verify({})->empty());
            const auto blobs = store->fetch(
                {ChunkId::fromBytes(base::Bytes(32, '\2')).value(), ChunkId::fromBytes(base::Bytes(32, '\1')).value()});
            QCOMPARE(*blobs, (std::vector<base::Bytes>{base::Bytes(72, 'b'), base::Bytes(10, 'a')}));
        }
    }

    void aTableOfAPackThatIsGoneIsRemoved() {
        fakes::FaultyFileSystem files;
        fill(*opened(files), 12);
        QVERIFY(files.remove(kDirectory / "pack-00000001").ok());
        const auto store = opened(files);
        QVERIFY(!files.exists(kDirectory / "table-00000001"));
        QVERIFY(store->statistics().chunks < 12);
        QVERIFY(store->verify({})->empty());
    }

    void aPackThatWasCutShortIsNamedChunkByChunk() {
        fakes::FaultyFileSystem files;
        fill(*opened(files), kChunks);
        const auto pack = files.readFile(kDirectory / "pack-00000001").value();
        QVERIFY(files.writeFileAtomically(kDirectory / "pack-00000001", pack.substr(0, pack.size() - 130), 0600).ok());
        auto store = opened(files);
        QCOMPARE(store->statistics().damagedChunks, 2U);
        const auto problems = store->verify({});
        QCOMPARE(problems->size(), 2U);
        for (const auto& problem : *problems) QVERIFY(!problem.id.isZero());
        auto other = otherStore(kChunks);
        images::RepairRequest request;
        request.other = &other;
        QVERIFY(store->repair(request)->remaining.empty());
        for (unsigned i = 0; i < kChunks; ++i) QVERIFY(has(*store, chunk(i)));
        QVERIFY(store->verify({})->empty());
    }

    void whatNoStoreHasRemainsInTheOutcome() {
        fakes::FaultyFileSystem files;
        auto store = opened(files);
        fill(*store, kChunks);
        files.damage(kDirectory / "pack-00000001", images::kPackHeaderSize + images::kRecordHeaderSize, 1);
        fakes::MemoryChunks other;
        images::RepairRequest request;
        request.other = &other;
        const auto outcome = store->repair(request);
        QCOMPARE(outcome->remaining.size(), 1U);
        QVERIFY(outcome->remaining.front().id == chunk(0).id);
        other = otherStore(kChunks);
        QVERIFY(store->repair(request)->remaining.empty());
        QVERIFY(has(*store, chunk(0)));
    }

    void aForgedChunkIsFoundWithTheKeyAndNotTakenFromAnotherStore() {
        const images::ChunkCodec codec({base::Secret::random(32), base::Secret::random(32)});
        const auto sound = codec.encode(fakes::prose(1, 5000));
        const auto forged = EncodedChunk{sound.id, codec.encode(fakes::prose(2, 5000)).blob};
        fakes::FaultyFileSystem files;
        auto store = opened(files, 100'000);
        QVERIFY(store->store({forged, codec.encode(fakes::prose(3, 5000))}).ok());
        QVERIFY(store->verify({})->empty());
        images::VerifyRequest verify;
        verify.authenticate = images::authenticateWith({images::ChunkCodec({}), codec});
        const auto problems = store->verify(verify);
        QCOMPARE(problems->size(), 1U);
        QVERIFY(problems->front().id == sound.id);
        fakes::MemoryChunks other;
        other.blobs[sound.id] = forged.blob;
        images::RepairRequest request{&other, verify.authenticate, {}};
        QCOMPARE(store->repair(request)->remaining.size(), 1U);
        other.blobs[sound.id] = sound.blob;
        QVERIFY(store->repair(request)->remaining.empty());
        QVERIFY(has(*store, sound));
    }

    void aVerificationCanBeCancelled() {
        fakes::FaultyFileSystem files;
        auto store = opened(files);
        fill(*store, kChunks);
        images::VerifyRequest request;
        request.progress = [](auto, auto) { return false; };
        const auto cancelled = store->verify(request);
        QVERIFY(!cancelled && cancelled.error().code == ErrorCode::Cancelled);
    }

    void aStoreIsCopiedAndAnInterruptedCopyGoesOn() {
        fakes::FaultyFileSystem files;
        auto from = opened(files, 4000);
        fill(*from, 300);
        auto to = opened(files, 8000, "/second");
        images::CopyRequest request;
        request.progress = [](auto done, auto) { return done < 100; };
        const auto cancelled = images::copyAllChunks(*from, *to, request);
        QVERIFY(!cancelled && cancelled.error().code == ErrorCode::Cancelled);
        const auto first = to->statistics().chunks;
        QVERIFY(first >= 100 && first < 300);
        const auto outcome = images::copyAllChunks(*from, *to, {});
        QVERIFY(outcome.ok());
        QCOMPARE(outcome->chunksThere, first);
        QCOMPARE(outcome->chunksCopied, 300 - first);
        for (unsigned i = 0; i < 300; ++i) QVERIFY(has(*to, chunk(i)));
    }

    void aDamagedChunkIsNamedAndTheOthersAreCopied() {
        fakes::FaultyFileSystem files;
        auto from = opened(files, 4000);
        fill(*from, 30);
        files.damage(kDirectory / "pack-00000001", images::kPackHeaderSize + images::kRecordHeaderSize, 1);
        fakes::MemoryChunks to;
        const auto outcome = images::copyChunks(*from, to, {chunk(0).id, chunk(1).id, chunk(99).id}, {});
        QCOMPARE(outcome->problems.size(), 2U);
        QCOMPARE(outcome->chunksCopied, 1U);
        QVERIFY(to.blobs.contains(chunk(1).id) && to.blobs.size() == 1);
    }
};

QTEST_GUILESS_MAIN(ChunkRepairTest)
#include "chunk_repair_test.moc"
