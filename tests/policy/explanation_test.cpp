#include <QTest>
#include <nlohmann/json.hpp>

#include "policy/explanation.h"
#include "tests/policy/sample_facts.h"

using namespace policy;
using policy::testing::sampleFacts;

namespace {

const base::Timestamp kNow = base::parseTimestamp("2026-06-01T00:00:00Z").value();

/// Four policies and two exceptions about the camera, the bandwidth and the time zone.
RuleBook rules() {
    RuleBook book;
    const auto add = [&](const char* name, std::map<std::string, Value> settings, const char* when, const char* target, Level level) {
        book.policies[name] = {name, "", std::move(settings), when};
        book.assignments.push_back({name, targetFromText(target).value(), level});
    };
    const auto limit = [](std::int64_t n) { return Value(n); };
    add("everybody", {{"camera.allowed", true}, {"network.bandwidthLimit", limit(5000)}, {"time.zone", std::string("Europe/Vienna")}}, "", "all", Level::Default);
    add("field", {{"camera.allowed", false}, {"network.bandwidthLimit", limit(1000)}}, R"(phone.persona == "work")", "all", Level::Org);
    add("lab", {{"camera.allowed", false}}, R"(phone.persona == "lab")", "all", Level::Group);
    add("unsure", {{"microphone.allowed", false}, {"time.zone", std::string("Asia/Tokyo")}}, R"(user.email == "x")", "persona:work", Level::Device);
    const auto except = [&](const char* name, const char* setting, Value value, const char* expiry) {
        book.exceptions[name] = {name, setting, std::move(value), {}, "", "ada", "a film", base::parseTimestamp(expiry).value()};
    };
    except("fast", "network.bandwidthLimit", limit(3000), "2027-01-01T00:00:00Z");
    except("old", "camera.allowed", true, "2026-01-01T00:00:00Z");
    return book;
}

class Explained {
public:
    Explained() : m_book(CompiledBook::compile(rules()).value()) {
        const auto facts = sampleFacts("vp-1", {{"phone.persona", std::string("work")}});
        m_evaluation = evaluatePhone(*m_book, facts, kNow).value();
        m_explanation = explain(m_evaluation, "");
    }
    [[nodiscard]] const ExplainedSetting& of(std::string_view name) const {
        for (const auto& one : m_explanation.settings)
            if (one.setting->name == name) return one;
        qFatal("nobody explains this setting");
    }
    [[nodiscard]] const ExplainedContributor& by(std::string_view setting, std::string_view policy) const {
        for (const auto& one : of(setting).contributors)
            if (one.policy == policy) return one;
        qFatal("this policy does not contribute");
    }
    [[nodiscard]] const Explanation& all() const { return m_explanation; }
    [[nodiscard]] const PhoneEvaluation& evaluation() const { return m_evaluation; }

private:
    std::shared_ptr<const CompiledBook> m_book;
    PhoneEvaluation m_evaluation;
    Explanation m_explanation;
};

}  // namespace

class ExplanationTest : public QObject {
    Q_OBJECT
private slots:
    void theWinnerAndTheLosersSayWhy();
    void aPolicyThatDoesNotMatchIsNamedWithItsCondition();
    void thePartThatIsFalseIsNamedWithWhatItRead_data();
    void thePartThatIsFalseIsNamedWithWhatItRead();
    void aFailedConditionIsNamedWithItsError();
    void exceptionsSayWhoWhyAndUntilWhen();
    void everyValueFollowsFromItsExplanation();
    void oneSettingCanBeAskedFor();
    void theJsonCarriesAllOfIt();
};

void ExplanationTest::theWinnerAndTheLosersSayWhy() {
    const Explained explained;
    QVERIFY(explained.of("camera.allowed").value == Value(false));
    QVERIFY(explained.by("camera.allowed", "field").won);
    QCOMPARE(explained.by("camera.allowed", "field").why, std::string("nothing is stricter"));
    QVERIFY(!explained.by("camera.allowed", "everybody").won);
    QCOMPARE(explained.by("camera.allowed", "everybody").why, std::string("policy 'field' is stricter"));
    QVERIFY(explained.by("time.zone", "everybody").won);
}

void ExplanationTest::aPolicyThatDoesNotMatchIsNamedWithItsCondition() {
    const Explained explained;
    const auto& lab = explained.by("camera.allowed", "lab");
    QVERIFY(lab.state == ConditionState::NotHeld && !lab.won);
    QCOMPARE(lab.condition, std::string(R"(phone.persona == "lab")"));
    QCOMPARE(lab.why, std::string("its condition does not hold for this phone"));
}

