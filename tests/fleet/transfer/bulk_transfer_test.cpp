#include <QTest>
#include <csignal>

#include "fleet/transfer/bulk_client.h"
#include "fleet/transfer/bulk_server.h"
#include "tests/fakes/fake_handset_gate.h"
#include "tests/fakes/stoppable_store.h"
#include "tests/fakes/test_fleet.h"
#include "tests/fleet/link/raw_connection.h"

using base::ErrorCode;
using images::EncodedChunk;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

EncodedChunk chunk(const std::string& content) { return {base::Digest::of(content), content}; }

struct Fixture {
    Fixture() {
        gate.useSink(store);
        start(0);
    }
    void start(std::uint16_t at) {
        auto started = fleet::startBulkServer({"127.0.0.1", at, 4}, fleet.identity(), fleet.authorityPem(), gate, store);
        if (!started.ok()) qFatal("%s", started.error().message.c_str());
        server = std::move(started).value();
        port = server->port();
    }
    std::unique_ptr<fleet::BulkClient> client(const TestHandset& handset, const std::string& authorityPem) const {
        return fleet::createBulkClient({"127.0.0.1", port, authorityPem, handset.certificatePem, handset.privateKeyPem}).value();
    }
    TestHandset admitted() {
        TestHandset handset = fleet.handset("hs-1");
        gate.admitHandset(handset.fingerprint, handset.id);
        return handset;
    }
    fleet::protocol::EnrolmentToken token() {
        return {"127.0.0.1", port, 1, fleet.authority().fingerprint(), base::Secret(base::Bytes(16, 's'))};
    }

    TestFleet fleet;
    FakeHandsetGate gate;
    fakes::StoppableStore store;
    std::unique_ptr<fleet::BulkServer> server;
    std::uint16_t port = 0;
};

fleet::protocol::WipeReceipt receipt() {
    return {base::OperationId("op-1"), base::HandsetId("hs-1"), base::Timestamp(), {}, {}};
}

}  // namespace

class BulkTransferTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { ::signal(SIGPIPE, SIG_IGN); }

    void chunksGoThereAndComeBack() {
        Fixture fixture;
        const auto client = fixture.client(fixture.admitted(), fixture.fleet.authorityPem());
        std::vector<EncodedChunk> chunks;
        std::vector<images::ChunkId> ids;
        std::set<base::Digest> allowed;
        for (int i = 0; i < 200; ++i) {
            chunks.push_back(chunk(std::string(10'000, 'c') + std::to_string(i)));
            ids.push_back(chunks.back().id);
            allowed.insert(ids.back());
        }
        const auto sink = client->phoneSink(base::PhoneId("vp-1"));
        auto absent = sink->missing(ids);
        QVERIFY2(absent.ok(), absent.ok() ? "" : absent.error().message.c_str());
        QCOMPARE(absent->size(), ids.size());
        QVERIFY(sink->store(chunks).ok());
        QCOMPARE(sink->missing(ids)->size(), std::size_t{0});
        fixture.gate.allowPhone(base::PhoneId("vp-1"), allowed);
        const auto source = client->phoneChunks(base::PhoneId("vp-1"));
        const auto blobs = source->fetch(ids);
        QVERIFY2(blobs.ok(), blobs.ok() ? "" : blobs.error().message.c_str());
        for (std::size_t i = 0; i < ids.size(); ++i) QCOMPARE(blobs->at(i), chunks[i].blob);
    }

    void whatDoesNotBelongToTheScopeIsDenied() {
        Fixture fixture;
        const auto client = fixture.client(fixture.admitted(), fixture.fleet.authorityPem());
        const EncodedChunk mine = chunk("mine"), other = chunk("other");
        QVERIFY(client->phoneSink(base::PhoneId("vp-1"))->store({mine, other}).ok());
        fixture.gate.allowPhone(base::PhoneId("vp-1"), {mine.id});
        QVERIFY(client->phoneChunks(base::PhoneId("vp-1"))->fetch({mine.id}).ok());
        for (const auto& refused : {client->phoneChunks(base::PhoneId("vp-1"))->fetch({mine.id, other.id}),
                                    client->phoneChunks(base::PhoneId("vp-2"))->fetch({mine.id}),
                                    client->releaseChunks(base::Digest::of("r"))->fetch({mine.id})}) {
            QVERIFY(!refused.ok());
            QCOMPARE(refused.error().code, ErrorCode::Denied);
        }
        QCOMPARE(client->fetchPhoneKeys(base::PhoneId("vp-2")).error().code, ErrorCode::Denied);
        QCOMPARE(client->fetchPhoneKeys(base::PhoneId("vp-1"))->idKey.size(), std::size_t{32});
    }

    void aBootListGoesThereAndComesBack() {
        Fixture fixture;
        const auto client = fixture.client(fixture.admitted(), fixture.fleet.authorityPem());
        const base::PhoneId phone("vp-1");
        const auto root = base::Digest::of("root");
        QCOMPARE(client->storeBootList(phone, root, {1}).error().code, ErrorCode::Denied);
        fixture.gate.allowPhone(phone, {});
        QVERIFY(client->fetchBootList(phone)->empty());
        images::ChunkNumbers longest;
        for (std::uint32_t i = 0; i < images::kMostBootChunks; ++i) longest.push_back(2'000'000 - i);
        QVERIFY(client->storeBootList(phone, root, longest).ok());
        QVERIFY(*client->fetchBootList(phone) == longest);
        longest.push_back(1);
        const auto tooLong = client->storeBootList(phone, root, longest);
        QCOMPARE(tooLong.error().code, ErrorCode::InvalidInput);
        QVERIFY2(has(tooLong.error().message, "at most 1000 chunks"), tooLong.error().message.c_str());
        const auto noPlace = client->storeBootList(phone, root, {4'000'000'000});
        QCOMPARE(noPlace.error().code, ErrorCode::InvalidInput);
        QVERIFY2(has(noPlace.error().message, "expected the number of a chunk"), noPlace.error().message.c_str());
    }

    void aReleaseIsFetchedWithItsKeys() {
        Fixture fixture;
        const auto client = fixture.client(fixture.admitted(), fixture.fleet.authorityPem());
        const images::SignedManifest manifest{"the manifest", base::Bytes(64, 's')};
        fixture.gate.addRelease(manifest, {});
        const auto fetched = client->fetchRelease(manifest.digest());
        QVERIFY2(fetched.ok(), fetched.ok() ? "" : fetched.error().message.c_str());
        QCOMPARE(fetched->manifest.bytes, manifest.bytes);
        QCOMPARE(fetched->releaseKeys.at(0).size(), std::size_t{32});
        QCOMPARE(client->fetchRelease(base::Digest::of("x")).error().code, ErrorCode::NotFound);
    }

    void aRevokedHandsetMayOnlySendItsReceipt() {
        Fixture fixture;
        const TestHandset handset = fixture.fleet.handset("hs-1");
        fixture.gate.refuse(handset.fingerprint, {"revoked", "reported lost", {}, {}});
        const auto client = fixture.client(handset, fixture.fleet.authorityPem());
        QCOMPARE(client->phoneSink(base::PhoneId("vp-1"))->missing({}).error().code, ErrorCode::Denied);
        QCOMPARE(client->phoneSink(base::PhoneId("vp-1"))->store({chunk("x")}).error().code, ErrorCode::Denied);
        QCOMPARE(client->fetchPhoneKeys(base::PhoneId("vp-1")).error().code, ErrorCode::Denied);
        const auto sent = client->sendReceipt(receipt());
        QVERIFY2(sent.ok(), sent.ok() ? "" : sent.error().message.c_str());
        QCOMPARE(fixture.gate.receipts().size(), std::size_t{1});
    }

    void aKeptConnectionThatBrokeIsReplaced() {
        Fixture fixture;
        const auto client = fixture.client(fixture.admitted(), fixture.fleet.authorityPem());
        QVERIFY(client->phoneSink(base::PhoneId("vp-1"))->missing({}).ok());
        fixture.server.reset();
        fixture.start(fixture.port);
        const auto again = client->phoneSink(base::PhoneId("vp-1"))->missing({});
        QVERIFY2(again.ok(), again.ok() ? "" : again.error().message.c_str());
    }

    void aBodyOverItsBoundsIsRefused() {
        Fixture fixture;
        const auto client = fixture.client(fixture.admitted(), fixture.fleet.authorityPem());
        const auto stored = client->phoneSink(base::PhoneId("vp-1"))->store({chunk(std::string(10 * 1024 * 1024, 'x'))});
        QVERIFY(!stored.ok());
        QVERIFY2(stored.error().code == ErrorCode::InvalidInput, stored.error().message.c_str());
        QVERIFY(client->phoneSink(base::PhoneId("vp-1"))->missing({}).ok());
    }

    void strangersAreRefused() {
        Fixture fixture;
        TestFleet other;
        const TestHandset stranger = other.handset("hs-1");
        const auto strange = fixture.client(stranger, fixture.fleet.authorityPem())->phoneSink(base::PhoneId("vp-1"))->missing({});
        QVERIFY2(!strange.ok() && has(strange.error().message, "certificate"), strange.error().message.c_str());
        const auto wrongServer = fixture.client(fixture.admitted(), other.authorityPem())->phoneSink(base::PhoneId("vp-1"))->missing({});
        QCOMPARE(wrongServer.error().code, ErrorCode::Denied);
        RawConnection bare(fixture.port);
        const auto context = carelessClient();
        QVERIFY(bare.startTls(*context));
        bare.send("POST /v1/chunks/missing HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{\"ids\":[]}");
        const std::string answer = bare.receive();
        QVERIFY2(has(answer, "403"), answer.c_str());
    }

    void aHandsetEnrolsWithoutKnowingTheAuthority() {
        Fixture fixture;
        fixture.gate.onEnrol([&](const fleet::protocol::EnrolmentRequest& request) -> base::Result<fleet::protocol::EnrolmentReply> {
            if (request.secret != base::Bytes(16, 's')) return {ErrorCode::Denied, "this token is not known"};
            TWINSET_ASSIGN(const auto issued, fixture.fleet.authority().issueHandset(request.certificateRequestPem, base::HandsetId("hs-9")));
            fixture.gate.admitHandset(issued.fingerprint, base::HandsetId("hs-9"));
            return fleet::protocol::EnrolmentReply{base::HandsetId("hs-9"), "fl-1", issued.pem, fixture.fleet.authorityPem(),
                                                   base::Bytes(32, 'f'), {}, true};
        });
        const auto request = fleet::createCertificateRequest().value();
        fleet::protocol::EnrolmentRequest enrolment{base::Bytes(16, 's'), request.requestPem, "Ada", "M", "S"};
        const auto reply = fleet::enrol(fixture.token(), enrolment);
        QVERIFY2(reply.ok(), reply.ok() ? "" : reply.error().message.c_str());
        const auto client = fleet::createBulkClient({"127.0.0.1", fixture.port, reply->authorityPem, reply->certificatePem, request.privateKeyPem}).value();
        QVERIFY(client->phoneSink(base::PhoneId("vp-1"))->missing({}).ok());
        enrolment.secret = "wrong";
        QCOMPARE(fleet::enrol(fixture.token(), enrolment).error().message, std::string("this token is not known"));
    }

    void aTokenOfAnotherGatewayIsNotSentToThisOne() {
        Fixture fixture;
        bool asked = false;
        fixture.gate.onEnrol([&](const auto&) -> base::Result<fleet::protocol::EnrolmentReply> {
            asked = true;
            return {ErrorCode::Internal, ""};
        });
        auto token = fixture.token();
        token.authorityFingerprint = base::Digest::of("another");
        const auto reply = fleet::enrol(token, {base::Bytes(16, 's'), "R", "", "", ""});
        QVERIFY(!reply.ok());
        QCOMPARE(reply.error().code, ErrorCode::Denied);
        QVERIFY2(has(reply.error().message, "not the gateway"), reply.error().message.c_str());
        QVERIFY(!asked);
    }

    void aClosedPortIsUnavailableAndATakenOneAConflict() {
        Fixture fixture;
        const auto second = fleet::startBulkServer({"127.0.0.1", fixture.port, 1}, fixture.fleet.identity(), fixture.fleet.authorityPem(),
                                                   fixture.gate, fixture.store);
        QVERIFY(!second.ok());
        QVERIFY2(second.error().code == ErrorCode::Conflict, second.error().message.c_str());
        QVERIFY(has(second.error().message, std::to_string(fixture.port)));
        const auto client = fixture.client(fixture.admitted(), fixture.fleet.authorityPem());
        fixture.server.reset();
        const auto answer = client->phoneSink(base::PhoneId("vp-1"))->missing({});
        QVERIFY(!answer.ok());
        QVERIFY2(answer.error().code == ErrorCode::Unavailable, answer.error().message.c_str());
    }
};

QTEST_GUILESS_MAIN(BulkTransferTest)
#include "bulk_transfer_test.moc"
