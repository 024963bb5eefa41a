// How the value of one field of the Android Management API becomes the value of a setting, by the kind of the field.
#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "policy/amapi_reader.h"

namespace policy {
namespace {

using base::Json;

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

}  // namespace

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
        if (found == field.words.end()) return {ImportOutcome::NotUnderstood, {}, each.dump(-1, ' ', true, Json::error_handler_t::replace).substr(0, 64) + " is not known here"};
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
    if (value.empty()) return line(at, &value, {ImportOutcome::Holds, {}, "it is empty"});
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

}  // namespace policy