void ExplanationTest::thePartThatIsFalseIsNamedWithWhatItRead_data() {
    QTest::addColumn<QString>("condition");
    QTest::addColumn<QString>("why");
    const auto row = [](const char* condition, const char* why) { QTest::newRow(condition) << condition << why; };
    row(R"(phone.persona == "lab")", R"(phone.persona == "lab" is false; phone.persona is "work")");
    row(R"(phone.cpus > 0 && (device.model.startsWith("px") && device.online))", R"(device.model.startsWith("px") is false; device.model is "x")");
    row(R"(has(user.email) && user.email == "x")", R"(has(user.email) is false; user.email is absent)");
    row(R"(phone.persona in ["a", "b"])", R"(phone.persona in ["a", "b"] is false; phone.persona is "work")");
    row("phone.cpus > 0", "");
    row(R"(user.email == "x")", "");
}

void ExplanationTest::thePartThatIsFalseIsNamedWithWhatItRead() {
    QFETCH(QString, condition);
    QFETCH(QString, why);
    RuleBook book;
    book.policies["p"] = {"p", "", {{"camera.allowed", false}}, condition.toStdString()};
    book.assignments.push_back({"p", {}, Level::Group});
    const auto compiled = CompiledBook::compile(book).value();
    const auto facts = sampleFacts("vp-1", {{"phone.persona", std::string("work")}});
    const auto explanation = explain(*compiled, evaluatePhone(*compiled, facts, kNow).value(), facts, kNow, "");
    const auto& said = explanation.settings.at(0).contributors.at(0).why;
    if (why.isEmpty())
        QVERIFY2(said.find("is false") == std::string::npos, said.c_str());
    else
        QCOMPARE(QString::fromStdString(said), "its condition does not hold for this phone: " + why);
}

void ExplanationTest::aFailedConditionIsNamedWithItsError() {
    const Explained explained;
    const auto& unsure = explained.by("microphone.allowed", "unsure");
    QVERIFY(unsure.state == ConditionState::Failed && unsure.won);
    QVERIFY2(unsure.error.find("email") != std::string::npos, unsure.error.c_str());
    QVERIFY(!explained.by("time.zone", "unsure").won);
    QVERIFY(explained.by("time.zone", "unsure").why.find("its condition failed") != std::string::npos);
}

void ExplanationTest::exceptionsSayWhoWhyAndUntilWhen() {
    const Explained explained;
    const auto& bandwidth = explained.of("network.bandwidthLimit");
    QVERIFY(bandwidth.value == Value(std::int64_t{3000}));
    QVERIFY(bandwidth.exceptions.front().applied);
    QCOMPARE(bandwidth.exceptions.front().owner, std::string("ada"));
    QCOMPARE(bandwidth.exceptions.front().reason, std::string("a film"));
    QCOMPARE(explained.by("network.bandwidthLimit", "field").why, std::string("exception 'fast' loosens it"));
    const auto& old = explained.of("camera.allowed").exceptions.front();
    QVERIFY(old.expired && !old.applied);
    QCOMPARE(old.why, std::string("it has expired"));
}

void ExplanationTest::everyValueFollowsFromItsExplanation() {
    const Explained explained;
    QVERIFY(!explained.all().settings.empty());
    for (const auto& one : explained.all().settings) QVERIFY(replay(one) == one.value);
}

void ExplanationTest::oneSettingCanBeAskedFor() {
    const Explained explained;
    const auto only = explain(explained.evaluation(), "time.zone");
    QCOMPARE(only.settings.size(), std::size_t{1});
    QVERIFY(only.settings.front() == explained.of("time.zone"));
}

void ExplanationTest::theJsonCarriesAllOfIt() {
    const Explained explained;
    const auto all = explanationToJson(explained.all());
    for (const auto& json : all.at("settings")) {
        if (json.at("name") != "network.bandwidthLimit") continue;
        QCOMPARE(json.at("value").get<int>(), 3000);
        QCOMPARE(json.at("operator").get<std::string>(), std::string("min"));
        QCOMPARE(json.at("unit").get<std::string>(), std::string("kbit/s"));
        QCOMPARE(json.at("contributors").size(), std::size_t{2});
        QCOMPARE(json.at("contributors").at(0).at("policy").get<std::string>(), std::string("field"));
        QCOMPARE(json.at("contributors").at(0).at("state").get<std::string>(), std::string("held"));
        QCOMPARE(json.at("exceptions").at(0).at("expiresAt").get<std::string>(), std::string("2027-01-01T00:00:00.000Z"));
        return;
    }
    QFAIL("the setting is missing");
}

QTEST_GUILESS_MAIN(ExplanationTest)
#include "explanation_test.moc"
