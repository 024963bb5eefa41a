// The guest's part of a policy: as text, in the guest, acknowledged setting by setting, in the report.
#include <QTest>
#include <nlohmann/json.hpp>

#include "agent/guest_policy.h"
#include "policy/setting.h"
#include "tests/agent/test_handset.h"

using fakes::TestHandset;
using namespace std::chrono_literals;

namespace {

const base::PhoneId kWork("vp-work");
const base::PhoneId kPersonal("vp-personal");

using Settings = std::map<std::string, policy::Value>;

const Settings kSome{{"apps.blocked", policy::TextSet{"org.busybox.nc", "org.busybox.wget"}},
                     {"developerSettings.allowed", false},
                     {"network.allowed", true},
                     {"notice.support", std::string("Call 4711\nor write \\o/")},
                     {"password.minimumLength", std::int64_t{8}},
                     {"usb.dataAccess", std::string("fileTransferDisallowed")}};

hypervisor::GuestExecOutcome said(const base::Json& json) { return {0, json.dump() + "\n", ""}; }

const fleet::protocol::ControlReport* controlOf(TestHandset& handset, const base::PhoneId& phone, const std::string& name) {
    const auto* report = handset.fleet.report(phone);
    if (report == nullptr) return nullptr;
    for (const auto& control : report->controls)
        if (control.control == name) return &control;
    return nullptr;
}

std::string outcomeOf(TestHandset& handset, const base::PhoneId& phone, const std::string& name) {
    const auto* control = controlOf(handset, phone, name);
    return control == nullptr ? "" : control->outcome;
}

std::string keptPolicy(TestHandset& handset, const base::PhoneId& phone) {
    return handset.world->guestFile(phone, "/data/.twinset/policy").valueOr("");
}

}  // namespace

class GuestPolicyTest : public QObject {
    Q_OBJECT
private slots:
    void theTextHoldsWhatTheGuestEnforcesAndNothingElse();
    void equalPoliciesAreEqualTexts();
    void anUnknownSettingIsReportedAndNotDelivered();
    void anAnswerIsReadSettingBySetting();
    void answersThatAreNoneAreRefused_data();
    void answersThatAreNoneAreRefused();
    void theGuestGetsItsPartAndAcknowledgesIt();
    void anUnsupportedSettingIsReportedAsSuch();
    void anotherPolicyIsDeliveredAtOnce();
    void aPolicyThatIsGoneIsTakenAwayFromTheGuest();
    void nothingIsDeliveredTwice();
    void aGuestThatLostItsPolicyGetsItAgain();
    void aRestartedPhoneIsAskedAnew();
    void aRestartedAgentKnowsWhatTheGuestSaid();
    void aGuestThatDoesNotAnswerIsPending();
    void aReleaseWithoutTheProgramIsReportedAsUnsupported();
    void aPersonalPhoneIsNotReachedInto();
    void aStatusLookDoesNotDisturbTheReport();
};

void GuestPolicyTest::theTextHoldsWhatTheGuestEnforcesAndNothingElse() {
    const auto policy = agent::guestPolicyOf(kSome);
    const std::string expected = "twinset-policy 1\n"
                                 "apps.blocked[]=org.busybox.nc\n"
                                 "apps.blocked[]=org.busybox.wget\n"
                                 "developerSettings.allowed=false\n"
                                 "notice.support=Call 4711\\nor write \\\\o/\n"
                                 "password.minimumLength=8\n"
                                 "usb.dataAccess=fileTransferDisallowed\n"
                                 "json ";
    QVERIFY2(policy.text.starts_with(expected), policy.text.c_str());
    QCOMPARE(policy.names.size(), std::size_t{5});
    const auto begin = expected.size();
    const auto json = base::Json::parse(policy.text.substr(begin, policy.text.find('\n', begin) - begin));
    QCOMPARE(json.size(), std::size_t{5});
    QCOMPARE(json["notice.support"].get<std::string>(), std::string("Call 4711\nor write \\o/"));
    QVERIFY(policy.text.ends_with("end " + policy.digest + "\n"));
    QVERIFY(agent::guestPolicyOf({{"apps.allowed", policy::TextSet{}}}).text.find("\napps.allowed[]\n") != std::string::npos);
    QVERIFY(agent::guestPolicyOf({{"notice.support", std::string("a\x01z")}}).text.find("notice.support=a\\0001z\n") != std::string::npos);
}

