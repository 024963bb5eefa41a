#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class AlertListCommand final : public VerbCommand {
public:
    AlertListCommand()
        : VerbCommand({.words = "alert list",
                       .verb = "alert_list",
                       .summary = "List what needs somebody's attention",
                       .details = "",
                       .parameters = {},
                       .example = "twinset alert list"}) {}

protected:
    base::Json request(const Arguments&) const override { return base::Json::object(); }
    void show(const base::Json& answer, const Arguments&, Context& context) const override {
        Table table({{"WHEN"}, {"KIND"}, {"SUBJECT", Table::Align::Left, 10}, {"MESSAGE", Table::Align::Left, 24}});
        for (const base::Json& alert : at(answer, "alerts"))
            table.add({ageAt(alert, "at", context.now()), textAt(alert, "kind"), joinedText(at(alert, "subject")),
                       textAt(alert, "message")});
        if (table.empty())
            context.note("There are no alerts.");
        else
            context.print(table);
    }
};

}  // namespace

std::unique_ptr<Command> makeAlertListCommand() { return std::make_unique<AlertListCommand>(); }

}  // namespace cli
