#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class OperationCancelCommand final : public VerbCommand {
public:
    OperationCancelCommand()
        : VerbCommand({.words = "operation cancel",
                       .verb = "operation_cancel",
                       .summary = "Ask an operation to stop",
                       .details = "",
                       .parameters = {place("OPERATION", "its id")},
                       .example = "twinset operation cancel op-7k2m9x4c1v8b3n5q"}) {}

protected:
    base::Json request(const Arguments& arguments) const override {
        return {{"operation", arguments.text("OPERATION")}};
    }
    void show(const base::Json& operation, const Arguments&, Context& context) const override {
        const std::string id = textAt(operation, "id"), state = textAt(operation, "state");
        if (state == "cancelled")
            context.say("Operation " + id + " is cancelled.");
        else
            context.say("Operation " + id + " was asked to stop; it is " + state + " just now.");
    }
};

}  // namespace

std::unique_ptr<Command> makeOperationCancelCommand() { return std::make_unique<OperationCancelCommand>(); }

}  // namespace cli
