#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/phone_wait.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class VirtualPhoneUpdateCommand final : public PhoneChangeCommand {
public:
    VirtualPhoneUpdateCommand()
        : PhoneChangeCommand(
              {.words = "phone update",
               .verb = "virtual_phone_update",
               .summary = "Give a phone another release; its data stays",
               .details = "The release is staged beside the old one. If it does not answer its health check the phone "
                          "goes back "
                          "to the old one by itself; with --wait that is exit code 1.",
               .parameters = {place("PHONE", "the phone's id, its name, HANDSET/PERSONA or PERSON/PERSONA"),
                              option("--version", "VERSION", "the release").must(),
                              option("--image", "IMAGE", "another image than the phone has now")},
               .example = "twinset phone update pixel-01/work --version 1.1.0 --wait"}) {}

protected:
    base::Json request(const Arguments& arguments) const override {
        base::Json asked{{"phone", arguments.text("PHONE")}, {"version", arguments.text("--version")}};
        arguments.copyText(asked, "image", "--image");
        return asked;
    }
    std::string title() const override { return "updating the phone"; }
    std::string accepted(const base::Json& phone) const override {
        return "Phone " + phoneText(phone) + " will get " + releaseText(at(phone, "desired.release")) + ".";
    }
    std::string reached(const base::Json& phone) const override {
        return "Phone " + phoneText(phone) + " runs " + releaseText(at(phone, "desired.release")) +
               ", and its health check answered.";
    }
};

}  // namespace

std::unique_ptr<Command> makeVirtualPhoneUpdateCommand() { return std::make_unique<VirtualPhoneUpdateCommand>(); }

}  // namespace cli
