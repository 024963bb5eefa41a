#include "policy_sample.h"

#include <nlohmann/json.hpp>

namespace bench {
namespace {

using policy::AttributeValue;

/// The same numbers for the same phone, everywhere.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : m_state(seed * 0x9e3779b97f4a7c15U + 1) {}
    std::uint64_t below(std::uint64_t limit) {
        m_state += 0x9e3779b97f4a7c15U;
        std::uint64_t z = m_state;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
        z = (z ^ z >> 27) * 0x94d049bb133111ebU;
        return (z ^ z >> 31) % limit;
    }
    bool percent(std::uint64_t chance) { return below(100) < chance; }

private:
    std::uint64_t m_state;
};

std::string padded(std::uint64_t number, std::size_t digits) {
    std::string text = std::to_string(number);
    return std::string(digits - std::min(digits, text.size()), '0') + text;
}

std::string id(const char* prefix, std::uint64_t number) { return std::string(prefix) + "-" + padded(number, 16); }
std::string model(std::uint64_t which) { return "Model " + std::to_string(which); }
std::string version(std::uint64_t which) { return std::to_string(10 + which / 12) + "." + std::to_string(which / 3 % 4) + "." + std::to_string(which % 3); }
std::string group(std::uint64_t which) { return "group-" + std::to_string(which); }

AttributeValue ago(Dice& dice, std::uint64_t mostSeconds) { return sampleNow() - base::Duration(static_cast<std::int64_t>(dice.below(mostSeconds * 1000))); }

std::map<std::string, AttributeValue> handsetValues(std::size_t handset, std::uint32_t variant) {
    Dice fixed(handset), dice(handset * 131 + variant);
    const bool contacted = dice.percent(97);
    const auto unlessSilent = [&](AttributeValue value) { return contacted ? value : AttributeValue(); };
    constexpr const char* kStates[] = {"enrolled", "enrolled", "enrolled", "enrolled", "pending", "lost"};
    constexpr const char* kDivisions[] = {"sales", "field", "lab", "office"};
    return {
        {"device.id", id("h", handset)},
        {"device.name", std::string(kDivisions[fixed.below(4)]) + "-" + std::to_string(handset)},
        {"device.model", model(dice.below(60))},
        {"device.serial", "SN" + padded(fixed.below(1'000'000'000), 9) + std::to_string(handset % 10)},
        {"device.state", std::string(kStates[dice.below(6)])},
        {"device.online", dice.percent(70)},
        {"device.enrolledAt", ago(fixed, 400 * 86'400)},
        {"device.lastSeenAt", unlessSilent(ago(dice, 20 * 86'400))},
        {"device.agentVersion", unlessSilent(version(dice.below(24)))},
        {"device.driver", unlessSilent(std::string("qemu"))},
        {"device.acceleration", unlessSilent(std::string(dice.percent(80) ? "kvm" : "tcg"))},
        {"device.capabilities", std::vector<std::string>{"snapshot", "usb", "network-filter"}},
        {"device.labels", std::vector<std::string>{"site", "site-" + std::to_string(fixed.below(200))}},
        {"user.id", id("p", handset)},
        {"user.name", "Person " + std::to_string(handset)},
        {"user.email", "person" + std::to_string(handset) + "@" + kDivisions[fixed.below(4)] + ".example"},
        {"user.groups", std::vector<std::string>{group(fixed.below(40)), group(40 + fixed.below(20))}},
        {"user.labels", std::vector<std::string>{"team", "team-" + std::to_string(fixed.below(300))}},
    };
}

std::map<std::string, AttributeValue> phoneValues(std::size_t phone, std::uint32_t variant) {
    Dice dice(phone * 977 + variant + 7);
    const bool reported = dice.percent(95);
    const auto unlessSilent = [&](AttributeValue value) { return reported ? value : AttributeValue(); };
    const std::string release = version(dice.below(36));
    return {
        {"phone.id", id("v", phone)},
        {"phone.name", std::string(phone % 2 == 0 ? "work" : "personal")},
        {"phone.persona", std::string(phone % 2 == 0 ? "work" : "personal")},
        {"phone.image", "image-" + std::to_string(dice.below(12))},
        {"phone.desiredRelease", version(dice.below(36))},
        {"phone.release", unlessSilent(release)},
        {"phone.provedRelease", unlessSilent(release)},
        {"phone.desiredRunning", dice.percent(90)},
        {"phone.running", unlessSilent(dice.percent(85))},
        {"phone.phase", unlessSilent(std::string(dice.percent(90) ? "running" : "updating"))},
        {"phone.agreement", std::string(dice.percent(90) ? "agrees" : "differs")},
        {"phone.notEnforced", std::vector<std::string>{}},
        {"phone.memoryMiB", std::int64_t{512} << dice.below(5)},
        {"phone.cpus", static_cast<std::int64_t>(1 + dice.below(8))},
        {"phone.dataMiB", static_cast<std::int64_t>(1024 * (1 + dice.below(128)))},
        {"phone.createdAt", ago(dice, 300 * 86'400)},
        {"phone.startedAt", unlessSilent(ago(dice, 30 * 86'400))},
        {"phone.provedAt", unlessSilent(ago(dice, 30 * 86'400))},
        {"phone.lastBackupAt", unlessSilent(ago(dice, 10 * 86'400))},
    };
}

std::string rule(std::size_t shape, std::size_t n) {
    const auto text = [](const std::string& held) { return "'" + held + "'"; };
    const auto number = [](std::size_t value) { return std::to_string(value); };
    switch (shape) {
        case 0: return "device.model == " + text(model(n));
        case 1: return "device.model in [" + text(model(n)) + ", " + text(model(n + 9)) + ", " + text(model(n + 20)) + ", " + text(model(n + 33)) + "]";
        case 2: return "device.serial.startsWith(" + text("SN" + padded(n * 4, 2)) + ")";
        case 3: return "device.model.matches('^Model [" + number(n % 5) + "-" + number(5 + n % 5) + "][0-9]?$')";
        case 4: return "phone.release >= version(" + text(version(n)) + ")";
        case 5: return "now - device.lastSeenAt > duration(" + text(number(12 + n * 12) + "h") + ")";
        case 6: return "phone.dataMiB >= " + number(1024 * n) + " && phone.dataMiB < " + number(1024 * (n + 40));
        default:
            return "(device.model == " + text(model(n)) + " || " + text(group(n)) + " in user.groups) && !(phone.persona == 'personal' && phone.memoryMiB > " +
                   number(512 * (1 + n % 8)) + ") || (device.state == 'lost' && !device.online)";
    }
}

policy::Value sampleValue(const policy::Setting& setting, std::size_t n) {
    if (setting.type == policy::ValueType::Boolean) return setting.merge == policy::MergeOperator::Or;
    return setting.least + static_cast<std::int64_t>(n % 16);
}

nlohmann::json json(policy::AttributeType type, const AttributeValue& value) {
    if (const auto* flag = std::get_if<bool>(&value)) return *flag;
    if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* time = std::get_if<base::Timestamp>(&value)) return base::formatTimestamp(*time);
    const auto& list = std::get<std::vector<std::string>>(value);
    if (type != policy::AttributeType::TextMap) return list;
    nlohmann::json map = nlohmann::json::object();
    for (std::size_t i = 0; i + 1 < list.size(); i += 2) map[list[i]] = list[i + 1];
    return map;
}

}  // namespace

base::Timestamp sampleNow() { return base::Timestamp(std::chrono::sys_days(std::chrono::year(2026) / 11 / 22)) + std::chrono::hours(12); }

policy::PhoneFacts samplePhone(std::size_t which, std::uint32_t variant) {
    auto values = phoneValues(which, variant);
    values.merge(handsetValues(which / 2, variant));
    policy::PhoneFacts facts{id("v", which), {}};
    for (const auto& attribute : policy::allAttributes()) {
        const auto found = values.find(std::string(attribute.name));
        facts.values.push_back(found == values.end() ? AttributeValue() : std::move(found->second));
    }
    return facts;
}

std::vector<std::string> sampleRules() {
    std::vector<std::string> rules;
    for (std::size_t i = 0; i < kRules; ++i) rules.push_back(rule(i % kShapes.size(), i / kShapes.size()));
    return rules;
}

policy::RuleBook sampleBook(const std::vector<std::string>& rules) {
    std::vector<const policy::Setting*> settings;
    for (const auto& setting : policy::allSettings()) {
        const bool ordered = setting.merge == policy::MergeOperator::Or || setting.merge == policy::MergeOperator::And ||
                             setting.merge == policy::MergeOperator::Min || setting.merge == policy::MergeOperator::Max;
        if (ordered && (setting.type == policy::ValueType::Boolean || setting.type == policy::ValueType::Integer)) settings.push_back(&setting);
    }
    policy::RuleBook book;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        policy::Policy made{"rule-" + std::to_string(i), {}, {}, rules[i]};
        for (std::size_t s = 0; s < 4; ++s) {
            const auto& setting = *settings[(i * 7 + s * 13) % settings.size()];
            made.settings.emplace(setting.name, sampleValue(setting, i));
        }
        book.assignments.push_back({made.name, {policy::TargetKind::All, {}}, policy::Level::Group});
        book.policies.emplace(made.name, std::move(made));
    }
    return book;
}

std::string sampleJson(std::size_t phones) {
    nlohmann::json all{{"now", base::formatTimestamp(sampleNow())}, {"rules", nlohmann::json::array()}, {"devices", nlohmann::json::array()}};
    const auto rules = sampleRules();
    for (std::size_t i = 0; i < rules.size(); ++i) all["rules"].push_back({{"shape", kShapes[i % kShapes.size()]}, {"source", rules[i]}});
    for (std::size_t i = 0; i < phones; ++i) {
        const auto facts = samplePhone(i, 0);
        nlohmann::json device;
        for (std::size_t a = 0; a < facts.values.size(); ++a) {
            const auto& attribute = policy::allAttributes()[a];
            const std::size_t dot = attribute.name.find('.');
            if (!std::holds_alternative<std::monostate>(facts.values[a]))
                device[std::string(attribute.name.substr(0, dot))][std::string(attribute.name.substr(dot + 1))] = json(attribute.type, facts.values[a]);
        }
        all["devices"].push_back(std::move(device));
    }
    return all.dump();
}

}  // namespace bench
