#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/policy_text.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class PolicyListCommand final : public VerbCommand {
public:
    PolicyListCommand()
        : VerbCommand({.words = "policy list",
                       .verb = "policy_list",
                       .summary = "List the policies",
                       .details = "",
                       .parameters = {},
                       .example = "twinset policy list"}) {}

protected:
    base::Json request(const Arguments&) const override { return base::Json::object(); }
    void show(const base::Json& answer, const Arguments&, Context& context) const override {
        Table table({{"NAME"},
                     {"SETTINGS", Table::Align::Left, 16},
                     {"ASSIGNED TO", Table::Align::Left, 14},
                     {"DESCRIPTION", Table::Align::Left, 12, true}});
        for (const base::Json& policy : at(answer, "policies"))
            table.add({textAt(policy, "name"), settingsText(at(policy, "settings")), assignmentsText(policy),
                       textAt(policy, "description")});
        if (table.empty())
            context.note("There are no policies. 'twinset policy set FILE' writes one.");
        else
            context.print(table);
    }
};

}  // namespace

std::unique_ptr<Command> makePolicyListCommand() { return std::make_unique<PolicyListCommand>(); }

}  // namespace cli
