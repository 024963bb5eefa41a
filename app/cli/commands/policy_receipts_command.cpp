#include "app/cli/commands/commands.h"

#include <map>
#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

/// "12 applied, 1 failed".
std::string outcomesText(const base::Json& receipt) {
    std::map<std::string, int> counts;
    for (const base::Json& setting : at(receipt, "settings")) ++counts[textAt(setting, "outcome")];
    std::string text;
    for (const auto& [outcome, count] : counts)
        text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + outcome;
    return text;
}

std::string stepsText(const base::Json& receipt) {
    std::string text;
    for (const base::Json& step : at(receipt, "steps"))
        text += (text.empty() ? "" : ", ") + textAt(step, "action") + " (" + textAt(step, "rule") + ")";
    return text;
}

std::string chainText(const base::Json& receipt) {
    if (!trueAt(receipt, "follows")) return "broken";
    return hasAt(receipt, "issued") && !trueAt(receipt, "issued") ? "unknown policy" : "whole";
}

class PolicyReceiptsCommand final : public Command {
public:
    PolicyReceiptsCommand()
        : Command({.words = "policy receipts",
                   .verb = "policy_receipts",
                   .summary = "Show what a phone's handset signed of the policy it enforces",
                   .details = "The newest receipt setting by setting, and the ones before it. With --verify every "
                              "signature and every link of the chain is checked; the exit code is 8 when one does not hold.",
                   .parameters = {place("PHONE", "the phone's id, its name, HANDSET/PERSONA or PERSON/PERSONA"),
                                  flag("--verify", "check signatures and chain"),
                                  option("--limit", "N", "how many receipts, 1 to 256 (20)")},
                   .example = "twinset policy receipts pixel-01/work --verify"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        base::Json asked{{"phone", arguments.text("PHONE")}, {"verify", arguments.has("--verify")}};
        arguments.copyNumber(asked, "limit", "--limit");
        TWINSET_ASSIGN(const base::Json answer, context.call(shape().verb, asked));
        if (context.json())
            context.printJson(answer);
        else
            show(answer, context);
        if (!hasAt(answer, "verdict") || trueAt(answer, "verdict.intact")) return kSuccess;
        context.complain("the chain of receipts is broken at receipt " + textAt(answer, "verdict.firstBroken") + ": " +
                         textAt(answer, "verdict.why") + ". Compare the catalog with a copy, and ask who had the handset.");
        return kCorrupt;
    }

private:
    static void show(const base::Json& answer, Context& context) {
        const base::Json& receipts = at(answer, "receipts");
        if (receipts.empty()) return context.note("The handset has not signed a receipt for this phone yet.");
        Table settings({{"SETTING", Table::Align::Left, 14}, {"OUTCOME"}, {"READ BACK", Table::Align::Left, 16}});
        for (const base::Json& setting : at(receipts.front(), "settings"))
            settings.add({textAt(setting, "setting"), textAt(setting, "outcome"), textAt(setting, "readBack")});
        if (!settings.empty()) {
            context.print(settings);
            context.say("");
        }
        Table table({{"NUMBER", Table::Align::Right},
                     {"SIGNED"},
                     {"POLICY", Table::Align::Right},
                     {"STATE"},
                     {"SETTINGS", Table::Align::Left, 12},
                     {"STEPS", Table::Align::Left, 8},
                     {"CHAIN"}});
        for (const base::Json& receipt : receipts)
            table.add({textAt(receipt, "sequence"), ageAt(receipt, "at", context.now()), textAt(receipt, "policyVersion"),
                       textAt(receipt, "state"), outcomesText(receipt), stepsText(receipt),
                       chainText(receipt)});
        context.print(table);
        if (!trueAt(answer, "verdict.intact")) return;
        context.say("");
        context.say("All " + textAt(answer, "verdict.receipts") + " receipts hold: signatures and chain.");
    }
};

}  // namespace

std::unique_ptr<Command> makePolicyReceiptsCommand() { return std::make_unique<PolicyReceiptsCommand>(); }

}  // namespace cli
