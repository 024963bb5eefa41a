// The fleet engine by example: what its interface promises, one promise a test.
#include <QtTest>

#include "policy/engine/fleet_engine.h"

using namespace policy;

namespace {

const base::Timestamp kNow(std::chrono::sys_days(std::chrono::year(2026) / 11 / 22));

struct Given {
    std::string attribute;
    AttributeValue value;
};

PhoneFacts phone(const std::string& id, const std::vector<Given>& values) {
    PhoneFacts facts{id, std::vector<AttributeValue>(allAttributes().size())};
    for (const auto& [attribute, value] : values) facts.values[*attributeIndex(attribute)] = value;
    return facts;
}

RuleBook book() {
    RuleBook made;
    made.policies["no-camera"] = {"no-camera", {}, {{"camera.allowed", false}}, {}};
    return made;
}

std::shared_ptr<const CompiledBook> compiled(RuleBook from) {
    auto made = CompiledBook::compile(std::move(from));
    if (!made) qFatal("%s", made.error().message.c_str());
    return *made;
}

bool cameraAllowed(const FleetEngine& engine, const std::string& id) {
    const auto effective = engine.effectiveOf(*engine.find(id));
    const auto found = effective->find("camera.allowed");
    return found == effective->end() || std::get<bool>(found->second.value);
}

RuleBook compliance(const std::string& violation) {
    RuleBook made;
    ComplianceRule& rule = made.complianceRules["rule"];
    rule.name = "rule";
    rule.violation = violation;
    rule.ladder = {{ComplianceAction::Warn, std::chrono::hours(1)}};
    return made;
}

}  // namespace

class FleetEngineTest : public QObject {
    Q_OBJECT

private slots:
    void aPhoneOfTheTargetGetsThePolicy_data() {
        QTest::addColumn<QString>("target");
        QTest::addColumn<bool>("matches");
        QTest::newRow("all") << "all" << true;
        QTest::newRow("its persona") << "persona:work" << true;
        QTest::newRow("another persona") << "persona:personal" << false;
        QTest::newRow("its handset") << "handset:h-1" << true;
        QTest::newRow("itself") << "phone:v-1" << true;
        QTest::newRow("another phone") << "phone:v-2" << false;
        QTest::newRow("a group that it is in by its handset") << "group:static" << true;
        QTest::newRow("a group by expression") << "group:dynamic" << true;
        QTest::newRow("a group whose expression is false") << "group:none" << false;
    }
    void aPhoneOfTheTargetGetsThePolicy() {
        QFETCH(QString, target);
        QFETCH(bool, matches);
        RuleBook rules = book();
        rules.groups["static"] = {"static", {}, {}, {"h-1", "v-9"}};
        rules.groups["dynamic"] = {"dynamic", {}, "device.model == 'one'", {}};
        rules.groups["none"] = {"none", {}, "device.model == 'two'", {}};
        const auto parsed = targetFromText(target.toStdString());
        QVERIFY(parsed.ok());
        rules.assignments.push_back({"no-camera", *parsed, Level::Group});
        FleetEngine engine(compiled(rules), kNow);
        QVERIFY(engine.put(phone("v-1", {{"device.id", "h-1"}, {"phone.persona", "work"}, {"device.model", "one"}})));
        QCOMPARE(cameraAllowed(engine, "v-1"), !matches);
        QCOMPARE(engine.matchState(*engine.find("v-1"), "no-camera"), matches ? MatchState::Yes : MatchState::No);
        QCOMPARE(engine.matchedBy("no-camera").size(), matches ? 1U : 0U);
    }

    void aGroupFollowsWhatThePhoneReports() {
        RuleBook rules = book();
        rules.groups["work"] = {"work", {}, "phone.persona == 'work'", {}};
        rules.assignments.push_back({"no-camera", {TargetKind::Group, "work"}, Level::Group});
        FleetEngine engine(compiled(rules), kNow);
        engine.put(phone("v-1", {{"phone.persona", "personal"}}));
        QVERIFY(cameraAllowed(engine, "v-1"));
        QVERIFY(engine.put(phone("v-1", {{"phone.persona", "work"}})));
        QVERIFY(!cameraAllowed(engine, "v-1"));
        QVERIFY(!engine.put(phone("v-1", {{"phone.persona", "work"}, {"device.name", "renamed"}})));
    }

    void aPolicyWhoseConditionFailsRestrictsAndSaysWhy() {
        RuleBook rules = book();
        rules.policies["no-camera"].when = "device.lastSeenAt < now";
        rules.assignments.push_back({"no-camera", {TargetKind::All, {}}, Level::Group});
        FleetEngine engine(compiled(rules), kNow);
        engine.put(phone("v-1", {}));
        const auto row = *engine.find("v-1");
        QVERIFY(!cameraAllowed(engine, "v-1"));
        QCOMPARE(engine.matchState(row, "no-camera"), MatchState::Failed);
        QVERIFY(!engine.policyErrorOf(row, "no-camera").empty());
        QCOMPARE(engine.effectiveOf(row)->at("camera.allowed").contributions.at(0).conditionError, engine.policyErrorOf(row, "no-camera"));
    }

