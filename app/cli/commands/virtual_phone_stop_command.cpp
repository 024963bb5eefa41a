#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/phone_wait.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class VirtualPhoneStopCommand final : public PhoneChangeCommand {
public:
    VirtualPhoneStopCommand()
        : PhoneChangeCommand(
              {.words = "phone stop",
               .verb = "virtual_phone_stop",
               .summary = "Stop a phone; its data stays",
               .details = "",
               .parameters = {place("PHONE", "the phone's id, its name, HANDSET/PERSONA or PERSON/PERSONA")},
               .example = "twinset phone stop pixel-01/work --wait"}) {}

protected:
    base::Json request(const Arguments& arguments) const override { return {{"phone", arguments.text("PHONE")}}; }
    std::string title() const override { return "stopping the phone"; }
    std::string accepted(const base::Json& phone) const override {
        return "Phone " + phoneText(phone) + " will stop as soon as its handset hears of it.";
    }
    std::string reached(const base::Json& phone) const override { return "Phone " + phoneText(phone) + " is stopped."; }
};

}  // namespace

std::unique_ptr<Command> makeVirtualPhoneStopCommand() { return std::make_unique<VirtualPhoneStopCommand>(); }

}  // namespace cli
