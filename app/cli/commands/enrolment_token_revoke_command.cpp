#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

namespace cli {
namespace {

class EnrolmentTokenRevokeCommand final : public VerbCommand {
public:
    EnrolmentTokenRevokeCommand()
        : VerbCommand({.words = "token revoke",
                       .verb = "enrolment_token_revoke",
                       .summary = "Make an enrolment token useless",
                       .details = "Handsets that enrolled with it stay.",
                       .parameters = {place("TOKEN", "the token's id, not its text")},
                       .example = "twinset token revoke et-5c8v4b3f9d2k7m1x"}) {}

protected:
    base::Json request(const Arguments& arguments) const override { return {{"id", arguments.text("TOKEN")}}; }
    void show(const base::Json&, const Arguments& arguments, Context& context) const override {
        context.say("Revoked token " + arguments.text("TOKEN") + ".");
    }
};

}  // namespace

std::unique_ptr<Command> makeEnrolmentTokenRevokeCommand() { return std::make_unique<EnrolmentTokenRevokeCommand>(); }

}  // namespace cli
