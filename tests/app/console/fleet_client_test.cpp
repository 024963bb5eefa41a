#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include "app/console/fleet_client.h"
#include "app/console/row_reading.h"
#include "tests/fakes/demo_fleet.h"

using namespace console;

class FleetClientTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void anAnswerComesOnTheAskingThread();
    void aCancelledCallIsNotAnswered();
    void aCallForSomebodyWhoIsGoneIsNotAnswered();
    void aMemberOfAnotherTypeIsAnErrorThatNamesIt();
    void theFeedIsFollowed();
    void aLostConnectionIsSaidOnceAndMended();
    void aGapInTheFeedMakesEverythingBeReadAnew();

private:
    FakeClock m_clock;
    std::shared_ptr<fakes::ScriptedFleetService> m_service;
    std::unique_ptr<fakes::DemoFleet> m_fleet;
};

void FleetClientTest::init() {
    m_service = std::make_shared<fakes::ScriptedFleetService>();
    m_fleet = std::make_unique<fakes::DemoFleet>(*m_service, m_clock);
    m_fleet->populate();
}

void FleetClientTest::anAnswerComesOnTheAskingThread() {
    FleetClient client(m_service);
    QThread* thread = nullptr;
    QString name;
    client.ask<HandsetRow>(this, "handset_show", {{"handset", std::string("hs-1")}}, readHandset, [&](base::Result<HandsetRow> row) {
        thread = QThread::currentThread();
        name = row ? row->name : QString::fromStdString(row.error().message);
    });
    QTRY_COMPARE(name, QString("field-01"));
    QCOMPARE(thread, QThread::currentThread());
}

void FleetClientTest::aCancelledCallIsNotAnswered() {
    FleetClient client(m_service);
    bool answered = false, second = false;
    m_service->hold(true);
    const CallId call = client.ask<FleetStatus>(this, "fleet_status", {}, readFleetStatus, [&](auto) { answered = true; });
    client.ask<FleetStatus>(this, "fleet_status", {}, readFleetStatus, [&](auto) { second = true; });
    client.cancel(call);
    m_service->hold(false);
    QTRY_VERIFY(second);
    QVERIFY(!answered);
}

void FleetClientTest::aCallForSomebodyWhoIsGoneIsNotAnswered() {
    FleetClient client(m_service);
    bool answered = false, second = false;
    m_service->hold(true);
    auto receiver = std::make_unique<QObject>();
    client.ask<FleetStatus>(receiver.get(), "fleet_status", {}, readFleetStatus, [&](auto) { answered = true; });
    client.ask<FleetStatus>(this, "fleet_status", {}, readFleetStatus, [&](auto) { second = true; });
    receiver.reset();
    m_service->hold(false);
    QTRY_VERIFY(second);
    QVERIFY(!answered);
}

void FleetClientTest::aMemberOfAnotherTypeIsAnErrorThatNamesIt() {
    m_fleet->edit("handset", "hs-1", [](base::Json& handset) { handset["online"] = "yes"; });
    FleetClient client(m_service);
    QString message;
    client.ask<HandsetRow>(this, "handset_show", {{"handset", std::string("hs-1")}}, readHandset,
                           [&](base::Result<HandsetRow> row) { message = row ? "read" : QString::fromStdString(row.error().message); });
    QTRY_VERIFY(!message.isEmpty());
    QVERIFY2(message.contains("handset.online"), qPrintable(message));
}

void FleetClientTest::theFeedIsFollowed() {
    FleetClient client(m_service);
    QSignalSpy anew(&client, &FleetClient::readAnew);
    QSignalSpy changed(&client, &FleetClient::changed);
    client.start();
    QTRY_COMPARE(anew.size(), 1);
    m_service->change("handset", "hs-2");
    QTRY_COMPARE(changed.size(), 1);
    const auto changes = changed[0][0].value<QVector<Change>>();
    QCOMPARE(changes.size(), 1);
    QCOMPARE(changes[0].id, QString("hs-2"));
    m_service->change("handset", "hs-2");
    QTRY_COMPARE(changed.size(), 2);
    QCOMPARE(changed[1][0].value<QVector<Change>>().size(), 1);
}

void FleetClientTest::aLostConnectionIsSaidOnceAndMended() {
    FleetClient client(m_service);
    QSignalSpy anew(&client, &FleetClient::readAnew);
    QSignalSpy lost(&client, &FleetClient::connectionLost);
    QSignalSpy restored(&client, &FleetClient::connectionRestored);
    client.start();
    QTRY_COMPARE(anew.size(), 1);
    m_service->setReachable(false);
    QTRY_COMPARE(lost.size(), 1);
    QVERIFY(!client.connected());
    QTest::qWait(700);  // long enough for a second attempt, which is not said again
    QCOMPARE(lost.size(), 1);
    m_service->setReachable(true);
    QTRY_COMPARE(restored.size(), 1);
    QVERIFY(client.connected());
    QCOMPARE(anew.size(), 2);
}

void FleetClientTest::aGapInTheFeedMakesEverythingBeReadAnew() {
    FleetClient client(m_service);
    QSignalSpy anew(&client, &FleetClient::readAnew);
    client.start();
    QTRY_COMPARE(anew.size(), 1);
    m_service->forgetFeed();
    QTRY_COMPARE(anew.size(), 2);
}

QTEST_GUILESS_MAIN(FleetClientTest)
#include "fleet_client_test.moc"
