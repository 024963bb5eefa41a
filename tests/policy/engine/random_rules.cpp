#include "random_rules.h"

namespace policy {
namespace {

constexpr const char* kTexts[] = {"", "a", "alpha", "alps", "beta", "gamma-7", "1.2.0", "true"};
constexpr const char* kVersions[] = {"1.2.0", "1.2.0-beta.1", "2.0", "10.1.4", "not a version", "0.9.9+build"};
constexpr std::int64_t kNumbers[] = {0, 1, 2, 3, 7, -1, 4096, INT64_MAX, INT64_MIN};
constexpr const char* kSpans[] = {"1s", "90s", "15m", "1h", "36h", "168h", "-2h", "0.5s", "0.0001s", "2562047h"};
constexpr const char* kComparisons[] = {"==", "!=", "<", "<=", ">", ">="};
constexpr const char* kPatterns[] = {"^al", "a$", "[0-9]+", "", "(x|b)eta", "."};

const std::vector<std::string>& namesOf(AttributeType type) {
    static const auto byType = [] {
        std::vector<std::vector<std::string>> all(8);
        for (const Attribute& attribute : allAttributes()) all[static_cast<std::size_t>(attribute.type)].emplace_back(attribute.name);
        return all;
    }();
    return byType[static_cast<std::size_t>(type)];
}

std::string attribute(Choices& choices, AttributeType type) {
    const auto& names = namesOf(type);
    return names[choices.below(names.size())];
}

std::string text(Choices& choices) { return std::string("'") + choices.of(kTexts) + "'"; }
std::string comparison(Choices& choices) { return std::string(" ") + choices.of(kComparisons) + " "; }
std::string span(Choices& choices) { return std::string("duration('") + choices.of(kSpans) + "')"; }
std::string instant(Choices& choices) {
    constexpr const char* kEnds[] = {"0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z"};
    if (choices.oneIn(12)) return std::string("timestamp('") + choices.of(kEnds) + "')";
    return "timestamp('" + base::formatTimestamp(randomTime(choices)) + "')";
}

std::string textTest(Choices& choices) {
    const std::string name = attribute(choices, AttributeType::Text);
    switch (choices.below(10)) {
        case 0: return name + comparison(choices) + text(choices);
        case 1: return name + " in [" + text(choices) + ", " + text(choices) + "]";
        case 2: return name + ".startsWith(" + text(choices) + ")";
        case 3: return name + ".endsWith(" + text(choices) + ")";
        case 4: return name + ".contains(" + text(choices) + ")";
        case 5: return name + ".matches('" + choices.of(kPatterns) + "')";
        case 6: return "size(" + name + ") > " + std::to_string(choices.below(6));
        case 7: return name + comparison(choices) + attribute(choices, AttributeType::Text);
        case 8: return "has(" + name + ") && " + name + " == " + text(choices);
        default: return text(choices) + " != " + name;
    }
}

std::string versionTest(Choices& choices) {
    const std::string name = attribute(choices, AttributeType::Version);
    switch (choices.below(3)) {
        case 0: return name + comparison(choices) + "version('" + kVersions[choices.below(4)] + "')";
        case 1: return name + comparison(choices) + attribute(choices, AttributeType::Version);
        default: return "has(" + name + ")";
    }
}

std::string number(Choices& choices, int depth) {
    if (depth == 0 || choices.below(3) == 0)
        return choices.below(2) == 0 ? attribute(choices, AttributeType::Integer) : "(" + std::to_string(choices.of(kNumbers)) + ")";
    if (choices.oneIn(8)) return "-" + number(choices, 0);
    constexpr const char* kOperators[] = {" + ", " - ", " * ", " / ", " % "};
    const std::string left = number(choices, depth - 1), op = choices.of(kOperators);
    return "(" + left + op + number(choices, depth - 1) + ")";
}

std::string numberTest(Choices& choices) {
    switch (choices.below(4)) {
        case 0: return number(choices, 2) + " in [1, 2, " + std::to_string(choices.of(kNumbers)) + "]";
        case 1: return "has(" + attribute(choices, AttributeType::Integer) + ")";
        default: {
            const std::string left = number(choices, 2), op = comparison(choices);
            return left + op + number(choices, 2);
        }
    }
}

std::string timeValue(Choices& choices, int depth) {
    switch (choices.below(depth == 0 ? 3 : 4)) {
        case 0: return "now";
        case 1: return attribute(choices, AttributeType::Time);
        case 2: return instant(choices);
        default: {
            const std::string base = timeValue(choices, depth - 1);
            return "(" + base + (choices.below(2) == 0 ? " + " : " - ") + span(choices) + ")";
        }
    }
}

std::string solvedTimeTest(Choices& choices) {
    const std::string left = timeValue(choices, 2), op = comparison(choices);
    switch (choices.below(3)) {
        case 0: return left + op + timeValue(choices, 2);
        case 1: return "has(" + attribute(choices, AttributeType::Time) + ")";
        default: return "(" + left + " - " + timeValue(choices, 1) + ")" + op + span(choices);
    }
}

std::string coarseTimeTest(Choices& choices) {
    switch (choices.below(5)) {
        case 0: return "now.getHours()" + comparison(choices) + std::to_string(choices.below(24));
        case 1: return "now.getDayOfWeek('+02:00') in [0, 6]";
        case 2: return attribute(choices, AttributeType::Time) + ".getMinutes() > " + std::to_string(choices.below(60));
        case 3: return "[" + attribute(choices, AttributeType::Time) + ", now].exists(t, now - t > " + span(choices) + ")";
        default: return attribute(choices, AttributeType::Time) + ".getHours() == now.getHours()";
    }
}

std::string collectionTest(Choices& choices) {
    const std::string list = attribute(choices, AttributeType::TextList), map = attribute(choices, AttributeType::TextMap);
    switch (choices.below(7)) {
        case 0: return text(choices) + " in " + list;
        case 1: return list + ".exists(one, one.startsWith(" + text(choices) + "))";
        case 2: return "size(" + list + ") >= " + std::to_string(choices.below(3));
        case 3: return map + "['a'] == " + text(choices);
        case 4: return text(choices) + " in " + map;
        case 5: return "has(" + map + ".alpha)";
        default: return list + ".all(one, one != " + attribute(choices, AttributeType::Text) + ")";
    }
}

std::string leaf(Choices& choices, bool coarseTime) {
    switch (choices.below(9)) {
        case 0: return attribute(choices, AttributeType::Boolean);
        case 1: return versionTest(choices);
        case 2: return numberTest(choices);
        case 3: return collectionTest(choices);
        case 4: return coarseTime ? coarseTimeTest(choices) : "has(" + attribute(choices, AttributeType::Boolean) + ")";
        case 5: return choices.below(3) == 0 ? "1 / 0 == 1" : choices.below(2) == 0 ? "true" : "false";
        case 6: return solvedTimeTest(choices);
        default: return textTest(choices);
    }
}

std::string condition(Choices& choices, int depth, bool coarseTime) {
    if (depth == 0) return leaf(choices, coarseTime);
    const auto part = [&] { return "(" + condition(choices, depth - 1, coarseTime) + ")"; };
    switch (choices.below(8)) {
        case 0: case 1: {
            const std::string left = part();
            return left + " && " + part();
        }
        case 2: case 3: {
            const std::string left = part();
            return left + " || " + part();
        }
        case 4: return "!" + part();
        case 5: {
            const std::string asked = part(), yes = part();
            return asked + " ? " + yes + " : " + part();
        }
        case 6: {
            const std::string left = part();
            return left + (choices.below(2) == 0 ? " == " : " != ") + part();
        }
        default: return leaf(choices, coarseTime);
    }
}

AttributeValue randomValue(Choices& choices, const Attribute& attribute) {
    if (!attribute.always && choices.oneIn(4)) return {};
    const auto texts = [&](std::size_t most) {
        std::vector<std::string> all;
        for (std::size_t n = choices.below(most + 1); n > 0; --n) all.emplace_back(choices.of(kTexts));
        return all;
    };
    switch (attribute.type) {
        case AttributeType::Boolean: return choices.below(2) == 1;
        case AttributeType::Integer: return choices.of(kNumbers);
        case AttributeType::Number: return static_cast<double>(choices.of(kNumbers)) / 2;
        case AttributeType::Text: return std::string(choices.of(kTexts));
        case AttributeType::Version: return std::string(choices.of(kVersions));
        case AttributeType::Time: return randomTime(choices);
        case AttributeType::TextList: return texts(3);
        case AttributeType::TextMap:
            switch (choices.below(3)) {
                case 0: return std::vector<std::string>{};
                case 1: return std::vector<std::string>{"a", choices.of(kTexts)};
                default: return std::vector<std::string>{"a", choices.of(kTexts), "alpha", choices.of(kTexts)};
            }
    }
    return {};
}

}  // namespace

base::Timestamp randomEpoch() { return base::Timestamp(std::chrono::sys_days(std::chrono::year(2026) / 11 / 22)); }

base::Timestamp randomTime(Choices& choices) {
    constexpr std::int64_t kSteps[] = {1, 500, 1000, 60'000, 3'600'000, 86'400'000};
    const std::int64_t step = choices.of(kSteps);
    return randomEpoch() + base::Duration(step * (static_cast<std::int64_t>(choices.below(40)) - 20));
}

PhoneFacts randomFacts(Choices& choices, const std::string& phone) {
    PhoneFacts facts{phone, {}};
    for (const Attribute& attribute : allAttributes()) facts.values.push_back(randomValue(choices, attribute));
    return facts;
}

void changeFacts(Choices& choices, PhoneFacts& facts) {
    for (std::size_t n = choices.below(4); n > 0; --n) {
        const std::size_t which = choices.below(allAttributes().size());
        facts.values[which] = randomValue(choices, allAttributes()[which]);
    }
}

std::string randomCondition(Choices& choices, int depth) { return condition(choices, depth, true); }
std::string randomSolvedCondition(Choices& choices, int depth) { return condition(choices, depth, false); }

std::string randomTimeCondition(Choices& choices) {
    const auto test = [&] {
        const std::string what = choices.below(2) == 0 ? attribute(choices, AttributeType::Time) : instant(choices);
        return "now - " + what + comparison(choices) + span(choices);
    };
    const std::string first = choices.below(4) == 0 ? "(" + solvedTimeTest(choices) + ")" : test();
    switch (choices.below(4)) {
        case 0: return first;
        case 1: return first + " && " + test();
        case 2: return first + " || " + leaf(choices, false);
        default: return first + " && !(" + leaf(choices, false) + ")";
    }
}

}  // namespace policy
