#include <QTest>
#include <csignal>

#include "tests/fleet/link/link_fixture.h"
#include "tests/fleet/link/raw_connection.h"

using namespace fleet::protocol;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Listens, says `answer` to whoever comes and closes.
class PlainServer {
public:
    explicit PlainServer(const std::string& answer) : m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(m_fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address);
        ::listen(m_fd.get(), 8);
        socklen_t size = sizeof address;
        ::getsockname(m_fd.get(), reinterpret_cast<sockaddr*>(&address), &size);
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this, answer] {
            for (;;) {
                const base::UniqueFd peer(::accept(m_fd.get(), nullptr, nullptr));
                if (!peer.valid()) return;
                ::send(peer.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
            }
        });
    }
    ~PlainServer() {
        ::shutdown(m_fd.get(), SHUT_RDWR);
        m_thread.join();
    }
    std::uint16_t port() const { return m_port; }

private:
    base::UniqueFd m_fd;
    std::uint16_t m_port = 0;
    std::thread m_thread;
};

}  // namespace

class LinkHostileTest : public QObject {
    Q_OBJECT

    /// An opened WebSocket of an admitted handset whose bytes the test writes.
    std::unique_ptr<RawConnection> opened(LinkFixture& fixture, const TestHandset& handset) {
        const auto context = carelessClient(handset.certificatePem, handset.privateKeyPem);
        auto connection = std::make_unique<RawConnection>(fixture.lastPort);
        if (!connection->startTls(*context) || !connection->send(upgradeRequest())) return nullptr;
        return has(connection->receive(), "101 Switching") ? std::move(connection) : nullptr;
    }

private slots:
    void initTestCase() { ::signal(SIGPIPE, SIG_IGN); }

    void halfHandshakesHoldNobodyUp() {
        LinkFixture fixture;
        std::vector<std::unique_ptr<RawConnection>> halves;
        for (int i = 0; i < 200; ++i) {
            halves.push_back(std::make_unique<RawConnection>(fixture.lastPort));
            QVERIFY(halves.back()->connected());
            halves.back()->sendPlain(std::string("\x16\x03\x01\x02\x00\x01", 6));
        }
        RecordingListener listener;
        const auto client = fixture.connect(fixture.admitted("hs-1"), listener);
        QVERIFY(eventually([&] { return listener.ups == 1; }));
    }

    void aHandshakeThatTakesTooLongIsEnded() {
        fleet::LinkTimes times;
        times.opening = std::chrono::milliseconds(100);
        LinkFixture fixture(times);
        RawConnection silent(fixture.lastPort), half(fixture.lastPort);
        half.sendPlain("\x16\x03\x01");
        QVERIFY(silent.closedByPeer());
        QVERIFY(half.closedByPeer());
    }

