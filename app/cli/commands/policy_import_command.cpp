#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/cli/commands/commands.h"
#include "policy/amapi_import.h"
#include "policy/rule_book_json.h"

namespace cli {
namespace {

using policy::ImportLine;
using policy::ImportOutcome;

std::string listed(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts) all += (all.empty() ? "" : ", ") + text;
    return all;
}

std::string resultText(const ImportLine& line) {
    switch (line.outcome) {
        case ImportOutcome::Became: return listed(line.became) + (line.why.empty() ? "" : " (" + line.why + ")");
        case ImportOutcome::Holds: return "holds anyway" + (line.why.empty() ? "" : ": " + line.why);
        case ImportOutcome::Superseded: return "overridden: " + line.why;
        case ImportOutcome::NoEquivalent: return "no equivalent: " + line.why;
        case ImportOutcome::Unknown: return "unknown: " + line.why;
        case ImportOutcome::NotUnderstood: return "not understood: " + line.why;
    }
    return "";
}

base::Json reportJson(const std::vector<ImportLine>& lines) {
    base::Json report = base::Json::array();
    for (const auto& line : lines) {
        base::Json one{{"field", line.field}, {"outcome", policy::importOutcomeName(line.outcome)}, {"became", line.became}, {"why", line.why}};
        one["value"] = line.value.empty() ? base::Json() : base::Json(line.value);
        report.push_back(std::move(one));
    }
    return report;
}

base::Json rulesJson(const policy::AmapiImport& import) {
    base::Json rules = base::Json::array();
    for (const auto& rule : import.complianceRules) rules.push_back(policy::complianceRuleToJson(rule));
    return rules;
}

class PolicyImportCommand final : public Command {
public:
    PolicyImportCommand()
        : Command({.words = "policy import",
                   .verb = "",
                   .summary = "Turn a policy of another system into one of ours, and say what became of every field",
                   .details = "Needs no gateway. What the other system does where the file says nothing is taken over too. "
                              "Without --out nothing is written.",
                   .parameters = {place("FILE", "the policy, as the other system gives it; - is standard input"),
                                  option("--from", "SYSTEM", "the other system; amapi is the Android Management API").oneOf({"amapi"}).must(),
                                  option("--name", "NAME", "the policy's name (default: the file's)"),
                                  option("--out", "FILE", "where the policy goes; none that is there is replaced"),
                                  option("--rules", "FILE", "where its compliance rules go, as a rule book"),
                                  flag("--no-defaults", "take over only what the file says")},
                   .example = "twinset policy import device-policy.json --from amapi --out policies/field-staff.json"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        const std::string name = arguments.text("FILE");
        TWINSET_ASSIGN(const base::Bytes text, context.readNamed(name, "the policy", 4 * 1024 * 1024));
        auto json = base::parseJson(text, 4 * 1024 * 1024);
        if (!json) return json.error().withContext(name == "-" ? "standard input" : name);
        TWINSET_ASSIGN(const auto import, policy::importAmapi(*json, {arguments.text("--name"), !arguments.has("--no-defaults")}));
        const std::string out = arguments.text("--out"), rules = arguments.text("--rules");
        TWINSET_TRY(write(context, out, policy::policyToJson(import.policy)));
        TWINSET_TRY(write(context, rules, {{"complianceRules", rulesJson(import)}}));
        if (context.json())
            context.printJson({{"policy", policy::policyToJson(import.policy)},
                               {"complianceRules", rulesJson(import)},
                               {"fields", reportJson(import.lines)}});
        else
            tell(import, out, rules, context);
        return kSuccess;
    }

private:
    static base::Result<void> write(Context& context, const std::string& file, const base::Json& json) {
        if (file.empty()) return {};
        if (context.files().exists(file))
            return {base::ErrorCode::Conflict, file + " exists already; name another file, or remove it first"};
        return context.files().writeFileAtomically(file, json.dump(2) + "\n", 0644);
    }

    static void tell(const policy::AmapiImport& import, const std::string& out, const std::string& rules, Context& context) {
        Table table({{"FIELD", Table::Align::Left, 20}, {"VALUE", Table::Align::Left, 12}, {"RESULT", Table::Align::Left, 24}});
        for (const auto& line : import.lines) table.add({line.field, line.value.empty() ? "not said" : line.value, resultText(line)});
        context.print(table);
        const auto count = [&](ImportOutcome outcome) {
            return std::to_string(std::count_if(import.lines.begin(), import.lines.end(), [&](const auto& line) { return line.outcome == outcome; }));
        };
        context.say("Fields: " + count(ImportOutcome::Became) + " became something, " + count(ImportOutcome::Holds) + " hold anyway, " +
                    count(ImportOutcome::Superseded) + " overridden, " + count(ImportOutcome::NoEquivalent) + " without equivalent, " +
                    count(ImportOutcome::Unknown) + " unknown, " + count(ImportOutcome::NotUnderstood) + " not understood.");
        context.say("Policy '" + import.policy.name + "' has " + std::to_string(import.policy.settings.size()) + " settings; " +
                    std::to_string(import.complianceRules.size()) + " compliance rules came with it.");
        if (!out.empty()) context.say("Wrote " + out + (rules.empty() ? "." : " and " + rules + "."));
        if (out.empty())
            context.note("Nothing was written. Add --out FILE to write the policy.");
        else
            context.say("Next: twinset policy set " + out + ", then twinset policy assign " + import.policy.name + " --target persona:work");
        if (rules.empty() && !import.complianceRules.empty()) context.note("The compliance rules were not written. Add --rules FILE.");
    }
};

}  // namespace

std::unique_ptr<Command> makePolicyImportCommand() { return std::make_unique<PolicyImportCommand>(); }

}  // namespace cli
