#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/phone_text.h"

namespace cli {
namespace {

class VirtualPhoneShowCommand final : public VerbCommand {
public:
    VirtualPhoneShowCommand()
        : VerbCommand({.words = "phone show",
                       .verb = "virtual_phone_show",
                       .summary = "Show a phone: what is desired, reported and proved, each with its age",
                       .details = "",
                       .parameters = {place("PHONE", "the phone's id, its name, HANDSET/PERSONA or PERSON/PERSONA")},
                       .example = "twinset phone show pixel-01/work"}) {}

protected:
    base::Json request(const Arguments& arguments) const override { return {{"phone", arguments.text("PHONE")}}; }
    void show(const base::Json& phone, const Arguments&, Context& context) const override {
        context.print(phoneSheet(phone, context.now(), context.width()));
    }
};

}  // namespace

std::unique_ptr<Command> makeVirtualPhoneShowCommand() { return std::make_unique<VirtualPhoneShowCommand>(); }

}  // namespace cli
