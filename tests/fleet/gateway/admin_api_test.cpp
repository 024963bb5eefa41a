// The admin API over HTTPS, from end to end: HttpFleetService against the server, with wrong peers too.
#include "fleet/gateway/admin_server.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QtTest>
#include <future>
#include <thread>

#include "fleet/client/http_fleet_service.h"
#include "tests/fleet/gateway/fleet_fixture.h"

using namespace fleet;
using base::ErrorCode;
using base::Json;

class AdminApiTest : public QObject {
    Q_OBJECT

private:
    struct Served : FleetFixture {
        Served() {
            const auto identity = gateway->context().authority.issueServer({"127.0.0.1"});
            auto started = startAdminServer({"127.0.0.1", 0, 8, 2}, *identity, *gateway);
            if (!started) qFatal("%s", started.error().message.c_str());
            server = std::move(*started);
        }
        [[nodiscard]] std::string fingerprint() const { return gateway->context().authority.fingerprint().hex(); }
        std::unique_ptr<FleetService> client(const std::string& token) {
            auto service = createHttpFleetService(
                {"127.0.0.1", server->port(), fingerprint(), "", base::Secret(std::string(token))});
            if (!service) qFatal("%s", service.error().message.c_str());
            return std::move(*service);
        }
        std::string apiToken(const std::string& role) {
            return call("api_token_create", {{"name", role}, {"role", role}, {"validFor", 600}})
                .at("token")
                .get<std::string>();
        }
        std::unique_ptr<AdminServer> server;
    };

private slots:
    void operatorLogsInChangesPasswordAndWorks() {
        Served fleet;
        const auto password = std::string(fleet.gateway->oneTimePassword().reveal());
        auto nobody = fleet.client("");
        QCOMPARE(nobody->call("operator_login", {{"name", "admin"}, {"password", "wrong"}}).error().code,
                 ErrorCode::Denied);
        const auto session = nobody->call("operator_login", {{"name", "admin"}, {"password", password}});
        QVERIFY2(session.ok(), session.ok() ? "" : session.error().message.c_str());
        auto admin = fleet.client(session->at("token").get<std::string>());
        const auto early = admin->call("fleet_status", Json::object());
        QVERIFY(early.error().message.find("one-time password") != std::string::npos);
        QVERIFY(admin
                    ->call("operator_password_change",
                           {{"oldPassword", password}, {"newPassword", "correct horse battery"}})
                    .ok());
        QCOMPARE(admin->call("fleet_status", Json::object())->at("counts").at("handsets"), Json(0));
        QCOMPARE(admin->call("person_show", {{"person", "nobody"}}).error().code, ErrorCode::NotFound);
        QCOMPARE(admin->call("person_create", {{"nam", "x"}}).error().code, ErrorCode::InvalidInput);
        QVERIFY(admin->call("operator_logout", Json::object()).ok());
        const auto ended = admin->call("fleet_status", Json::object());
        QCOMPARE(ended.error().code, ErrorCode::Denied);
        QVERIFY(ended.error().message.find("log in again") != std::string::npos);
    }

    void nobodyIsLetIn() {
        Served fleet;
        QCOMPARE(fleet.client("")->call("fleet_status", Json::object()).error().code, ErrorCode::Denied);
        QCOMPARE(fleet.client("forged")->call("fleet_status", Json::object()).error().code, ErrorCode::Denied);
        QCOMPARE(fleet.client("")->feed(0, base::Duration(0)).error().code, ErrorCode::Denied);
        auto auditor = fleet.client(fleet.apiToken("auditor"));
        QCOMPARE(auditor->call("person_create", {{"name", "Ada"}}).error().code, ErrorCode::Denied);
        QCOMPARE(auditor->chunks().missing({base::Digest::of("x")}).error().code, ErrorCode::Denied);
    }

