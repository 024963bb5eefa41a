// What people are told about the mistakes they typically make in conditions, kept in a golden file.
// TWINSET_UPDATE_GOLDEN=1 writes it anew.
#include <QTest>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "policy/attribute.h"
#include "policy/cel/expression.h"

namespace {

constexpr const char* kGolden = TWINSET_SOURCE_DIR "/tests/golden/cel/checker_messages.txt";

constexpr const char* kMistakes[] = {
    // names
    "devic.model == 'Pixel 8'",
    "device.modell == 'Pixel 8'",
    "model == 'Pixel 8'",
    "device.persona == 'work'",
    "device.colour == 'red'",
    "device.model == Pixel",
    "device.online == True",
    "has(user.mail)",
    "phone.labels['site'] == 'Bern'",
    "device.model.size > 3",
    "device.labels.site.name == 'Bern'",
    // functions
    "device.model.startWith('Pix')",
    "startsWith(device.model, 'Pix')",
    "device.model.length() > 3",
    "device.name.int() > 3",
    "now() > device.enrolledAt",
    "mth.abs(phone.cpus) > 2",
    "device.model.startsWith(8)",
    "device.model.startsWith('P', 2)",
    "device.agentVersion.startsWith('1')",
    "device.capabilities.exists(c)",
    "device.capabilities.exist(c, c == 'kvm')",
    "device.capabilities.exists(c, c)",
    "device.model.exists(c, c == 'x')",
    // unlike types
    "device.agentVersion >= '1.4.0'",
    "device.agentVersion >= 1.4",
    "device.lastSeenAt < '2026-01-31'",
    "now - device.lastSeenAt > 7",
    "now - device.lastSeenAt > '7d'",
    "device.lastSeenAt < duration('24h')",
    "device.enrolledAt < now - 3600",
    "device.online == 'true'",
    "phone.memoryMiB == '512'",
    "phone.memoryMiB == 0.5",
    "device.serial == 4711",
    "device.lastSeenAt == null",
    "device == 'handset-1'",
    "device.capabilities == 'kvm'",
    "device.capabilities in 'kvm'",
    "'sales' == user.groups",
    "1 in user.groups",
    "device.labels == 'Bern'",
    "device.labels[1] == 'Bern'",
    "user.groups['sales']",
    "user.?email == 'a@b.example'",
    "{'a': 1} < {'a': 2}",
    // texts that can never work
    "now - device.enrolledAt > duration('7d')",
    "device.enrolledAt > timestamp('2026-01-31')",
    "device.enrolledAt > timestamp('yesterday')",
    "device.agentVersion > version('one')",
    "device.model.matches('Pixel (8|9')",
    "cidr('10.0.0.0/8').containsIP(ip('10.0.0.300'))",
    "int('many') > 3",
    "now.getHours('Europe/Zurrich') < 8",
    // logic
    "device.model && device.online",
    "!phone.cpus",
    "phone.cpus ? true : false",
    "device.online ? 'yes' : 1",
    "device.model",
    "size(user.groups)",
    // what is not in the language
    "google.protobuf.Timestamp{seconds: 1} < now",
    "-device.model == 'x'",
    // several at once, over several lines
    "devic.online &&\n    phone.persona == 1 &&\n    user.emial.endsWith('.example')",
};

class OneZone final : public base::ZoneOffsets {
public:
    [[nodiscard]] std::optional<std::int32_t> offsetAt(std::string_view zone, std::int64_t) const override {
        return zone == "Europe/Zurich" ? std::optional<std::int32_t>(3600) : std::nullopt;
    }
};

base::Result<policy::cel::Expression> compileCondition(const char* source) {
    static const policy::cel::Environment environment = [] {
        policy::cel::Environment made = policy::conditionEnvironment();
        made.zones = std::make_shared<const OneZone>();
        return made;
    }();
    return policy::cel::compile(source, environment, policy::cel::Type{policy::cel::TypeKind::Bool, {}, {}});
}

std::string messages() {
    std::ostringstream out;
    for (const char* mistake : kMistakes) {
        const auto result = compileCondition(mistake);
        out << (result.ok() ? std::string("accepted: ") + mistake : result.error().message) << "\n\n";
    }
    return out.str();
}

}  // namespace

class CheckerMessagesTest : public QObject {
    Q_OBJECT

private slots:
    void mistakesAreExplainedAsTheGoldenFileHasIt() {
        const std::string got = messages();
        if (std::getenv("TWINSET_UPDATE_GOLDEN")) std::ofstream(kGolden) << got;
        std::ifstream file(kGolden);
        std::ostringstream expected;
        expected << file.rdbuf();
        if (got != expected.str()) std::cout << got;
        QVERIFY2(got == expected.str(),
                 "the messages are not those of tests/golden/cel/checker_messages.txt; if they are better, run with "
                 "TWINSET_UPDATE_GOLDEN=1");
    }

    void whatIsRightIsAccepted() {
        for (const char* right :
             {"now.getHours('Europe/Zurich') < 8", "now.getHours('+02:00') < 8", "device.model.matches('Pixel (8|9)')",
              "now - device.enrolledAt > duration('168h')", "device.agentVersion > version('14')"})
            QVERIFY2(compileCondition(right).ok(), right);
    }

    void noMistakeIsAcceptedAndEachHasAPlace() {
        for (const char* mistake : kMistakes) {
            const auto result = compileCondition(mistake);
            QVERIFY2(!result.ok(), mistake);
            QVERIFY2(result.error().message.starts_with("line "), mistake);
            QVERIFY2(result.error().message.find('^') != std::string::npos, mistake);
        }
    }
};

QTEST_GUILESS_MAIN(CheckerMessagesTest)
#include "checker_messages_test.moc"