    void anExceptionLoosensUntilItExpires() {
        RuleBook rules = book();
        rules.assignments.push_back({"no-camera", {TargetKind::All, {}}, Level::Group});
        rules.exceptions["audit"] = {"audit", "camera.allowed", true, {TargetKind::Phone, "v-1"}, {}, "owner", "reason", kNow + std::chrono::hours(3)};
        FleetEngine engine(compiled(rules), kNow);
        engine.putAll(std::vector{phone("v-1", {}), phone("v-2", {})});
        QVERIFY(cameraAllowed(engine, "v-1"));
        QVERIFY(!cameraAllowed(engine, "v-2"));
        QCOMPARE(engine.nextFlip(), kNow + std::chrono::hours(3));
        QVERIFY(engine.advance(kNow + std::chrono::hours(3) - std::chrono::milliseconds(1)).empty());
        QCOMPARE(engine.advance(kNow + std::chrono::hours(3)), std::vector{*engine.find("v-1")});
        QVERIFY(!cameraAllowed(engine, "v-1"));
        QCOMPARE(engine.nextFlip(), std::nullopt);
    }

    void anExceptionWhoseConditionFailsDoesNotApply() {
        RuleBook rules = book();
        rules.assignments.push_back({"no-camera", {TargetKind::All, {}}, Level::Group});
        rules.exceptions["audit"] = {"audit", "camera.allowed", true, {TargetKind::All, {}}, "user.id == 'x'", "o", "r", kNow + std::chrono::hours(3)};
        FleetEngine engine(compiled(rules), kNow);
        engine.put(phone("v-1", {}));
        const auto row = *engine.find("v-1");
        QVERIFY(!cameraAllowed(engine, "v-1"));
        QCOMPARE(engine.exceptionState(row, "audit"), MatchState::Failed);
        QVERIFY(!engine.exceptionErrorOf(row, "audit").empty());
    }

    void silenceIsNoticedAtTheMillisecond() {
        RuleBook rules = book();
        rules.policies["no-camera"].when = "now - device.lastSeenAt > duration('168h')";
        rules.assignments.push_back({"no-camera", {TargetKind::All, {}}, Level::Group});
        FleetEngine engine(compiled(rules), kNow);
        engine.put(phone("v-1", {{"device.lastSeenAt", kNow - std::chrono::hours(100)}}));
        engine.put(phone("v-2", {{"device.lastSeenAt", kNow - std::chrono::hours(50)}}));
        const auto flip = kNow + std::chrono::hours(68) + std::chrono::milliseconds(1);
        QCOMPARE(engine.nextFlip(), flip);
        QVERIFY(engine.advance(flip - std::chrono::milliseconds(1)).empty());
        QCOMPARE(engine.advance(flip), std::vector{*engine.find("v-1")});
        QCOMPARE(engine.nextFlip(), kNow + std::chrono::hours(118) + std::chrono::milliseconds(1));
        QVERIFY(engine.put(phone("v-1", {{"device.lastSeenAt", flip}})));
        QVERIFY(cameraAllowed(engine, "v-1"));
    }

    void nightComesWithoutPolling() {
        RuleBook rules = book();
        rules.policies["no-camera"].when = "now.getHours() >= 22";
        rules.assignments.push_back({"no-camera", {TargetKind::All, {}}, Level::Group});
        FleetEngine engine(compiled(rules), kNow);
        engine.put(phone("v-1", {}));
        QCOMPARE(engine.nextFlip(), kNow + std::chrono::hours(22));
        QCOMPARE(engine.advance(kNow + std::chrono::hours(22)).size(), 1U);
        QVERIFY(!cameraAllowed(engine, "v-1"));
        QCOMPARE(engine.nextFlip(), kNow + std::chrono::hours(24));
        QCOMPARE(timeGranularityOf(*compiled(rules)->ofPolicy("no-camera")), std::chrono::minutes(1));
    }

    void aViolationBeginsWhenItsConditionFlipped() {
        FleetEngine engine(compiled(compliance("now - device.lastSeenAt > duration('1h')")), kNow);
        engine.put(phone("v-1", {{"device.lastSeenAt", kNow}}));
        const auto row = *engine.find("v-1");
        QVERIFY(engine.violationsOf(row).empty());
        QCOMPARE(engine.advance(kNow + std::chrono::hours(5)), std::vector{row});
        const auto began = kNow + std::chrono::hours(1) + std::chrono::milliseconds(1);
        QCOMPARE(engine.violationsOf(row), (std::vector<PhoneViolation>{{"rule", began, {}}}));
        engine.violationBegan(row, "rule", kNow);
        QCOMPARE(engine.violationsOf(row).at(0).began, kNow);
    }

