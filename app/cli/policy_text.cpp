#include "app/cli/policy_text.h"

#include <nlohmann/json.hpp>

#include "app/cli/table.h"
#include "app/cli/words.h"

namespace cli {

std::string assignmentsText(const base::Json& policy) {
    std::string all;
    for (const base::Json& each : at(policy, "assignments"))
        all += (all.empty() ? "" : ", ") + textAt(each, "target") + " (" + textAt(each, "level") + ")";
    return all.empty() ? "nothing" : all;
}

std::string policySheet(const base::Json& policy, std::optional<std::size_t> width) {
    FactSheet facts;
    facts.add("Policy", textAt(policy, "name"));
    facts.add("Description", textAt(policy, "description"));
    if (!textAt(policy, "when").empty()) facts.add("When", textAt(policy, "when"));
    facts.add("Revision", textAt(policy, "revision"));
    facts.add("Assigned to", assignmentsText(policy));
    Table table({{"SETTING", Table::Align::Left, 12}, {"VALUE", Table::Align::Left, 8}});
    const base::Json& settings = at(policy, "settings");
    if (settings.is_object())
        for (const auto& [name, value] : settings.items()) table.add({name, joinedText(value)});
    return facts.text(width) + (table.empty() ? "" : "\n" + table.text(width));
}

}  // namespace cli
