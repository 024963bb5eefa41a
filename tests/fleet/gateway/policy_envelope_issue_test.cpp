// The envelopes that a gateway issues: each follows the one that the handset has, whatever was missed or lost, and what
// handsets refuse is an alert.
#include <QtTest>

#include "fleet/catalog/desired_document_table.h"
#include "fleet/protocol/incident.h"
#include "tests/fleet/gateway/fleet_fixture.h"

using namespace fleet;
using base::Json;

class PolicyEnvelopeIssueTest : public QObject {
    Q_OBJECT

private:
    struct Scene : FleetFixture {
        Scene() {
            if (!publish("1.0.0", "system one").ok()) qFatal("cannot publish");
            one = std::make_unique<FakeHandset>(*this, "one");
            one->connect();
            work = createPhone("one", "work", "");
        }
        void change(std::int64_t kilobits) {
            call("policy_set", {{"name", "slow"}, {"settings", {{"network.bandwidthLimit", kilobits}}}});
            if (kilobits == 1000) call("policy_assign", {{"name", "slow"}, {"target", "all"}, {"level", "org"}});
        }
        std::vector<std::string> alerts() {
            std::vector<std::string> kinds;
            const auto answer = call("alert_list", Json::object());
            for (const auto& alert : answer.at("alerts")) kinds.push_back(alert.at("kind"));
            return kinds;
        }
        std::unique_ptr<FakeHandset> one;
        std::string work;
    };

private slots:
    void eachEnvelopeNamesTheOneBefore() {
        Scene scene;
        const auto first = *scene.one->envelope(scene.work);
        QVERIFY(!first.previous);
        scene.change(1000);
        const auto second = *scene.one->envelope(scene.work);
        QVERIFY(second.previous == protocol::envelopeDigest(protocol::writePolicyEnvelope(first)));
        QVERIFY(second.version > first.version);
        QVERIFY(second.notAfter > second.issuedAt);
        QVERIFY(second.minimumEngine <= policy::kEngineVersion);
    }

    void aHandsetThatMissedSomeIsSentOneThatFollowsWhatItHas() {
        Scene scene;
        scene.one->disconnect();
        const auto had = scene.one->tips.at(scene.work);
        scene.change(1000);
        scene.change(2000);
        scene.one->connect();
        const auto envelope = *scene.one->envelope(scene.work);
        QVERIFY(envelope.previous == had.digest);
        QVERIFY(scene.one->desired(scene.work)->settings.at("network.bandwidthLimit") == policy::Value(std::int64_t{2000}));
        QVERIFY(scene.alerts().empty());
        const auto version = envelope.version;
        scene.one->disconnect();
        scene.one->connect();
        QCOMPARE(scene.one->envelope(scene.work)->version, version);
    }

    void aHandsetWithoutJournalBeginsAChain() {
        Scene scene;
        scene.change(1000);
        scene.one->disconnect();
        scene.one->tips.clear();
        scene.one->connect();
        QVERIFY(!scene.one->envelope(scene.work)->previous);
        QVERIFY(scene.alerts().empty());
    }

    void aResyncIsAnsweredWithAnEnvelopeThatFollows() {
        Scene scene;
        const auto first = *scene.one->envelope(scene.work);
        const protocol::EnvelopeTip tip{first.version, protocol::envelopeDigest(protocol::writePolicyEnvelope(first))};
        scene.change(1000);
        scene.change(2000);
        scene.one->send(protocol::Resync{base::PhoneId(scene.work), tip});
        QVERIFY(scene.one->acknowledged());
        QVERIFY(scene.one->envelope(scene.work)->previous == tip.digest);
        const auto version = scene.one->envelope(scene.work)->version;
        scene.one->send(protocol::Resync{base::PhoneId(scene.work), tip});
        QCOMPARE(scene.one->envelope(scene.work)->version, version);
        QVERIFY(scene.alerts().empty());
        scene.one->send(protocol::Resync{base::PhoneId("vp-nobody"), tip});
        QVERIFY(scene.one->acknowledged());
    }

    void aHandsetThatIsAheadOfTheCatalogIsOvertakenAndAnAlert() {
        Scene scene;
        scene.one->disconnect();
        scene.one->tips[scene.work] = {70, base::Digest::of("issued by a catalog that is gone")};
        scene.one->connect();
        const auto envelope = *scene.one->envelope(scene.work);
        QCOMPARE(envelope.version, std::int64_t{71});
        QVERIFY(envelope.previous == base::Digest::of("issued by a catalog that is gone"));
        QVERIFY(scene.alerts() == std::vector<std::string>{"envelope_chain"});
    }

