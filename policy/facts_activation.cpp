#include "policy/facts_activation.h"

#include <array>

#include "policy/cel/version_text.h"

namespace policy {
namespace {

cel::Value textList(const std::vector<std::string>& texts) {
    cel::List list;
    list.reserve(texts.size());
    for (const auto& text : texts) list.emplace_back(text);
    return cel::Value::list(std::move(list));
}

cel::Value textMap(const std::vector<std::string>& pairs) {
    cel::MapEntries entries;
    for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) entries.emplace_back(cel::Value(pairs[i]), cel::Value(pairs[i + 1]));
    return cel::Value::map(std::move(entries));
}

std::string_view structOf(std::string_view attribute) { return attribute.substr(0, attribute.find('.')); }

}  // namespace

cel::Value celTimestamp(base::Timestamp time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const auto rest = std::chrono::nanoseconds(time - seconds);
    return cel::Value(cel::TimestampValue{seconds.time_since_epoch().count(), static_cast<std::int32_t>(rest.count())});
}

std::optional<cel::Value> celValueOf(AttributeType type, const AttributeValue& value) {
    if (const auto* flag = std::get_if<bool>(&value)) return cel::Value(*flag);
    if (const auto* number = std::get_if<std::int64_t>(&value)) return cel::Value(*number);
    if (const auto* number = std::get_if<double>(&value)) return cel::Value(*number);
    if (const auto* time = std::get_if<base::Timestamp>(&value)) return celTimestamp(*time);
    if (const auto* texts = std::get_if<std::vector<std::string>>(&value))
        return type == AttributeType::TextMap ? textMap(*texts) : textList(*texts);
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return std::nullopt;
    if (type != AttributeType::Version) return cel::Value(*text);
    const auto version = cel::parseVersion(*text);
    if (!version) return std::nullopt;
    return cel::Value::version(*version);
}

FactsActivation::FactsActivation(const PhoneFacts& facts, base::Timestamp now) : m_now(celTimestamp(now)) {
    const auto& structs = conditionEnvironment().structs;
    const auto build = [&](std::string_view variable) {
        const auto declared = conditionEnvironment().variables.find(std::string(variable));
        cel::StructValue fields{&structs.at(declared->second.name), {}};
        for (std::size_t i = 0; i < facts.values.size(); ++i)
            if (structOf(allAttributes()[i].name) == variable)
                fields.fields.push_back(celValueOf(allAttributes()[i].type, facts.values[i]));
        return cel::Value::structure(std::move(fields));
    };
    m_device = build("device");
    m_phone = build("phone");
    m_user = build("user");
}

const cel::Value* FactsActivation::find(std::string_view name) const {
    if (name == "device") return &m_device;
    if (name == "phone") return &m_phone;
    if (name == "user") return &m_user;
    return name == "now" ? &m_now : nullptr;
}

}  // namespace policy
