#include "policy/setting_reference.h"

#include <algorithm>
#include <array>

namespace policy {
namespace {

constexpr std::array kAreas{Area::Hardware, Area::Wireless, Area::Network, Area::CrossProfile, Area::Lock,      Area::Screen,   Area::Calls,
                            Area::Apps,     Area::Accounts, Area::System,  Area::Updates,      Area::Resources, Area::Reporting};

constexpr std::string_view kIntroduction = R"(# Settings

What a policy can say. `twinset policy settings` prints the same in the terminal, `twinset policy schema` as a JSON Schema for
editors.

**Merging.** Every policy that applies to a virtual phone has its say on every setting it names. Where a setting has an order the
strictest value wins, whatever the level it was said at; *stricter* says which that is. An exclusive setting has no order: the
strongest level decides, and two sources of the same level that differ are an error when the policy is written. Settings
of one *bundle* come from one source together. A setting that no policy names is left as *not named* says.

**Enforced by.** `hypervisor`: by the handset, through the hypervisor or the agent, without asking the guest; it holds even when the
guest is compromised. `guest`: delivered to the guest, which acknowledges it by name; until it does, it is not reported as
enforced. `both`: a part each; the part of the guest does not survive a compromised guest. The name behind it is what the
handset's report calls it.

**Android Management API.** The field a setting is named after, for `twinset policy import --from amapi`.

)";

std::string codeList(std::span<const std::string_view> names) {
    std::string all;
    for (const auto& name : names) all += (all.empty() ? "`" : ", `") + std::string(name) + "`";
    return all;
}

std::string valueFact(const Setting& setting) {
    if (setting.type == ValueType::Choice) return "one of " + codeList(setting.choices);
    if (setting.type != ValueType::Texts) return expectedText(setting);
    if (!setting.choices.empty()) return "a list of some of " + codeList(setting.choices);
    return expectedText(setting) + "; at most " + std::to_string(kMostElements);
}

std::string mergeFact(const Setting& setting) {
    const std::string name = "`" + std::string(mergeOperatorName(setting.merge)) + "`";
    if (setting.merge == MergeOperator::Exclusive) return name + ": " + std::string(stricterText(setting.merge));
    return name + ": " + std::string(stricterText(setting.merge)) + " is stricter";
}

std::string enforcementFact(const Setting& setting) {
    std::string text(enforcementName(setting.enforcement));
    if (!setting.control.empty()) text += " (`" + std::string(setting.control) + "`";
    if (setting.enforcement == Enforcement::Both) text += " and `" + guestControl(setting) + "`";
    return setting.control.empty() ? text : text + ")";
}

std::string anchor(std::string_view name) {
    std::string text;
    for (const char c : name)
        if (c != '.') text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

std::string shortValue(const Setting& setting) {
    if (setting.type == ValueType::Integer) return "integer, " + std::string(setting.unit);
    return std::string(valueTypeName(setting.type));
}

std::string overview(Area area) {
    std::string text = "| setting | value | stricter | enforced by |\n|---|---|---|---|\n";
    for (const auto& setting : allSettings())
        if (setting.area == area)
            text += "| [" + std::string(setting.name) + "](#" + anchor(setting.name) + ") | " + shortValue(setting) + " | " +
                    std::string(stricterText(setting.merge)) + " | " + std::string(enforcementName(setting.enforcement)) + " |\n";
    return text + "\n";
}

std::string section(const Setting& setting) {
    std::string text = "### " + std::string(setting.name) + "\n\n" + std::string(setting.description) + "\n\n| | |\n|---|---|\n";
    for (const auto& fact : settingFacts(setting)) text += "| " + fact.title + " | " + fact.text + " |\n";
    return text + "\n";
}

std::string summary() {
    const auto all = allSettings();
    const auto count = [&](Enforcement where) {
        return std::to_string(std::count_if(all.begin(), all.end(), [&](const Setting& s) { return s.enforcement == where; }));
    };
    return std::to_string(all.size()) + " settings: " + count(Enforcement::Hypervisor) + " enforced by the hypervisor's side, " +
           count(Enforcement::Both) + " by both, " + count(Enforcement::Guest) + " by the guest.\n\n";
}

}  // namespace

std::vector<SettingFact> settingFacts(const Setting& setting) {
    std::vector<SettingFact> facts{{"Value", valueFact(setting)},
                                   {"Merged by", mergeFact(setting)},
                                   {"Not named", std::string(looseText(setting))},
                                   {"Enforced by", enforcementFact(setting)},
                                   {"Survives a compromised guest", setting.survivesCompromisedGuest ? "yes" : "no"}};
    if (!setting.atomicGroup.empty()) facts.push_back({"Bundle", std::string(setting.atomicGroup)});
    facts.push_back({"Since", std::string(setting.since)});
    facts.push_back({"Android Management API", setting.amapi.empty() ? "no such field" : "`" + std::string(setting.amapi) + "`"});
    return facts;
}

std::string_view areaTitle(Area area) {
    constexpr std::array<std::string_view, 13> kTitles{"Hardware",
                                                       "Wireless",
                                                       "Network",
                                                       "Work and personal phone",
                                                       "Passwords and the lock screen",
                                                       "Screen and sound",
                                                       "Calls and messages",
                                                       "Apps",
                                                       "Accounts and users",
                                                       "System",
                                                       "Releases",
                                                       "Resources",
                                                       "Reports"};
    return kTitles[static_cast<std::size_t>(area)];
}

std::string settingReference() {
    std::string text(kIntroduction);
    text += summary();
    for (const auto area : kAreas) {
        text += "## " + std::string(areaTitle(area)) + "\n\n" + overview(area);
        for (const auto& setting : allSettings())
            if (setting.area == area) text += section(setting);
    }
    text += "This page is made from the table of settings; `setting_reference_test` keeps it true.\n";
    return text;
}

}  // namespace policy
