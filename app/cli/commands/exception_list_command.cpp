#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class ExceptionListCommand final : public VerbCommand {
public:
    ExceptionListCommand()
        : VerbCommand({.words = "exception list",
                       .verb = "exception_list",
                       .summary = "List the exceptions from policies",
                       .details = "",
                       .parameters = {},
                       .example = "twinset exception list"}) {}

protected:
    base::Json request(const Arguments&) const override { return base::Json::object(); }
    void show(const base::Json& answer, const Arguments&, Context& context) const override {
        Table table({{"NAME"}, {"SETTING", Table::Align::Left, 12}, {"VALUE", Table::Align::Left, 6}, {"TARGET", Table::Align::Left, 10},
                     {"EXPIRES"}, {"OWNER", Table::Align::Left, 8}, {"REASON", Table::Align::Left, 12}, {"WHEN", Table::Align::Left, 8, true}});
        for (const base::Json& each : at(answer, "exceptions"))
            table.add({textAt(each, "name"), textAt(each, "setting"), joinedText(at(each, "value")), textAt(each, "target"),
                       ageAt(each, "expiresAt", context.now()), textAt(each, "owner"), textAt(each, "reason"), textAt(each, "when")});
        if (table.empty())
            context.note("There are no exceptions.");
        else
            context.print(table);
    }
};

}  // namespace

std::unique_ptr<Command> makeExceptionListCommand() { return std::make_unique<ExceptionListCommand>(); }

}  // namespace cli