    void aViolationKeepsItsBeginningWhenRulesAreEdited() {
        RuleBook rules = compliance("device.model == 'old'");
        FleetEngine engine(compiled(rules), kNow);
        engine.put(phone("v-1", {{"device.model", "old"}}));
        engine.advance(kNow + std::chrono::hours(1));
        rules.complianceRules["rule"].message = "Get another one.";
        QCOMPARE(engine.setBook(compiled(rules)).size(), 1U);
        QCOMPARE(engine.violationsOf(*engine.find("v-1")).at(0).began, kNow);
    }

    void aRuleThatFailsIsAViolationWithItsError() {
        FleetEngine engine(compiled(compliance("phone.running && false || phone.startedAt < now")), kNow);
        engine.put(phone("v-1", {}));
        QVERIFY(!engine.violationsOf(*engine.find("v-1")).at(0).error.empty());
    }

    void phonesThatMatchTheSameRulesShareTheirMerge() {
        RuleBook rules = book();
        rules.policies["no-camera"].when = "device.model == 'one'";
        rules.assignments.push_back({"no-camera", {TargetKind::All, {}}, Level::Group});
        FleetEngine engine(compiled(rules), kNow);
        engine.putAll(std::vector{phone("v-1", {{"device.model", "one"}}), phone("v-2", {{"device.model", "one"}}), phone("v-3", {{"device.model", "two"}})});
        QCOMPARE(engine.effectiveOf(*engine.find("v-1")).get(), engine.effectiveOf(*engine.find("v-2")).get());
        QVERIFY(engine.effectiveOf(*engine.find("v-1")) != engine.effectiveOf(*engine.find("v-3")));
    }

    void whatWouldChangeChangesNothing() {
        RuleBook rules = book();
        FleetEngine engine(compiled(rules), kNow);
        engine.put(phone("v-1", {{"device.model", "one"}}));
        rules.policies["no-camera"].when = "device.model == 'one'";
        rules.assignments.push_back({"no-camera", {TargetKind::All, {}}, Level::Group});
        QCOMPARE(engine.wouldChange(compiled(rules)), std::vector{*engine.find("v-1")});
        QVERIFY(cameraAllowed(engine, "v-1"));
        QCOMPARE(engine.setBook(compiled(rules)), std::vector{*engine.find("v-1")});
        QVERIFY(!cameraAllowed(engine, "v-1"));
    }

    void anIndexIsUsedAgainAndRemembersNothing() {
        RuleBook rules = book();
        rules.policies["no-camera"].when = "device.model == 'one'";
        rules.assignments.push_back({"no-camera", {TargetKind::All, {}}, Level::Group});
        FleetEngine engine(compiled(rules), kNow);
        engine.put(phone("v-1", {{"device.model", "one"}}));
        const auto row = *engine.find("v-1");
        QVERIFY(engine.remove("v-1"));
        QVERIFY(!engine.remove("v-1"));
        QCOMPARE(engine.find("v-1"), std::nullopt);
        engine.put(phone("v-2", {{"device.model", "two"}}));
        QCOMPARE(*engine.find("v-2"), row);
        QVERIFY(cameraAllowed(engine, "v-2"));
        QCOMPARE(engine.size(), 1U);
    }

    void aNewTextInTheNumberOfAnOldOneIsDecidedAnew() {
        RuleBook rules = book();
        rules.policies["no-camera"].when = "device.model.startsWith('a')";
        rules.assignments.push_back({"no-camera", {TargetKind::All, {}}, Level::Group});
        FleetEngine engine(compiled(rules), kNow);
        for (int i = 0; i < 300; ++i) {
            engine.put(phone("v-1", {{"device.model", (i % 2 == 0 ? "a" : "b") + std::to_string(i)}}));
            QCOMPARE(cameraAllowed(engine, "v-1"), i % 2 != 0);
        }
    }

    void thousandsOfPhonesCrossChunks() {
        RuleBook rules = book();
        rules.policies["no-camera"].when = "device.name.endsWith('7')";
        rules.assignments.push_back({"no-camera", {TargetKind::All, {}}, Level::Group});
        FleetEngine engine(compiled(RuleBook()), kNow);
        std::vector<PhoneFacts> facts;
        for (int i = 0; i < 10'000; ++i) facts.push_back(phone("v-" + std::to_string(i), {{"device.name", "handset-" + std::to_string(i)}}));
        QCOMPARE(engine.putAll(facts).size(), 10'000U);
        const auto changed = engine.setBook(compiled(rules));
        QCOMPARE(changed.size(), 1'000U);
        QVERIFY(std::is_sorted(changed.begin(), changed.end()));
        for (const auto row : changed) QVERIFY(engine.phoneAt(row).ends_with('7'));
        QVERIFY(!cameraAllowed(engine, "v-9997"));
        QVERIFY(cameraAllowed(engine, "v-9998"));
    }
};

QTEST_GUILESS_MAIN(FleetEngineTest)
#include "fleet_engine_test.moc"
