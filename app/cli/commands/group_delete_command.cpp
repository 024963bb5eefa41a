#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

namespace cli {
namespace {

class GroupDeleteCommand final : public VerbCommand {
public:
    GroupDeleteCommand()
        : VerbCommand({.words = "group delete",
                       .verb = "group_delete",
                       .summary = "Delete a group that nothing refers to",
                       .details = "",
                       .parameters = {place("GROUP", "its name")},
                       .example = "twinset group delete sales"}) {}

protected:
    base::Json request(const Arguments& arguments) const override { return {{"name", arguments.text("GROUP")}}; }
    void show(const base::Json&, const Arguments& arguments, Context& context) const override {
        context.say("Deleted group " + arguments.text("GROUP") + ".");
    }
};

}  // namespace

std::unique_ptr<Command> makeGroupDeleteCommand() { return std::make_unique<GroupDeleteCommand>(); }

}  // namespace cli
