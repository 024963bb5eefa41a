#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/operation_wait.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class VirtualPhoneRestartCommand final : public OperationCommand {
public:
    VirtualPhoneRestartCommand()
        : OperationCommand(
              {.words = "phone restart",
               .verb = "virtual_phone_restart",
               .summary = "Restart a phone and wait for it",
               .details = "",
               .parameters = {place("PHONE", "the phone's id, its name, HANDSET/PERSONA or PERSON/PERSONA")},
               .example = "twinset phone restart pixel-01/work"}) {}

protected:
    base::Result<base::Json> request(const Arguments& arguments, Context&) const override {
        return base::Json{{"phone", arguments.text("PHONE")}};
    }
    std::string title(const Arguments& arguments) const override { return "restart of " + arguments.text("PHONE"); }
    int show(const base::Json& operation, Context& context) const override {
        const auto began = timeAt(operation, "startedAt"), ended = timeAt(operation, "finishedAt");
        const std::string took = began && ended ? " in " + base::humanDuration(*ended - *began) : std::string();
        if (!context.json()) context.say("Restarted" + took + ".");
        return kSuccess;
    }
};

}  // namespace

std::unique_ptr<Command> makeVirtualPhoneRestartCommand() { return std::make_unique<VirtualPhoneRestartCommand>(); }

}  // namespace cli
