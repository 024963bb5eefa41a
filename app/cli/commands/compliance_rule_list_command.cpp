#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class ComplianceRuleListCommand final : public VerbCommand {
public:
    ComplianceRuleListCommand()
        : VerbCommand({.words = "compliance rule list",
                       .verb = "compliance_rule_list",
                       .summary = "List the compliance rules and their steps",
                       .details = "",
                       .parameters = {},
                       .example = "twinset compliance rule list"}) {}

protected:
    base::Json request(const Arguments&) const override { return base::Json::object(); }
    void show(const base::Json& answer, const Arguments&, Context& context) const override {
        Table table({{"NAME"}, {"VIOLATION", Table::Align::Left, 20}, {"STEPS", Table::Align::Left, 16}, {"GRACE", Table::Align::Left, 0, true}});
        for (const base::Json& rule : at(answer, "complianceRules"))
            table.add({textAt(rule, "name"), trueAt(rule, "offline") ? "no contact with the fleet" : textAt(rule, "violation"),
                       stepsText(at(rule, "ladder")), textAt(rule, "grace")});
        if (table.empty())
            context.note("There are no compliance rules. 'twinset compliance rule set' writes one.");
        else
            context.print(table);
    }

private:
    static std::string stepsText(const base::Json& ladder) {
        std::string text;
        for (const base::Json& step : ladder)
            text += (text.empty() ? "" : ", ") + textAt(step, "action") + " after " + textAt(step, "after");
        return text;
    }
};

}  // namespace

std::unique_ptr<Command> makeComplianceRuleListCommand() { return std::make_unique<ComplianceRuleListCommand>(); }

}  // namespace cli
