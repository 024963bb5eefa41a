#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/confirm.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class VirtualPhoneDeleteCommand final : public Command {
public:
    VirtualPhoneDeleteCommand()
        : Command({.words = "phone delete",
                   .verb = "virtual_phone_delete",
                   .summary = "Delete a work phone and destroy its data",
                   .details = "Restore points stay. A personal phone is never deleted by the fleet.",
                   .parameters = {place("PHONE", "the phone's id, its name, HANDSET/PERSONA or PERSON/PERSONA"),
                                  yesOption()},
                   .example = "twinset phone delete pixel-01/work"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        TWINSET_TRY(confirm(context, arguments,
                            "This destroys the data of phone " + arguments.text("PHONE") + " on its handset."));
        TWINSET_ASSIGN(const base::Json phone, context.call(shape().verb, {{"phone", arguments.text("PHONE")}}));
        if (context.json())
            context.printJson(phone);
        else
            context.say("Phone " + phoneText(phone) + " will be wiped from its handset.");
        return kSuccess;
    }
};

}  // namespace

std::unique_ptr<Command> makeVirtualPhoneDeleteCommand() { return std::make_unique<VirtualPhoneDeleteCommand>(); }

}  // namespace cli
