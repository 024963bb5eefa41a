#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/command_table.h"
#include "app/cli/help_text.h"

namespace cli {
namespace {

class CompletionCommand final : public Command {
public:
    CompletionCommand()
        : Command({.words = "completion",
                   .verb = "",
                   .summary = "Print a completion script for a shell",
                   .details = "",
                   .parameters = {place("SHELL", "the shell").oneOf({"bash"})},
                   .example = "source <(twinset completion bash)"}) {}

    base::Result<int> run(const Arguments&, Context& context) override {
        context.print(bashCompletionText(makeCommands()));
        return kSuccess;
    }
};

}  // namespace

std::unique_ptr<Command> makeCompletionCommand() { return std::make_unique<CompletionCommand>(); }

}  // namespace cli
