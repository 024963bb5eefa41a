#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/command_table.h"
#include "app/cli/completion_text.h"

namespace cli {
namespace {

class CompletionCommand final : public Command {
public:
    CompletionCommand()
        : Command({.words = "completion",
                   .verb = "",
                   .summary = "Print a completion script for a shell",
                   .details = "It completes commands, options, the words that options take, and the names of settings. For fish: twinset completion fish | source.",
                   .parameters = {place("SHELL", "the shell").oneOf({"bash", "zsh", "fish"})},
                   .example = "source <(twinset completion bash)"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        context.print(completionText(arguments.text("SHELL"), makeCommands()));
        return kSuccess;
    }
};

}  // namespace

std::unique_ptr<Command> makeCompletionCommand() { return std::make_unique<CompletionCommand>(); }

}  // namespace cli
