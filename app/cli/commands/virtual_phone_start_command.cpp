#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/phone_wait.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class VirtualPhoneStartCommand final : public PhoneChangeCommand {
public:
    VirtualPhoneStartCommand()
        : PhoneChangeCommand(
              {.words = "phone start",
               .verb = "virtual_phone_start",
               .summary = "Start a phone that was stopped",
               .details = "",
               .parameters = {place("PHONE", "the phone's id, its name, HANDSET/PERSONA or PERSON/PERSONA")},
               .example = "twinset phone start pixel-01/work --wait"}) {}

protected:
    base::Json request(const Arguments& arguments) const override { return {{"phone", arguments.text("PHONE")}}; }
    std::string title() const override { return "starting the phone"; }
    std::string accepted(const base::Json& phone) const override {
        return "Phone " + phoneText(phone) + " will start as soon as its handset hears of it.";
    }
    std::string reached(const base::Json& phone) const override {
        return "Phone " + phoneText(phone) + " runs, and its health check answered.";
    }
};

}  // namespace

std::unique_ptr<Command> makeVirtualPhoneStartCommand() { return std::make_unique<VirtualPhoneStartCommand>(); }

}  // namespace cli
