#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/phone_wait.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class VirtualPhoneCreateCommand final : public PhoneChangeCommand {
public:
    VirtualPhoneCreateCommand()
        : PhoneChangeCommand(
              {.words = "phone create",
               .verb = "virtual_phone_create",
               .summary = "Create a virtual phone on a handset",
               .details = "",
               .parameters =
                   {option("--handset", "HANDSET", "the handset's id or name").must(),
                    option("--persona", "PERSONA", "work, personal, or another name").must(),
                    option("--image", "IMAGE", "the image it runs").must(),
                    option("--version", "VERSION", "the release of the image").must(),
                    option("--person", "PERSON", "whose phone it is: the person's id or name"),
                    option("--name", "NAME", "a name of its own"),
                    number("--data-size", "MIB", 16, 16'777'216, "size of its data disk in MiB").otherwise("256"),
                    number("--memory", "MIB", 64, 1'048'576, "its memory in MiB").otherwise("256"),
                    number("--cpus", "N", 1, 64, "its processors").otherwise("1")},
               .example = "twinset phone create --handset pixel-01 --persona work --person \"Ada Lovelace\" --image "
                          "reference-work --version 1.0.0 --wait"}) {}

protected:
    base::Json request(const Arguments& arguments) const override {
        base::Json asked{{"handset", arguments.text("--handset")},
                         {"persona", arguments.text("--persona")},
                         {"image", arguments.text("--image")},
                         {"version", arguments.text("--version")}};
        arguments.copyText(asked, "person", "--person");
        arguments.copyText(asked, "name", "--name");
        arguments.copyNumber(asked, "dataSizeMiB", "--data-size");
        arguments.copyNumber(asked, "memoryMiB", "--memory");
        arguments.copyNumber(asked, "cpus", "--cpus");
        return asked;
    }
    std::string title() const override { return "creating the phone"; }
    std::string accepted(const base::Json& phone) const override {
        return "Phone " + textAt(phone, "id") + " is wanted on " + namedText(at(phone, "handset")) +
               "; 'twinset phone show " + textAt(phone, "id") + "' shows how far it is.";
    }
    std::string reached(const base::Json& phone) const override {
        return "Phone " + textAt(phone, "id") + " runs " + releaseText(at(phone, "desired.release")) + " on " +
               namedText(at(phone, "handset")) + ", and its health check answered.";
    }
};

}  // namespace

std::unique_ptr<Command> makeVirtualPhoneCreateCommand() { return std::make_unique<VirtualPhoneCreateCommand>(); }

}  // namespace cli
