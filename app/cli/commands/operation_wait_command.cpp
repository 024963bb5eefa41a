#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/operation_text.h"
#include "app/cli/operation_wait.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class OperationWaitCommand final : public Command {
public:
    OperationWaitCommand()
        : Command({.words = "operation wait",
                   .verb = "operation_show",
                   .summary = "Wait until an operation has ended",
                   .details = "The exit code is 1 when it failed, expired or was cancelled.",
                   .parameters = {place("OPERATION", "its id"), timeoutOption("")},
                   .example = "twinset operation wait op-7k2m9x4c1v8b3n5q --timeout 5m"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        TWINSET_ASSIGN(base::Json operation,
                       context.call("operation_show", {{"operation", arguments.text("OPERATION")}}));
        const std::string title = operationTitle(textAt(operation, "kind"));
        TWINSET_ASSIGN(operation,
                       waitForOperation(context, std::move(operation), title, arguments.duration("--timeout")));
        if (context.json())
            context.printJson(operation);
        else
            context.print(operationSheet(operation, context.now(), context.width()));
        return operationOutcome(context, operation);
    }
};

}  // namespace

std::unique_ptr<Command> makeOperationWaitCommand() { return std::make_unique<OperationWaitCommand>(); }

}  // namespace cli
