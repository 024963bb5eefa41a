#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

namespace cli {
namespace {

class ReleaseWithdrawCommand final : public VerbCommand {
public:
    ReleaseWithdrawCommand()
        : VerbCommand({.words = "release withdraw",
                       .verb = "release_withdraw",
                       .summary = "Stop offering a release to phones",
                       .details = "Phones that run it go on running it.",
                       .parameters = {place("IMAGE", "the image"), place("VERSION", "its version")},
                       .example = "twinset release withdraw reference-work 1.2.0"}) {}

protected:
    base::Json request(const Arguments& arguments) const override {
        return {{"image", arguments.text("IMAGE")}, {"version", arguments.text("VERSION")}};
    }
    void show(const base::Json&, const Arguments& arguments, Context& context) const override {
        context.say("Withdrew " + arguments.text("IMAGE") + " " + arguments.text("VERSION") + ".");
    }
};

}  // namespace

std::unique_ptr<Command> makeReleaseWithdrawCommand() { return std::make_unique<ReleaseWithdrawCommand>(); }

}  // namespace cli
