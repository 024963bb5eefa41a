// Arguments: what was typed after a command's words, checked against its shape.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"

namespace cli {

class Arguments {
public:
    Arguments() = default;
    explicit Arguments(std::map<std::string, std::vector<std::string>, std::less<>> values)
        : m_values(std::move(values)) {}

    /// `name` is the parameter's, as in "PHONE" or "--onto".
    [[nodiscard]] bool has(std::string_view name) const;
    /// The value, or the parameter's fallback; empty when there is neither.
    [[nodiscard]] std::string text(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
    /// 0 when it was not given and has no fallback.
    [[nodiscard]] std::int64_t number(std::string_view name) const;
    [[nodiscard]] std::optional<base::Duration> duration(std::string_view name) const;

    /// Members of a verb's arguments: each name of a parameter that has a value, as text or number ("--data-size-mib"
    /// is named by the caller).
    void copyText(base::Json& to, std::string_view member, std::string_view name) const;
    void copyNumber(base::Json& to, std::string_view member, std::string_view name) const;

private:
    std::map<std::string, std::vector<std::string>, std::less<>> m_values;
};

}  // namespace cli
