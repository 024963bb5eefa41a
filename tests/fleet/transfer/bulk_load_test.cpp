// Many handsets at one bulk server, some of them slow, silent or hostile, and a disk that is slow or fails.
#include <QTest>
#include <QElapsedTimer>
#include <atomic>
#include <thread>
#include <csignal>

#include "fleet/protocol/bulk.h"
#include "fleet/transfer/bulk_client.h"
#include "fleet/transfer/bulk_server.h"
#include "images/chunk_store.h"
#include "tests/fakes/fake_handset_gate.h"
#include "tests/fakes/faulty_file_system.h"
#include "tests/fakes/stoppable_store.h"
#include "tests/fakes/test_fleet.h"
#include "tests/fleet/link/raw_connection.h"

using base::ErrorCode;
using images::EncodedChunk;

namespace {

const base::PhoneId kPhone("vp-1");

EncodedChunk chunk(const std::string& content) { return {base::Digest::of(content), content}; }

/// Chunks of so many bytes together that nobody else has.
std::vector<EncodedChunk> chunksOf(const std::string& name, std::size_t bytes) {
    std::vector<EncodedChunk> chunks;
    for (std::size_t at = 0; at < bytes; at += images::kChunkSize)
        chunks.push_back(chunk(name + std::to_string(at) + std::string(images::kChunkSize - 64, 'x')));
    return chunks;
}

std::string storeRequest(const std::vector<EncodedChunk>& chunks, std::size_t& bodyAt) {
    base::Bytes body;
    fleet::protocol::appendPhone(body, kPhone);
    for (const auto& one : chunks) fleet::protocol::appendFrame(body, one.id, one.blob);
    const std::string head = "POST /v1/chunks/store HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    bodyAt = head.size();
    return head + body;
}

struct Scene {
    explicit Scene(fleet::BulkTimes times = {}) : Scene(times, nullptr) {}
    Scene(fleet::BulkTimes times, images::ChunkAccess* other) : chunks(other == nullptr ? store : *other) {
        ::signal(SIGPIPE, SIG_IGN);
        gate.useSink(chunks);
        auto started = fleet::startBulkServer({"127.0.0.1", 0, 4, times}, fleet.identity(), fleet.authorityPem(), gate, chunks);
        if (!started.ok()) qFatal("%s", started.error().message.c_str());
        server = std::move(started).value();
    }
    TestHandset admitted(const std::string& id) {
        TestHandset handset = fleet.handset(id);
        gate.admitHandset(handset.fingerprint, handset.id);
        return handset;
    }
    std::unique_ptr<fleet::BulkClient> client(const TestHandset& handset) {
        return fleet::createBulkClient({"127.0.0.1", server->port(), fleet.authorityPem(), handset.certificatePem, handset.privateKeyPem}).value();
    }
    /// A connection of that handset that says what it is told to.
    std::unique_ptr<RawConnection> raw(const TestHandset& handset) {
        auto connection = std::make_unique<RawConnection>(server->port());
        const auto context = carelessClient(handset.certificatePem, handset.privateKeyPem);
        if (!connection->startTls(*context)) qFatal("no TLS");
        return connection;
    }

    TestFleet fleet;
    FakeHandsetGate gate;
    fakes::StoppableStore store;
    images::ChunkAccess& chunks;
    std::unique_ptr<fleet::BulkServer> server;
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Handsets that store more at once than the gateway takes, until the store goes on.
std::vector<std::thread> occupy(Scene& scene) {
    scene.store.stop();
    std::vector<std::thread> threads;
    for (int i = 0; i < 5; ++i)
        threads.emplace_back([&scene, handset = scene.admitted("hs-" + std::to_string(i)), i] {
            (void)scene.client(handset)->phoneSink(kPhone)->store({chunk("of " + std::to_string(i))});
        });
    return threads;
}

/// Whether the server tells who wants to store something to come back later. Nothing is stored.
bool isBusy(Scene& scene, const TestHandset& handset) {
    std::size_t bodyAt = 0;
    const auto request = storeRequest({chunk("late")}, bodyAt);
    const auto connection = scene.raw(handset);
    connection->send(request.substr(0, request.size() - 1));
    return has(connection->receive(), "Retry-After");
}

}  // namespace

class BulkLoadTest : public QObject {
    Q_OBJECT

private slots:
    void moreUploadersThanWorkersAllFinish() {
        Scene scene;
        constexpr int kHandsets = 40;
        std::atomic<int> finished = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < kHandsets; ++i)
            threads.emplace_back([&, handset = scene.admitted("hs-" + std::to_string(i)), i] {
                const auto client = scene.client(handset);
                const auto chunks = chunksOf("handset " + std::to_string(i), 2 * 1024 * 1024);
                const auto sink = client->phoneSink(kPhone);
                if (sink->store(chunks).ok() && sink->missing({chunks.front().id, chunks.back().id})->empty()) ++finished;
            });
        for (auto& thread : threads) thread.join();
        QCOMPARE(finished.load(), kHandsets);
        QVERIFY(scene.store.mostInside() <= 3);  // one worker is never an upload's
        QVERIFY(scene.store.largest() <= fleet::kPieceBytes + images::kMostBlobSize);
    }

