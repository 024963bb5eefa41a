// Chunk lists: what was stored is read again, in the documented form, and what is no list is refused.
#include <QtTest>

#include "images/byte_order.h"
#include "images/chunk_list.h"
#include "tests/fakes/memory_chunks.h"

using base::ErrorCode;
using images::ChunkId;

namespace {

ChunkId idOfByte(char byte) { return *ChunkId::fromBytes(base::Bytes(32, byte)); }

ChunkId storePublic(fakes::MemoryChunks& store, const base::Bytes& plain) {
    const auto chunk = images::ChunkCodec(images::ChunkKeys{}).encode(plain);
    store.blobs[chunk.id] = chunk.blob;
    return chunk.id;
}

base::Bytes headOf(std::uint64_t count, const std::vector<ChunkId>& leaves, std::uint32_t version = 1) {
    base::Bytes head = "TWCL";
    images::appendLittleEndian(head, version);
    images::appendLittleEndian(head, count);
    for (const auto& leaf : leaves) head += leaf.bytes();
    return head;
}

}  // namespace

class ChunkListTest : public QObject {
    Q_OBJECT
private slots:
    // Made with another program, from the head of chunk_list.h alone.
    void aListIsTheDocumentedOne() {
        fakes::MemoryChunks store;
        const auto list = images::storeChunkList({idOfByte(2), idOfByte(1), idOfByte(2)}, store);
        QCOMPARE(list->hex(), std::string("93b66bcb7dfb97a26fb1de0e03604c1eadf1d8dcf10a188b608fd15428114060"));
        const auto read = images::readChunkList(*list, store);
        QCOMPARE(read->ids, (std::vector{idOfByte(1), idOfByte(2)}));
        QCOMPARE(read->own.size(), std::size_t{2});
        QCOMPARE(read->own.front().hex(), std::string("30b600fb1f0cc0b3f0fc28cdcb7389405a6659be81c7d5c5905725aa3a5119ce"));
    }

    void manyIdsTakeSeveralLeaves() {
        fakes::MemoryChunks store;
        std::vector<ChunkId> ids;
        for (int i = 0; i < 20'000; ++i) ids.push_back(base::Digest::of(std::to_string(i)));
        const auto list = images::storeChunkList(ids, store);
        std::sort(ids.begin(), ids.end());
        const auto read = images::readChunkList(*list, store);
        QCOMPARE(read->ids, ids);
        QCOMPARE(read->own.size(), std::size_t{4});
        store.blobs.erase(read->own.front());
        QCOMPARE(images::readChunkList(*list, store).error().code, ErrorCode::NotFound);
    }

    void whatIsNoListIsRefused() {
        fakes::MemoryChunks store;
        const auto leaf = storePublic(store, base::Bytes(32, 1));
        const auto falling = storePublic(store, base::Bytes(32, 2) + base::Bytes(32, 1));
        const auto zeros = storePublic(store, base::Bytes(32, 0));
        const auto longer = storePublic(store, base::Bytes(40, 1));
        for (const auto& head : {base::Bytes("TWCL"), headOf(0, {}), headOf(1, {leaf}, 2), headOf(2, {leaf}), headOf(1, {leaf, leaf}),
                                 headOf(2, {falling}), headOf(1, {zeros}), headOf(1, {longer}), headOf(UINT64_MAX, {leaf}), base::Bytes(500, 'x')})
            QCOMPARE(images::readChunkList(storePublic(store, head), store).error().code, ErrorCode::Corrupt);
        QVERIFY(images::readChunkList(storePublic(store, headOf(1, {leaf})), store).ok());
    }
};

QTEST_APPLESS_MAIN(ChunkListTest)
#include "chunk_list_test.moc"