    void releaseIsUploadedAndPublished() {
        Served fleet;
        auto automation = fleet.client(fleet.apiToken("automation"));
        const images::ChunkCodec codec{images::ChunkKeys{}};
        const auto chunk = codec.encode("system");
        const auto missing = automation->chunks().missing({chunk.id});
        QVERIFY2(missing.ok(), missing.ok() ? "" : missing.error().message.c_str());
        QCOMPARE(missing->size(), std::size_t(1));
        auto wrong = chunk;
        wrong.id = base::Digest::of("another");
        QCOMPARE(automation->chunks().store({wrong}).error().code, ErrorCode::InvalidInput);
        QVERIFY(automation->chunks().store({chunk}).ok());
        QVERIFY(automation->chunks().missing({chunk.id})->empty());
        fleet.call("release_key_trust",
                   {{"publicKey", base::toBase64Url(fleet.releaseKey.publicKey)}, {"name", "builder"}});
        const auto packed = fleet.pack("1.0.0", "system");
        const auto published = automation->call(
            "release_publish",
            {{"manifest", base::toBase64Url(packed.bytes)}, {"signature", base::toBase64Url(packed.signature)}});
        QVERIFY(published.ok());
        QCOMPARE(published->at("publishedBy"), Json("token:automation"));
    }

    void feedAnswersWhenSomethingChanges() {
        Served fleet;
        auto client = fleet.client(fleet.apiToken("auditor"));
        const auto revision = client->feed(0, base::Duration(0))->revision;
        auto waiting = std::async(std::launch::async, [&] { return client->feed(revision, std::chrono::seconds(20)); });
        fleet.call("person_create", {{"name", "Ada"}});
        const auto page = waiting.get();
        QVERIFY2(page.ok(), page.ok() ? "" : page.error().message.c_str());
        QCOMPARE(page->entries.size(), std::size_t(1));
        QCOMPARE(page->entries[0].kind, std::string("person"));
    }

