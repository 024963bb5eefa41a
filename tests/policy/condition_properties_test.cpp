// What is proved of conditions without evaluating them, compared with evaluating them: 20,000 random pairs of conditions, each on 24 random phones. Another
// number with RC_PARAMS="max_success=N".
#include <QTest>
#include <array>
#include <cstdio>

#include "policy/cel/expression.h"
#include "policy/condition_logic.h"
#include "policy/condition_safety.h"
#include "policy/facts_activation.h"
#include "tests/policy/merge_cases.h"
#include "tests/policy/sample_facts.h"

using namespace policy;
using namespace policy::testing;

namespace {

constexpr int kCases = 20'000;
constexpr int kPhones = 24;
const base::Timestamp kNow = base::parseTimestamp("2026-06-01T00:00:00Z").value();

constexpr std::array kAtoms{
    R"(phone.persona == "work")", R"(phone.persona != "work")", R"("lab" == phone.persona)", R"(phone.persona in ["work", "lab"])",
    R"(phone.persona in ["personal"])", R"(phone.persona.startsWith("w"))", R"(phone.persona.startsWith("l"))", R"(phone.persona.matches("^.a"))",
    "phone.cpus > 2", "phone.cpus < 3", "phone.cpus >= 2", "phone.cpus <= 1", "phone.cpus == 2", "phone.cpus != 2", "2 < phone.cpus",
    "phone.cpus > 1.5", "phone.cpus in [1, 4]", "phone.cpus == phone.memoryMiB", "phone.cpus < phone.memoryMiB", "phone.memoryMiB <= phone.cpus",
    "device.online", "device.online == false", "device.online != true", R"(device.model == "px-9")", R"(device.model.startsWith("px"))",
    R"(device.model.matches("^px-[0-9]$"))", R"(size(device.model) > 3)", "has(user.email)", R"(user.email == "a@x")", R"(user.email != "a@x")",
    R"(user.email.endsWith("y"))", R"(user.email in ["a@x", "b@y"])", R"("sales" in user.groups)", "size(user.groups) > 0", R"(user.groups[0] == "sales")",
    "has(user.groups)", R"(user.groups.exists(g, g == "pilots"))", R"(user.groups.all(g, g != "pilots"))", R"(device.labels["site"] == "vienna")",
    R"("site" in device.labels)", "has(device.labels.site)", R"(device.labels.site == "tokyo")", R"(phone.release < version("2.0"))",
    R"(phone.release >= version("2.0.0"))", "phone.release == phone.desiredRelease", "phone.release != phone.desiredRelease", "has(phone.release)",
    R"(isVersion(device.model) && version(device.model) > version("1"))", R"(version(device.model) > version("1"))",
    R"(now > timestamp("2026-01-01T00:00:00Z"))", R"(now < timestamp("2026-01-01T00:00:00Z"))", R"(now - device.enrolledAt > duration("24h"))",
    "100 / (phone.cpus - 1) > 40", "phone.cpus - 1 != 0", "true", "false", R"(user.?email.orValue("") == "a@x")",
};

std::string drawCondition(Draw& draw, int depth) {
    if (depth == 0 || draw.oneIn(4)) return kAtoms[draw.below(kAtoms.size())];
    const auto part = [&] { return "(" + drawCondition(draw, depth - 1) + ")"; };
    switch (draw.below(6)) {
        case 0:
        case 1: return part() + " && " + part();
        case 2:
        case 3: return part() + " || " + part();
        case 4: return "!" + part();
        default: return part() + " ? " + part() + " : " + part();
    }
}

PhoneFacts drawFacts(Draw& draw) {
    const auto text = [](const char* value) { return AttributeValue(std::string(value)); };
    const auto one = [&](std::initializer_list<AttributeValue> values) { return values.begin()[draw.below(values.size())]; };
    const auto list = [](std::vector<std::string> values) { return AttributeValue(std::move(values)); };
    return sampleFacts("vp-1", {{"phone.persona", one({text("work"), text("lab"), text("personal")})},
                                {"phone.cpus", static_cast<std::int64_t>(1 + draw.below(4))},
                                {"phone.memoryMiB", static_cast<std::int64_t>(1 + draw.below(4))},
                                {"device.online", draw.oneIn(2)},
                                {"device.model", one({text("px-9"), text("px-x"), text("9"), text("")})},
                                {"device.enrolledAt", kNow - std::chrono::hours(draw.below(48))},
                                {"device.labels", one({list({}), list({"site", "vienna"}), list({"site", "tokyo"})})},
                                {"phone.release", one({{}, text("1.0.0"), text("2.0.0")})},
                                {"phone.desiredRelease", one({text("1.0.0"), text("2.0.0")})},
                                {"user.email", one({{}, text("a@x"), text("b@y")})},
                                {"user.groups", one({{}, list({}), list({"sales"}), list({"pilots", "sales"})})}});
}

struct ConditionPair {
    std::string a, b;
    std::uint64_t seed = 0;
};

void showValue(const ConditionPair& pair, std::ostream& out) { out << "\n  " << pair.a << "\n  " << pair.b << "\n  seed " << pair.seed; }

cel::Expression compiled(const std::string& source) { return cel::compile(source, conditionEnvironment(), {cel::TypeKind::Bool, {}, {}}).value(); }

}  // namespace

