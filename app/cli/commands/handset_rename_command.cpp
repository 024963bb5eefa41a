#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

namespace cli {
namespace {

class HandsetRenameCommand final : public VerbCommand {
public:
    HandsetRenameCommand()
        : VerbCommand({.words = "handset rename",
                       .verb = "handset_rename",
                       .summary = "Give a handset another name",
                       .details = "",
                       .parameters = {place("HANDSET", "the handset's id or name"), place("NAME", "its new name")},
                       .example = "twinset handset rename pixel-01 \"Front desk\""}) {}

protected:
    base::Json request(const Arguments& arguments) const override {
        return {{"handset", arguments.text("HANDSET")}, {"name", arguments.text("NAME")}};
    }
    void show(const base::Json&, const Arguments& arguments, Context& context) const override {
        context.say(arguments.text("HANDSET") + " is now named " + arguments.text("NAME") + ".");
    }
};

}  // namespace

std::unique_ptr<Command> makeHandsetRenameCommand() { return std::make_unique<HandsetRenameCommand>(); }

}  // namespace cli
