// The gateway through its local FleetService: first start, roles, names, arguments, policies, pages, the feed.
#include "fleet/gateway/gateway.h"

#include <QtTest>
#include <set>

#include "fleet/gateway/verb.h"
#include "images/signature.h"
#include "tests/fleet/gateway/fleet_fixture.h"

using namespace fleet;
using base::ErrorCode;
using base::Json;

class GatewayTest : public QObject {
    Q_OBJECT

private slots:
    void firstAdministratorHasAPasswordThatIsShownUntilItWasShown() {
        FleetFixture fleet;
        const auto first = std::string(fleet.gateway->oneTimePassword().reveal());
        QVERIFY(first.size() >= 20);
        fleet.reopen();
        const auto second = std::string(fleet.gateway->oneTimePassword().reveal());
        QVERIFY(!second.empty() && second != first);
        QVERIFY(fleet.gateway->passwordWasShown().ok());
        fleet.reopen();
        QVERIFY(fleet.gateway->oneTimePassword().empty());
        QCOMPARE(fleet.refused("operator_login", {{"name", "admin"}, {"password", first}}).code, ErrorCode::Denied);
        const auto session = fleet.call("operator_login", {{"name", "admin"}, {"password", second}});
        QCOMPARE(session.at("mustChangePassword"), Json(true));
    }

    void oneTimePasswordOpensOnlyThePasswordChange() {
        FleetFixture fleet;
        const auto created = fleet.call("operator_create", {{"name", "eve"}, {"role", "help_desk"}});
        const auto password = created.at("oneTimePassword").get<std::string>();
        auto& signIn = fleet.gateway->context().signIn;
        const auto session = signIn.login("eve", password);
        QVERIFY(session.ok());
        auto caller = signIn.authenticate(session->token);
        QVERIFY(caller.ok());
        auto eve = createLocalFleetService(*fleet.gateway, *caller);
        QCOMPARE(eve->call("fleet_status", Json::object()).error().code, ErrorCode::Denied);
        QCOMPARE(
            eve->call("operator_password_change", {{"oldPassword", password}, {"newPassword", "short"}}).error().code,
            ErrorCode::InvalidInput);
        QCOMPARE(
            eve->call("operator_password_change", {{"oldPassword", "wrong"}, {"newPassword", "long enough for all"}})
                .error()
                .code,
            ErrorCode::Denied);
        QVERIFY(
            eve->call("operator_password_change", {{"oldPassword", password}, {"newPassword", "long enough for all"}})
                .ok());
        caller = signIn.authenticate(session->token);
        QVERIFY(createLocalFleetService(*fleet.gateway, *caller)->call("fleet_status", Json::object()).ok());
        QVERIFY(!signIn.login("eve", password).ok());
        fleet.clock.advance(std::chrono::hours(9));
        QCOMPARE(signIn.authenticate(session->token).error().code, ErrorCode::Denied);
    }

    void wrongPasswordsCloseANameForAWhile() {
        FleetFixture fleet;
        auto& signIn = fleet.gateway->context().signIn;
        const auto password = fleet.call("operator_create", {{"name", "eve"}, {"role", "auditor"}})
                                  .at("oneTimePassword")
                                  .get<std::string>();
        for (int i = 0; i < 5; ++i)
            QCOMPARE(signIn.login("eve", "guess").error().message,
                     std::string("the name or the password is wrong: check both and try again"));
        QVERIFY(signIn.login("eve", password).error().message.find("wait") != std::string::npos);
        fleet.clock.advance(std::chrono::minutes(2));
        QVERIFY(signIn.login("eve", password).ok());
    }

    void apiTokenWorksUntilItExpires() {
        FleetFixture fleet;
        const auto token = fleet.call("api_token_create", {{"name", "ci"}, {"role", "automation"}, {"validFor", 60}})
                               .at("token")
                               .get<std::string>();
        QCOMPARE(fleet.refused("api_token_create", {{"name", "ci"}, {"role", "automation"}, {"validFor", 60}}).code,
                 ErrorCode::Conflict);
        auto& signIn = fleet.gateway->context().signIn;
        QCOMPARE(signIn.authenticate(token)->actor, std::string("token:ci"));
        QVERIFY(!signIn.authenticate(token + "x").ok());
        fleet.clock.advance(std::chrono::seconds(61));
        QVERIFY(!signIn.authenticate(token).ok());
    }

