#include <QTest>
#include <nlohmann/json.hpp>
#include <set>

#include "policy/policy.h"
#include "policy/setting.h"

using policy::Value;

class SettingTest : public QObject {
    Q_OBJECT
private slots:
    void everySettingIsDeclaredOnceAndWhole();
    void aMisspelledSettingIsAnsweredWithTheNearestOne();
    void aValueOfTheWrongTypeOrOutOfBoundsIsRefused();
    void valuesSurviveJson();
    void aFractionIsNoValue();
};

void SettingTest::everySettingIsDeclaredOnceAndWhole() {
    std::set<std::string_view> names;
    for (const auto& setting : policy::allSettings()) {
        QVERIFY(names.insert(setting.name).second);
        QVERIFY(setting.description.ends_with('.'));
        if (setting.type == policy::ValueType::Integer) QVERIFY(setting.least < setting.most && !setting.unit.empty());
        const bool booleanMerge = setting.merge == policy::MergeOperator::Or || setting.merge == policy::MergeOperator::And;
        QCOMPARE(setting.type == policy::ValueType::Boolean, booleanMerge);
    }
}

void SettingTest::aMisspelledSettingIsAnsweredWithTheNearestOne() {
    const auto checked = policy::checkSetting("camera.alowed", Value(true));
    QVERIFY(!checked.ok());
    QCOMPARE(checked.error().code, base::ErrorCode::InvalidInput);
    QVERIFY(checked.error().message.find("did you mean 'camera.allowed'") != std::string::npos);
}

void SettingTest::aValueOfTheWrongTypeOrOutOfBoundsIsRefused() {
    QVERIFY(policy::checkSetting("camera.allowed", Value(true)).ok());
    QVERIFY(!policy::checkSetting("camera.allowed", Value(std::int64_t{1})).ok());
    QVERIFY(policy::checkSetting("network.bandwidthLimit", Value(std::int64_t{8})).ok());
    QVERIFY(!policy::checkSetting("network.bandwidthLimit", Value(std::int64_t{7})).ok());
    QVERIFY(!policy::checkSetting("network.bandwidthLimit", Value(std::string("fast"))).ok());
    const policy::Policy wrong{"quiet", "", {{"lease.duration", Value(std::int64_t{1})}}};
    QVERIFY(policy::checkPolicy(wrong).error().message.find("quiet") != std::string::npos);
    QVERIFY(!policy::checkPolicy({"Not A Name", "", {}}).ok());
}

void SettingTest::valuesSurviveJson() {
    for (const Value& value : {Value(true), Value(std::int64_t{-5}), Value(std::string("x"))})
        QVERIFY(policy::valueFromJson(policy::valueToJson(value)).value() == value);
}

void SettingTest::aFractionIsNoValue() {
    QVERIFY(!policy::valueFromJson(base::Json(1.5)).ok());
    QVERIFY(!policy::valueFromJson(base::Json(UINT64_MAX)).ok());
}

QTEST_GUILESS_MAIN(SettingTest)
#include "setting_test.moc"
