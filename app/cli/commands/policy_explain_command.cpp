#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class PolicyExplainCommand final : public VerbCommand {
public:
    PolicyExplainCommand()
        : VerbCommand({.words = "policy explain",
                       .verb = "policy_explain",
                       .summary = "Say why a phone has the settings it has",
                       .details = "",
                       .parameters = {place("PHONE", "the phone's id, its name, HANDSET/PERSONA or PERSON/PERSONA"),
                                      option("--setting", "NAME", "only this setting")},
                       .example = "twinset policy explain pixel-01/work --setting camera.allowed"}) {}

protected:
    base::Json request(const Arguments& arguments) const override {
        base::Json asked{{"phone", arguments.text("PHONE")}};
        arguments.copyText(asked, "setting", "--setting");
        return asked;
    }
    void show(const base::Json& answer, const Arguments&, Context& context) const override {
        Table table({{"SETTING", Table::Align::Left, 14},
                     {"VALUE", Table::Align::Left, 6},
                     {"MERGE"},
                     {"ENFORCED AT", Table::Align::Left, 0, true},
                     {"OBSERVED", Table::Align::Left, 8},
                     {"FROM", Table::Align::Left, 16}});
        for (const base::Json& setting : at(answer, "settings"))
            table.add({textAt(setting, "name"), joinedText(at(setting, "value")), textAt(setting, "operator"),
                       textAt(setting, "enforcedAt"), joinedText(at(setting, "observed")), contributorsText(setting)});
        if (table.empty())
            context.note("No policy sets anything on this phone.");
        else
            context.print(table);
    }

private:
    static std::string contributorsText(const base::Json& setting) {
        std::string won, lost;
        for (const base::Json& each : at(setting, "contributors")) {
            std::string& to = trueAt(each, "won") ? won : lost;
            to += (to.empty() ? "" : ", ") + textAt(each, "policy") + " (" + textAt(each, "level") +
                  (trueAt(each, "won") ? "" : ": " + joinedText(at(each, "value"))) + ")";
        }
        return won + (lost.empty() ? "" : (won.empty() ? "not " : "; not ") + lost);
    }
};

}  // namespace

std::unique_ptr<Command> makePolicyExplainCommand() { return std::make_unique<PolicyExplainCommand>(); }

}  // namespace cli
