#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class OperatorListCommand final : public VerbCommand {
public:
    OperatorListCommand()
        : VerbCommand({.words = "operator list",
                       .verb = "operator_list",
                       .summary = "List who may work on the fleet",
                       .details = "",
                       .parameters = {},
                       .example = "twinset operator list"}) {}

protected:
    base::Json request(const Arguments&) const override { return base::Json::object(); }
    void show(const base::Json& answer, const Arguments&, Context& context) const override {
        Table table({{"NAME", Table::Align::Left, 10}, {"ROLE"}, {"CREATED"}, {"LAST LOGIN"}, {"ID"}});
        for (const base::Json& each : at(answer, "operators"))
            table.add({textAt(each, "name"), textAt(each, "role"), ageAt(each, "createdAt", context.now()),
                       hasAt(each, "lastLoginAt") ? ageAt(each, "lastLoginAt", context.now()) : "never",
                       textAt(each, "id")});
        context.print(table);
    }
};

}  // namespace

std::unique_ptr<Command> makeOperatorListCommand() { return std::make_unique<OperatorListCommand>(); }

}  // namespace cli
