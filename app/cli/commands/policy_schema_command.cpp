#include <nlohmann/json.hpp>

#include "app/cli/commands/commands.h"
#include "policy/setting_schema.h"

namespace cli {
namespace {

class PolicySchemaCommand final : public Command {
public:
    PolicySchemaCommand()
        : Command({.words = "policy schema",
                   .verb = "",
                   .summary = "Print the JSON Schema of a policy file, for your editor",
                   .details = "Needs no gateway. A policy file may name the schema in its member \"$schema\".",
                   .parameters = {},
                   .example = "twinset policy schema > policy.schema.json"}) {}

    base::Result<int> run(const Arguments&, Context& context) override {
        context.printJson(policy::policySchema());
        return kSuccess;
    }
};

}  // namespace

std::unique_ptr<Command> makePolicySchemaCommand() { return std::make_unique<PolicySchemaCommand>(); }

}  // namespace cli
