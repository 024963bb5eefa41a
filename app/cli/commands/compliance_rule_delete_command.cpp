#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

namespace cli {
namespace {

class ComplianceRuleDeleteCommand final : public VerbCommand {
public:
    ComplianceRuleDeleteCommand()
        : VerbCommand({.words = "compliance rule delete",
                       .verb = "compliance_rule_delete",
                       .summary = "Delete a compliance rule",
                       .details = "",
                       .parameters = {place("RULE", "its name")},
                       .example = "twinset compliance rule delete silent"}) {}

protected:
    base::Json request(const Arguments& arguments) const override { return {{"name", arguments.text("RULE")}}; }
    void show(const base::Json&, const Arguments& arguments, Context& context) const override {
        context.say("Deleted compliance rule " + arguments.text("RULE") + ".");
    }
};

}  // namespace

std::unique_ptr<Command> makeComplianceRuleDeleteCommand() { return std::make_unique<ComplianceRuleDeleteCommand>(); }

}  // namespace cli
