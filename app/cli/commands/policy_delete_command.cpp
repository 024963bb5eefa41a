#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

namespace cli {
namespace {

class PolicyDeleteCommand final : public VerbCommand {
public:
    PolicyDeleteCommand()
        : VerbCommand({.words = "policy delete",
                       .verb = "policy_delete",
                       .summary = "Delete a policy that is not assigned",
                       .details = "",
                       .parameters = {place("POLICY", "the policy's name")},
                       .example = "twinset policy delete field-staff"}) {}

protected:
    base::Json request(const Arguments& arguments) const override { return {{"name", arguments.text("POLICY")}}; }
    void show(const base::Json&, const Arguments& arguments, Context& context) const override {
        context.say("Deleted policy " + arguments.text("POLICY") + ".");
    }
};

}  // namespace

std::unique_ptr<Command> makePolicyDeleteCommand() { return std::make_unique<PolicyDeleteCommand>(); }

}  // namespace cli
