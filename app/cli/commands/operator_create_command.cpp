#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class OperatorCreateCommand final : public VerbCommand {
public:
    OperatorCreateCommand()
        : VerbCommand({.words = "operator create",
                       .verb = "operator_create",
                       .summary = "Let somebody work on the fleet",
                       .details = "Prints a password that is good for one login and must be changed then.",
                       .parameters = {place("NAME", "the name to log in with"),
                                      option("--role", "ROLE", "what they may do")
                                          .must()
                                          .oneOf({"administrator", "help_desk", "auditor", "automation"})},
                       .example = "twinset operator create grace --role help_desk"}) {}

protected:
    base::Json request(const Arguments& arguments) const override {
        return {{"name", arguments.text("NAME")}, {"role", arguments.text("--role")}};
    }
    void show(const base::Json& answer, const Arguments& arguments, Context& context) const override {
        context.print(textAt(answer, "oneTimePassword") + "\n");
        context.note("The line above is the one-time password of " + arguments.text("NAME") +
                     ". It is shown once; 'twinset login' and then 'twinset password change' replace it.");
    }
};

}  // namespace

std::unique_ptr<Command> makeOperatorCreateCommand() { return std::make_unique<OperatorCreateCommand>(); }

}  // namespace cli