namespace rc {

template <>
struct Arbitrary<ConditionPair> {
    static Gen<ConditionPair> arbitrary() {
        return [](const Random& random, int) {
            Random source(random);
            Draw draw(source.next());
            ConditionPair pair{drawCondition(draw, 2), drawCondition(draw, 2), draw.below(UINT64_MAX)};
            return shrinkable::just(std::move(pair));
        };
    }
};

}  // namespace rc

class ConditionPropertiesTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void whatIsProvedImpossibleNeverHappens();
    void whatIsProvedSafeNeverFails();
};

void ConditionPropertiesTest::initTestCase() {
    if (!qEnvironmentVariableIsSet("RC_PARAMS")) qputenv("RC_PARAMS", "max_success=" + QByteArray::number(kCases));
}

void ConditionPropertiesTest::whatIsProvedImpossibleNeverHappens() {
    long long cases = 0, impossible = 0, met = 0;
    QVERIFY(rc::check("a proof of exclusion is right", [&](const ConditionPair& pair) {
        const auto a = compiled(pair.a), b = compiled(pair.b);
        Draw draw(pair.seed);
        const bool bHolds = draw.oneIn(2);
        const ConditionClaim claims[] = {{a.checked.get(), true}, {b.checked.get(), bHolds}};
        const bool may = canHoldTogether(claims, {});
        bool happened = false;
        for (int i = 0; i < kPhones; ++i) {
            const FactsActivation activation(drawFacts(draw), kNow);
            const auto second = b.program->evaluate(activation);
            happened = happened || (a.program->evaluate(activation).isTrue() && (bHolds ? second.isTrue() : second.isFalse()));
        }
        ++cases;
        impossible += may ? 0 : 1;
        met += happened ? 1 : 0;
        return may || !happened;
    }));
    std::printf("exclusion: %lld pairs, %lld proved impossible, %lld seen to happen, %lld neither\n", cases, impossible, met, cases - impossible - met);
    QVERIFY(impossible > 0 && met > 0);
}

void ConditionPropertiesTest::whatIsProvedSafeNeverFails() {
    long long cases = 0, safe = 0, failed = 0;
    QVERIFY(rc::check("a condition without findings does not fail", [&](const ConditionPair& pair) {
        const auto condition = compiled(pair.a);
        const bool isSafe = possibleFailures(*condition.checked).empty();
        Draw draw(pair.seed);
        bool happened = false;
        for (int i = 0; i < kPhones; ++i) happened = happened || condition.program->evaluate(FactsActivation(drawFacts(draw), kNow)).isError();
        ++cases;
        safe += isSafe ? 1 : 0;
        failed += happened ? 1 : 0;
        return !isSafe || !happened;
    }));
    std::printf("safety: %lld conditions, %lld proved safe, %lld seen to fail\n", cases, safe, failed);
    QVERIFY(safe > 0 && failed > 0);
}

QTEST_GUILESS_MAIN(ConditionPropertiesTest)
#include "condition_properties_test.moc"
