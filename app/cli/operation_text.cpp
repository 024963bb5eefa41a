#include "app/cli/operation_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/cli/table.h"
#include "app/cli/words.h"

namespace cli {

std::string kindText(std::string kind) {
    if (kind.starts_with("virtual_")) kind.erase(0, 8);
    std::replace(kind.begin(), kind.end(), '_', ' ');
    return kind;
}

std::string operationSheet(const base::Json& operation, base::Timestamp now, std::optional<std::size_t> width) {
    FactSheet facts;
    facts.add("Operation", textAt(operation, "id"));
    facts.add("Kind", kindText(textAt(operation, "kind")));
    if (hasAt(operation, "phone")) facts.add("Phone", namedText(at(operation, "phone")));
    if (hasAt(operation, "handset")) facts.add("Handset", namedText(at(operation, "handset")));
    const std::string step = textAt(operation, "step");
    facts.add("State", textAt(operation, "state") + ", " +
                           std::to_string(static_cast<int>(fractionAt(operation, "progress") * 100)) + " %" +
                           (step.empty() ? "" : ": " + step));
    facts.add("Asked for", momentAt(operation, "createdAt", now) + " by " + textAt(operation, "createdBy"));
    facts.add("Started", momentAt(operation, "startedAt", now));
    if (hasAt(operation, "finishedAt"))
        facts.add("Finished", momentAt(operation, "finishedAt", now));
    else
        facts.add("Expires", momentAt(operation, "expiresAt", now));
    if (hasAt(operation, "error"))
        facts.add("Error", textAt(operation, "error.message") + " (" + textAt(operation, "error.code") + ")");
    std::string all = facts.text(width);
    Table steps({{"STEP", Table::Align::Left, 20}, {"STATE"}, {"WHEN"}, {"DETAIL", Table::Align::Left, 16}});
    for (const base::Json& each : at(operation, "steps"))
        steps.add({textAt(each, "name"), textAt(each, "state"), ageAt(each, "at", now), textAt(each, "detail")});
    if (!steps.empty()) all += "\n" + steps.text(width);
    return all;
}

}  // namespace cli
