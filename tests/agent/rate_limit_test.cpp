// The limit of uploads: never more than its rate and one second's worth, and no request is left out.
#include "agent/rate_limit.h"

#include <QtTest>

#include "tests/fakes/fake_clock.h"

using namespace std::chrono_literals;

namespace {

struct StoredPiece {
    base::Duration at;
    std::size_t bytes, chunks;
};

class RecordingSink final : public images::ChunkSink {
public:
    RecordingSink(const base::Clock& clock, std::vector<StoredPiece>& stored) : m_clock(clock), m_stored(stored) {}
    base::Result<std::vector<images::ChunkId>> missing(const std::vector<images::ChunkId>& ids) override { return ids; }
    base::Result<void> store(const std::vector<images::EncodedChunk>& chunks) override {
        StoredPiece piece{m_clock.monotonic(), 0, chunks.size()};
        for (const auto& chunk : chunks) piece.bytes += chunk.blob.size();
        m_stored.push_back(piece);
        return {};
    }

private:
    const base::Clock& m_clock;
    std::vector<StoredPiece>& m_stored;
};

std::vector<images::EncodedChunk> chunks(std::size_t count, std::size_t size) {
    std::vector<images::EncodedChunk> all(count);
    for (std::size_t i = 0; i < count; ++i) all[i] = {base::Digest::of(std::to_string(i)), base::Bytes(size, 'x')};
    return all;
}

}  // namespace

class RateLimitTest : public QObject {
    Q_OBJECT
private slots:
    void anUploadTakesAsLongAsItsLimitSays_data() {
        QTest::addColumn<int>("kilobits");
        QTest::newRow("slower than a chunk a second") << 100;
        QTest::newRow("some chunks a second") << 2000;
        QTest::newRow("a request a second") << 100'000;
    }
    void anUploadTakesAsLongAsItsLimitSays() {
        QFETCH(int, kilobits);
        FakeClock clock;
        std::vector<StoredPiece> stored;
        const auto begin = clock.monotonic();
        const auto sink = agent::limitedSink(clock, [&](base::Duration pause) { return clock.advance(pause), true; },
                                             static_cast<std::uint64_t>(kilobits), std::make_unique<RecordingSink>(clock, stored));
        std::size_t total = 0;
        for (int request = 0; request < 8; ++request) {
            QVERIFY(sink->store(chunks(60, 64 * 1024)).ok());
            total += 60 * 64 * 1024;
        }
        const double rate = kilobits * 125.0;
        // Whenever one looks: what was sent since the beginning is at most the rate and one second more.
        double sent = 0, count = 0;
        for (const auto& piece : stored) {
            sent += static_cast<double>(piece.bytes);
            count += static_cast<double>(piece.chunks);
            const auto seconds = static_cast<double>((piece.at - begin).count()) / 1000;
            QVERIFY2(sent <= rate * (seconds + 1) + 1, qPrintable(QString::number(seconds)));
        }
        QCOMPARE(count, 480.0);
        QCOMPARE(sent, static_cast<double>(total));
        const auto took = static_cast<double>((clock.monotonic() - begin).count()) / 1000;
        QVERIFY(took <= static_cast<double>(total) / rate + 1);
    }

    void timeThatPassedIsNotSavedUpForMoreThanASecond() {
        FakeClock clock;
        agent::TokenBucket bucket(clock, 1000);
        clock.advance(1h);
        QCOMPARE(bucket.take(1000), base::Duration(0));
        QVERIFY(bucket.take(500) >= 500ms);
    }

    void aCancelledUploadStoresNothingMore() {
        FakeClock clock;
        std::vector<StoredPiece> stored;
        const auto sink = agent::limitedSink(clock, [](base::Duration) { return false; }, 100, std::make_unique<RecordingSink>(clock, stored));
        QCOMPARE(sink->store(chunks(4, 64 * 1024)).error().code, base::ErrorCode::Cancelled);
        QVERIFY(stored.size() <= 1);
    }
};

QTEST_GUILESS_MAIN(RateLimitTest)
#include "rate_limit_test.moc"
