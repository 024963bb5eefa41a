#include "agent/guest_policy.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/digest.h"
#include "base/json.h"
#include "policy/setting.h"

namespace agent {
namespace {

using base::ErrorCode;
using fleet::protocol::ControlReport;

constexpr const char* kComplianceNotice = "notice.compliance";
constexpr std::size_t kLongestAnswer = 64 * 1024;
constexpr std::size_t kLongestReadBack = 200;

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\\')
            out += "\\\\";
        else if (c == '\n')
            out += "\\n";
        else if (byte < 0x20 || byte == 0x7F)
            out += {'\\', '0', static_cast<char>('0' + byte / 64), static_cast<char>('0' + byte / 8 % 8), static_cast<char>('0' + byte % 8)};
        else
            out += c;
    }
    return out;
}

std::string linesOf(const std::string& name, const policy::Value& value) {
    const auto* set = std::get_if<policy::TextSet>(&value);
    if (set != nullptr) {
        std::string lines;
        for (const auto& element : *set) lines += name + "[]=" + escaped(element) + "\n";
        return set->empty() ? name + "[]\n" : lines;
    }
    if (const auto* text = std::get_if<std::string>(&value)) return name + "=" + escaped(*text) + "\n";
    return name + "=" + policy::valueText(value) + "\n";
}

std::string controlName(const std::string& setting) { return "guest." + setting; }

base::Result<ControlReport> readSetting(const std::string& name, const base::Json& json) {
    base::ObjectReader reader(json, name);
    ControlReport report{controlName(name), reader.text("outcome"), reader.textOr("readBack", "")};
    TWINSET_TRY(reader.finish());
    constexpr std::array kOutcomes{"applied", "delivered", "unsupported", "failed"};
    if (std::find(kOutcomes.begin(), kOutcomes.end(), report.outcome) == kOutcomes.end())
        return {ErrorCode::InvalidInput, name + ": '" + report.outcome.substr(0, 32) + "' is no outcome"};
    if (report.readBack.size() > kLongestReadBack) report.readBack.resize(kLongestReadBack);
    return report;
}

std::string firstLine(const std::string& text) { return text.substr(0, std::min(text.find('\n'), kLongestReadBack)); }

}  // namespace

GuestPolicy guestPolicyOf(const std::map<std::string, policy::Value>& settings) { return guestPolicyOf(settings, {}); }

GuestPolicy guestPolicyOf(const std::map<std::string, policy::Value>& wanted, const std::string& notice) {
    auto settings = wanted;
    settings.erase(kComplianceNotice);
    if (!notice.empty()) settings.emplace(kComplianceNotice, notice);
    GuestPolicy made;
    made.hasNotice = !notice.empty();
    base::Json json = base::Json::object();
    made.text = "twinset-policy 1\n";
    for (const auto& [name, value] : settings) {
        const auto* setting = policy::findSetting(name);
        if (name == kComplianceNotice) {
            made.text += linesOf(name, value);
            json[name] = policy::valueToJson(value);
        } else if (setting == nullptr) {
            made.unknown.push_back(name);
        } else if (setting->enforcement != policy::Enforcement::Hypervisor) {
            made.names.push_back(name);
            made.text += linesOf(name, value);
            json[name] = policy::valueToJson(value);
        }
    }
    made.text += "json " + json.dump(-1, ' ', false, base::Json::error_handler_t::replace) + "\n";
    made.digest = base::Digest::of(made.text).hex();
    made.text += "end " + made.digest + "\n";
    return made;
}

base::Result<std::vector<ControlReport>> readAcknowledgement(const hypervisor::GuestExecOutcome& outcome, const GuestPolicy& policy) {
    const auto json = base::parseJson(outcome.standardOutput, kLongestAnswer);
    if (!json || !json->is_object())
        return {ErrorCode::InvalidInput, "the guest's policy program ended with " + std::to_string(outcome.exitCode) + ": " +
                                             firstLine(outcome.standardError + outcome.standardOutput)};
    base::ObjectReader reader(*json, "acknowledgement");
    if (reader.has("reason")) return {ErrorCode::InvalidInput, "the guest refused the policy: " + firstLine(reader.text("reason"))};
    if (reader.text("digest") != policy.digest) return {ErrorCode::InvalidInput, "the guest has another policy"};
    const auto& settings = reader.any("settings");
    TWINSET_TRY(reader.finish());
    if (!settings.is_object()) return {ErrorCode::InvalidInput, "acknowledgement.settings: expected an object"};
    std::vector<ControlReport> controls;
    for (const auto& name : policy.names) {
        const auto found = settings.find(name);
        auto read = found == settings.end() ? base::Result<ControlReport>(base::Error{ErrorCode::NotFound, "the guest did not answer for it"})
                                            : readSetting(name, *found);
        controls.push_back(read ? std::move(*read) : ControlReport{controlName(name), "failed", read.error().message});
    }
    return controls;
}

std::vector<ControlReport> guestControls(const GuestPolicy& policy, const std::optional<GuestDelivery>& delivery,
                                         std::optional<base::Timestamp> startedAt, const std::string& persona) {
    std::vector<ControlReport> controls;
    const bool answered = delivery && delivery->digest == policy.digest && startedAt == delivery->startedAt;
    const auto all = [&](const std::string& outcome, const std::string& readBack) {
        for (const auto& name : policy.names) controls.push_back({controlName(name), outcome, readBack});
    };
    if (persona != "work")
        all("unsupported", "the agent does not reach into a " + persona + " phone");
    else if (!answered)
        all("pending_guest", "not delivered yet");
    else if (!delivery->problem.empty())
        all(delivery->hopeless ? "unsupported" : "pending_guest", delivery->problem);
    else
        controls = delivery->controls;
    for (const auto& name : policy.unknown)
        controls.push_back({controlName(name), "unsupported", "this agent does not know the setting; update it"});
    return controls;
}

}  // namespace agent
