#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

namespace cli {
namespace {

class OperatorLogoutCommand final : public Command {
public:
    OperatorLogoutCommand()
        : Command({.words = "logout",
                   .verb = "operator_logout",
                   .summary = "End the session and forget its token",
                   .details = "",
                   .parameters = {},
                   .example = "twinset logout"}) {}

    base::Result<int> run(const Arguments&, Context& context) override {
        TWINSET_ASSIGN(const Session session, readSession(context.files(), context.sessionFile()));
        const auto answer = context.call(shape().verb, base::Json::object());
        TWINSET_TRY(context.files().remove(context.sessionFile()));
        if (!answer)
            context.note("The session file is gone, but the gateway was not told (" + answer.error().message +
                         "); the token stays good until it expires.");
        if (context.json())
            context.printJson(base::Json::object());
        else
            context.say("Logged out of " + session.host + ".");
        return kSuccess;
    }
};

}  // namespace

std::unique_ptr<Command> makeOperatorLogoutCommand() { return std::make_unique<OperatorLogoutCommand>(); }

}  // namespace cli
