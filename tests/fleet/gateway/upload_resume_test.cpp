// An upload that breaks off goes on where it was: over the real HTTPS interface, with connections that break at random
// bytes, and with a gateway that is killed now and then.
#include <QtTest>
#include <csignal>
#include <random>
#include <set>

#include "fleet/transfer/bulk_client.h"
#include "fleet/transfer/bulk_server.h"
#include "images/restore_point.h"
#include "tests/fakes/counting_gate.h"
#include "tests/fakes/cutting_relay.h"
#include "tests/fakes/memory_disk.h"
#include "tests/fleet/gateway/fleet_fixture.h"

class UploadResumeTest : public QObject {
    Q_OBJECT

private:
    static constexpr std::uint64_t kDisk = 24ULL * 1024 * 1024;
    static constexpr int kBreaks = 100;

    struct Scene : FleetFixture {
        Scene() {
            ::signal(SIGPIPE, SIG_IGN);
            if (!publish("1.0.0", "system one").ok()) qFatal("cannot publish");
            handset = std::make_unique<FakeHandset>(*this, "one");
            handset->connect();
            work = createPhone("one", "work", "");
            serve();
            relay = std::make_unique<fakes::CuttingRelay>(server->port());
        }
        void serve() {
            auto& context = gateway->context();
            gate = std::make_unique<fakes::CountingGate>(gateway->gate(), arrivals);
            const auto identity = context.authority.issueServer({"127.0.0.1"});
            auto started = fleet::startBulkServer({"127.0.0.1", 0, 4}, *identity, context.authority.certificatePem(), *gate,
                                                  context.store);
            if (!started) qFatal("%s", started.error().message.c_str());
            server = std::move(*started);
        }
        void killAndStart() {
            server.reset();
            reopen();
            serve();
            relay->serverIsAt(server->port());
            handset->connect();
        }
        std::unique_ptr<fleet::BulkClient> client() {
            return fleet::createBulkClient({"127.0.0.1", relay->port(), gateway->context().authority.certificatePem(),
                                            handset->certificatePem, handset->privateKey})
                .value();
        }
        std::unique_ptr<FakeHandset> handset;
        std::string work;
        std::map<base::Digest, int> arrivals;
        std::unique_ptr<fakes::CountingGate> gate;
        std::unique_ptr<fleet::BulkServer> server;
        std::unique_ptr<fakes::CuttingRelay> relay;
    };

    /// Content that does not compress, so that bytes on the wire can be counted.
    static void fill(fakes::MemoryDisk& disk, std::mt19937_64& random) {
        base::Bytes bytes(kDisk, '\0');
        for (std::size_t at = 0; at < bytes.size(); at += sizeof(std::uint64_t)) {
            const auto number = random();
            std::memcpy(bytes.data() + at, &number, sizeof number);
        }
        QVERIFY(disk.write(0, bytes).ok());
    }

private slots:
    void uploadBrokenAtRandomPointsSendsNothingTwice() {
        Scene scene;
        std::mt19937_64 random(20'261'122);
        fakes::MemoryDisk disk(kDisk);
        fill(disk, random);
        const base::PhoneId phone(scene.work);
        const auto keys = scene.gateway->gate().phoneKeys(scene.handset->id, phone);
        const images::ChunkCodec codec{images::ChunkKeys{keys->idKey, keys->encryptionKey}};
        const auto attempt = [&] {
            const auto client = scene.client();
            const auto source = client->phoneChunks(phone);
            const auto sink = client->phoneSink(phone);
            return images::backUpDisk(disk, std::nullopt, codec, *source, *sink, {});
        };
        // On average after a hundredth of it, and a chunk that was not whole does not count: no attempt gets through.
        for (int broken = 0; broken < kBreaks; ++broken) {
            scene.relay->cutAfter(random() % (2 * kDisk / kBreaks));
            QVERIFY2(!attempt().ok(), std::to_string(broken).c_str());
            if (broken % 25 == 24) scene.killAndStart();
        }
        scene.relay->cutAfter(fakes::CuttingRelay::kNever);
        const auto outcome = attempt();
        QVERIFY2(outcome.ok(), outcome.ok() ? "" : outcome.error().message.c_str());
        QVERIFY(scene.arrivals.size() > kDisk / images::kChunkSize);
        for (const auto& [id, times] : scene.arrivals) QVERIFY2(times == 1, id.hex().c_str());
        // On the wire: each chunk once, for each break a part of one more, and what it takes to connect and to ask.
        const auto most = scene.arrivals.size() * images::kMostBlobSize +
                          std::uint64_t{kBreaks + 1} * (images::kMostBlobSize + 64 * 1024);
        QVERIFY2(scene.relay->bytesFromClient() <= most, std::to_string(scene.relay->bytesFromClient()).c_str());
    }
};

QTEST_GUILESS_MAIN(UploadResumeTest)
#include "upload_resume_test.moc"
