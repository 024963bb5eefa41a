#include <QTest>

#include "policy/condition_logic.h"
#include "tests/policy/checked_condition.h"

using policy::testing::checkedCondition;

namespace {

bool mayHold(const QString& a, const QString& b, bool bHolds = true) {
    const auto first = checkedCondition(a.toStdString()), second = checkedCondition(b.toStdString());
    const policy::ConditionClaim claims[] = {{&first, true}, {&second, bHolds}};
    return policy::canHoldTogether(claims, {});
}

}  // namespace

class ConditionLogicTest : public QObject {
    Q_OBJECT
private slots:
    void contradictionsAreFound_data();
    void contradictionsAreFound();
    void whatCanHoldTogetherIsNotRefused_data();
    void whatCanHoldTogetherIsNotRefused();
    void aConditionAndItsOppositeExcludeEachOther_data();
    void aConditionAndItsOppositeExcludeEachOther();
    void targetsCountAsClaims();
    void anEnormousConditionIsGivenUpOn();
};

void ConditionLogicTest::contradictionsAreFound_data() {
    QTest::addColumn<QString>("a");
    QTest::addColumn<QString>("b");
    const auto row = [](const char* name, const char* a, const char* b) { QTest::newRow(name) << a << b; };
    row("two constants", R"(phone.persona == "work")", R"(phone.persona == "personal")");
    row("constant on the left", R"("work" == phone.persona)", R"(phone.persona == "personal")");
    row("equal and unequal", R"(phone.persona == "work")", R"(phone.persona != "work")");
    row("disjoint sets", R"(phone.persona in ["work", "lab"])", R"(phone.persona in ["personal", "guest"])");
    row("outside the set", R"(phone.persona == "work")", R"(!(phone.persona in ["work", "lab"]))");
    row("set used up", R"(phone.persona in ["a", "b"])", R"(phone.persona != "a" && phone.persona != "b")");
    row("ranges", "phone.memoryMiB < 1024", "phone.memoryMiB >= 1024");
    row("no whole number between", "phone.memoryMiB > 3", "phone.memoryMiB < 4");
    row("range and constant", "phone.memoryMiB > 2048", "phone.memoryMiB == 1024");
    row("range and set", "phone.memoryMiB > 2048", "phone.memoryMiB in [512, 1024, 2048]");
    row("mirrored range", "1024 > phone.memoryMiB", "phone.memoryMiB > 4096");
    row("only one number left", "phone.cpus >= 2 && phone.cpus <= 2", "phone.cpus != 2");
    row("versions", R"(phone.desiredRelease < version("2.0"))", R"(phone.desiredRelease >= version("2.0.0"))");
    row("points in time", R"(now < timestamp("2026-01-01T00:00:00Z"))", R"(now > timestamp("2026-06-01T00:00:00Z"))");
    row("spans of time", R"(now - device.enrolledAt < duration("24h"))", R"(now - device.enrolledAt > duration("48h"))");
    row("a flag", "device.online", "!device.online");
    row("a flag compared", "device.online == false", "device.online");
    row("the same predicate", R"("sales" in user.groups)", R"(!("sales" in user.groups))");
    row("two variables", "phone.release < phone.desiredRelease", "phone.release >= phone.desiredRelease");
    row("two variables, swapped", "phone.name == device.name", "device.name != phone.name");
    row("beginnings", R"(device.model.startsWith("pixel"))", R"(device.model.startsWith("galaxy"))");
    row("beginning and constant", R"(device.model.startsWith("pixel"))", R"(device.model == "galaxy-8")");
    row("pattern and constant", R"(device.model.matches("^px-[0-9]+$"))", R"(device.model in ["galaxy", "px-x"])");
    row("ending and set", R"(device.model.endsWith("-pro") && device.model in ["a", "b"])", "true");
    row("below an or", R"(phone.persona == "a" || phone.persona == "b")", R"(phone.persona == "c")");
    row("below a not", R"(!(phone.persona == "a" || device.online))", "device.online");
    row("below a choice", R"(device.online ? phone.persona == "a" : phone.persona == "b")", R"(phone.persona == "c")");
    row("the choice's condition", R"(device.online ? phone.persona == "a" : phone.persona == "b")", R"(device.online && phone.persona == "b")");
    row("constant false", "false", "true");
    row("computed false", R"(size("abc") > 3)", "true");
    row("absent and read", "!has(user.email)", R"(user.email == "a@b")");
    row("absent though always there", "!has(device.id)", "true");
    row("labels", R"(device.labels["site"] == "vienna")", R"(device.labels["site"] == "tokyo")");
    row("an empty set", "phone.persona in []", "true");
    row("a part that fails", R"(timestamp("nonsense") < now)", "true");
}

