#include <QTest>
#include <deque>

#include "policy/lattice.h"
#include "policy/merge.h"

using policy::Level;
using policy::Value;

namespace {

Value number(std::int64_t n) { return n; }

/// Policies with their levels and exceptions, and their merge.
class Case {
public:
    Case() = default;
    Case(const Case&) = delete;
    Case& operator=(const Case&) = delete;
    Case& add(std::string name, Level level, std::map<std::string, Value> settings, std::string conditionError = {}) {
        m_policies.push_back({std::move(name), "", std::move(settings)});
        m_matched.push_back({&m_policies.back(), level, std::move(conditionError)});
        return *this;
    }
    Case& except(std::string name, std::string setting, Value value, std::string conditionError = {}) {
        policy::PolicyException exception;
        exception.name = std::move(name);
        exception.setting = std::move(setting);
        exception.value = std::move(value);
        m_exceptions.push_back(std::move(exception));
        m_matchedExceptions.push_back({&m_exceptions.back(), std::move(conditionError)});
        return *this;
    }
    [[nodiscard]] base::Result<policy::EffectivePolicy> merge() const { return policy::mergePolicies(m_matched, m_matchedExceptions); }
    [[nodiscard]] policy::EffectiveSetting of(const std::string& setting) const { return merge().value().at(setting); }

private:
    std::deque<policy::Policy> m_policies;
    std::deque<policy::PolicyException> m_exceptions;
    std::vector<policy::MatchedPolicy> m_matched;
    std::vector<policy::MatchedException> m_matchedExceptions;
};

}  // namespace

class MergeTest : public QObject {
    Q_OBJECT
private slots:
    void theStricterValueWinsWhateverItsLevel();
    void aDefaultRestrictsLikeAnyOtherLevel();
    void theExplanationNamesWinnersAndLosers();
    void aPolicyGivenTwiceCountsOnce();
    void anExceptionLoosensWhatIsAboveTheFloor();
    void anExceptionNeverGoesBelowTheFloor();
    void theLoosestOfSeveralExceptionsCounts();
    void anExceptionThatNothingBitesIsReported();
    void aFailedConditionRestrictsAndGrantsNothing();
    void anInvalidPolicyIsNamed();
    void theStrongestLevelDecidesAnExclusive();
    void exclusivesOfEqualRankContradict();
    void anAtomicGroupComesWholeFromOnePolicy();
    void aFailedConditionDecidesNoExclusive();
};

void MergeTest::theStricterValueWinsWhateverItsLevel() {
    const auto merged = Case()
                            .add("org", Level::Org, {{"camera.allowed", true}, {"network.bandwidthLimit", number(9000)}})
                            .add("team", Level::Device, {{"camera.allowed", false}, {"network.bandwidthLimit", number(2000)}})
                            .merge();
    const auto values = policy::effectiveValues(merged.value());
    QVERIFY(values.at("camera.allowed") == Value(false));
    QVERIFY(values.at("network.bandwidthLimit") == number(2000));
}

void MergeTest::aDefaultRestrictsLikeAnyOtherLevel() {
    const auto effective =
        Case().add("fallback", Level::Default, {{"camera.allowed", false}}).add("team", Level::Group, {{"camera.allowed", true}}).of("camera.allowed");
    QVERIFY(effective.value == Value(false));
}

void MergeTest::theExplanationNamesWinnersAndLosers() {
    const auto effective =
        Case().add("tight", Level::Group, {{"camera.allowed", false}}).add("wide", Level::Floor, {{"camera.allowed", true}}).of("camera.allowed");
    const auto& said = effective.contributions;
    QCOMPARE(said.size(), std::size_t{2});
    QVERIFY(said[0].policy == "wide" && !said[0].won);
    QVERIFY(said[1].policy == "tight" && said[1].won);
}

void MergeTest::aPolicyGivenTwiceCountsOnce() {
    const auto once = Case().add("p", Level::Group, {{"camera.allowed", false}}).merge();
    const auto twice = Case().add("p", Level::Group, {{"camera.allowed", false}}).add("p", Level::Group, {{"camera.allowed", false}}).merge();
    QVERIFY(once.value() == twice.value());
}

void MergeTest::anExceptionLoosensWhatIsAboveTheFloor() {
    const auto effective = Case()
                               .add("slow", Level::Org, {{"network.bandwidthLimit", number(1000)}})
                               .except("video", "network.bandwidthLimit", number(8000))
                               .of("network.bandwidthLimit");
    QVERIFY(effective.value == number(8000));
    QVERIFY(!effective.contributions.front().won);
    QVERIFY(effective.exceptions.front().applied && effective.exceptions.front().note.empty());
}

void MergeTest::anExceptionNeverGoesBelowTheFloor() {
    auto effective = Case()
                         .add("slow", Level::Org, {{"network.bandwidthLimit", number(1000)}})
                         .add("least", Level::Floor, {{"network.bandwidthLimit", number(5000)}})
                         .except("video", "network.bandwidthLimit", number(8000))
                         .of("network.bandwidthLimit");
    QVERIFY(effective.value == number(5000));
    QVERIFY(effective.exceptions.front().applied);
    QCOMPARE(effective.exceptions.front().note, std::string("floor policy 'least' holds"));
    QVERIFY(effective.contributions.front().won);
    effective = Case()
                    .add("never", Level::Floor, {{"camera.allowed", false}})
                    .except("audit", "camera.allowed", true)
                    .of("camera.allowed");
    QVERIFY(effective.value == Value(false) && !effective.exceptions.front().applied);
    QCOMPARE(effective.exceptions.front().note, std::string("floor policy 'never' holds"));
}

