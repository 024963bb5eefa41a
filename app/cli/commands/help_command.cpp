#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/command_table.h"
#include "app/cli/help_text.h"
#include "app/cli/nearest.h"

namespace cli {
namespace {

class HelpCommand final : public Command {
public:
    HelpCommand()
        : Command({.words = "help",
                   .verb = "",
                   .summary = "Explain a command, or the exit codes",
                   .details = "",
                   .parameters = {optionalPlace("TOPIC", "the words of a command, or exit-codes").many(),
                                  flag("--markdown", "print docs/cli.md")},
                   .example = "twinset help phone restore"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        const CommandList commands = makeCommands();
        const std::size_t width = context.terminal().width();
        std::string topic;
        for (const std::string& word : arguments.texts("TOPIC")) topic += (topic.empty() ? "" : " ") + word;
        if (arguments.has("--markdown"))
            context.print(markdownText(commands));
        else if (topic.empty())
            context.print(overviewText(commands, width));
        else if (topic == "exit-codes")
            context.print(exitCodesText(width));
        else
            return explain(commands, topic, width, context);
        return kSuccess;
    }

private:
    static base::Result<int> explain(const CommandList& commands, const std::string& topic, std::size_t width,
                                     Context& context) {
        std::vector<std::string> known{"exit-codes"};
        for (const auto& command : commands) {
            known.push_back(command->shape().words);
            known.push_back(command->shape().noun());
            if (command->shape().words != topic) continue;
            context.print(commandText(command->shape(), width));
            return kSuccess;
        }
        if (const std::string group = groupText(commands, topic, width); !group.empty()) {
            context.print(group);
            return kSuccess;
        }
        const std::string guess = nearest(topic, known);
        context.complain(
            "there is no help on '" + topic + "'" +
            (guess.empty() ? "; 'twinset help' lists the commands" : "; did you mean 'twinset help " + guess + "'?"));
        return kUsage;
    }
};

}  // namespace

std::unique_ptr<Command> makeHelpCommand() { return std::make_unique<HelpCommand>(); }

}  // namespace cli
