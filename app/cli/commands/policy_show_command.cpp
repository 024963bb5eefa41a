#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/policy_text.h"

namespace cli {
namespace {

class PolicyShowCommand final : public VerbCommand {
public:
    PolicyShowCommand()
        : VerbCommand({.words = "policy show",
                       .verb = "policy_show",
                       .summary = "Show one policy",
                       .details = "",
                       .parameters = {place("POLICY", "the policy's name")},
                       .example = "twinset policy show field-staff"}) {}

protected:
    base::Json request(const Arguments& arguments) const override { return {{"name", arguments.text("POLICY")}}; }
    void show(const base::Json& policy, const Arguments&, Context& context) const override {
        context.print(policySheet(policy, context.width()));
    }
};

}  // namespace

std::unique_ptr<Command> makePolicyShowCommand() { return std::make_unique<PolicyShowCommand>(); }

}  // namespace cli
