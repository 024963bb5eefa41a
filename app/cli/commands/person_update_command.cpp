#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/label_changes.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class PersonUpdateCommand final : public Command {
public:
    PersonUpdateCommand()
        : Command({.words = "person update",
                   .verb = "person_update",
                   .summary = "Change a person's name, address, groups or labels",
                   .details = "Conditions read them as user.name, user.email, user.groups and user.labels.",
                   .parameters = {place("PERSON", "the person's id, name or address"),
                                  option("--name", "NAME", "the new name"),
                                  option("--email", "ADDRESS", "the new e-mail address"),
                                  option("--group", "GROUP", "a group the person is in; the groups named replace the "
                                                             "former ones, an empty name leaves none").many(),
                                  option("--label", "LABEL", "KEY=VALUE sets a label, KEY- takes it away").many()},
                   .example = "twinset person update \"Ada Lovelace\" --group sales --group field --label site=berlin"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        base::Json asked{{"person", arguments.text("PERSON")}};
        arguments.copyText(asked, "name", "--name");
        arguments.copyText(asked, "email", "--email");
        if (arguments.has("--group")) {
            auto groups = arguments.texts("--group");
            std::erase(groups, "");
            asked["groups"] = groups;
        }
        if (arguments.has("--label")) {
            TWINSET_ASSIGN(asked["labels"], labelChanges(arguments.texts("--label")));
        }
        if (asked.size() == 1)
            return {base::ErrorCode::InvalidInput, "nothing to change: give --name, --email, --group or --label"};
        TWINSET_ASSIGN(const base::Json person, context.call(shape().verb, asked));
        if (context.json())
            context.printJson(person);
        else
            context.say("Updated " + namedText(person) + ".");
        return kSuccess;
    }
};

}  // namespace

std::unique_ptr<Command> makePersonUpdateCommand() { return std::make_unique<PersonUpdateCommand>(); }

}  // namespace cli
