#include "policy/setting_schema.h"

#include <nlohmann/json.hpp>

#include "policy/policy.h"

namespace policy {
namespace {

using base::Json;

constexpr const char* kNamePattern = "^[a-z0-9-]{1,64}$";
constexpr const char* kTargetPattern = "^(all|(persona|handset|phone|group):[a-z0-9-]{1,64})$";

/// A regular expression for a format that has a shape; empty otherwise.
std::string_view patternOf(Format format) {
    switch (format) {
        case Format::None: return "^[^\\u0000-\\u001f\\u007f]*$";
        case Format::Lines: return "^[^\\u0000-\\u0009\\u000b-\\u001f\\u007f]*$";
        case Format::Version: return "^(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)$";
        case Format::TimeWindow: return "^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$";
        case Format::YearPeriod: return "^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\\.\\.(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
        case Format::PackageName: return "^[A-Za-z][A-Za-z0-9_]*(\\.[A-Za-z][A-Za-z0-9_]*)+$";
        case Format::HostName: return "^[A-Za-z0-9:.-]+$";
        case Format::HostPattern: return "^(\\*\\.)?[A-Za-z0-9:.-]+$";
        case Format::Url: return "^https?://[^ /?#]+";
        case Format::Email: return "^[^ @]+@[^ @]+\\.[^ @]+$";
        case Format::Language: return "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$";
        case Format::TimeZone: return "^(UTC|[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z][A-Za-z0-9_+-]*){1,2})$";
        case Format::NetworkName: return "^[^\\u0000-\\u001f\\u007f]*$";
    }
    return "";
}

Json textSchema(const Setting& setting) {
    if (!setting.choices.empty()) return {{"enum", setting.choices}};
    return {{"type", "string"}, {"minLength", setting.least}, {"maxLength", setting.most}, {"pattern", patternOf(setting.format)}};
}

Json valueSchema(const Setting& setting) {
    switch (setting.type) {
        case ValueType::Boolean: return {{"type", "boolean"}};
        case ValueType::Integer: return {{"type", "integer"}, {"minimum", setting.least}, {"maximum", setting.most}};
        case ValueType::Text:
        case ValueType::Choice: return textSchema(setting);
        case ValueType::Texts: return {{"type", "array"}, {"items", textSchema(setting)}, {"maxItems", kMostElements}};
    }
    return Json::object();
}

/// The loosest value where it is a value.
Json looseValue(const Setting& setting) {
    switch (setting.merge) {
        case MergeOperator::Or: return false;
        case MergeOperator::And: return true;
        case MergeOperator::EnumJoin: return setting.choices.front();
        case MergeOperator::Union: return Json::array();
        default: return nullptr;
    }
}

Json assignmentsSchema() {
    Json levels = Json::array();
    for (const auto level : {Level::Floor, Level::Org, Level::Group, Level::Device, Level::Default}) levels.push_back(levelName(level));
    const Json one{{"type", "object"},
                   {"properties",
                    {{"target", {{"type", "string"}, {"pattern", kTargetPattern}, {"description", "Which virtual phones: all, persona:work, group:NAME ..."}}},
                     {"level", {{"enum", levels}, {"default", levelName(Level::Group)}}}}},
                   {"required", {"target"}},
                   {"additionalProperties", false}};
    return {{"type", "array"}, {"items", one}, {"description", "To whom the policy applies, added to what is assigned already."}};
}

}  // namespace

Json settingSchema(const Setting& setting) {
    Json schema = valueSchema(setting);
    schema["description"] = setting.description;
    if (const Json loose = looseValue(setting); !loose.is_null()) schema["default"] = loose;
    return schema;
}

Json policySchema() {
    Json settings = Json::object();
    for (const auto& setting : allSettings()) settings[std::string(setting.name)] = settingSchema(setting);
    return {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
            {"title", "Twinset policy"},
            {"type", "object"},
            {"properties",
             {{"$schema", {{"type", "string"}, {"description", "Where this schema is, for the editor."}}},
              {"name", {{"type", "string"}, {"pattern", kNamePattern}, {"description", "The policy's name in the fleet."}}},
              {"description", {{"type", "string"}, {"description", "For people."}}},
              {"when", {{"type", "string"}, {"description", "A condition in CEL; the policy applies where it holds. Empty: always."}}},
              {"settings", {{"type", "object"}, {"properties", settings}, {"additionalProperties", false}}},
              {"assignments", assignmentsSchema()}}},
            {"required", {"name", "settings"}},
            {"additionalProperties", false}};
}

Json settingToJson(const Setting& setting) {
    Json json{{"name", setting.name},
              {"area", areaName(setting.area)},
              {"type", valueTypeName(setting.type)},
              {"operator", mergeOperatorName(setting.merge)},
              {"stricter", stricterText(setting.merge)},
              {"unset", looseText(setting)},
              {"enforcedAt", enforcementName(setting.enforcement)},
              {"survivesCompromisedGuest", setting.survivesCompromisedGuest},
              {"since", setting.since},
              {"description", setting.description},
              {"schema", settingSchema(setting)}};
    if (setting.type == ValueType::Text || (setting.type == ValueType::Texts && setting.choices.empty())) json["format"] = formatName(setting.format);
    if (!setting.unit.empty()) json["unit"] = setting.unit;
    if (!setting.control.empty()) json["control"] = setting.control;
    if (!setting.atomicGroup.empty()) json["atomicGroup"] = setting.atomicGroup;
    if (!setting.amapi.empty()) json["amapi"] = setting.amapi;
    return json;
}

}  // namespace policy
