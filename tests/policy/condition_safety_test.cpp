#include <QTest>

#include "policy/condition_safety.h"
#include "tests/policy/checked_condition.h"

class ConditionSafetyTest : public QObject {
    Q_OBJECT
private slots:
    void whatCanFailIsNamed_data();
    void whatCanFailIsNamed();
    void whatIsGuardedDoesNotFail_data();
    void whatIsGuardedDoesNotFail();
    void eachThingIsNamedOnce();
};

void ConditionSafetyTest::whatCanFailIsNamed_data() {
    QTest::addColumn<QString>("condition");
    QTest::addColumn<QString>("what");
    QTest::addColumn<bool>("always");
    const auto row = [](const char* condition, const char* what, bool always = false) { QTest::newRow(condition) << condition << what << always; };
    row(R"(user.email == "a")", "user.email may be absent");
    row(R"(has(user.email) || user.email == "a")", "user.email may be absent");
    row(R"(has(user.name) && user.email == "a")", "user.email may be absent");
    row(R"(!has(user.email) && user.email == "a")", "user.email may be absent");
    row(R"((has(user.email) || device.online) && user.email == "a")", "user.email may be absent");
    row(R"(device.labels["site"] == "vienna")", "the key may be missing");
    row(R"(device.labels.site == "vienna")", "device.labels.site may be missing");
    row(R"(has(user.labels.site))", "user.labels may be absent");
    row(R"(has(user.groups) && user.groups[0] == "a")", "shorter than that index");
    row(R"(has(user.groups) && !(size(user.groups) > 0) && user.groups[0] == "a")", "shorter than that index");
    row(R"(has(user.groups) && size(user.groups) > 1 && user.groups[2] == "a")", "shorter than that index");
    row(R"(has(user.groups) && size(user.groups) > phone.cpus && user.groups[phone.cpus] == "a")", "shorter than that index");
    row(R"(version(device.model) > version("1.0"))", "version() fails");
    row(R"(int(device.model) > 3)", "int() fails");
    row(R"(device.name.matches(device.model))", "the pattern is not constant");
    row(R"(device.name.matches("a["))", "no regular expression", true);
    row("100 / phone.cpus > 3", "may divide by zero");
    row("phone.cpus / 0 > 3", "divides by zero", true);
    row(R"(now > timestamp("yesterday"))", "always fails", true);
    row(R"(["a"].exists(x, x == user.email))", "user.email may be absent");
}

void ConditionSafetyTest::whatCanFailIsNamed() {
    QFETCH(QString, condition);
    QFETCH(QString, what);
    QFETCH(bool, always);
    const auto failures = policy::possibleFailures(policy::testing::checkedCondition(condition.toStdString()));
    QCOMPARE(failures.size(), std::size_t{1});
    QVERIFY2(QString::fromStdString(failures[0].what).contains(what), failures[0].what.c_str());
    QCOMPARE(failures[0].always, always);
    QVERIFY(!failures[0].advice.empty());
}

void ConditionSafetyTest::whatIsGuardedDoesNotFail_data() {
    QTest::addColumn<QString>("condition");
    for (const char* condition :
         {R"(phone.persona == "work" && device.online)", R"(has(user.email) && user.email == "a")", R"(user.email == "a" && has(user.email))",
          R"(!has(user.email) || user.email == "a")", R"(has(user.email) ? user.email == "a" : false)", R"(!has(user.email) ? false : user.email == "a")",
          R"(device.online && (has(user.email) && user.email.endsWith("x")))", R"("site" in device.labels && device.labels["site"] == "vienna")",
          R"(has(device.labels.site) && device.labels["site"] == "vienna")", R"("site" in device.labels && device.labels.site == "vienna")",
          R"(has(user.groups) && size(user.groups) > 0 && user.groups[0] == "a")", R"(has(user.groups) && 2 <= user.groups.size() && user.groups[1] == "a")", R"(has(user.groups) && !(size(user.groups) == 0) && user.groups[0] == "a")",
          R"(has(user.groups) && (size(user.groups) < 2 || user.groups[1] == "a"))", R"(isVersion(device.model) && version(device.model) > version("1.0"))",
          "phone.cpus != 0 && 100 / phone.cpus > 3", "100 / phone.cpus > 3 && phone.cpus > 0", R"(device.name.matches("^a[0-9]+"))",
          R"(now > timestamp("2026-01-01T00:00:00Z"))", R"(user.?email.orValue("") == "a")", R"(!(has(user.email) && user.email == "a"))",
          R"(!(!has(user.email) || user.email == "a"))", R"(int(phone.cpus) > 2)", R"(device.capabilities.exists(c, c == "camera"))"})
        QTest::newRow(condition) << condition;
}

void ConditionSafetyTest::whatIsGuardedDoesNotFail() {
    QFETCH(QString, condition);
    const auto failures = policy::possibleFailures(policy::testing::checkedCondition(condition.toStdString()));
    QVERIFY2(failures.empty(), failures.empty() ? "" : failures[0].what.c_str());
}

void ConditionSafetyTest::eachThingIsNamedOnce() {
    const auto failures =
        policy::possibleFailures(policy::testing::checkedCondition(R"(user.email == "a" || user.email == "b" || user.name == "c")"));
    QCOMPARE(failures.size(), std::size_t{2});
    QVERIFY(failures[0].position.offset < failures[1].position.offset);
}

QTEST_GUILESS_MAIN(ConditionSafetyTest)
#include "condition_safety_test.moc"
