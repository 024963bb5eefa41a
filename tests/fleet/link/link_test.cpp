#include <QTest>

#include "tests/fleet/link/link_fixture.h"

using namespace fleet::protocol;

class LinkTest : public QObject {
    Q_OBJECT

private slots:
    void messagesTravelBothWays() {
        LinkFixture fixture;
        const TestHandset handset = fixture.admitted("hs-1");
        RecordingListener listener;
        const auto client = fixture.connect(handset, listener);
        QVERIFY(eventually([&] { return listener.ups == 1; }));
        QCOMPARE(fixture.server->connections(), std::size_t{1});
        QVERIFY(client->send(progressMessage(1)));
        QVERIFY(eventually([&] { return fixture.gate.received(handset.id).size() == 1; }));
        QCOMPARE(fixture.gate.received(handset.id)[0].id, std::string("m1"));
        fixture.gate.peer(handset.id)->send({"", Ack{"m1"}}, {});
        QVERIFY(eventually([&] { return listener.messages().size() == 1; }));
        QCOMPARE(std::get<Ack>(listener.messages()[0].body).message, std::string("m1"));
    }

    void aMessageOfFullSizeArrives() {
        LinkFixture fixture;
        const TestHandset handset = fixture.admitted("hs-1");
        RecordingListener listener;
        const auto client = fixture.connect(handset, listener);
        QVERIFY(eventually([&] { return listener.ups == 1; }));
        const base::Bytes document(44 * 1024, 'd');
        fixture.gate.peer(handset.id)->send({"d1", Desired{"envelope", document, base::Bytes(64, 's')}}, {});
        QVERIFY(eventually([&] { return listener.messages().size() == 1; }));
        QCOMPARE(std::get<Desired>(listener.messages()[0].body).document, document);
    }

    void nothingIsLostOrReorderedWhilePushing() {
        constexpr int kClients = 8, kMessages = 1000;
        LinkFixture fixture;
        std::vector<TestHandset> handsets;
        std::vector<std::unique_ptr<RecordingListener>> listeners;
        std::vector<std::unique_ptr<fleet::LinkClient>> clients;
        for (int i = 0; i < kClients; ++i) {
            handsets.push_back(fixture.admitted("hs-" + std::to_string(i)));
            listeners.push_back(std::make_unique<RecordingListener>());
            clients.push_back(fixture.connect(handsets.back(), *listeners.back()));
        }
        QVERIFY(eventually([&] { return fixture.gate.opened() == kClients; }));
        QVERIFY(eventually([&] { return std::all_of(listeners.begin(), listeners.end(), [](auto& l) { return l->ups == 1; }); }));

        std::thread pusher([&] {
            for (int n = 0; n < kMessages; ++n)
                for (const auto& handset : handsets) {
                    fixture.gate.peer(handset.id)->send(progressMessage(n), {});
                    if (n % 100 == 99) std::this_thread::sleep_for(std::chrono::milliseconds(10));
                }
        });
        std::vector<std::thread> senders;
        std::atomic<int> refused = 0;
        for (auto& client : clients)
            senders.emplace_back([&client, &refused] {
                for (int n = 0; n < kMessages; ++n) {
                    if (!client->send(progressMessage(n))) ++refused;
                    if (n % 100 == 99) std::this_thread::sleep_for(std::chrono::milliseconds(20));
                }
            });
        pusher.join();
        for (auto& sender : senders) sender.join();
        QCOMPARE(refused.load(), 0);
        for (int i = 0; i < kClients; ++i) {
            QVERIFY(eventually([&] { return listeners[i]->messages().size() == kMessages; }));
            QVERIFY(eventually([&] { return fixture.gate.received(handsets[i].id).size() == kMessages; }));
            for (int n = 0; n < kMessages; ++n) {
                QCOMPARE(listeners[i]->messages()[n].id, "m" + std::to_string(n));
                QCOMPARE(fixture.gate.received(handsets[i].id)[n].id, "m" + std::to_string(n));
            }
            QCOMPARE(listeners[i]->downs.load(), 0);
        }
    }

    void theClientComesBackWhenTheGatewayRestarts() {
        LinkFixture fixture;
        const TestHandset handset = fixture.admitted("hs-1");
        RecordingListener listener;
        const auto client = fixture.connect(handset, listener);
        QVERIFY(eventually([&] { return listener.ups == 1; }));
        fixture.server.reset();
        QCOMPARE(fixture.gate.closed(), 1);
        QVERIFY(eventually([&] { return listener.downs >= 1; }));
        QVERIFY(!client->send(progressMessage(1)));
        fixture.start(fixture.lastPort);
        QVERIFY(eventually([&] { return listener.ups == 2; }));
        QVERIFY(client->send(progressMessage(2)));
        QVERIFY(eventually([&] { return fixture.gate.received(handset.id).size() == 1; }));
    }

    void theGatewayCanEndALinkAfterWhatItSent() {
        LinkFixture fixture;
        const TestHandset handset = fixture.admitted("hs-1");
        RecordingListener listener;
        const auto client = fixture.connect(handset, listener);
        QVERIFY(eventually([&] { return listener.ups == 1; }));
        const auto peer = fixture.gate.peer(handset.id);
        for (int i = 0; i < 20; ++i) peer->send(progressMessage(i), {});
        peer->disconnect("the handset was revoked");
        QVERIFY(eventually([&] { return listener.downs == 1; }));
        QCOMPARE(listener.messages().size(), std::size_t{20});
        QVERIFY2(listener.reason().find("was revoked") != std::string::npos, listener.reason().c_str());
        peer->send(progressMessage(1), {});
    }

    void anIdleLinkIsPingedAndStaysUp() {
        fleet::LinkTimes times;
        times.shortestPing = times.longestPing = times.answer = std::chrono::milliseconds(50);
        LinkFixture fixture(times);
        const TestHandset handset = fixture.admitted("hs-1");
        RecordingListener listener;
        const auto client = fixture.connect(handset, listener);
        QVERIFY(eventually([&] { return listener.ups == 1; }));
        // The gateway hears of each answer, without any message.
        QVERIFY(eventually([&] { return fixture.gate.heard() >= 5; }));
        QVERIFY(fixture.gate.received(base::HandsetId("hs-1")).empty());
        QCOMPARE(listener.downs.load(), 0);
        QVERIFY(client->send(progressMessage(1)));
    }

    void aClientIsGoneWithinASecond() {
        LinkFixture fixture;
        const TestHandset handset = fixture.admitted("hs-1");
        RecordingListener up, closedPort;
        auto client = fixture.connect(handset, up);
        QVERIFY(eventually([&] { return up.ups == 1; }));
        auto options = fixture.optionsFor(handset);
        options.host = "name-that-does-not-exist.invalid";
        auto lost = fleet::startLinkClient(options, closedPort).value();
        const auto begin = std::chrono::steady_clock::now();
        client.reset();
        lost.reset();
        QVERIFY(std::chrono::steady_clock::now() - begin < std::chrono::seconds(1));
        QVERIFY(eventually([&] { return fixture.gate.closed() == 1; }));
    }
};

QTEST_GUILESS_MAIN(LinkTest)
#include "link_test.moc"