    void whoIsSilentOrSlowHoldsNobodyUp() {
        Scene scene;
        const auto lazy = scene.admitted("hs-lazy");
        std::vector<std::unique_ptr<RawConnection>> connections;
        for (int i = 0; i < 100; ++i) connections.push_back(std::make_unique<RawConnection>(scene.server->port()));
        for (int i = 0; i < 100; ++i) {
            connections.push_back(std::make_unique<RawConnection>(scene.server->port()));
            connections.back()->sendPlain(std::string("\x16\x03\x01\x02\x00", 5));  // a hello that does not go on
        }
        std::size_t bodyAt = 0;
        const auto request = storeRequest(chunksOf("lazy", 1024 * 1024), bodyAt);
        for (int i = 0; i < 20; ++i) {
            connections.push_back(scene.raw(lazy));
            connections.back()->send(request.substr(0, i % 2 == 0 ? bodyAt / 2 : bodyAt + 100'000));
        }
        QElapsedTimer timer;
        timer.start();
        const auto chunks = chunksOf("quick", 2 * 1024 * 1024);
        const auto client = scene.client(scene.admitted("hs-quick"));
        const auto stored = client->phoneSink(kPhone)->store(chunks);
        QVERIFY2(stored.ok(), stored.ok() ? "" : stored.error().message.c_str());
        QVERIFY2(timer.elapsed() < 8000, std::to_string(timer.elapsed()).c_str());  // the deadlines are longer
    }

    void whoStopsInsideABodyIsDroppedAndWhatCameWholeIsKept() {
        fleet::BulkTimes times;
        times.stall = std::chrono::milliseconds(200);
        Scene scene(times);
        const auto chunks = chunksOf("half", 1024 * 1024);
        std::size_t bodyAt = 0;
        const auto request = storeRequest(chunks, bodyAt);
        const auto connection = scene.raw(scene.admitted("hs-half"));
        QVERIFY(connection->send(request.substr(0, bodyAt + images::kChunkSize * 3 / 2)));
        QVERIFY(connection->receive().empty());  // closed
        QVERIFY(eventually([&] { return scene.store.missing({chunks[0].id})->empty(); }));
        QCOMPARE(scene.store.missing({chunks[1].id})->size(), std::size_t{1});
    }

    void aTrickleIsDroppedThoughItNeverStops() {
        fleet::BulkTimes times;
        times.stall = std::chrono::milliseconds(300);
        Scene scene(times);
        std::size_t bodyAt = 0;
        const auto request = storeRequest(chunksOf("trickle", 1024 * 1024), bodyAt);
        const auto connection = scene.raw(scene.admitted("hs-trickle"));
        QVERIFY(connection->send(request.substr(0, bodyAt)));
        std::size_t sent = bodyAt;
        QVERIFY(eventually([&] { return !connection->send(request.substr(sent++, 1)); }));
        QVERIFY(sent < bodyAt + 5000);
    }

    void aHandsetHasSoManyConnectionsAndNoMore() {
        Scene scene;
        const auto greedy = scene.admitted("hs-greedy");
        std::vector<std::unique_ptr<RawConnection>> connections;
        const std::string ask = "POST /v1/chunks/missing HTTP/1.1\r\nHost: x\r\nContent-Length: 23\r\n\r\n{\"phone\":\"vp-1\",\"ids\":[]}";
        for (std::size_t i = 0; i < fleet::kMostConnectionsEach; ++i) connections.push_back(scene.raw(greedy));
        const auto other = scene.raw(greedy);
        const auto refused = other->receive();
        QVERIFY2(has(refused, "503") && has(refused, "Retry-After") && has(refused, "connections"), refused.c_str());
        connections.clear();
        QVERIFY(scene.client(scene.admitted("hs-modest"))->phoneSink(kPhone)->missing({}).ok());
        QVERIFY(eventually([&] { return scene.client(greedy)->phoneSink(kPhone)->missing({}).ok(); }));
    }

    void aStoppedDiskStopsTheSendersAndNothingElse() {
        Scene scene;
        scene.store.stop();
        std::atomic<int> finished = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&, handset = scene.admitted("hs-" + std::to_string(i)), i] {
                const auto client = scene.client(handset);
                if (client->phoneSink(kPhone)->store(chunksOf("phone " + std::to_string(i), 4 * 1024 * 1024 - 1)).ok()) ++finished;
            });
        QVERIFY(eventually([&] { return scene.store.inside() == 3; }));
        // Others are answered meanwhile, and of each upload no more than a piece has been taken.
        const auto reader = scene.client(scene.admitted("hs-reader"));
        scene.gate.allowPhone(kPhone, {});
        QVERIFY(reader->fetchPhoneKeys(kPhone).ok());
        QCOMPARE(scene.store.inside(), std::size_t{3});
        QVERIFY(scene.store.largest() <= fleet::kPieceBytes + images::kMostBlobSize);
        QCOMPARE(finished.load(), 0);
        scene.store.go();
        for (auto& thread : threads) thread.join();
        QCOMPARE(finished.load(), 8);
    }

