#include "app/cli/arguments.h"

#include <charconv>
#include <nlohmann/json.hpp>

namespace cli {

bool Arguments::has(std::string_view name) const { return m_values.find(name) != m_values.end(); }

std::string Arguments::text(std::string_view name) const {
    const auto it = m_values.find(name);
    return it == m_values.end() || it->second.empty() ? std::string() : it->second.front();
}

std::vector<std::string> Arguments::texts(std::string_view name) const {
    const auto it = m_values.find(name);
    return it == m_values.end() ? std::vector<std::string>() : it->second;
}

std::int64_t Arguments::number(std::string_view name) const {
    const std::string digits = text(name);
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

std::optional<base::Duration> Arguments::duration(std::string_view name) const {
    if (!has(name)) return std::nullopt;
    const auto parsed = base::parseDuration(text(name));
    return parsed ? std::optional(*parsed) : std::nullopt;
}

void Arguments::copyText(base::Json& to, std::string_view member, std::string_view name) const {
    if (has(name)) to[std::string(member)] = text(name);
}

void Arguments::copyNumber(base::Json& to, std::string_view member, std::string_view name) const {
    if (has(name)) to[std::string(member)] = number(name);
}

}  // namespace cli