void ConditionLogicTest::contradictionsAreFound() {
    QFETCH(QString, a);
    QFETCH(QString, b);
    QVERIFY(!mayHold(a, b));
    QVERIFY(!mayHold(b, a));
}

void ConditionLogicTest::whatCanHoldTogetherIsNotRefused_data() {
    QTest::addColumn<QString>("a");
    QTest::addColumn<QString>("b");
    const auto row = [](const char* name, const char* a, const char* b) { QTest::newRow(name) << a << b; };
    row("different attributes", R"(phone.persona == "work")", R"(phone.name == "personal")");
    row("overlapping sets", R"(phone.persona in ["a", "b"])", R"(phone.persona in ["b", "c"])");
    row("touching ranges", "phone.memoryMiB <= 1024", "phone.memoryMiB >= 1024");
    row("one beginning within the other", R"(device.model.startsWith("px"))", R"(device.model.startsWith("px-9"))");
    row("one branch is left", R"(phone.persona == "a" || phone.persona == "b")", R"(phone.persona == "b")");
    row("groups", R"("sales" in user.groups)", R"(!("pilots" in user.groups))");
    row("different labels", R"(device.labels["site"] == "vienna")", R"(device.labels["floor"] == "tokyo")");
    row("pattern and constant", R"(device.model.matches("^px-[0-9]+$"))", R"(device.model == "px-9")");
    row("a local of the same name", R"(["x"].exists(phone, phone == "x"))", R"(phone.persona == "work")");
    row("not a number", "!(phone.cpus < 0.0 / 0.0)", "!(phone.cpus >= 0.0 / 0.0)");
    row("lists", R"(user.groups == ["a"])", R"(size(user.groups) == 1)");
    row("any of them", R"(user.groups.exists(g, g == "a"))", R"(user.groups.exists(g, g == "b"))");
    row("absent or read", R"(!has(user.email) || user.email == "a@b")", "has(user.email)");
    row("the same", R"(phone.persona == "work")", R"(phone.persona == "work")");
    row("versions that are equal", R"(phone.desiredRelease == version("1.0"))", R"(phone.desiredRelease == version("1.0.0"))");
}

void ConditionLogicTest::whatCanHoldTogetherIsNotRefused() {
    QFETCH(QString, a);
    QFETCH(QString, b);
    QVERIFY(mayHold(a, b));
    QVERIFY(mayHold(b, a));
}

void ConditionLogicTest::aConditionAndItsOppositeExcludeEachOther_data() {
    QTest::addColumn<QString>("condition");
    for (const char* condition :
         {R"(phone.persona == "work")", "phone.memoryMiB > 1024", "device.online", R"(device.model.matches("^p"))", "user.groups.all(g, g != \"x\")",
          R"(device.online && phone.persona == "work" || phone.cpus > 2)", R"(device.online ? phone.cpus > 2 : phone.cpus < 2)",
          R"(now - device.enrolledAt > duration("1h"))", R"(phone.persona in ["a", "b"])", "has(user.email)"})
        QTest::newRow(condition) << condition;
}

void ConditionLogicTest::aConditionAndItsOppositeExcludeEachOther() {
    QFETCH(QString, condition);
    QVERIFY(!mayHold(condition, condition, false));
    QVERIFY(!mayHold(condition, "!(" + condition + ")"));
    QVERIFY(mayHold("true", condition));
    QVERIFY(mayHold("true", condition, false));
}

void ConditionLogicTest::targetsCountAsClaims() {
    const auto condition = checkedCondition(R"(phone.persona == "work" && device.id.startsWith("hs-"))");
    const policy::ConditionClaim claim{&condition, true};
    const auto may = [&](std::vector<policy::AttributeClaim> attributes) { return policy::canHoldTogether({&claim, 1}, attributes); };
    QVERIFY(may({{"phone.persona", "work"}}));
    QVERIFY(!may({{"phone.persona", "personal"}}));
    QVERIFY(!may({{"device.id", "x-1"}}));
    QVERIFY(!policy::canHoldTogether({}, std::vector<policy::AttributeClaim>{{"phone.id", "a"}, {"phone.id", "b"}}));
}

void ConditionLogicTest::anEnormousConditionIsGivenUpOn() {
    std::string text = "true";
    for (int i = 0; i < 60; ++i) text += " && (phone.cpus == " + std::to_string(i) + " || phone.memoryMiB == " + std::to_string(i) + ")";
    const auto condition = checkedCondition(text);
    const policy::ConditionClaim claim{&condition, true};
    QElapsedTimer timer;
    timer.start();
    policy::canHoldTogether({&claim, 1}, {});
    QVERIFY(timer.elapsed() < 10'000);
}

QTEST_GUILESS_MAIN(ConditionLogicTest)
#include "condition_logic_test.moc"