void GuestPolicyTest::equalPoliciesAreEqualTexts() {
    auto other = kSome;
    QCOMPARE(agent::guestPolicyOf(other).digest, agent::guestPolicyOf(kSome).digest);
    other["network.allowed"] = false;  // not the guest's
    QCOMPARE(agent::guestPolicyOf(other).digest, agent::guestPolicyOf(kSome).digest);
    other["password.minimumLength"] = std::int64_t{9};
    QVERIFY(agent::guestPolicyOf(other).digest != agent::guestPolicyOf(kSome).digest);
}

void GuestPolicyTest::anUnknownSettingIsReportedAndNotDelivered() {
    const auto policy = agent::guestPolicyOf({{"teleport.allowed", false}});
    QVERIFY(policy.text.find("teleport") == std::string::npos);
    const auto controls = agent::guestControls(policy, std::nullopt, std::nullopt, "work");
    QCOMPARE(controls.size(), std::size_t{1});
    QCOMPARE(controls[0].control, std::string("guest.teleport.allowed"));
    QCOMPARE(controls[0].outcome, std::string("unsupported"));
}

void GuestPolicyTest::anAnswerIsReadSettingBySetting() {
    const auto policy = agent::guestPolicyOf(kSome);
    const auto controls = agent::readAcknowledgement(
        said({{"digest", policy.digest},
              {"settings",
               {{"apps.blocked", {{"outcome", "applied"}, {"readBack", "refused: nc, wget"}}},
                {"developerSettings.allowed", {{"outcome", "obeyed"}}},
                {"notice.support", {{"outcome", "applied"}, {"readBack", std::string(5000, 'x')}}},
                {"password.minimumLength", {{"outcome", "delivered"}}},
                {"volume.muted", {{"outcome", "applied"}}}}}}),
        policy);
    QVERIFY2(controls.ok(), controls.ok() ? "" : controls.error().message.c_str());
    QCOMPARE(controls->size(), std::size_t{5});
    QCOMPARE(controls->at(0), (fleet::protocol::ControlReport{"guest.apps.blocked", "applied", "refused: nc, wget"}));
    QCOMPARE(controls->at(1).outcome, std::string("failed"));
    QVERIFY(controls->at(2).readBack.size() <= 256);
    QCOMPARE(controls->at(3).outcome, std::string("delivered"));
    QCOMPARE(controls->at(4), (fleet::protocol::ControlReport{"guest.usb.dataAccess", "failed", "the guest did not answer for it"}));
}

