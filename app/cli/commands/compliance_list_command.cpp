#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class ComplianceListCommand final : public VerbCommand {
public:
    ComplianceListCommand()
        : VerbCommand({.words = "compliance list",
                       .verb = "compliance_list",
                       .summary = "List the phones that break a compliance rule, and what happens next",
                       .details = "",
                       .parameters = {},
                       .example = "twinset compliance list"}) {}

protected:
    base::Json request(const Arguments&) const override { return base::Json::object(); }
    void show(const base::Json& answer, const Arguments&, Context& context) const override {
        Table table({{"PHONE", Table::Align::Left, 12}, {"HANDSET", Table::Align::Left, 10}, {"RULE"}, {"SINCE"}, {"IN FORCE"}, {"NEXT", Table::Align::Left, 12}});
        for (const base::Json& each : at(answer, "violations"))
            table.add({textAt(each, "phone.name"), textAt(each, "handset.name"),
                       textAt(each, "rule") + (trueAt(each, "byError") ? " (its condition fails)" : ""),
                       ageAt(each, "since", context.now()), textAt(each, "inForce.action"), nextText(each, context.now())});
        if (table.empty())
            context.say("Every work phone keeps the compliance rules.");
        else
            context.print(table);
    }

private:
    static std::string nextText(const base::Json& violation, base::Timestamp now) {
        if (!hasAt(violation, "next.at")) return "";
        return textAt(violation, "next.action") + " " + ageAt(violation, "next.at", now);
    }
};

}  // namespace

std::unique_ptr<Command> makeComplianceListCommand() { return std::make_unique<ComplianceListCommand>(); }

}  // namespace cli