    void rolesMayWhatTheContractSays_data() {
        QTest::addColumn<QString>("verb");
        QTest::addColumn<int>("roles");
        QTest::newRow("list") << "virtual_phone_list" << int(kEveryRole);
        QTest::newRow("status") << "fleet_status" << int(kEveryRole);
        QTest::newRow("restore") << "virtual_phone_restore" << int(kAdministrator | kHelpDesk);
        QTest::newRow("backup") << "virtual_phone_backup" << int(kAdministrator | kHelpDesk);
        QTest::newRow("create") << "virtual_phone_create" << int(kAdministrator);
        QTest::newRow("exec") << "virtual_phone_exec" << int(kAdministrator);
        QTest::newRow("update") << "virtual_phone_update" << int(kAdministrator | kAutomation);
        QTest::newRow("policy") << "policy_set" << int(kAdministrator | kAutomation);
        QTest::newRow("publish") << "release_publish" << int(kAdministrator | kAutomation);
        QTest::newRow("trust") << "release_key_trust" << int(kAdministrator);
        QTest::newRow("verify") << "audit_verify" << int(kAdministrator | kAuditor);
        QTest::newRow("operators") << "operator_create" << int(kAdministrator);
    }
    void rolesMayWhatTheContractSays() {
        QFETCH(QString, verb);
        QFETCH(int, roles);
        static FleetFixture fleet;
        for (const auto role : {kAdministrator, kHelpDesk, kAuditor, kAutomation}) {
            const auto answer = fleet.as(role)->call(verb.toStdString(), {{"what", "is this"}});
            const bool denied = !answer && answer.error().code == ErrorCode::Denied;
            QCOMPARE(denied, (unsigned(roles) & role) == 0);
        }
    }

    void everyVerbRefusesMembersItDoesNotKnow() {
        FleetFixture fleet;
        for (const auto& verb : allVerbs()) {
            const auto answer = fleet.admin->call(verb.name, {{"surprise", true}});
            QVERIFY2(!answer && answer.error().code == ErrorCode::InvalidInput, std::string(verb.name).c_str());
            const auto shape = fleet.admin->call(verb.name, Json::array());
            QVERIFY2(!shape && shape.error().code == ErrorCode::InvalidInput, std::string(verb.name).c_str());
        }
        QCOMPARE(fleet.refused("phone_explode", Json::object()).code, ErrorCode::NotFound);
    }

    void whatIsWrittenIsThereAfterAReopen() {
        FleetFixture fleet;
        QVERIFY(fleet.publish("1.0.0", "system").ok());
        FakeHandset handset(fleet, "one");
        const auto phone = fleet.createPhone("one", "work", "");
        const auto before = fleet.phone(phone);
        const auto fingerprint = fleet.gateway->context().authority.fingerprint().hex();
        const auto key = fleet.gateway->context().keys.signing.publicKey;
        fleet.reopen();
        QCOMPARE(fleet.phone(phone), before);
        QCOMPARE(fleet.gateway->context().authority.fingerprint().hex(), fingerprint);
        QCOMPARE(fleet.gateway->context().keys.signing.publicKey, key);
        QVERIFY(handset.connect());
    }

    void dataDirectoryInUseIsRefused() {
        FleetFixture fleet;
        const auto second = Gateway::open(*fleet.files, fleet.clock, fleet.options);
        QVERIFY(!second.ok());
        QCOMPARE(second.error().code, ErrorCode::Conflict);
        QVERIFY(second.error().message.find("in use") != std::string::npos);
    }

    void damagedOrMissingKeysAreRefused() {
        FleetFixture fleet;
        fleet.admin.reset();
        fleet.gateway.reset();
        const auto path = fleet.directory() / "keys" / "store.id";
        QCOMPARE(std::filesystem::status(path).permissions(), std::filesystem::perms(0600));
        const auto kept = *fleet.files->readFile(path);
        QVERIFY(fleet.files->writeFileAtomically(path, "short", 0600).ok());
        QCOMPARE(Gateway::open(*fleet.files, fleet.clock, fleet.options).error().code, ErrorCode::Corrupt);
        QVERIFY(fleet.files->remove(path).ok());
        const auto missing = Gateway::open(*fleet.files, fleet.clock, fleet.options);
        QCOMPARE(missing.error().code, ErrorCode::Corrupt);
        QVERIFY(missing.error().message.find("put it back") != std::string::npos);
        QVERIFY(!fleet.files->exists(path));
        QVERIFY(fleet.files->writeFileAtomically(path, kept, 0600).ok());
        QVERIFY(Gateway::open(*fleet.files, fleet.clock, fleet.options).ok());
    }

