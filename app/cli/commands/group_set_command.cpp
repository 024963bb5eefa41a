#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class GroupSetCommand final : public Command {
public:
    GroupSetCommand()
        : Command({.words = "group set",
                   .verb = "group_set",
                   .summary = "Write a group of phones: a list, or a condition that finds them",
                   .details = "A policy is applied to a group with --target group:NAME.",
                   .parameters = {place("GROUP", "the group's name"),
                                  option("--expression", "CONDITION", "the phones on which this holds, such as \"'sales' in "
                                                                      "user.groups\""),
                                  option("--member", "MEMBER", "handset:NAME (all its phones) or phone:NAME").many(),
                                  option("--description", "TEXT", "what the group is for")},
                   .example = "twinset group set sales --expression \"'sales' in user.groups\""}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        if (arguments.has("--expression") == arguments.has("--member"))
            return {base::ErrorCode::InvalidInput, "a group has either --expression or --member"};
        base::Json asked{{"name", arguments.text("GROUP")}};
        arguments.copyText(asked, "expression", "--expression");
        arguments.copyText(asked, "description", "--description");
        if (arguments.has("--member")) asked["members"] = arguments.texts("--member");
        TWINSET_ASSIGN(const base::Json group, context.call(shape().verb, asked));
        if (context.json())
            context.printJson(group);
        else
            context.say("Group " + textAt(group, "name") + " is set; policies of " + textAt(group, "changedPhones") +
                        " phones changed by it.");
        return kSuccess;
    }
};

}  // namespace

std::unique_ptr<Command> makeGroupSetCommand() { return std::make_unique<GroupSetCommand>(); }

}  // namespace cli
