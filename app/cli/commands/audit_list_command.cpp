#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class AuditListCommand final : public ListCommand {
public:
    AuditListCommand()
        : ListCommand({.words = "audit list",
                       .verb = "audit_list",
                       .summary = "List who did what",
                       .details = "",
                       .parameters = {},
                       .example = "twinset audit list --limit 0"},
                      "events") {}

protected:
    base::Json request(const Arguments&) const override { return base::Json::object(); }
    std::string nothing(const Arguments&) const override { return "There are no audit events."; }
    void show(const base::Json& objects, Context& context) const override {
        Table table({{"NUMBER", Table::Align::Right},
                     {"WHEN"},
                     {"WHO", Table::Align::Left, 8},
                     {"VERB", Table::Align::Left, 12},
                     {"SUBJECT", Table::Align::Left, 10},
                     {"DETAIL", Table::Align::Left, 12}});
        for (const base::Json& event : objects)
            table.add({textAt(event, "sequence"), ageAt(event, "at", context.now()), textAt(event, "actor"),
                       textAt(event, "verb"), textAt(event, "subject"),
                       at(event, "detail").empty() ? "" : settingsText(at(event, "detail"))});
        context.print(table);
    }
};

}  // namespace

std::unique_ptr<Command> makeAuditListCommand() { return std::make_unique<AuditListCommand>(); }

}  // namespace cli
