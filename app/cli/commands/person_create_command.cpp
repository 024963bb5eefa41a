#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class PersonCreateCommand final : public VerbCommand {
public:
    PersonCreateCommand()
        : VerbCommand({.words = "person create",
                       .verb = "person_create",
                       .summary = "Add a person who uses phones",
                       .details = "",
                       .parameters = {place("NAME", "the person's name"),
                                      option("--email", "ADDRESS", "the person's e-mail address")},
                       .example = "twinset person create \"Ada Lovelace\" --email ada@example.org"}) {}

protected:
    base::Json request(const Arguments& arguments) const override {
        base::Json asked{{"name", arguments.text("NAME")}};
        arguments.copyText(asked, "email", "--email");
        return asked;
    }
    void show(const base::Json& person, const Arguments&, Context& context) const override {
        context.say("Created " + namedText(person) + ".");
    }
};

}  // namespace

std::unique_ptr<Command> makePersonCreateCommand() { return std::make_unique<PersonCreateCommand>(); }

}  // namespace cli
