#include "policy/amapi_import.h"

#include <algorithm>
#include <array>
#include <charconv>
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

std::string_view settingOf(const AmapiField& field) {
    if (!field.setting.empty()) return field.setting;
    for (const auto& setting : allSettings())
        if (setting.amapi == field.path) return setting.name;
    return {};
}

/// A whole number, or the text of one, as the API writes 64-bit numbers.
std::optional<std::int64_t> wholeNumber(const Json& value) {
    if (value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
    if (value.is_number_integer()) return value.get<std::int64_t>();
    if (!value.is_string()) return std::nullopt;
    const auto& text = value.get_ref<const std::string&>();
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && !text.empty() ? std::optional(number) : std::nullopt;
}

/// "86400s", "3.5s": whole seconds, rounded down.
std::optional<std::int64_t> seconds(const Json& value) {
    if (!value.is_string()) return std::nullopt;
    auto text = value.get<std::string>();
    if (!text.ends_with('s')) return std::nullopt;
    text.pop_back();
    const auto dot = text.find('.');
    if (dot != std::string::npos && !std::all_of(text.begin() + static_cast<std::ptrdiff_t>(dot) + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    return wholeNumber(text.substr(0, dot));
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

AmapiReader::Finding AmapiReader::convert(const AmapiField& field, const Json& value) {
    const auto setting = settingOf(field);
    switch (field.kind) {
        case AmapiKind::None: return {ImportOutcome::NoEquivalent, {}, std::string(field.note)};
        case AmapiKind::Always: return {ImportOutcome::Holds, {}, std::string(field.note)};
        case AmapiKind::Forbidden:
        case AmapiKind::Flag:
            if (!value.is_boolean()) return {ImportOutcome::NotUnderstood, {}, "expected true or false"};
            if (field.kind == AmapiKind::Flag) return put(setting, value.get<bool>());
            return value.get<bool>() ? put(setting, false) : Finding{};
        case AmapiKind::Word: {
            if (value.is_boolean()) return word(field, value.get<bool>() ? "true" : "false");
            if (value.is_string()) return word(field, value.get<std::string>());
            return {ImportOutcome::NotUnderstood, {}, "expected a word"};
        }
        case AmapiKind::WordList: return words(field, value);
        case AmapiKind::Number:
        case AmapiKind::Seconds:
        case AmapiKind::Milliseconds: return number(field, value);
        case AmapiKind::Text:
            if (!value.is_string()) return {ImportOutcome::NotUnderstood, {}, "expected a text"};
            return putText(setting, value.get<std::string>());
        case AmapiKind::TextList: return texts(field, value);
        case AmapiKind::Packages: {
            if (!value.is_object()) return {ImportOutcome::NotUnderstood, {}, "expected an object with packageNames"};
            const auto names = value.find("packageNames");
            return names == value.end() ? put(setting, TextSet()) : texts(field, *names);
        }
        case AmapiKind::Group:
        case AmapiKind::Message:
        case AmapiKind::Special: break;
    }
    return {};
}

AmapiReader::Finding AmapiReader::word(const AmapiField& field, const std::string& text) {
    if (text.ends_with("_UNSPECIFIED")) return {ImportOutcome::Holds, {}, "it says nothing"};
    const auto found = std::find_if(field.words.begin(), field.words.end(), [&](const AmapiWord& each) { return each.word == text; });
    if (found == field.words.end()) {
        std::string known;
        for (const auto& each : field.words) known += (known.empty() ? "" : ", ") + std::string(each.word);
        return {ImportOutcome::NotUnderstood, {}, "expected one of " + known};
    }
    if (found->value.empty()) return {ImportOutcome::Holds, {}, std::string(found->note)};
    auto finding = putText(found->setting.empty() ? settingOf(field) : found->setting, found->value, std::string(found->note));
    const auto add = [&](const Finding& more) { finding.became.insert(finding.became.end(), more.became.begin(), more.became.end()); };
    if (!found->also.empty()) add(putText(found->also, found->value));
    if (field.path == "playStoreMode" && find("applications") == nullptr) add(put("apps.allowed", TextSet()));
    return finding;
}

AmapiReader::Finding AmapiReader::words(const AmapiField& field, const Json& value) {
    if (!value.is_array()) return {ImportOutcome::NotUnderstood, {}, "expected a list"};
    std::vector<std::string> taken;
    std::string why;
    for (const auto& each : value) {
        const auto text = each.is_string() ? each.get<std::string>() : std::string();
        if (text.ends_with("_UNSPECIFIED")) continue;
        const auto found = std::find_if(field.words.begin(), field.words.end(), [&](const AmapiWord& known) { return known.word == text; });
        if (found == field.words.end()) return {ImportOutcome::NotUnderstood, {}, shownValue(each) + " is not known here"};
        if (found->value.empty())
            why += (why.empty() ? "" : "; ") + std::string(found->note);
        else
            taken.emplace_back(found->value);
    }
    if (taken.empty()) return {ImportOutcome::Holds, {}, why};
    return put(settingOf(field), makeTextSet(std::move(taken)), std::move(why));
}

AmapiReader::Finding AmapiReader::number(const AmapiField& field, const Json& value) {
    auto read = field.kind == AmapiKind::Seconds ? seconds(value) : wholeNumber(value);
    if (!read || *read < 0)
        return {ImportOutcome::NotUnderstood, {}, field.kind == AmapiKind::Seconds ? "expected seconds such as \"86400s\"" : "expected a whole number"};
    if (*read == 0) return {ImportOutcome::Holds, {}, "0 asks for nothing"};
    if (field.kind == AmapiKind::Milliseconds) read = std::max<std::int64_t>(1, *read / 1000);
    return put(settingOf(field), *read);
}

AmapiReader::Finding AmapiReader::texts(const AmapiField& field, const Json& value) {
    if (!value.is_array() || !std::all_of(value.begin(), value.end(), [](const Json& each) { return each.is_string(); }))
        return {ImportOutcome::NotUnderstood, {}, "expected a list of texts"};
    if (value.empty() && field.kind == AmapiKind::TextList) return {ImportOutcome::Holds, {}, "it is empty"};
    return put(settingOf(field), makeTextSet(value.get<std::vector<std::string>>()));
}

void AmapiReader::message(const AmapiField& field, const Json& value, const Place& at) {
    if (!value.is_object()) return line(at, &value, {ImportOutcome::NotUnderstood, {}, "expected an object with defaultMessage"});
    for (const auto& [name, text] : value.items()) {
        const Place inside{at.shown + "." + name, at.path + "." + name};
        if (name == "localizedMessages")
            line(inside, &text, {ImportOutcome::NoEquivalent, {}, "a notice has one language; write a policy for each with a condition"});
        else if (name != "defaultMessage")
            line(inside, &text, {ImportOutcome::Unknown, {}, "no field of the Android Management API that Twinset knows"});
        else
            line(inside, &text, text.is_string() ? putText(settingOf(field), text.get<std::string>())
                                                 : Finding{ImportOutcome::NotUnderstood, {}, "expected a text"});
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