void GuestPolicyTest::answersThatAreNoneAreRefused_data() {
    QTest::addColumn<QString>("output");
    QTest::newRow("nothing") << "";
    QTest::newRow("words") << "done";
    QTest::newRow("a list") << "[]";
    QTest::newRow("a reason") << R"({"reason":"the policy is not whole"})";
    QTest::newRow("of another policy") << R"({"digest":"00","settings":{}})";
    QTest::newRow("no settings") << QString::fromStdString(R"({"digest":")" + agent::guestPolicyOf(kSome).digest + R"(","settings":1})");
    QTest::newRow("endless") << QString(200'000, ' ');
}

void GuestPolicyTest::answersThatAreNoneAreRefused() {
    QFETCH(QString, output);
    const auto read = agent::readAcknowledgement({0, output.toStdString(), ""}, agent::guestPolicyOf(kSome));
    QVERIFY(!read.ok());
    QCOMPARE(read.error().code, base::ErrorCode::InvalidInput);
}

void GuestPolicyTest::theGuestGetsItsPartAndAcknowledgesIt() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    desired.settings = kSome;
    handset.give(desired);
    QVERIFY(handset.until([&] { return outcomeOf(handset, kWork, "guest.apps.blocked") == "applied"; }));
    QCOMPARE(keptPolicy(handset, kWork), agent::guestPolicyOf(kSome).text);
    for (const auto* name : {"guest.developerSettings.allowed", "guest.notice.support", "guest.password.minimumLength", "guest.usb.dataAccess"})
        QCOMPARE(outcomeOf(handset, kWork, name), std::string("applied"));
    QCOMPARE(outcomeOf(handset, kWork, "guest.network.allowed"), std::string());
    QCOMPARE(handset.fleet.report(kWork)->phase, std::string("running"));
}

void GuestPolicyTest::anUnsupportedSettingIsReportedAsSuch() {
    TestHandset handset;
    hypervisor::SimulatorFaults faults;
    faults.policyOutcomes = {{"password.minimumLength", "delivered"}, {"apps.blocked", "unsupported"}};
    handset.world->setFaults(kWork, faults);
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    desired.settings = kSome;
    handset.give(desired);
    QVERIFY(handset.until([&] { return outcomeOf(handset, kWork, "guest.apps.blocked") == "unsupported"; }));
    QCOMPARE(outcomeOf(handset, kWork, "guest.password.minimumLength"), std::string("delivered"));
}

void GuestPolicyTest::anotherPolicyIsDeliveredAtOnce() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    desired.settings = kSome;
    handset.give(desired);
    QVERIFY(handset.until([&] { return outcomeOf(handset, kWork, "guest.apps.blocked") == "applied"; }));
    desired.version = 2;
    desired.settings["password.minimumLength"] = std::int64_t{12};
    handset.give(desired);
    QVERIFY(handset.until([&] { return keptPolicy(handset, kWork).find("password.minimumLength=12") != std::string::npos; }, 2s));
}

void GuestPolicyTest::aPolicyThatIsGoneIsTakenAwayFromTheGuest() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    desired.settings = kSome;
    handset.give(desired);
    QVERIFY(handset.until([&] { return outcomeOf(handset, kWork, "guest.apps.blocked") == "applied"; }));
    desired.version = 2;
    desired.settings.clear();
    handset.give(desired);
    QVERIFY(handset.until([&] { return keptPolicy(handset, kWork) == agent::guestPolicyOf({}).text; }, 2s));
    QVERIFY(handset.until([&] { return controlOf(handset, kWork, "guest.apps.blocked") == nullptr; }));
}

void GuestPolicyTest::nothingIsDeliveredTwice() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    desired.settings = kSome;
    handset.give(desired);
    QVERIFY(handset.until([&] { return outcomeOf(handset, kWork, "guest.apps.blocked") == "applied"; }));
    auto edited = keptPolicy(handset, kWork);
    edited.replace(edited.find("Call 4711"), 9, "Call 4712");  // the same digest in its last line
    QVERIFY(handset.world->writeGuestFile(kWork, "/data/.twinset/policy", edited).ok());
    handset.pass(5min);
    QCOMPARE(keptPolicy(handset, kWork), edited);
}

void GuestPolicyTest::aGuestThatLostItsPolicyGetsItAgain() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    desired.settings = kSome;
    handset.give(desired);
    QVERIFY(handset.until([&] { return outcomeOf(handset, kWork, "guest.apps.blocked") == "applied"; }));
    QVERIFY(handset.world->writeGuestFile(kWork, "/data/.twinset/policy", "").ok());
    QVERIFY(handset.until([&] { return keptPolicy(handset, kWork) == agent::guestPolicyOf(kSome).text; }, 2min));
    QCOMPARE(outcomeOf(handset, kWork, "guest.apps.blocked"), std::string("applied"));
}

