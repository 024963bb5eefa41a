// The fields of the Android Management API whose meaning is in several members together.
#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "policy/amapi_reader.h"

namespace policy {
namespace {

using base::Json;

const Json kNothing;

const Json& memberOf(const Json& object, const char* name) {
    if (!object.is_object()) return kNothing;
    const auto found = object.find(name);
    return found == object.end() ? kNothing : *found;
}

std::string textOf(const Json& object, const char* name) {
    const Json& value = memberOf(object, name);
    return value.is_string() ? value.get<std::string>() : std::string();
}

std::optional<int> numberOf(const Json& object, const char* name, int most) {
    const Json& value = memberOf(object, name);
    if (!value.is_number_integer() || value < 0 || value > most) return std::nullopt;
    return value.get<int>();
}

std::string twoParts(int a, const char* separator, int b) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%02d%s%02d", a, separator, b);
    return text.data();
}

std::string clock(int minutes) { return twoParts(minutes / 60 % 24, ":", minutes % 60); }

std::string date(const Json& json) {
    const auto month = numberOf(json, "month", 12), day = numberOf(json, "day", 31);
    return month && day ? twoParts(*month, "-", *day) : std::string();
}

std::string kebab(const std::string& name) {
    std::string text;
    for (const char c : name) {
        const bool capital = c >= 'A' && c <= 'Z';
        if (capital) text += '-';
        text += capital ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return text;
}

std::string violationOf(const std::set<std::string>& settings) {
    if (settings.size() == 1) return "\"" + *settings.begin() + "\" in phone.notEnforced";
    std::string list;
    for (const auto& name : settings) list += (list.empty() ? "\"" : ", \"") + name + "\"";
    return "[" + list + "].exists(setting, setting in phone.notEnforced)";
}

}  // namespace

void AmapiReader::special(const Json& value, const Place& at) {
    if (at.path == "name") return line(at, &value, {ImportOutcome::Became, {"policy " + m_result.policy.name}, ""});
    if (at.path == "applications") return applications(value, at);
    if (at.path == "policyEnforcementRules") return;  // they need what the other fields became
    if (at.path == "deviceConnectivityManagement.wifiSsidPolicy") return line(at, &value, networks(value));
    if (at.path == "systemUpdate.freezePeriods") return line(at, &value, freezePeriods(value));
    line(at, &value, window());
}

AmapiReader::Finding AmapiReader::networks(const Json& value) {
    const auto type = textOf(value, "wifiSsidPolicyType");
    const Json& list = memberOf(value, "wifiSsids");
    if (!list.is_array()) return {ImportOutcome::NotUnderstood, {}, "expected wifiSsidPolicyType and wifiSsids"};
    std::vector<std::string> names;
    for (const auto& each : list) names.push_back(textOf(each, "wifiSsid"));
    if (type == "WIFI_SSID_ALLOWLIST") return put("wifi.allowedNetworks", makeTextSet(std::move(names)));
    if (names.empty()) return {ImportOutcome::Holds, {}, "it is empty"};
    return put("wifi.blockedNetworks", makeTextSet(std::move(names)));
}

AmapiReader::Finding AmapiReader::freezePeriods(const Json& value) {
    if (!says("systemUpdate.type")) return {ImportOutcome::Holds, {}, "freeze periods count only together with systemUpdate.type"};
    if (!value.is_array()) return {ImportOutcome::NotUnderstood, {}, "expected a list"};
    std::vector<std::string> periods;
    for (const auto& each : value) periods.push_back(date(memberOf(each, "startDate")) + ".." + date(memberOf(each, "endDate")));
    if (periods.empty()) return {ImportOutcome::Holds, {}, "it is empty"};
    return put("update.freezePeriods", makeTextSet(std::move(periods)));
}

AmapiReader::Finding AmapiReader::window() {
    constexpr int kShortest = 30, kDay = 24 * 60;
    const Json& update = memberOf(m_root, "systemUpdate");
    if (textOf(update, "type") != "WINDOWED") return {ImportOutcome::Holds, {}, "a window counts only with the type WINDOWED"};
    const bool endless = memberOf(update, "endMinutes").is_null(), startless = memberOf(update, "startMinutes").is_null();
    const auto start = startless ? std::optional(0) : numberOf(update, "startMinutes", kDay - 1);
    auto end = endless ? std::optional(0) : numberOf(update, "endMinutes", kDay - 1);
    if (!start || !end) return {ImportOutcome::NotUnderstood, {}, "expected startMinutes and endMinutes from 0 to 1439"};
    const bool tooShort = (*end - *start + kDay) % kDay < kShortest;
    if (tooShort) end = (*start + kShortest) % kDay;
    return put("update.window", clock(*start) + "-" + clock(*end), tooShort ? "no window is shorter than 30 minutes" : "");
}

bool AmapiReader::onlyListedApps() const {
    if (const auto* mode = find("playStoreMode"); says("playStoreMode")) return mode->is_string() && *mode == "WHITELIST";
    return m_options.withDefaults;
}

void AmapiReader::applications(const Json& value, const Place& at) {
    if (!value.is_array()) return line(at, &value, {ImportOutcome::NotUnderstood, {}, "expected a list"});
    if (value.empty())
        return line(at, &value, onlyListedApps() ? put("apps.allowed", TextSet(), "no app is listed") : Finding{ImportOutcome::Holds, {}, "it is empty"});
    for (std::size_t i = 0; i < value.size(); ++i) application(value[i], {at.shown + "[" + std::to_string(i) + "]", at.path});
    const auto finish = [&](const char* setting, const std::set<std::string>& names, bool evenEmpty) {
        if (names.empty() && !evenEmpty) return;
        auto finding = put(setting, TextSet(names.begin(), names.end()));
        if (finding.outcome != ImportOutcome::Became) line(at, nullptr, std::move(finding));
    };
    finish("apps.required", m_requiredApps, false);
    finish("apps.blocked", m_blockedApps, false);
    finish("apps.allowed", m_allowedApps, onlyListedApps());
}

void AmapiReader::application(const Json& app, const Place& at) {
    const auto package = textOf(app, "packageName");
    if (!hasFormat(Format::PackageName, package))
        return line(at, &app, {ImportOutcome::NotUnderstood, {}, "packageName is not " + std::string(formatText(Format::PackageName))});
    const auto type = textOf(app, "installType");
    const auto installed = install(package, type);
    for (const auto& [name, value] : app.items()) {
        const Place inside{at.shown + "." + name, at.path + "." + name};
        if (name == "packageName" || name == "installType")
            line(inside, &value, installed);
        else
            member(value, inside);
    }
}

AmapiReader::Finding AmapiReader::install(const std::string& package, const std::string& type) {
    constexpr std::array<std::string_view, 3> kRequired{"FORCE_INSTALLED", "REQUIRED_FOR_SETUP", "KIOSK"};
    constexpr std::array<std::string_view, 5> kAvailable{"", "INSTALL_TYPE_UNSPECIFIED", "AVAILABLE", "PREINSTALLED", "CUSTOM"};
    if (type == "BLOCKED") {
        m_blockedApps.insert(package);
        return {ImportOutcome::Became, {"apps.blocked: " + package}, ""};
    }
    const bool required = std::find(kRequired.begin(), kRequired.end(), type) != kRequired.end();
    if (!required && std::find(kAvailable.begin(), kAvailable.end(), type) == kAvailable.end())
        return {ImportOutcome::NotUnderstood, {}, "'" + type.substr(0, 64) + "' is no installType"};
    Finding finding;
    if (required) {
        m_requiredApps.insert(package);
        finding = {ImportOutcome::Became, {"apps.required: " + package}, type == "KIOSK" ? "but a virtual phone has no kiosk mode" : ""};
    }
    if (type == "PREINSTALLED") finding.why = "it may be installed, but is not by itself";
    if (!onlyListedApps()) {
        if (!required && finding.why.empty()) finding.why = "every app may be installed that is not blocked";
        return finding;
    }
    m_allowedApps.insert(package);
    finding.outcome = ImportOutcome::Became;
    finding.became.push_back("apps.allowed: " + package);
    return finding;
}

void AmapiReader::enforcementRules(const Json& rules) {
    const std::string name = "policyEnforcementRules";
    if (!rules.is_array()) return line({name, name}, &rules, {ImportOutcome::NotUnderstood, {}, "expected a list"});
    if (rules.empty()) return line({name, name}, &rules, {ImportOutcome::Holds, {}, "it is empty"});
    for (std::size_t i = 0; i < rules.size(); ++i) line({name + "[" + std::to_string(i) + "]", name}, &rules[i], enforcementRule(rules[i]));
}

AmapiReader::Finding AmapiReader::enforcementRule(const Json& rule) {
    constexpr int kMostDays = 3650;
    const auto field = textOf(rule, "settingName");
    const auto settings = m_settingsOf.find(field);
    if (field.empty()) return {ImportOutcome::NotUnderstood, {}, "expected a settingName"};
    if (settings == m_settingsOf.end()) return {ImportOutcome::NoEquivalent, {}, "no setting came of " + field + ", so nothing can be wrong with it"};
    const auto block = numberOf(memberOf(rule, "blockAction"), "blockAfterDays", kMostDays);
    const auto wipe = numberOf(memberOf(rule, "wipeAction"), "wipeAfterDays", kMostDays);
    const bool blocks = memberOf(rule, "blockAction").is_object();
    ComplianceRule made;
    made.name = ("amapi-" + kebab(field)).substr(0, 64);
    made.violation = violationOf(settings->second);
    made.message = "This phone does not have the settings that your organisation asks for (" + field + ").";
    if (block.value_or(0) > 0) made.ladder.push_back({ComplianceAction::Warn, base::Duration(0)});
    if (blocks) made.ladder.push_back({ComplianceAction::Block, std::chrono::days(block.value_or(0))});
    if (wipe) made.ladder.push_back({ComplianceAction::Wipe, std::chrono::days(*wipe)});
    if (const auto checked = checkComplianceRule(made); !checked) return {ImportOutcome::NotUnderstood, {}, checked.error().message};
    for (const auto& other : m_result.complianceRules)
        if (other.name == made.name) return {ImportOutcome::NotUnderstood, {}, "there is a rule for " + field + " already"};
    std::string why = "a setting counts as wrong while the handset does not report it in force";
    if (textOf(memberOf(rule, "blockAction"), "blockScope") == "BLOCK_SCOPE_DEVICE") why += "; the virtual phone is blocked, not the handset";
    if (memberOf(memberOf(rule, "wipeAction"), "preserveFrp") == true) why += "; nothing outlives a wipe";
    m_result.complianceRules.push_back(made);
    return {ImportOutcome::Became, {"compliance rule " + made.name}, std::move(why)};
}

}  // namespace policy
