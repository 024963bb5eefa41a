// A fleet that was recovered from a copy older than what its handsets have: they take what it asks of them next, by the
// agent's own judgement, and operators hear what the copy does not know.
#include <QtTest>

#include "agent/desired_intake.h"
#include "fleet/gateway/recovery.h"
#include "tests/fleet/gateway/fleet_fixture.h"

using namespace fleet;
using base::Json;

namespace {

const std::string kPassphrase = "correct horse battery";

struct Scene : FleetFixture {
    Scene() {
        if (!publish("1.0.0", "system one").ok()) qFatal("cannot publish");
        one = std::make_unique<FakeHandset>(*this, "one");
        one->connect();
        work = createPhone("one", "work", "");
        call("policy_set", {{"name", "slow"}, {"settings", {{"network.bandwidthLimit", 1000}}}});
        call("policy_assign", {{"name", "slow"}, {"target", "all"}, {"level", "org"}});
    }
    ~Scene() {
        admin.reset();
        gateway.reset();  // before the places that it is in
    }
    void limit(int kilobits) {
        call("policy_set", {{"name", "slow"}, {"settings", {{"network.bandwidthLimit", kilobits}}}});
    }
    void copy() {
        const auto to = m_places.filePath("copy").toStdString();
        std::filesystem::create_directories(to);
        finished("store_copy", {{"to", to}, {"keysPassphrase", kPassphrase}});
    }
    /// The gateway is lost; another one goes on with what the copy knows.
    void recover() {
        one->disconnect();
        admin.reset();
        gateway.reset();
        const auto fresh = m_places.filePath("new").toStdString();
        const auto done = recoverFleet(*files, {m_places.filePath("copy").toStdString(), fresh,
                                                [] { return base::Result(base::Secret(kPassphrase)); }, nullptr});
        if (!done) qFatal("%s", done.error().message.c_str());
        options.dataDirectory = fresh;
        open();
        one->connect();
    }
    /// What an agent makes of the newest document that was pushed for the phone; it takes it when it judges so.
    agent::Verdict judged(std::optional<agent::PhoneRecord>& record) {
        agent::Identity identity;
        identity.handset = one->id;
        identity.fleet = gateway->context().fleetId;
        identity.fleetKey = one->fleetKey;
        const auto opened = agent::openEnvelope(one->peer->all<protocol::Desired>().back(), identity);
        const auto* envelope = std::get_if<agent::OpenedEnvelope>(&opened);
        if (envelope == nullptr) qFatal("%s", std::get<agent::RefusedEnvelope>(opened).why.c_str());
        const auto verdict = agent::judgeEnvelope(*envelope, record ? &*record : nullptr, clock.now()).verdict;
        if (verdict == agent::Verdict::Take && !record) record = agent::newPhoneRecord(*envelope, {}).value();
        if (verdict == agent::Verdict::Take) record->force(envelope->received, envelope->envelope.version);
        return verdict;
    }
    std::set<std::string> alerts() {
        std::set<std::string> kinds;
        const auto answer = call("alert_list", Json::object());
        for (const auto& alert : answer.at("alerts")) kinds.insert(alert.at("kind"));
        return kinds;
    }
    std::unique_ptr<FakeHandset> one;
    std::string work;

private:
    QTemporaryDir m_places;
};

}  // namespace

class RecoveredFleetTest : public QObject {
    Q_OBJECT

private slots:
    void aHandsetThatIsAheadOfTheCopyTakesWhatIsAskedOfItNext() {
        Scene scene;
        scene.copy();
        for (const int kilobits : {2000, 3000, 4000}) scene.limit(kilobits);
        std::optional<agent::PhoneRecord> record;
        scene.one->disconnect();
        scene.one->tips.clear();  // so that one document brings the agent's journal to where the handset is
        scene.one->connect();
        QVERIFY(scene.judged(record) == agent::Verdict::Take);
        scene.one->tips[scene.work] = record->tip();
        const auto ahead = record->version;

        scene.recover();
        QVERIFY(scene.phone(scene.work).at("desired").at("version").get<std::int64_t>() > ahead);
        QVERIFY(scene.judged(record) == agent::Verdict::Take);
        QVERIFY(scene.one->desired(scene.work)->settings.at("network.bandwidthLimit") == policy::Value(std::int64_t{1000}));
        QVERIFY(scene.alerts().contains("envelope_chain"));
        scene.limit(5000);
        QVERIFY(scene.judged(record) == agent::Verdict::Take);
        scene.one->reportRunning(scene.work);
        QCOMPARE(scene.phone(scene.work).at("agreement"), Json("agrees"));
    }

    void changesBeforeTheHandsetIsBackDoNotGoBelowWhatItHas() {
        Scene scene;
        scene.copy();
        scene.limit(2000);
        std::optional<agent::PhoneRecord> record;
        scene.one->disconnect();
        scene.one->tips.clear();
        scene.one->connect();
        QVERIFY(scene.judged(record) == agent::Verdict::Take);
        scene.one->tips[scene.work] = record->tip();
        scene.recover();
        scene.one->disconnect();
        scene.one->tips[scene.work] = record->tip();  // it was away: it still has what the lost gateway gave it
        scene.limit(3000);
        scene.one->connect();
        QVERIFY(scene.judged(record) == agent::Verdict::Take);
        QVERIFY(scene.one->desired(scene.work)->settings.at("network.bandwidthLimit") == policy::Value(std::int64_t{3000}));
    }

    void aPhoneThatIsYoungerThanTheCopyIsAnAlert() {
        Scene scene;
        scene.copy();
        const auto younger = scene.createPhone("one", "work", "");
        QVERIFY(!scene.alerts().contains("phone_unknown"));
        scene.recover();
        const auto alerts = scene.call("alert_list", Json::object()).at("alerts");
        const auto tells = [&](const Json& alert) { return alert.at("kind") == "phone_unknown" && alert.at("subject") == younger; };
        QCOMPARE(std::count_if(alerts.begin(), alerts.end(), tells), 1);
    }
};

QTEST_GUILESS_MAIN(RecoveredFleetTest)
#include "recovered_fleet_test.moc"
