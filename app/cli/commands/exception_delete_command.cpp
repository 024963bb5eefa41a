#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

namespace cli {
namespace {

class ExceptionDeleteCommand final : public VerbCommand {
public:
    ExceptionDeleteCommand()
        : VerbCommand({.words = "exception delete",
                       .verb = "exception_delete",
                       .summary = "Delete an exception",
                       .details = "",
                       .parameters = {place("EXCEPTION", "its name")},
                       .example = "twinset exception delete camera-for-audit"}) {}

protected:
    base::Json request(const Arguments& arguments) const override { return {{"name", arguments.text("EXCEPTION")}}; }
    void show(const base::Json&, const Arguments& arguments, Context& context) const override {
        context.say("Deleted exception " + arguments.text("EXCEPTION") + ".");
    }
};

}  // namespace

std::unique_ptr<Command> makeExceptionDeleteCommand() { return std::make_unique<ExceptionDeleteCommand>(); }

}  // namespace cli
