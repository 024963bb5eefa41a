#include <QTest>
#include <csignal>

#include "tests/fleet/link/link_fixture.h"
#include "tests/fleet/link/raw_connection.h"

using namespace fleet::protocol;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

class LinkRefusalTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { ::signal(SIGPIPE, SIG_IGN); }

    void aRevokedHandsetGetsItsOrderWithTheRefusal() {
        LinkFixture fixture;
        const TestHandset handset = fixture.admitted("hs-1");
        fixture.gate.refuse(handset.fingerprint, {"revoked", "reported lost", base::Bytes(10'000, 'o'), base::Bytes(64, 's')});
        RecordingListener listener;
        const auto client = fixture.connect(handset, listener);
        QVERIFY(eventually([&] { return listener.refusals >= 1; }));
        QCOMPARE(listener.refusal().reason, std::string("revoked"));
        QCOMPARE(listener.refusal().order, base::Bytes(10'000, 'o'));
        QCOMPARE(listener.refusal().orderSignature, base::Bytes(64, 's'));
        QCOMPARE(listener.ups.load(), 0);
        QCOMPARE(fixture.gate.opened(), 0);
        QVERIFY(eventually([&] { return listener.refusals >= 2; }));
    }

    void aHandsetRevokedBetweenTwoConnectsIsRefusedAlthoughTlsResumes() {
        LinkFixture fixture;
        const TestHandset handset = fixture.admitted("hs-1");
        RecordingListener listener;
        const auto client = fixture.connect(handset, listener);
        QVERIFY(eventually([&] { return listener.ups == 1; }));
        fixture.gate.peer(handset.id)->send(progressMessage(1), {});
        QVERIFY(eventually([&] { return listener.messages().size() == 1; }));
        fixture.gate.peer(handset.id)->disconnect("again");
        QVERIFY(eventually([&] { return listener.ups == 2; }));
        fixture.gate.refuse(handset.fingerprint, {"revoked", "", {}, {}});
        QVERIFY(eventually([&] { return fixture.gate.peer(handset.id) != nullptr; }));
        fixture.gate.peer(handset.id)->disconnect("revoked");
        QVERIFY(eventually([&] { return listener.refusals >= 1; }));
        QCOMPARE(listener.ups.load(), 2);
    }

    void aRefusedHandsetThatIsAdmittedLaterComesIn() {
        LinkFixture fixture;
        const TestHandset handset = fixture.fleet.handset("hs-1");
        fixture.gate.refuse(handset.fingerprint, {"pending_acceptance", "wait", {}, {}});
        RecordingListener listener;
        const auto client = fixture.connect(handset, listener);
        QVERIFY(eventually([&] { return listener.refusals >= 1; }));
        fixture.gate.admitHandset(handset.fingerprint, handset.id);
        QVERIFY(eventually([&] { return listener.ups == 1; }));
    }

    void aSecondLinkOfALiveHandsetIsRefused() {
        LinkFixture fixture;
        const TestHandset handset = fixture.admitted("hs-1");
        RecordingListener first, second;
        const auto client = fixture.connect(handset, first);
        QVERIFY(eventually([&] { return first.ups == 1; }));
        const auto clone = fixture.connect(handset, second);
        QVERIFY(eventually([&] { return second.refusals >= 1; }));
        QCOMPARE(second.refusal().reason, std::string("identity_in_use"));
        QVERIFY(fixture.gate.conflicts() >= 1);
        QCOMPARE(first.downs.load(), 0);
        QVERIFY(client->send(progressMessage(1)));
        QVERIFY(eventually([&] { return fixture.gate.received(handset.id).size() == 1; }));
    }

    void aSilentFirstLinkGivesWayToItsHandset() {
        fleet::LinkTimes times;
        times.probe = std::chrono::milliseconds(100);
        LinkFixture fixture(times);
        const TestHandset handset = fixture.admitted("hs-1");
        const auto context = carelessClient(handset.certificatePem, handset.privateKeyPem);
        RawConnection silent(fixture.lastPort);
        QVERIFY(silent.startTls(*context) && silent.send(upgradeRequest()));
        QVERIFY(has(silent.receive(), "101"));
        RecordingListener listener;
        const auto client = fixture.connect(handset, listener);
        QVERIFY(eventually([&] { return listener.ups == 1; }));
        QCOMPARE(fixture.gate.conflicts(), 0);
        QCOMPARE(fixture.gate.opened(), 2);
        QCOMPARE(fixture.gate.closed(), 1);
    }

    void noCertificateIsRefused() {
        LinkFixture fixture;
        const auto context = carelessClient();
        RawConnection connection(fixture.lastPort);
        connection.startTls(*context);
        connection.send(upgradeRequest());
        QVERIFY(connection.receive().empty());
        QCOMPARE(fixture.gate.opened(), 0);
    }

    void aCertificateOfAnotherAuthorityIsRefused() {
        LinkFixture fixture;
        TestFleet other;
        TestHandset stranger = other.handset("hs-1");
        fixture.gate.admitHandset(stranger.fingerprint, stranger.id);
        RecordingListener listener;
        const auto client = fixture.connect(stranger, listener);
        QVERIFY(eventually([&] { return listener.downs >= 1; }));
        QVERIFY2(has(listener.reason(), "certificate"), listener.reason().c_str());
        QCOMPARE(listener.ups.load(), 0);
        QCOMPARE(fixture.gate.opened(), 0);
    }

    void aGatewayOfAnotherFleetIsNotTrusted() {
        LinkFixture fixture;
        TestFleet other;
        auto options = fixture.optionsFor(fixture.admitted("hs-1"));
        options.authorityPem = other.authorityPem();
        RecordingListener listener;
        const auto client = fleet::startLinkClient(options, listener).value();
        QVERIFY(eventually([&] { return listener.downs >= 1; }));
        QVERIFY2(has(listener.reason(), "not this fleet's gateway"), listener.reason().c_str());
        QCOMPARE(fixture.gate.opened(), 0);
    }

    void aTakenPortIsNamed() {
        LinkFixture fixture;
        const auto second = fleet::startLinkServer({"127.0.0.1", fixture.lastPort, 1, {}}, fixture.fleet.identity(),
                                                   fixture.fleet.authorityPem(), fixture.gate);
        QVERIFY(!second.ok());
        QCOMPARE(second.error().code, base::ErrorCode::Conflict);
        QVERIFY2(has(second.error().message, std::to_string(fixture.lastPort)), second.error().message.c_str());
    }

    void aListenerThatIsNoAddressIsRefused() {
        LinkFixture fixture;
        const auto second = fleet::startLinkServer({"gateway", 0, 1, {}}, fixture.fleet.identity(), fixture.fleet.authorityPem(), fixture.gate);
        QVERIFY(!second.ok());
        QCOMPARE(second.error().code, base::ErrorCode::InvalidInput);
    }
};

QTEST_GUILESS_MAIN(LinkRefusalTest)
#include "link_refusal_test.moc"