    void phonesAreFoundByTheirManyNames() {
        FleetFixture fleet;
        QVERIFY(fleet.publish("1.0.0", "system").ok());
        FakeHandset one(fleet, "one"), two(fleet, "two");
        fleet.call("person_create", {{"name", "Ada"}, {"email", "ada@example.org"}});
        const auto work = fleet.createPhone("one", "work", "Ada");
        const auto personal = fleet.createPhone("one", "personal", "Ada");
        for (const auto* named : {"one/work", "Ada/work", "ada@example.org/work", "Ada work"})
            QCOMPARE(fleet.phone(named).at("id"), Json(work));
        QCOMPARE(fleet.phone("Ada/personal").at("id"), Json(personal));
        QCOMPARE(fleet.refused("virtual_phone_show", {{"phone", "two/work"}}).code, ErrorCode::NotFound);
        const auto second = fleet.createPhone("two", "work", "Ada");
        const auto ambiguous = fleet.refused("virtual_phone_show", {{"phone", "Ada/work"}});
        QCOMPARE(ambiguous.code, ErrorCode::Conflict);
        QVERIFY(ambiguous.message.find(work) != std::string::npos &&
                ambiguous.message.find(second) != std::string::npos);
    }

    void applyingTheSameAgainWritesNothing() {
        FleetFixture fleet;
        QVERIFY(fleet.publish("1.0.0", "system").ok());
        FakeHandset one(fleet, "one");
        const auto phone = fleet.createPhone("one", "work", "");
        const auto apply = [&] {
            fleet.call("policy_set", {{"name", "base"}, {"settings", {{"network.allowed", false}}}});
            fleet.call("policy_assign", {{"name", "base"}, {"target", "persona:work"}});
            fleet.call("virtual_phone_start", {{"phone", phone}});
            fleet.call("virtual_phone_update", {{"phone", phone}, {"version", "1.0.0"}});
            if (!fleet.publish("1.0.0", "system").ok()) qFatal("publishing the same again was refused");
            return fleet.call("fleet_status", Json::object()).at("revision").get<std::int64_t>();
        };
        const auto first = apply();
        const auto events = fleet.call("audit_verify", Json::object()).at("events");
        QCOMPARE(apply(), first);
        QCOMPARE(fleet.call("audit_verify", Json::object()).at("events"), events);
    }

    void policyReachesThePhonesItIsAssignedTo() {
        FleetFixture fleet;
        QVERIFY(fleet.publish("1.0.0", "system").ok());
        FakeHandset one(fleet, "one");
        one.connect();
        const auto work = fleet.createPhone("one", "work", "");
        const auto personal = fleet.createPhone("one", "personal", "");
        fleet.call("policy_set",
                   {{"name", "calm"}, {"settings", {{"network.bandwidthLimit", 2000}, {"camera.allowed", true}}}});
        fleet.call("policy_set",
                   {{"name", "strict"}, {"settings", {{"network.bandwidthLimit", 500}, {"camera.allowed", false}}}});
        fleet.call("policy_assign", {{"name", "calm"}, {"target", "all"}, {"level", "org"}});
        fleet.call("policy_assign", {{"name", "strict"}, {"target", "phone:" + work}, {"level", "device"}});
        QCOMPARE(one.desired(work)->settings.at("network.bandwidthLimit"), policy::Value(std::int64_t(500)));
        QCOMPARE(one.desired(personal)->settings.at("network.bandwidthLimit"), policy::Value(std::int64_t(2000)));
        const auto explained =
            fleet.call("policy_explain", {{"phone", work}, {"setting", "camera.allowed"}}).at("phones").at(0).at("settings").at(0);
        QCOMPARE(explained.at("value"), Json(false));
        QCOMPARE(explained.at("contributors").size(), std::size_t(2));
        QVERIFY(explained.at("observed").is_null());
        one.reportRunning(work);
        const auto observed =
            fleet.call("policy_explain", {{"phone", work}, {"setting", "camera.allowed"}}).at("phones").at(0).at("settings").at(0);
        QCOMPARE(observed.at("observed"), Json("applied: false"));
        QVERIFY(observed.at("observedAt").is_string());
        const auto version = one.desired(personal)->version;
        fleet.call("policy_set", {{"name", "strict"}, {"settings", {{"network.bandwidthLimit", 400}}}});
        QCOMPARE(one.desired(work)->settings.at("network.bandwidthLimit"), policy::Value(std::int64_t(400)));
        QCOMPARE(one.desired(personal)->version, version);
        QCOMPARE(fleet.refused("policy_delete", {{"name", "strict"}}).code, ErrorCode::Conflict);
        fleet.call("policy_unassign", {{"name", "strict"}, {"target", "phone:" + work}});
        QCOMPARE(one.desired(work)->settings.at("network.bandwidthLimit"), policy::Value(std::int64_t(2000)));
        fleet.call("policy_delete", {{"name", "strict"}});
        QCOMPARE(fleet.refused("policy_set", {{"name", "odd"}, {"settings", {{"camera.allowd", true}}}}).code,
                 ErrorCode::InvalidInput);
    }

