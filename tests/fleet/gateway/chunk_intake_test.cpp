// What gets into a gateway's store: through each of its doors only chunks of that door's domain, and only with the
// content that their ids name. A handset that means harm cannot keep a release from being published, and gets and learns
// nothing of what another one stored. Over the real HTTPS interface.
#include <QTemporaryDir>
#include <QtTest>
#include <nlohmann/json.hpp>
#include <set>

#include "fleet/authority/certificate_authority.h"
#include "fleet/gateway/fleet_context.h"
#include "fleet/gateway/fleet_keys.h"
#include "fleet/gateway/running_gateway.h"
#include "fleet/protocol/enrolment.h"
#include "fleet/transfer/bulk_client.h"
#include "images/release.h"
#include "images/signature.h"

using base::ErrorCode;
using images::EncodedChunk;

class ChunkIntakeTest : public QObject {
    Q_OBJECT

private:
    struct Fleet {
        Fleet() {
            fleet::RunningGatewayOptions options;
            options.gateway.dataDirectory = directory.filePath("data").toStdString();
            auto started = fleet::startGateway(*files, clock, options);
            if (!started) qFatal("%s", started.error().message.c_str());
            gateway = std::move(*started);
            admin = fleet::createLocalFleetService(gateway->gateway(), "admin");
            handset = enrolled("hostile");
            restorePoints.emplace(gateway->gateway().context().keys.store);
            publish();
            phone = createdPhone("hostile");
        }

        std::unique_ptr<fleet::BulkClient> enrolled(const std::string& name) {
            const auto created = admin->call("enrolment_token_create", base::Json::object());
            const auto token = fleet::protocol::readEnrolmentToken(created->at("token").get<std::string>());
            const auto request = fleet::createCertificateRequest();
            const auto reply = fleet::enrol(
                *token, {std::string(token->secret.reveal()), request->requestPem, name, "model", "serial"});
            if (!reply) qFatal("%s", reply.error().message.c_str());
            auto client = fleet::createBulkClient(
                {token->host, token->bulkPort, reply->authorityPem, reply->certificatePem, request->privateKeyPem});
            if (!client) qFatal("%s", client.error().message.c_str());
            return std::move(*client);
        }

        void publish() {
            const auto key = images::createSigningKeyPair();
            const auto chunk = releases.encode("an image");
            images::ReleaseManifest manifest;
            manifest.image = "work";
            manifest.version = *images::Version::parse("1.0.0");
            manifest.createdAt = clock.now();
            manifest.parts.push_back({"system.img", {8}, base::Digest::of("an image"), {chunk.id}});
            const auto bytes = images::writeManifest(manifest);
            const auto signature = images::sign(key.privateKey, images::kReleaseContext, bytes);
            if (!admin->chunks().store({chunk})) qFatal("cannot store the image");
            for (const auto& [verb, arguments] : std::vector<std::pair<std::string, base::Json>>{
                     {"release_key_trust", {{"publicKey", base::toBase64Url(key.publicKey)}, {"name", "builder"}}},
                     {"release_publish",
                      {{"manifest", base::toBase64Url(bytes)}, {"signature", base::toBase64Url(signature)}}}})
                if (const auto done = admin->call(verb, arguments); !done) qFatal("%s", done.error().message.c_str());
            release = base::Digest::of(bytes);
        }

        base::PhoneId createdPhone(const std::string& onHandset) {
            const auto made = admin->call("virtual_phone_create", {{"handset", onHandset},
                                                                   {"persona", "work"},
                                                                   {"image", "work"},
                                                                   {"version", "1.0.0"}});
            if (!made) qFatal("%s", made.error().message.c_str());
            return base::PhoneId(made->at("id").get<std::string>());
        }

        QTemporaryDir directory;
        std::unique_ptr<base::FileSystem> files = base::createPosixFileSystem();
        base::SystemClock clock;
        std::unique_ptr<fleet::RunningGateway> gateway;
        std::unique_ptr<fleet::FleetService> admin;
        std::unique_ptr<fleet::BulkClient> handset;
        const images::ChunkCodec releases{images::ChunkKeys{}};
        std::optional<images::ChunkCodec> restorePoints;
        base::PhoneId phone;
        base::Digest release;
    };

    /// What is answered to who asks for a chunk, without its name.
    static std::string answerTo(fleet::BulkClient& who, const base::PhoneId& phone, const images::ChunkId& chunk) {
        const auto got = who.phoneChunks(phone)->fetch({chunk});
        if (got) return "content";
        auto said = std::string(base::errorCodeName(got.error().code)) + ": " + got.error().message;
        if (const auto at = said.find(chunk.hex()); at != std::string::npos) said.erase(at, chunk.hex().size());
        return said;
    }

private slots:
    void handsetCannotTakeTheIdOfAReleasesChunk() {
        Fleet fleet;
        const auto right = fleet.releases.encode("the system");
        const auto mine = fleet.restorePoints->encode("something else");
        for (const auto& wrong : {EncodedChunk{right.id, mine.blob}, EncodedChunk{right.id, "garbage"},
                                  EncodedChunk{right.id, fleet.releases.encode("other").blob}}) {
            const auto stored = fleet.handset->phoneSink(fleet.phone)->store({mine, wrong});
            QVERIFY(!stored.ok());
            QCOMPARE(stored.error().code, ErrorCode::InvalidInput);
            QVERIFY2(stored.error().message.find(right.id.hex()) != std::string::npos, stored.error().message.c_str());
        }
        QCOMPARE(fleet.admin->chunks().missing({right.id, mine.id})->size(), std::size_t{2});
        QVERIFY(fleet.admin->chunks().store({right}).ok());
        QCOMPARE(fleet.gateway->gateway().context().store.fetch({right.id})->front(), right.blob);
    }

