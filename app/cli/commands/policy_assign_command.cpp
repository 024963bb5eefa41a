#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/policy_file.h"
#include "app/cli/policy_text.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class PolicyAssignCommand final : public Command {
public:
    PolicyAssignCommand()
        : Command({.words = "policy assign",
                   .verb = "policy_assign",
                   .summary = "Apply a policy to phones",
                   .details = "",
                   .parameters = {place("POLICY", "the policy's name"),
                                  option("--target", "TARGET", "all, persona:NAME, handset:ID, phone:ID or group:NAME").must(),
                                  option("--level", "LEVEL", "how it ranks in the merge")
                                      .oneOf({"floor", "org", "group", "device", "default"})
                                      .otherwise("group")},
                   .example = "twinset policy assign field-staff --target persona:work"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        const std::string target = arguments.text("--target");
        TWINSET_TRY(checkPolicyTarget(target));
        TWINSET_ASSIGN(const base::Json policy, context.call(shape().verb, {{"name", arguments.text("POLICY")},
                                                                            {"target", target},
                                                                            {"level", arguments.text("--level")}}));
        if (context.json())
            context.printJson(policy);
        else
            context.say("Policy " + textAt(policy, "name") + " is assigned to " + assignmentsText(policy) + ".");
        return kSuccess;
    }
};

}  // namespace

std::unique_ptr<Command> makePolicyAssignCommand() { return std::make_unique<PolicyAssignCommand>(); }

}  // namespace cli