    void aBusyGatewaySaysWhenToComeBackAndTheClientDoes() {
        fleet::BulkTimes times;
        times.busy = std::chrono::milliseconds(20);
        Scene scene(times);
        auto threads = occupy(scene);
        const auto late = scene.admitted("hs-late");
        QVERIFY(eventually([&] { return isBusy(scene, late); }));
        std::thread patient([&] { (void)scene.client(late)->phoneSink(kPhone)->store({chunk("patient")}); });
        scene.store.go();
        patient.join();
        for (auto& thread : threads) thread.join();
        QVERIFY(scene.store.missing({chunk("patient").id})->empty());
        QCOMPARE(scene.store.missing({chunk("late").id})->size(), std::size_t{1});
    }

    void whoNoLongerWantsItDoesNotWaitForABusyGateway() {
        fleet::BulkTimes times;
        times.busy = std::chrono::milliseconds(20);
        Scene scene(times);
        auto threads = occupy(scene);
        const auto late = scene.admitted("hs-late");
        QVERIFY(eventually([&] { return isBusy(scene, late); }));
        const auto client = scene.client(late);
        std::atomic<int> looks = 0;
        client->waitOnlyWhile([&] { return ++looks < 3; });
        QElapsedTimer timer;
        timer.start();
        const auto stored = client->phoneSink(kPhone)->store({chunk("late")});
        QVERIFY(!stored.ok() && stored.error().code == ErrorCode::Cancelled);
        QVERIFY2(timer.elapsed() < 2000, std::to_string(timer.elapsed()).c_str());  // what the gateway asks for at least
        QCOMPARE(looks.load(), 3 + 1);
        scene.store.go();
        for (auto& thread : threads) thread.join();
    }

    void aFailingDiskIsAnErrorOfThatRequestOnly() {
        fakes::FaultyFileSystem files;
        const auto store = images::openChunkStore(files, "/store").value();
        Scene scene({}, store.get());
        const images::ChunkCodec codec{images::ChunkKeys{}};
        const auto client = scene.client(scene.admitted("hs-1"));
        const auto sink = client->phoneSink(kPhone);
        QVERIFY(sink->store({codec.encode("before")}).ok());
        files.failAfter(0, {ErrorCode::Unavailable, "no space left on device"}, 4);
        const auto failed = sink->store({codec.encode("lost")});
        QVERIFY2(!failed.ok() && has(failed.error().message, "no space left"), "the error has to say why");
        QCOMPARE(failed.error().code, ErrorCode::Unavailable);
        QVERIFY(eventually([&] { return sink->store({codec.encode("lost")}).ok(); }));
        QVERIFY(store->missing({codec.encode("before").id, codec.encode("lost").id})->empty());
    }

    void aChunkThatIsLostInsideAnAnswerIsNamed() {
        Scene scene;
        const auto chunks = chunksOf("some", 2 * 1024 * 1024);
        std::vector<images::ChunkId> ids;
        for (const auto& one : chunks) ids.push_back(one.id);
        ids.push_back(base::Digest::of("nobody has this"));
        QVERIFY(scene.store.store(chunks).ok());
        scene.gate.allowPhone(kPhone, {ids.begin(), ids.end()});
        const auto client = scene.client(scene.admitted("hs-1"));
        const auto fetched = client->phoneChunks(kPhone)->fetch(ids);
        QVERIFY(!fetched.ok());
        QCOMPARE(fetched.error().code, ErrorCode::NotFound);
        ids.pop_back();
        const auto again = client->phoneChunks(kPhone)->fetch(ids);
        QVERIFY2(again.ok(), again.ok() ? "" : again.error().message.c_str());
        QCOMPARE(again->back(), chunks.back().blob);
    }
};

QTEST_GUILESS_MAIN(BulkLoadTest)
#include "bulk_load_test.moc"
