#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/operation_text.h"

namespace cli {
namespace {

class OperationShowCommand final : public VerbCommand {
public:
    OperationShowCommand()
        : VerbCommand({.words = "operation show",
                       .verb = "operation_show",
                       .summary = "Show one operation and its steps",
                       .details = "",
                       .parameters = {place("OPERATION", "its id")},
                       .example = "twinset operation show op-7k2m9x4c1v8b3n5q"}) {}

protected:
    base::Json request(const Arguments& arguments) const override {
        return {{"operation", arguments.text("OPERATION")}};
    }
    void show(const base::Json& operation, const Arguments&, Context& context) const override {
        context.print(operationSheet(operation, context.now(), context.width()));
    }
};

}  // namespace

std::unique_ptr<Command> makeOperationShowCommand() { return std::make_unique<OperationShowCommand>(); }

}  // namespace cli