    void releaseIsPublishedOnlyWhenSignedWholeAndNew() {
        FleetFixture fleet;
        const auto packed = fleet.pack("1.0.0", "system");
        const Json arguments{{"manifest", base::toBase64Url(packed.bytes)},
                             {"signature", base::toBase64Url(packed.signature)}};
        QCOMPARE(fleet.refused("release_publish", arguments).code, ErrorCode::Denied);
        const auto published = fleet.publish("1.0.0", "system");
        QVERIFY(published.ok());
        fleet.clock.advance(std::chrono::hours(1));
        const auto signedAgain = fleet.publish("1.0.0", "system");
        QVERIFY(signedAgain.ok());
        QCOMPARE(signedAgain->at("manifest"), published->at("manifest"));
        QCOMPARE(fleet.publish("1.0.0", "other system").error().code, ErrorCode::Conflict);
        auto forged = arguments;
        forged["signature"] = base::toBase64Url(std::string(64, 'x'));
        QCOMPARE(fleet.refused("release_publish", forged).code, ErrorCode::Denied);
        images::ReleaseManifest absent = *images::readManifest(packed.bytes);
        absent.version = *images::Version::parse("2.0.0");
        absent.parts[0].chunks[0] = base::Digest::of("not in the store");
        const auto bytes = images::writeManifest(absent);
        const auto refused = fleet.refused(
            "release_publish", {{"manifest", base::toBase64Url(bytes)},
                                {"signature", base::toBase64Url(images::sign(fleet.releaseKey.privateKey,
                                                                             images::kReleaseContext, bytes))}});
        QCOMPARE(refused.code, ErrorCode::Unavailable);
        QVERIFY(refused.message.find("1 of 1") != std::string::npos);
        fleet.call("release_withdraw", {{"image", "reference-work"}, {"version", "1.0.0"}});
        FakeHandset one(fleet, "one");
        QCOMPARE(
            fleet
                .refused("virtual_phone_create",
                         {{"handset", "one"}, {"persona", "work"}, {"image", "reference-work"}, {"version", "1.0.0"}})
                .code,
            ErrorCode::NotFound);
    }

    void pagesOfHandsetsCoverTheFleet() {
        FleetFixture fleet;
        for (int i = 0; i < 7; ++i) FakeHandset(fleet, "handset");
        std::set<std::string> names;
        Json after;
        for (int pages = 0; pages < 10; ++pages) {
            Json arguments{{"limit", 3}};
            if (!after.is_null()) arguments["after"] = after;
            const auto page = fleet.call("handset_list", arguments);
            for (const auto& row : page.at("handsets")) QVERIFY(names.insert(row.at("name").get<std::string>()).second);
            after = page.at("next");
            if (after.is_null()) break;
        }
        QCOMPARE(names.size(), std::size_t(7));
        QCOMPARE(fleet.refused("handset_list", {{"limit", 0}}).code, ErrorCode::InvalidInput);
        QCOMPARE(fleet.refused("handset_list", {{"after", "nonsense"}}).code, ErrorCode::InvalidInput);
    }

    void feedNamesWhatChanged() {
        FleetFixture fleet;
        const auto before = fleet.call("fleet_status", Json::object()).at("revision").get<std::int64_t>();
        const auto person = fleet.call("person_create", {{"name", "Ada"}}).at("id").get<std::string>();
        const auto page = fleet.admin->feed(before, base::Duration(0));
        QVERIFY(page.ok());
        QCOMPARE(page->entries.size(), std::size_t(1));
        QCOMPARE(page->entries[0].kind, std::string("person"));
        QCOMPARE(page->entries[0].id, person);
    }
};

QTEST_GUILESS_MAIN(GatewayTest)
#include "gateway_test.moc"
