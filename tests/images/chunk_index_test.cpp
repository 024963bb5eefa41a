#include <QTest>
#include <map>
#include <random>

#include "images/chunk_index.h"
#include "images/xxh3.h"

using images::ChunkId;
using images::ChunkIndex;
using images::Place;

namespace {

ChunkId idOf(std::uint64_t number) { return base::Digest::of(std::to_string(number)); }

/// Ids that share their first bytes, as no digest does.
ChunkId crowdedId(std::uint64_t number) {
    base::Bytes bytes(32, '\0');
    for (int i = 0; i < 8; ++i) bytes[static_cast<std::size_t>(13 - i)] = static_cast<char>(number >> (8 * i));
    bytes[0] = 'x';
    return ChunkId::fromBytes(bytes).value();
}

Place placeOf(std::uint32_t n) { return {n % 1000, n % 8192 * 32, (n % 100 + 2) * 32, n % 7 == 0, n % 5 == 0}; }

bool same(const Place& a, const Place& b) {
    return a.sameRecord(b) && a.space == b.space && a.damaged == b.damaged && a.marked == b.marked;
}

}  // namespace

class ChunkIndexTest : public QObject {
    Q_OBJECT
private slots:
    void theChecksumIsTheOneOfThePublicSpecification() {
        QCOMPARE(images::xxh3(""), 0x2d06800538d394c2ULL);
        QCOMPARE(images::xxh3("abc"), 0x78af5f94892f3950ULL);
        base::Bytes bytes(1000, '\0');  // the specification has a way of its own for each of several lengths
        for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i);
        QCOMPARE(images::xxh3(bytes.substr(0, 100)), 0x004e4f921a64bd1cULL);
        QCOMPARE(images::xxh3(bytes), 0xd33dd80b46f60e50ULL);
    }

    void whatIsPutIsFoundAndNothingElse() {
        ChunkIndex index;
        for (std::uint32_t i = 0; i < 50'000; ++i) QVERIFY(!index.put(idOf(i), placeOf(i)));
        for (std::uint32_t i = 0; i < 50'000; ++i) QVERIFY(same(index.find(idOf(i)).value(), placeOf(i)));
        for (std::uint32_t i = 50'000; i < 60'000; ++i) QVERIFY(!index.find(idOf(i)));
        QCOMPARE(index.size(), 50'000U);
        const auto previous = index.put(idOf(7), placeOf(8));
        QVERIFY(previous && same(*previous, placeOf(7)));
        QVERIFY(same(index.find(idOf(7)).value(), placeOf(8)));
        QCOMPARE(index.size(), 50'000U);
    }

    void theLargestPlaceFits() {
        ChunkIndex index;
        const Place largest{ChunkIndex::kMostPacks - 1, 256U * 1024 * 1024 - 32, ((1U << 18) - 1) * 32, true, true};
        index.put(idOf(1), largest);
        QVERIFY(same(index.find(idOf(1)).value(), largest));
    }

    void idsThatAreNotEvenlySpreadAreFoundAllTheSame() {
        ChunkIndex index;
        std::mt19937 random(1);
        std::vector<std::uint32_t> numbers;
        for (std::uint32_t i = 0; i < 3000; ++i) numbers.push_back(i * (i % 3 == 0 ? 1 : 100'000));
        std::shuffle(numbers.begin(), numbers.end(), random);
        for (const auto i : numbers) index.put(crowdedId(i), placeOf(i));
        for (const auto i : numbers) QVERIFY(same(index.find(crowdedId(i)).value(), placeOf(i)));
        QVERIFY(!index.find(crowdedId(100'001)));
    }

    void ofSeveralPlacesTheLastSoundOneStays() {
        ChunkIndex index;
        for (std::uint32_t i = 0; i < 1000; ++i) index.add(idOf(i), {1, 32, 64, false, false});
        for (std::uint32_t i = 0; i < 1000; i += 2) index.add(idOf(i), {2, 64, 64, false, false});
        for (std::uint32_t i = 0; i < 1000; i += 3) index.add(idOf(i), {3, 96, 64, true, false});
        index.add(idOf(5000), {4, 32, 64, true, false});
        index.settle();
        QCOMPARE(index.size(), 1001U);
        for (std::uint32_t i = 0; i < 1000; ++i) QCOMPARE(index.find(idOf(i))->pack, i % 2 == 0 ? 2U : 1U);
        QVERIFY(index.find(idOf(5000))->damaged);
    }

    void siftingChangesFlagsAndTakesOut() {
        ChunkIndex index;
        for (std::uint32_t i = 0; i < 10'000; ++i) index.put(idOf(i), {i % 2, 32, 64, false, false});
        for (std::size_t shard = 0; shard < ChunkIndex::kShards; ++shard)
            index.sift(shard, [](Place& place) {
                place.marked = true;
                return place.pack == 1;
            });
        QCOMPARE(index.size(), 5000U);
        for (std::uint32_t i = 0; i < 10'000; ++i) {
            const auto place = index.find(idOf(i));
            QCOMPARE(place.has_value(), i % 2 == 1);
            if (place) QVERIFY(place->marked);
        }
    }

    void aChunkTakesAtMost24Bytes() {
        ChunkIndex index;
        constexpr std::uint32_t kCount = 1'000'000;
        base::Bytes bytes(32, '\0');
        std::mt19937_64 random(3);
        for (std::uint32_t i = 0; i < kCount; ++i) {
            const std::uint64_t words[2] = {random(), random()};
            std::memcpy(bytes.data(), words, sizeof words);
            index.put(ChunkId::fromBytes(bytes).value(), {1, 32, 64, false, false});
        }
        QCOMPARE(index.size(), std::uint64_t{kCount});
        const auto withoutShards = index.memory() - ChunkIndex::kShards * 24;
        QVERIFY2(withoutShards <= 24ULL * kCount, qPrintable(QString::number(withoutShards)));
    }
};

QTEST_GUILESS_MAIN(ChunkIndexTest)
#include "chunk_index_test.moc"
