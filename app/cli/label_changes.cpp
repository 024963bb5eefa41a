#include "app/cli/label_changes.h"

#include <nlohmann/json.hpp>

namespace cli {

base::Result<base::Json> labelChanges(const std::vector<std::string>& typed) {
    base::Json labels = base::Json::object();
    for (const auto& each : typed) {
        const auto equals = each.find('=');
        if (equals != std::string::npos && equals > 0)
            labels[each.substr(0, equals)] = each.substr(equals + 1);
        else if (each.size() > 1 && each.ends_with('-'))
            labels[each.substr(0, each.size() - 1)] = nullptr;
        else
            return {base::ErrorCode::InvalidInput,
                    "'" + each + "' is no label: write KEY=VALUE to set one, or KEY- to take it away"};
    }
    return labels;
}

std::string labelsText(const base::Json& labels) {
    std::string text;
    for (const auto& [key, value] : labels.items())
        text += (text.empty() ? "" : ", ") + key + "=" + value.get<std::string>();
    return text;
}

}  // namespace cli
