#include <QTest>
#include <algorithm>
#include <random>

#include "policy/merge.h"

using policy::AssignedPolicy;
using policy::Level;
using policy::MergeOperator;
using policy::Value;

namespace {

Value number(std::int64_t n) { return n; }

bool atLeastAsStrict(MergeOperator op, const Value& strict, const Value& loose) {
    switch (op) {
        case MergeOperator::Or: return std::get<bool>(strict) || !std::get<bool>(loose);
        case MergeOperator::And: return !std::get<bool>(strict) || std::get<bool>(loose);
        case MergeOperator::Min: return std::get<std::int64_t>(strict) <= std::get<std::int64_t>(loose);
        case MergeOperator::Max: return std::get<std::int64_t>(strict) >= std::get<std::int64_t>(loose);
        case MergeOperator::Union:
        case MergeOperator::Intersect:
        case MergeOperator::EnumJoin:
        case MergeOperator::Exclusive: return strict == loose;
    }
    return false;
}

/// Random policies over all settings that have an order; levels without `default`, which is allowed to be overridden.
class PolicySource {
public:
    explicit PolicySource(unsigned seed) : m_random(seed) {}
    std::vector<AssignedPolicy> take(std::size_t count) {
        std::vector<AssignedPolicy> all;
        for (std::size_t i = 0; i < count; ++i) all.push_back(one("p" + std::to_string(i)));
        return all;
    }
    AssignedPolicy one(std::string name) {
        AssignedPolicy assigned{{std::move(name), "", {}}, static_cast<Level>(m_random() % 4)};
        for (const auto& setting : policy::allSettings()) {
            if (m_random() % 2 == 0 || setting.type == policy::ValueType::Text) continue;
            assigned.policy.settings[std::string(setting.name)] =
                setting.type == policy::ValueType::Boolean
                    ? Value(m_random() % 2 == 0)
                    : number(setting.least + static_cast<std::int64_t>(m_random() % 1000));
        }
        return assigned;
    }
    std::mt19937& random() { return m_random; }

private:
    std::mt19937 m_random;
};

}  // namespace

class MergeTest : public QObject {
    Q_OBJECT
private slots:
    void theStricterValueWinsWhateverItsLevel();
    void aDefaultCountsOnlyWhereNobodyElseSpeaks();
    void theExplanationNamesWinnersAndLosers();
    void theOrderAndRepetitionOfPoliciesDoNotMatter();
    void addingAPolicyNeverLoosens();
    void replayingTheWinnersGivesTheValue();
    void anInvalidPolicyIsNamed();
};

void MergeTest::theStricterValueWinsWhateverItsLevel() {
    const auto merged = policy::mergePolicies({{{"org", "", {{"camera.allowed", true}, {"network.bandwidthLimit", number(9000)}}}, Level::Org},
                                               {{"team", "", {{"camera.allowed", false}, {"network.bandwidthLimit", number(2000)}}}, Level::Device}});
    const auto values = policy::effectiveValues(merged.value());
    QVERIFY(values.at("camera.allowed") == Value(false));
    QVERIFY(values.at("network.bandwidthLimit") == number(2000));
}

void MergeTest::aDefaultCountsOnlyWhereNobodyElseSpeaks() {
    const AssignedPolicy fallback{{"fallback", "", {{"camera.allowed", false}}}, Level::Default};
    QVERIFY(policy::mergePolicies({fallback})->at("camera.allowed").value == Value(false));
    const AssignedPolicy team{{"team", "", {{"camera.allowed", true}}}, Level::Group};
    QVERIFY(policy::mergePolicies({fallback, team})->at("camera.allowed").value == Value(true));
}

void MergeTest::theExplanationNamesWinnersAndLosers() {
    const auto merged = policy::mergePolicies({{{"wide", "", {{"camera.allowed", true}}}, Level::Floor},
                                               {{"tight", "", {{"camera.allowed", false}}}, Level::Group}});
    const auto& said = merged->at("camera.allowed").contributions;
    QCOMPARE(said.size(), std::size_t{2});
    QVERIFY(said[0].policy == "wide" && !said[0].won);
    QVERIFY(said[1].policy == "tight" && said[1].won);
}

void MergeTest::theOrderAndRepetitionOfPoliciesDoNotMatter() {
    PolicySource source(1);
    for (int round = 0; round < 2000; ++round) {
        auto policies = source.take(1 + source.random()() % 6);
        const auto expected = policy::effectiveValues(policy::mergePolicies(policies).value());
        std::shuffle(policies.begin(), policies.end(), source.random());
        policies.push_back(policies.front());
        QVERIFY(policy::effectiveValues(policy::mergePolicies(policies).value()) == expected);
    }
}

void MergeTest::addingAPolicyNeverLoosens() {
    PolicySource source(2);
    for (int round = 0; round < 2000; ++round) {
        auto policies = source.take(1 + source.random()() % 5);
        const auto before = policy::effectiveValues(policy::mergePolicies(policies).value());
        policies.push_back(source.one("added"));
        const auto after = policy::effectiveValues(policy::mergePolicies(policies).value());
        for (const auto& [name, value] : before)
            QVERIFY(atLeastAsStrict(policy::findSetting(name)->merge, after.at(name), value));
    }
}

void MergeTest::replayingTheWinnersGivesTheValue() {
    PolicySource source(3);
    for (int round = 0; round < 500; ++round) {
        const auto merged = policy::mergePolicies(source.take(1 + source.random()() % 5));
        for (const auto& [name, setting] : *merged) {
            const bool anyWinner = std::any_of(setting.contributions.begin(), setting.contributions.end(),
                                               [&](const auto& c) { return c.won && c.value == setting.value; });
            QVERIFY(anyWinner);
        }
    }
}

void MergeTest::anInvalidPolicyIsNamed() {
    const auto merged = policy::mergePolicies({{{"broken", "", {{"no.such", true}}}, Level::Group}});
    QCOMPARE(merged.error().code, base::ErrorCode::InvalidInput);
    QVERIFY(merged.error().message.find("broken") != std::string::npos);
}

QTEST_GUILESS_MAIN(MergeTest)
#include "merge_test.moc"
