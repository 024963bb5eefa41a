#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class ApiTokenCreateCommand final : public VerbCommand {
public:
    ApiTokenCreateCommand()
        : VerbCommand({.words = "api-token create",
                       .verb = "api_token_create",
                       .summary = "Make a token for a script",
                       .details = "Log the script in with 'twinset login URL --token-file FILE'.",
                       .parameters = {place("NAME", "what it is for"),
                                      option("--role", "ROLE", "what it may do")
                                          .oneOf({"administrator", "help_desk", "auditor", "automation"})
                                          .otherwise("automation"),
                                      duration("--valid-for", "until when it is good").otherwise("30d")},
                       .example = "twinset api-token create nightly-rollout --valid-for 90d"}) {}

protected:
    base::Json request(const Arguments& arguments) const override {
        const auto validFor = std::chrono::duration_cast<std::chrono::seconds>(
            arguments.duration("--valid-for").value_or(base::Duration(0)));
        return {{"name", arguments.text("NAME")}, {"role", arguments.text("--role")}, {"validFor", validFor.count()}};
    }
    void show(const base::Json& answer, const Arguments&, Context& context) const override {
        context.print(textAt(answer, "token") + "\n");
        context.note("The line above is the token. It is a secret, is shown once, and expires " +
                     momentAt(answer, "expiresAt", context.now()) + ".");
    }
};

}  // namespace

std::unique_ptr<Command> makeApiTokenCreateCommand() { return std::make_unique<ApiTokenCreateCommand>(); }

}  // namespace cli