    void anEnvelopeNearItsEndIsIssuedAnew() {
        Scene scene;
        scene.one->disconnect();
        scene.one->tips.clear();
        const auto version = scene.phone(scene.work).at("desired").at("version").get<std::int64_t>();
        scene.clock.advance(std::chrono::hours(24));
        scene.one->connect();
        QCOMPARE(scene.one->envelope(scene.work)->version, version);
        scene.one->disconnect();
        scene.one->tips.clear();
        scene.clock.advance(std::chrono::hours(20 * 24));
        scene.one->connect();
        QCOMPARE(scene.one->envelope(scene.work)->version, version + 1);
        QVERIFY(scene.one->envelope(scene.work)->notAfter > scene.clock.now() + std::chrono::hours(29 * 24));
    }

    void aDocumentFromBeforeEnvelopesIsIssuedAnew() {
        Scene scene;
        scene.one->disconnect();
        scene.one->tips[scene.work].digest.reset();
        const auto stripped = scene.gateway->context().catalog.write([&](catalog::Transaction& transaction) -> base::Result<void> {
            catalog::DesiredDocumentTable documents(transaction);
            auto row = *documents.find(base::PhoneId(scene.work), scene.one->id);
            row.envelope.clear();
            row.digest.reset();
            row.notAfter = {};
            documents.put(row);
            return {};
        });
        QVERIFY(stripped.ok());
        scene.one->connect();
        QVERIFY(!scene.one->envelope(scene.work)->previous);
        QVERIFY(scene.one->envelope(scene.work)->version > scene.one->tips.at(scene.work).version);
        QVERIFY(scene.alerts().empty());
    }

    void aViolationSignsItsStepsInAdvanceAndItsEndTakesThemBack() {
        Scene scene;
        scene.call("compliance_rule_set",
                   {{"name", "labelled"}, {"violation", "!('site' in device.labels)"}, {"message", "Label this handset"},
                    {"ladder", {{{"action", "warn"}, {"after", "1h"}}, {{"action", "block"}, {"after", "2d"}},
                                {{"action", "wipe"}, {"after", "9d"}}}}});
        scene.call("compliance_rule_set", {{"name", "silent"}, {"offline", true},
                                           {"ladder", {{{"action", "block"}, {"after", "3d"}}}}});
        auto desired = *scene.one->desired(scene.work);
        QCOMPARE(desired.steps.size(), std::size_t{3});
        QVERIFY(desired.steps[1].action == policy::ComplianceAction::Block);
        QVERIFY(desired.steps[1].at == scene.clock.now() + std::chrono::hours(48));
        QCOMPARE(desired.offlineSteps.size(), std::size_t{1});
        QCOMPARE(desired.offlineSteps[0].afterSeconds, std::int64_t{3 * 86'400});
        scene.call("handset_label", {{"handset", "one"}, {"labels", {{"site", "berlin"}}}});
        desired = *scene.one->desired(scene.work);
        QVERIFY(desired.steps.empty());
        QCOMPARE(desired.offlineSteps.size(), std::size_t{1});
    }

    void whatAHandsetRefusedIsAnAlert() {
        Scene scene;
        const auto at = scene.clock.now();
        for (const auto code : protocol::incident::kCodes) {
            scene.one->send(protocol::Incident{at, std::string(code), base::PhoneId(scene.work), "why"});
            QVERIFY(scene.one->acknowledged());
        }
        QCOMPARE(scene.alerts().size(), protocol::incident::kCodes.size());
        const auto alerts = scene.call("alert_list", Json::object()).at("alerts");
        QCOMPARE(alerts.at(0).at("kind"), Json("clock_set_back"));
        QCOMPARE(alerts.at(0).at("subject"), Json(scene.work));
        QVERIFY(alerts.at(0).at("message").get<std::string>().find("'one'") != std::string::npos);
        FakeHandset two(scene, "two");
        two.connect();
        two.send(protocol::Incident{at, "envelope_older", base::PhoneId(scene.work), "not mine"});
        QCOMPARE(scene.call("alert_list", Json::object()).at("alerts").at(0).at("subject"), Json(two.id.text()));
    }
};

QTEST_GUILESS_MAIN(PolicyEnvelopeIssueTest)
#include "policy_envelope_issue_test.moc"