    void garbageInsteadOfTlsIsEnded() {
        LinkFixture fixture;
        for (const char* text : {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\xff\xfe\xfd garbage garbage garbage", "SSH-2.0-x\r\n"}) {
            RawConnection connection(fixture.lastPort);
            QVERIFY(connection.sendPlain(text));
            while (!connection.closedByPeer()) {
            }
        }
        QCOMPARE(fixture.server->connections(), std::size_t{0});
    }

    void otherRequestsAreAnsweredWithWhatIsWrong() {
        LinkFixture fixture;
        const TestHandset handset = fixture.admitted("hs-1");
        const auto context = carelessClient(handset.certificatePem, handset.privateKeyPem);
        RawConnection plain(fixture.lastPort), elsewhere(fixture.lastPort), huge(fixture.lastPort);
        QVERIFY(plain.startTls(*context) && plain.send("GET /v1/link HTTP/1.1\r\nHost: x\r\n\r\n"));
        QVERIFY(has(plain.receive(), " 426 "));
        QVERIFY(elsewhere.startTls(*context) && elsewhere.send(upgradeRequest("/admin")));
        QVERIFY(has(elsewhere.receive(), " 404 "));
        QVERIFY(huge.startTls(*context) && huge.send("GET /v1/link HTTP/1.1\r\nX: " + std::string(12'000, 'x')));
        QVERIFY(huge.receive().empty());
        QCOMPARE(fixture.gate.opened(), 0);
    }

    void anOversizedMessageEndsTheLink() {
        LinkFixture fixture;
        const TestHandset handset = fixture.admitted("hs-1");
        const auto connection = opened(fixture, handset);
        QVERIFY(connection != nullptr);
        connection->send(textFrame(std::string(kLongestMessage + 1, ' ')));
        const std::string close = connection->receive();
        QVERIFY(close.size() >= 4);
        QCOMPARE(static_cast<unsigned char>(close[0]), 0x88U);
        QCOMPARE((static_cast<unsigned char>(close[2]) << 8) + static_cast<unsigned char>(close[3]), 1009);
        QVERIFY(eventually([&] { return fixture.gate.closed() == 1; }));
        QVERIFY(fixture.gate.received(handset.id).empty());
    }

    void aMessageThatIsNotUnderstoodEndsTheLink() {
        for (const auto& frame : {textFrame("hello"), textFrame(R"({"type":"ack","id":"1","body":{"message":"m","x":1}})"),
                                  textFrame(R"({"type":"ack","id":"1","body":{"message":"m"}})", 0x2)}) {
            LinkFixture fixture;
            const TestHandset handset = fixture.admitted("hs-1");
            const auto connection = opened(fixture, handset);
            QVERIFY(connection != nullptr);
            connection->send(frame);
            const std::string close = connection->receive();
            QVERIFY(close.size() >= 4);
            QCOMPARE((static_cast<unsigned char>(close[2]) << 8) + static_cast<unsigned char>(close[3]), 1008);
            QVERIFY(eventually([&] { return fixture.gate.closed() == 1; }));
            QVERIFY(fixture.gate.received(handset.id).empty());
        }
    }

    void aPeerThatDoesNotAnswerIsDropped() {
        fleet::LinkTimes times;
        times.shortestPing = times.longestPing = times.answer = std::chrono::milliseconds(50);
        LinkFixture fixture(times);
        const auto connection = opened(fixture, fixture.admitted("hs-1"));
        QVERIFY(connection != nullptr);
        QVERIFY(eventually([&] { return fixture.gate.closed() == 1; }));
    }

    void aPeerThatDoesNotReadIsDroppedAndOthersGoOn() {
        LinkFixture fixture;
        const TestHandset slow = fixture.admitted("hs-slow"), good = fixture.admitted("hs-good");
        const auto connection = opened(fixture, slow);
        QVERIFY(connection != nullptr);
        RecordingListener listener;
        const auto client = fixture.connect(good, listener);
        QVERIFY(eventually([&] { return listener.ups == 1; }));
        const auto peer = fixture.gate.peer(slow.id);
        const Message large{"d", Desired{base::Bytes(1024, 'e'), base::Bytes(40'000, 'd'), base::Bytes(64, 's')}};
        for (int i = 0; i < 2000 && fixture.gate.closed() == 0; ++i) peer->send(large, {});
        QVERIFY(eventually([&] { return fixture.gate.closed() == 1; }));
        QVERIFY(client->send(progressMessage(1)));
        QVERIFY(eventually([&] { return fixture.gate.received(good.id).size() == 1; }));
    }

    void aServerThatIsNoGatewayIsNamed() {
        LinkFixture fixture;
        auto options = fixture.optionsFor(fixture.admitted("hs-1"));
        const PlainServer http("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"), garbage("\x01\x02\x03 garbage"), silent("");
        for (const auto* server : {&http, &garbage, &silent}) {
            options.port = server->port();
            RecordingListener listener;
            const auto client = fleet::startLinkClient(options, listener).value();
            QVERIFY(eventually([&] { return listener.downs >= 1; }));
            QVERIFY2(has(listener.reason(), "is it a Twinset gateway"), listener.reason().c_str());
        }
    }

    void aClosedPortAndAnUnknownNameAreNamed() {
        LinkFixture fixture;
        auto options = fixture.optionsFor(fixture.admitted("hs-1"));
        fixture.server.reset();
        RecordingListener listener;
        const auto client = fleet::startLinkClient(options, listener).value();
        QVERIFY(eventually([&] { return listener.downs >= 1; }));
        QVERIFY2(has(listener.reason(), "Connection refused"), listener.reason().c_str());
        options.host = "no-such-host.invalid";
        RecordingListener lost;
        const auto other = fleet::startLinkClient(options, lost).value();
        QVERIFY(eventually([&] { return lost.downs >= 1; }));
        QVERIFY2(has(lost.reason(), "cannot be resolved"), lost.reason().c_str());
    }
};

QTEST_GUILESS_MAIN(LinkHostileTest)
#include "link_hostile_test.moc"
