#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/operation_wait.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class RestorePointProveCommand final : public OperationCommand {
public:
    RestorePointProveCommand()
        : OperationCommand({.words = "backup prove",
                            .verb = "restore_point_prove",
                            .summary = "Boot a restore point by itself, and ask whether it is well",
                            .details = "A handset reads and checks all of it and boots it on a scratch disk without a network, beside its "
                                       "phones, which are not touched; machine and disk are destroyed afterwards. It is the phone's "
                                       "own handset, or one that is online and has the label proving=yes, or the one of --on.",
                            .parameters = {optionalPlace("RESTORE_POINT", "its id"),
                                           option("--phone", "PHONE", "the newest restore point of this phone"),
                                           option("--on", "HANDSET", "prove it on this handset")},
                            .example = "twinset backup prove --phone pixel-01/work"}) {}

protected:
    base::Result<base::Json> request(const Arguments& arguments, Context&) const override {
        if (arguments.has("RESTORE_POINT") == arguments.has("--phone"))
            return {base::ErrorCode::InvalidInput, "name a restore point, or a phone with --phone"};
        base::Json asked = base::Json::object();
        arguments.copyText(asked, "restorePoint", "RESTORE_POINT");
        arguments.copyText(asked, "phone", "--phone");
        arguments.copyText(asked, "on", "--on");
        return asked;
    }
    std::string title(const Arguments& arguments) const override {
        return "proof of " + (arguments.has("--phone") ? arguments.text("--phone") : arguments.text("RESTORE_POINT"));
    }
    int show(const base::Json& operation, Context& context) const override {
        if (context.json()) return kSuccess;
        const base::Json& result = at(operation, "result");
        context.say("Proved " + textAt(result, "restorePoint") + ": it booted release " + textAt(result, "release") +
                    " and was well at " + momentAt(result, "provedAt", context.now()) + ".");
        return kSuccess;
    }
};

}  // namespace

std::unique_ptr<Command> makeRestorePointProveCommand() { return std::make_unique<RestorePointProveCommand>(); }

}  // namespace cli