    void tooManyWatchersAreTurnedAwayAndOthersAreServed() {
        Served fleet;
        const auto token = fleet.apiToken("auditor");
        const auto revision = fleet.client(token)->feed(0, base::Duration(0))->revision;
        std::vector<std::future<base::Result<FeedPage>>> watchers;
        for (int i = 0; i < 4; ++i)
            watchers.push_back(std::async(
                std::launch::async, [&] { return fleet.client(token)->feed(revision, std::chrono::seconds(20)); }));
        // Two wait, two are refused at once.
        const auto ended = [&] {
            return std::count_if(watchers.begin(), watchers.end(), [](auto& one) {
                return one.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
            });
        };
        QTRY_COMPARE_WITH_TIMEOUT(ended(), 2, 15'000);
        int refused = 0;
        QVERIFY(fleet.client(token)->call("fleet_status", Json::object()).ok());
        fleet.call("person_create", {{"name", "Ada"}});
        for (auto& watcher : watchers) {
            const auto page = watcher.get();
            if (!page) {
                QCOMPARE(page.error().code, ErrorCode::Unavailable);
                ++refused;
            }
        }
        QCOMPARE(refused, 2);
    }

    void serverStopsThoughSomebodyWaits() {
        Served fleet;
        const auto token = fleet.apiToken("auditor");
        const auto revision = fleet.client(token)->feed(0, base::Duration(0))->revision;
        auto waiting = std::async(std::launch::async, [&, client = fleet.client(token)] {
            return client->feed(revision, std::chrono::seconds(30));
        });
        QElapsedTimer timer;
        timer.start();
        fleet.server.reset();
        waiting.wait();
        QVERIFY2(timer.elapsed() < 15'000, "stopping waited for the reader");
    }

    void wrongAuthorityIsNamedInTheError() {
        Served fleet, other;
        auto service =
            createHttpFleetService({"127.0.0.1", fleet.server->port(), other.fingerprint(), "", base::Secret()});
        QVERIFY(service.ok());
        const auto refused = (*service)->call("operator_login", {{"name", "admin"}, {"password", "secret"}});
        QCOMPARE(refused.error().code, ErrorCode::Denied);
        QVERIFY2(refused.error().message.find(fleet.fingerprint()) != std::string::npos,
                 refused.error().message.c_str());
        const auto shown = shownAuthorityFingerprint("127.0.0.1", fleet.server->port());
        QVERIFY2(shown.ok(), shown.ok() ? "" : shown.error().message.c_str());
        QCOMPARE(*shown, fleet.fingerprint());
    }

    void authorityCanBeGivenAsACertificate() {
        Served fleet;
        auto service = createHttpFleetService({"127.0.0.1", fleet.server->port(), "",
                                               fleet.gateway->context().authority.certificatePem(), base::Secret()});
        QVERIFY(service.ok());
        QCOMPARE((*service)->call("fleet_status", Json::object()).error().message,
                 std::string("log in first (operator_login)"));
    }

    void handsetsCertificateIsNoServersCertificate() {
        Served fleet;
        const auto request = createCertificateRequest();
        const auto certificate =
            fleet.gateway->context().authority.issueHandset(request->requestPem, base::HandsetId::create());
        QVERIFY(certificate.ok());
        ServerIdentity identity{certificate->pem + fleet.gateway->context().authority.certificatePem(),
                                request->privateKeyPem};
        auto impostor = startAdminServer({"127.0.0.1", 0, 4, 1}, identity, *fleet.gateway);
        QVERIFY2(impostor.ok(), impostor.ok() ? "" : impostor.error().message.c_str());
        auto service =
            createHttpFleetService({"127.0.0.1", (*impostor)->port(), fleet.fingerprint(), "", base::Secret()});
        QVERIFY(!(*service)->call("fleet_status", Json::object()).ok());
        QVERIFY((*service)->call("fleet_status", Json::object()).error().message.find("log in") == std::string::npos);
    }

    void whatIsNoGatewayIsSaidToBeNone() {
        QTcpServer plain;
        QVERIFY(plain.listen(QHostAddress::LocalHost));
        connect(&plain, &QTcpServer::newConnection, this, [&] {
            auto* socket = plain.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                socket->readAll();
                socket->write("HTTP/1.1 400 Bad Request\r\nContent-Length: 5\r\n\r\nhello");
                socket->disconnectFromHost();
            });
        });
        auto service =
            createHttpFleetService({"127.0.0.1", plain.serverPort(), std::string(64, 'a'), "", base::Secret()});
        auto answer = std::async(std::launch::async, [&] { return (*service)->call("fleet_status", Json::object()); });
        QTRY_VERIFY_WITH_TIMEOUT(answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready, 20'000);
        const auto refused = answer.get();
        QCOMPARE(refused.error().code, ErrorCode::Unavailable);
        QVERIFY2(refused.error().message.find("no Twinset gateway") != std::string::npos,
                 refused.error().message.c_str());
    }

    void nothingListeningIsSaid() {
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost));
        const auto port = taken.serverPort();
        taken.close();
        auto service = createHttpFleetService({"127.0.0.1", port, std::string(64, 'a'), "", base::Secret()});
        const auto refused = (*service)->call("fleet_status", Json::object());
        QCOMPARE(refused.error().code, ErrorCode::Unavailable);
        QVERIFY2(refused.error().message.find("nothing listens") != std::string::npos, refused.error().message.c_str());
        QCOMPARE(createHttpFleetService({"127.0.0.1", port, "no fingerprint", "", base::Secret()}).error().code,
                 ErrorCode::InvalidInput);
    }

    void occupiedPortIsRefusedWithAdvice() {
        Served fleet;
        const auto identity = fleet.gateway->context().authority.issueServer({"127.0.0.1"});
        const auto second = startAdminServer({"127.0.0.1", fleet.server->port(), 4, 1}, *identity, *fleet.gateway);
        QVERIFY(!second.ok());
        QCOMPARE(second.error().code, ErrorCode::Conflict);
        QVERIFY(second.error().message.find("--admin-port") != std::string::npos);
    }

    void silentClientsCostTheOthersNothing() {
        Served fleet;
        const auto token = fleet.apiToken("auditor");
        std::vector<std::unique_ptr<QTcpSocket>> silent;
        for (int i = 0; i < 5; ++i) {
            silent.push_back(std::make_unique<QTcpSocket>());
            silent.back()->connectToHost("127.0.0.1", fleet.server->port());
            QVERIFY(silent.back()->waitForConnected(5000));
        }
        QElapsedTimer timer;
        timer.start();
        QVERIFY(fleet.client(token)->call("fleet_status", Json::object()).ok());
        QVERIFY(timer.elapsed() < 8000);
    }
};

QTEST_GUILESS_MAIN(AdminApiTest)
#include "admin_api_test.moc"