void GuestPolicyTest::aRestartedPhoneIsAskedAnew() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    desired.settings = kSome;
    handset.give(desired);
    QVERIFY(handset.until([&] { return outcomeOf(handset, kWork, "guest.apps.blocked") == "applied"; }));
    hypervisor::SimulatorFaults faults;
    faults.bootTime = 5s;
    faults.policyOutcomes = {{"apps.blocked", "failed"}};
    handset.world->setFaults(kWork, faults);
    handset.world->crashMachine(kWork);
    QVERIFY(handset.until([&] { return outcomeOf(handset, kWork, "guest.apps.blocked") == "pending_guest"; }, 1min));
    QVERIFY(handset.until([&] { return outcomeOf(handset, kWork, "guest.apps.blocked") == "failed"; }, 1min));
}

void GuestPolicyTest::aRestartedAgentKnowsWhatTheGuestSaid() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    desired.settings = kSome;
    handset.give(desired);
    QVERIFY(handset.until([&] { return outcomeOf(handset, kWork, "guest.apps.blocked") == "applied"; }));
    handset.kill();
    QVERIFY(handset.start());
    QVERIFY(handset.until([&] { return controlOf(handset, kWork, "guest.apps.blocked") != nullptr; }));
    QCOMPARE(outcomeOf(handset, kWork, "guest.apps.blocked"), std::string("applied"));
}

void GuestPolicyTest::aGuestThatDoesNotAnswerIsPending() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "running"));
    hypervisor::SimulatorFaults faults;
    faults.guestAgentDelay = 20s;
    handset.world->setFaults(kWork, faults);
    desired.version = 2;
    desired.settings = kSome;
    handset.give(desired);
    QVERIFY(handset.until([&] {
        const auto* control = controlOf(handset, kWork, "guest.apps.blocked");
        return control != nullptr && control->outcome == "pending_guest" && control->readBack.find("did not answer") != std::string::npos;
    }));
    QCOMPARE(handset.fleet.report(kWork)->phase, std::string("running"));
    handset.world->setFaults(kWork, {});
    QVERIFY(handset.until([&] { return outcomeOf(handset, kWork, "guest.apps.blocked") == "applied"; }, 10s));
}

void GuestPolicyTest::aReleaseWithoutTheProgramIsReportedAsUnsupported() {
    TestHandset handset;
    hypervisor::SimulatorFaults faults;
    faults.policyProgramAbsent = true;
    handset.world->setFaults(kWork, faults);
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    desired.settings = kSome;
    handset.give(desired);
    QVERIFY(handset.until([&] { return outcomeOf(handset, kWork, "guest.apps.blocked") == "unsupported"; }));
    QVERIFY(controlOf(handset, kWork, "guest.apps.blocked")->readBack.find("update") != std::string::npos);
}

void GuestPolicyTest::aPersonalPhoneIsNotReachedInto() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-personal", "personal");
    desired.settings = kSome;
    handset.give(desired);
    QVERIFY(handset.untilPhase(kPersonal, "running"));
    handset.pass(2min);
    QCOMPARE(keptPolicy(handset, kPersonal), std::string());
    QCOMPARE(outcomeOf(handset, kPersonal, "guest.apps.blocked"), std::string("unsupported"));
}

void GuestPolicyTest::aStatusLookDoesNotDisturbTheReport() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    desired.settings = kSome;
    handset.give(desired);
    QVERIFY(handset.until([&] { return outcomeOf(handset, kWork, "guest.apps.blocked") == "applied"; }));
    handset.pass(10s);
    const auto before = handset.fleet.sent.size();
    handset.pass(5min);
    QCOMPARE(handset.fleet.sent.size(), before);
}

QTEST_GUILESS_MAIN(GuestPolicyTest)
#include "guest_policy_test.moc"
