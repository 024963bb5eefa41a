#include "policy/amapi_import.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/ids.h"
#include "policy/amapi_reader.h"
#include "policy/lattice.h"

namespace policy {
namespace {

using base::Json;

constexpr std::size_t kLongestShown = 60;

std::string shownValue(const Json& value) {
    auto text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
    if (text.size() > kLongestShown) text = text.substr(0, kLongestShown) + "...";
    return text;
}

std::string idFrom(std::string_view name) {
    std::string id;
    for (const char c : name.substr(name.rfind('/') + 1)) {
        const bool capital = c >= 'A' && c <= 'Z';
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        id += capital ? static_cast<char>(c - 'A' + 'a') : plain ? c : '-';
    }
    return id.substr(0, 64);
}

}  // namespace

AmapiImport AmapiReader::read() {
    m_result.policy.name = policyName();
    m_result.policy.description = "Imported from a policy of the Android Management API";
    object(m_root, {});
    if (m_options.withDefaults) defaults();
    if (const auto* rules = find("policyEnforcementRules")) enforcementRules(*rules);
    return std::move(m_result);
}

void AmapiReader::object(const Json& json, const Place& at) {
    for (const auto& [name, value] : json.items()) {
        if (at.path.empty()) m_top = name;
        const std::string dot = at.path.empty() ? "" : ".";
        member(value, {at.shown + dot + name, at.path + dot + name});
    }
}

void AmapiReader::member(const Json& value, const Place& at) {
    const auto* field = findAmapiField(at.path);
    if (field == nullptr)
        return line(at, &value, {ImportOutcome::Unknown, {}, "no field of the Android Management API that Twinset knows"});
    if (!field->supersededBy.empty() && says(field->supersededBy))
        return line(at, &value, {ImportOutcome::Superseded, {}, std::string(field->supersededBy) + " counts"});
    switch (field->kind) {
        case AmapiKind::Special: return special(value, at);
        case AmapiKind::Message: return message(*field, value, at);
        case AmapiKind::Group: break;
        default: return line(at, &value, convert(*field, value));
    }
    if (value.is_object() && !value.empty()) return object(value, at);
    if (!value.is_array() && !value.is_object())
        return line(at, &value, {ImportOutcome::NotUnderstood, {}, "expected an object"});
    if (value.empty()) return line(at, &value, {ImportOutcome::Holds, {}, "it is empty"});
    for (std::size_t i = 0; i < value.size(); ++i) {
        const Place inside{at.shown + "[" + std::to_string(i) + "]", at.path};
        if (value[i].is_object())
            object(value[i], inside);
        else
            line(inside, &value[i], {ImportOutcome::NotUnderstood, {}, "expected an object"});
    }
}

void AmapiReader::defaults() {
    for (const auto& field : amapiFields()) {
        const auto overridden = [&](const AmapiField& other) { return other.supersededBy == field.path && find(other.path) != nullptr; };
        if (field.absent.empty() || says(field.path) || std::any_of(amapiFields().begin(), amapiFields().end(), overridden)) continue;
        m_top = std::string(field.path.substr(0, field.path.find('.')));
        auto finding = word(field, std::string(field.absent));
        finding.why = "the API's default " + std::string(field.absent) + (finding.why.empty() ? "" : "; " + finding.why);
        const std::string path(field.path);
        line({path, path}, nullptr, std::move(finding));
    }
}

AmapiReader::Finding AmapiReader::put(std::string_view setting, Value value, std::string why) {
    if (const auto checked = checkSetting(setting, value); !checked) return {ImportOutcome::NotUnderstood, {}, checked.error().message};
    const auto& declared = *findSetting(setting);
    const std::string became = std::string(setting) + " = " + valueText(value);
    auto [at, added] = m_result.policy.settings.try_emplace(std::string(setting), value);
    if (!added && at->second != value) {
        if (!isOrdered(declared))
            return {ImportOutcome::NotUnderstood, {}, std::string(setting) + " is " + valueText(at->second) + " already"};
        at->second = stricter(declared, at->second, value);
    }
    m_settingsOf[m_top].insert(std::string(setting));
    return {ImportOutcome::Became, {became}, std::move(why)};
}

AmapiReader::Finding AmapiReader::putText(std::string_view setting, std::string_view text, std::string why) {
    const auto* declared = findSetting(setting);
    if (declared != nullptr && declared->type == ValueType::Boolean) return put(setting, text == "true", std::move(why));
    return put(setting, std::string(text), std::move(why));
}

const Json* AmapiReader::find(std::string_view path) const {
    const Json* at = &m_root;
    while (!path.empty()) {
        const auto dot = path.find('.');
        if (!at->is_object()) return nullptr;
        const auto member = at->find(std::string(path.substr(0, dot)));
        if (member == at->end()) return nullptr;
        at = &*member;
        path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
    }
    return at;
}

bool AmapiReader::says(std::string_view path) const {
    const auto* value = find(path);
    return value != nullptr && !(value->is_string() && value->get_ref<const std::string&>().ends_with("_UNSPECIFIED"));
}

std::string AmapiReader::policyName() const {
    if (!m_options.name.empty()) return m_options.name;
    const auto* name = find("name");
    const auto id = name != nullptr && name->is_string() ? idFrom(name->get<std::string>()) : std::string();
    return base::isIdText(id) ? id : "imported";
}

void AmapiReader::line(const Place& at, const Json* value, Finding finding) {
    m_result.lines.push_back(
        {at.shown, value == nullptr ? "" : shownValue(*value), finding.outcome, std::move(finding.became), std::move(finding.why)});
}

base::Result<AmapiImport> importAmapi(const Json& json, const AmapiImportOptions& options) {
    if (!json.is_object()) return {base::ErrorCode::InvalidInput, "expected a policy of the Android Management API: one JSON object"};
    auto import = AmapiReader(json, options).read();
    TWINSET_TRY(checkPolicy(import.policy));
    return import;
}

std::string_view importOutcomeName(ImportOutcome outcome) {
    constexpr std::array<std::string_view, 6> kNames{"became", "holds", "superseded", "no-equivalent", "unknown", "not-understood"};
    return kNames[static_cast<std::size_t>(outcome)];
}

}  // namespace policy
