// The steps that the gateway signs in advance for a phone, from the rules that concern it.
#include <QTest>

#include "fleet/gateway/compliance_steps.h"

using fleet::protocol::DesiredState;
using policy::ComplianceAction;
using namespace std::chrono_literals;

namespace {

const base::Timestamp kBegan = *base::parseTimestamp("2026-11-22T11:00:00.000Z");

policy::ComplianceRule ladder(const std::string& name, bool offline) {
    policy::ComplianceRule rule;
    rule.name = name;
    rule.offline = offline;
    if (!offline) rule.violation = "true";
    rule.ladder = {{ComplianceAction::Warn, 1h}, {ComplianceAction::Block, 24h}, {ComplianceAction::Wipe, 72h}};
    rule.message = "Bring the phone in";
    return rule;
}

DesiredState stateOf(const std::string& persona) {
    DesiredState state;
    state.fleet = "fleet-1";
    state.handset = base::HandsetId("hs-1");
    state.phone = base::PhoneId("vp-1");
    state.version = 1;
    state.persona = persona;
    return state;
}

}  // namespace

class CompliancePresignedTest : public QObject {
    Q_OBJECT
private slots:
    void aViolationHasItsWholeLadderInAdvance() {
        const auto rule = ladder("encrypted", false), kept = ladder("kept", false), silent = ladder("silent", true);
        auto state = stateOf("work");
        state.steps = {{"gone", ComplianceAction::Block, kBegan, ""}};
        fleet::fillComplianceSteps(state, {{&rule, policy::OpenViolation{kBegan, false}}, {&kept, std::nullopt}, {&silent, std::nullopt}});
        QCOMPARE(state.steps.size(), std::size_t{3});
        QCOMPARE(state.steps[1].rule, std::string("encrypted"));
        QVERIFY(state.steps[1].action == ComplianceAction::Block && state.steps[1].at == kBegan + 24h);
        QCOMPARE(state.steps[0].message, std::string("Bring the phone in"));
        QCOMPARE(state.offlineSteps.size(), std::size_t{3});
        QCOMPARE(state.offlineSteps[2].afterSeconds, std::int64_t{72 * 3600});
        QVERIFY(fleet::protocol::readDesiredState(fleet::protocol::writeDesiredState(state)).ok());
    }

    void thereIsRoomForWholeLaddersOnly() {
        std::vector<policy::ComplianceRule> rules;
        for (int i = 0; i < 30; ++i) rules.push_back(ladder("rule-" + std::to_string(i), i % 2 == 0));
        for (auto& rule : rules) rule.message.assign(policy::kLongestComplianceMessage, 'm');
        std::vector<fleet::RuleInForce> broken;
        for (int times = 0; times < 2; ++times)
            for (const auto& rule : rules) broken.push_back({&rule, policy::OpenViolation{kBegan, false}});
        auto state = stateOf("work");
        fleet::fillComplianceSteps(state, broken);
        QCOMPARE(state.steps.size(), std::size_t{63});
        QCOMPARE(state.offlineSteps.size(), std::size_t{63});
        QVERIFY(fleet::protocol::readDesiredState(fleet::protocol::writeDesiredState(state)).ok());
    }

    void aViolationByErrorNeverWipes() {
        const auto rule = ladder("encrypted", false);
        auto state = stateOf("work");
        fleet::fillComplianceSteps(state, {{&rule, policy::OpenViolation{kBegan, true}}});
        QCOMPARE(state.steps.size(), std::size_t{2});
    }

    void aPersonalOrARemovedPhoneHasNone() {
        const auto rule = ladder("encrypted", false), silent = ladder("silent", true);
        auto removed = stateOf("work");
        removed.present = false;
        for (auto state : {stateOf("personal"), removed}) {
            fleet::fillComplianceSteps(state, {{&rule, policy::OpenViolation{kBegan, false}}, {&silent, std::nullopt}});
            QVERIFY(state.steps.empty() && state.offlineSteps.empty());
        }
    }
};

QTEST_GUILESS_MAIN(CompliancePresignedTest)
#include "compliance_presigned_test.moc"