void MergeTest::theLoosestOfSeveralExceptionsCounts() {
    const auto effective = Case()
                               .add("slow", Level::Org, {{"network.bandwidthLimit", number(1000)}})
                               .except("video", "network.bandwidthLimit", number(8000))
                               .except("music", "network.bandwidthLimit", number(2000))
                               .of("network.bandwidthLimit");
    QVERIFY(effective.value == number(8000));
    QCOMPARE(effective.exceptions.front().exception, std::string("music"));
    QVERIFY(!effective.exceptions.front().applied && effective.exceptions.back().applied);
    QCOMPARE(effective.exceptions.front().note, std::string("another exception is looser"));
}

void MergeTest::anExceptionThatNothingBitesIsReported() {
    const auto effective =
        Case().add("open", Level::Org, {{"camera.allowed", true}}).except("audit", "camera.allowed", true).of("camera.allowed");
    QVERIFY(!effective.exceptions.front().applied);
    QCOMPARE(effective.exceptions.front().note, std::string("nothing is stricter"));
    QVERIFY(Case().except("audit", "camera.allowed", true).merge()->empty());
}

void MergeTest::aFailedConditionRestrictsAndGrantsNothing() {
    const auto effective = Case()
                               .add("dark", Level::Org, {{"camera.allowed", false}}, "no such key: model")
                               .except("audit", "camera.allowed", true, "divide by zero")
                               .of("camera.allowed");
    QVERIFY(effective.value == Value(false));
    QCOMPARE(effective.contributions.front().conditionError, std::string("no such key: model"));
    QCOMPARE(effective.exceptions.front().note, std::string("the condition failed: divide by zero"));
}

void MergeTest::anInvalidPolicyIsNamed() {
    const auto merged = Case().add("broken", Level::Group, {{"no.such", true}}).merge();
    QCOMPARE(merged.error().code, base::ErrorCode::InvalidInput);
    QVERIFY(merged.error().message.find("broken") != std::string::npos);
    QVERIFY(!Case().add("broken", Level::Group, {{"camera.allowed", number(1)}}).merge().ok());
    QVERIFY(!Case().except("odd", "camera.allowed", number(1)).merge().ok());
}

void MergeTest::theStrongestLevelDecidesAnExclusive() {
    const auto effective = Case()
                               .add("house", Level::Default, {{"time.zone", std::string("Europe/Vienna")}})
                               .add("branch", Level::Group, {{"time.zone", std::string("Asia/Tokyo")}})
                               .except("traveller", "time.zone", std::string("Europe/Paris"))
                               .of("time.zone");
    QVERIFY(effective.value == Value(std::string("Asia/Tokyo")));
    QVERIFY(effective.contributions[0].won && !effective.contributions[1].won);
    QVERIFY(!effective.exceptions.front().applied);
}

void MergeTest::exclusivesOfEqualRankContradict() {
    const auto merged = Case()
                            .add("tokyo", Level::Group, {{"time.zone", std::string("Asia/Tokyo")}})
                            .add("vienna", Level::Group, {{"time.zone", std::string("Europe/Vienna")}})
                            .merge();
    QCOMPARE(merged.error().code, base::ErrorCode::Conflict);
    for (const char* word : {"time.zone", "'tokyo'", "'vienna'", "level group"})
        QVERIFY2(merged.error().message.find(word) != std::string::npos, merged.error().message.c_str());
}

void MergeTest::anAtomicGroupComesWholeFromOnePolicy() {
    const std::string org = "vpn.org.example", group = "vpn.group.example";
    const auto merged = Case()
                            .add("org", Level::Org, {{"vpn.server", org}})
                            .add("team", Level::Group, {{"vpn.server", group}, {"vpn.lockdown", true}})
                            .merge();
    QVERIFY(merged->at("vpn.server").value == Value(org));
    QVERIFY(!merged->contains("vpn.lockdown"));
    const auto contradiction = Case()
                                   .add("bare", Level::Group, {{"vpn.server", group}})
                                   .add("team", Level::Group, {{"vpn.server", group}, {"vpn.lockdown", true}})
                                   .merge();
    QCOMPARE(contradiction.error().code, base::ErrorCode::Conflict);
    QVERIFY(contradiction.error().message.find("group vpn") != std::string::npos);
}

void MergeTest::aFailedConditionDecidesNoExclusive() {
    const auto merged = Case()
                            .add("house", Level::Default, {{"time.zone", std::string("Europe/Vienna")}})
                            .add("branch", Level::Floor, {{"time.zone", std::string("Asia/Tokyo")}}, "no such key: model")
                            .merge();
    const auto& effective = merged->at("time.zone");
    QVERIFY(effective.value == Value(std::string("Europe/Vienna")));
    QVERIFY(effective.contributions.front().policy == "branch" && !effective.contributions.front().won);
}

QTEST_GUILESS_MAIN(MergeTest)
#include "merge_test.moc"
