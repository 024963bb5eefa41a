#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

namespace cli {
namespace {

class HandsetAcceptCommand final : public VerbCommand {
public:
    HandsetAcceptCommand()
        : VerbCommand(
              {.words = "handset accept",
               .verb = "handset_accept",
               .summary = "Let a handset in that waits for acceptance",
               .details = "Compare its serial number with the device in your hand first ('twinset handset show').",
               .parameters = {place("HANDSET", "the handset's id or name")},
               .example = "twinset handset accept pixel-02"}) {}

protected:
    base::Json request(const Arguments& arguments) const override { return {{"handset", arguments.text("HANDSET")}}; }
    void show(const base::Json&, const Arguments& arguments, Context& context) const override {
        context.say("Accepted " + arguments.text("HANDSET") + ". It connects within a few minutes.");
    }
};

}  // namespace

std::unique_ptr<Command> makeHandsetAcceptCommand() { return std::make_unique<HandsetAcceptCommand>(); }

}  // namespace cli
