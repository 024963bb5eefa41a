#include "random_books.h"

#include <random>

#include <QtGlobal>

namespace policy {
namespace {

const std::vector<std::string>& sources() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> made;
        std::mt19937 random(20261122);
        for (int i = 0; i < 96; ++i) {
            std::vector<std::uint16_t> numbers(60);
            for (auto& number : numbers) number = static_cast<std::uint16_t>(random());
            Choices choices(numbers);
            made.push_back(i % 3 == 0 ? randomTimeCondition(choices) : randomCondition(choices, i % 3));
        }
        return made;
    }();
    return all;
}

/// Holds every condition, for others to take over.
const CompiledBook& library() {
    static const auto book = [] {
        RuleBook all;
        for (std::size_t i = 0; i < sources().size(); ++i) {
            const std::string name = "g" + std::to_string(i);
            all.groups[name] = {name, {}, sources()[i], {}};
        }
        auto compiled = CompiledBook::compile(std::move(all));
        if (!compiled) qFatal("%s", compiled.error().message.c_str());
        return *compiled;
    }();
    return *book;
}

std::string condition(Choices& choices) { return sources()[choices.below(sources().size())]; }
std::string maybeCondition(Choices& choices) { return choices.below(3) == 0 ? std::string() : condition(choices); }
std::string name(const char* prefix, std::size_t which) { return prefix + std::to_string(which); }

constexpr std::size_t kPolicies = 4, kGroups = 3;
constexpr const char* kHandsets[] = {"a", "alpha", "alps", "beta"};

Value randomSetting(Choices& choices, std::string& setting) {
    constexpr const char* kHosts[] = {"one.example", "two.example", "three.example"};
    switch (choices.below(7)) {
        case 0: setting = "camera.allowed"; return choices.below(2) == 1;
        case 1: setting = "network.restricted"; return choices.below(2) == 1;
        case 2: setting = "network.bandwidthLimit"; return static_cast<std::int64_t>(1000 * (1 + choices.below(3)));
        case 3: setting = "password.minimumLength"; return static_cast<std::int64_t>(4 + choices.below(3));
        case 4: setting = "wifi.blockedNetworks"; return TextSet{name("net", choices.below(3))};
        case 5: setting = "wifi.allowedNetworks"; return makeTextSet({name("net", choices.below(3)), name("net", choices.below(3))});
        default: setting = "vpn.server"; return std::string(choices.of(kHosts));
    }
}

Policy randomPolicy(Choices& choices, std::size_t which) {
    Policy policy{name("p", which), {}, {}, maybeCondition(choices)};
    for (std::size_t n = 1 + choices.below(3); n > 0; --n) {
        std::string setting;
        const Value value = randomSetting(choices, setting);
        policy.settings[setting] = value;
    }
    return policy;
}

Target randomTarget(Choices& choices) {
    constexpr const char* kPersonas[] = {"a", "beta"};
    switch (choices.below(5)) {
        case 0: return {TargetKind::All, {}};
        case 1: return {TargetKind::Persona, choices.of(kPersonas)};
        case 2: return {TargetKind::Handset, choices.of(kHandsets)};
        case 3: return {TargetKind::Phone, phoneName(choices.below(kPhones))};
        default: return {TargetKind::Group, name("g", choices.below(kGroups))};
    }
}

Group randomGroup(Choices& choices, std::size_t which) {
    Group group{name("g", which), {}, {}, {}};
    if (choices.below(2) == 0) {
        group.expression = condition(choices);
        return group;
    }
    for (std::size_t n = 1 + choices.below(2); n > 0; --n)
        group.members.push_back(choices.below(2) == 0 ? phoneName(choices.below(kPhones)) : std::string(choices.of(kHandsets)));
    return group;
}

Assignment randomAssignment(Choices& choices) {
    return {name("p", choices.below(kPolicies)), randomTarget(choices), static_cast<Level>(choices.below(5))};
}

PolicyException randomException(Choices& choices, std::size_t which) {
    PolicyException exception{name("e", which), {}, {}, randomTarget(choices), maybeCondition(choices), "owner", "reason",
                              std::chrono::floor<std::chrono::minutes>(randomTime(choices))};
    do {
        exception.value = randomSetting(choices, exception.setting);
    } while (exception.setting == "vpn.server");
    return exception;
}

ComplianceRule randomRule(Choices& choices, std::size_t which) {
    ComplianceRule rule;
    rule.name = name("c", which);
    if (choices.oneIn(5)) rule.offline = true;
    else rule.violation = condition(choices);
    rule.ladder = {{ComplianceAction::Warn, std::chrono::hours(1 + choices.below(2))}};
    return rule;
}

}  // namespace

std::string phoneName(std::size_t which) { return name("phone-", which); }

RuleBook randomBook(Choices& choices) {
    RuleBook book;
    for (std::size_t i = 0; i < kGroups; ++i) book.groups[name("g", i)] = randomGroup(choices, i);
    for (std::size_t i = 0; i < kPolicies; ++i) book.policies[name("p", i)] = randomPolicy(choices, i);
    for (std::size_t n = choices.below(6); n > 0; --n) book.assignments.push_back(randomAssignment(choices));
    for (std::size_t i = choices.below(3); i > 0; --i) book.exceptions[name("e", i)] = randomException(choices, i);
    for (std::size_t i = choices.below(3); i > 0; --i) book.complianceRules[name("c", i)] = randomRule(choices, i);
    return book;
}

void editBook(Choices& choices, RuleBook& book) {
    switch (choices.below(8)) {
        case 0: {
            const std::size_t which = choices.below(kPolicies);
            book.policies[name("p", which)] = randomPolicy(choices, which);
            return;
        }
        case 1: book.policies[name("p", choices.below(kPolicies))].when = maybeCondition(choices); return;
        case 2: {
            const std::size_t which = choices.below(kGroups);
            book.groups[name("g", which)] = randomGroup(choices, which);
            return;
        }
        case 3: book.assignments.push_back(randomAssignment(choices)); return;
        case 4:
            if (!book.assignments.empty()) book.assignments.erase(book.assignments.begin() + static_cast<long>(choices.below(book.assignments.size())));
            return;
        case 5: {
            const std::size_t which = 1 + choices.below(2);
            book.exceptions[name("e", which)] = randomException(choices, which);
            return;
        }
        case 6: {
            const std::size_t which = 1 + choices.below(2);
            book.complianceRules[name("c", which)] = randomRule(choices, which);
            return;
        }
        default:
            book.exceptions.erase("e1");
            book.complianceRules.erase("c1");
    }
}

std::shared_ptr<const CompiledBook> compiledBook(RuleBook book) {
    auto compiled = CompiledBook::compile(book, &library());
    if (!compiled) {
        for (auto& [key, policy] : book.policies) {
            policy.settings.erase("vpn.server");
            policy.settings.try_emplace("camera.allowed", true);
        }
        compiled = CompiledBook::compile(std::move(book), &library());
    }
    if (!compiled) qFatal("%s", compiled.error().message.c_str());
    return *compiled;
}

}  // namespace policy