    void handsetStoresChunksOfRestorePointsOnly() {
        Fleet fleet;
        const auto release = fleet.releases.encode("the system");
        QCOMPARE(fleet.handset->phoneSink(fleet.phone)->store({release}).error().code, ErrorCode::InvalidInput);
        const auto backup = fleet.restorePoints->encode("data");
        QVERIFY(fleet.handset->phoneSink(fleet.phone)->store({backup}).ok());
        QVERIFY(fleet.handset->phoneSink(fleet.phone)->missing({backup.id})->empty());
    }

    void anotherHandsetGetsAndLearnsNothing() {
        Fleet fleet;
        const auto secret = fleet.restorePoints->encode("the owner's secret");
        const auto nobodys = fleet.restorePoints->encode("what nobody stored");
        QVERIFY(fleet.handset->phoneSink(fleet.phone)->store({secret}).ok());
        const auto other = fleet.enrolled("other");
        QCOMPARE(other->fetchRelease(fleet.release).error().code, ErrorCode::Denied);
        const auto theirs = fleet.createdPhone("other");
        QVERIFY(other->fetchRelease(fleet.release).ok());
        // As its own it hears the same of what another one stored and of what nobody did.
        const auto asked = std::vector{secret.id, nobodys.id};
        auto lacking = other->phoneSink(theirs)->missing(asked).value();
        QCOMPARE(std::set(lacking.begin(), lacking.end()), std::set(asked.begin(), asked.end()));
        QVERIFY(answerTo(*other, theirs, secret.id) != "content");
        QCOMPARE(answerTo(*other, theirs, secret.id), answerTo(*other, theirs, nobodys.id));
        QVERIFY(other->phoneSink(theirs)->store({secret}).ok());
        QVERIFY(answerTo(*other, theirs, secret.id) != "content");
        // Of the other's phone it hears no more than of one that there is not.
        const base::PhoneId none("vp-0000000000000000");
        for (const auto& phone : {fleet.phone, none}) {
            QCOMPARE(other->fetchPhoneKeys(phone).error().code, ErrorCode::Denied);
            QCOMPARE(other->phoneSink(phone)->missing({secret.id}).error().code, ErrorCode::Denied);
            QCOMPARE(other->phoneSink(phone)->store({nobodys}).error().code, ErrorCode::Denied);
            QVERIFY(answerTo(*other, phone, secret.id).starts_with("denied"));
        }
        QCOMPARE(fleet.handset->phoneSink(fleet.phone)->missing({nobodys.id})->size(), std::size_t{1});
    }

    void ownersChunksAreTakenAsTheyAreAndGivenToTheirPhoneOnly() {
        Fleet fleet;
        const auto made = fleet.admin->call("virtual_phone_create",
                                            {{"handset", "hostile"}, {"persona", "personal"}, {"image", "work"}, {"version", "1.0.0"}});
        const base::PhoneId mine(made->at("id").get<std::string>());
        using ::fleet::protocol::OwnerBackupAsk;
        QCOMPARE(fleet.handset->ownerBackup({fleet.phone, OwnerBackupAsk::Enable, base::Digest::of("key")}).error().code, ErrorCode::Denied);
        const EncodedChunk sealed{base::Digest::of("an id that is nobody's business"), "sealed bytes"};
        QCOMPARE(fleet.handset->phoneSink(mine)->store({sealed}).error().code, ErrorCode::Denied);
        const auto enabled = fleet.handset->ownerBackup({mine, OwnerBackupAsk::Enable, base::Digest::of("key")});
        QVERIFY2(enabled.ok(), enabled.ok() ? "" : enabled.error().message.c_str());
        QVERIFY(enabled->enabled && *enabled->keyName == base::Digest::of("key") && enabled->points.empty());
        QVERIFY(fleet.handset->phoneSink(mine)->store({sealed}).ok());
        QVERIFY(fleet.handset->phoneSink(mine)->missing({sealed.id})->empty());
        QCOMPARE(fleet.handset->phoneChunks(mine)->fetch({sealed.id})->front(), sealed.blob);
        QCOMPARE(fleet.handset->phoneChunks(mine)->fetch({base::Digest::of("other")}).error().code, ErrorCode::NotFound);
        QCOMPARE(fleet.handset->phoneChunks(fleet.phone)->fetch({sealed.id}).error().code, ErrorCode::Denied);
        QCOMPARE(fleet.admin->chunks().missing({sealed.id})->size(), std::size_t{1});
        QVERIFY(!fleet.handset->ownerBackup({mine, OwnerBackupAsk::Disable, {}})->enabled);
        QCOMPARE(fleet.handset->phoneChunks(mine)->fetch({sealed.id}).error().code, ErrorCode::Denied);
    }

    void publisherStoresChunksOfReleasesOnly() {
        Fleet fleet;
        const auto right = fleet.releases.encode("the system");
        auto& chunks = fleet.admin->chunks();
        QCOMPARE(chunks.store({fleet.restorePoints->encode("data")}).error().code, ErrorCode::InvalidInput);
        QCOMPARE(chunks.store({right, {right.id, fleet.releases.encode("other").blob}}).error().code,
                 ErrorCode::InvalidInput);
        QCOMPARE(chunks.missing({right.id})->size(), std::size_t{1});
        QVERIFY(chunks.store({right}).ok());
    }
};

QTEST_GUILESS_MAIN(ChunkIntakeTest)
#include "chunk_intake_test.moc"
