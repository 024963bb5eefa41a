#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/policy_change_text.h"
#include "app/cli/rule_files.h"
#include "app/cli/words.h"
#include "policy/rule_book_json.h"

namespace cli {
namespace {

class PolicyWhatifCommand final : public Command {
public:
    PolicyWhatifCommand()
        : Command({.words = "policy whatif",
                   .verb = "policy_whatif",
                   .summary = "Show what a change of rules would do to every phone, and change nothing",
                   .details = "FILE is a policy, group, exception, compliance rule or rule book, or a directory of them, that "
                              "would be set. --replace means that nothing but the files would remain.",
                   .parameters = {optionalPlace("FILE", "rules that would be set; - is standard input").many(),
                                  option("--remove-policy", "NAME", "a policy that would go, with its assignments").many(),
                                  option("--remove-group", "NAME", "a group that would go").many(),
                                  option("--remove-exception", "NAME", "an exception that would go").many(),
                                  option("--remove-compliance-rule", "NAME", "a compliance rule that would go").many(),
                                  flag("--replace", "what the files do not name would go"),
                                  number("--limit", "N", 0, 1000, "phones to list").otherwise("100")},
                   .example = "twinset policy whatif policies/field-staff.json"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        TWINSET_ASSIGN(const base::Json edit, editOf(arguments, context));
        TWINSET_ASSIGN(const base::Json answer,
                       context.call(shape().verb, {{"edit", edit}, {"limit", arguments.number("--limit")}}));
        if (context.json())
            context.printJson(answer);
        else
            show(answer, context);
        return kSuccess;
    }

private:
    static base::Result<base::Json> editOf(const Arguments& arguments, Context& context) {
        base::Json edit = base::Json::object();
        if (arguments.has("FILE")) {
            TWINSET_ASSIGN(const auto put, readRuleFiles(context, arguments.texts("FILE")));
            edit["put"] = policy::ruleBookToJson(put);
        }
        const auto remove = [&](const char* option, const char* member) {
            if (arguments.has(option)) edit["remove"][member] = arguments.texts(option);
        };
        remove("--remove-policy", "policies");
        remove("--remove-group", "groups");
        remove("--remove-exception", "exceptions");
        remove("--remove-compliance-rule", "complianceRules");
        if (edit.empty())
            return {base::ErrorCode::InvalidInput, "nothing to try: name a file, or something to remove"};
        if (arguments.has("--replace")) edit["replace"] = true;
        return edit;
    }

    static std::string phoneChanges(const base::Json& phone) {
        auto text = textAt(phone, "phone.name") + " on " + textAt(phone, "handset.name") + "\n";
        const auto add = [&](const std::string& one) { text += "    " + one + "\n"; };
        for (const auto& setting : at(phone, "settings")) add(settingChangeText(setting));
        for (const auto& rule : at(phone, "newlyViolated"))
            add("would break the rule " + textAt(rule, "rule") + " (up to " + textAt(rule, "strongest") + ")");
        for (const auto& rule : at(phone, "noLongerViolated")) add("would keep the rule " + joinedText(rule) + " again");
        return text;
    }

    static std::string totalsText(const base::Json& answer) {
        std::string text;
        const std::pair<const char*, const char*> kCounts[] = {
            {"tightened", "tightened"},        {"loosened", "loosened"},           {"otherwiseChanged", "changed otherwise"},
            {"newlySet", "with a new setting"}, {"noLongerSet", "with one less"},   {"newlyNonCompliant", "newly not compliant"},
            {"wouldBeBlocked", "on the way to a block"}, {"wouldBeWiped", "on the way to a wipe"}, {"compliantAgain", "compliant again"}};
        for (const auto& [member, words] : kCounts)
            if (const auto count = numberAt(answer, std::string("totals.") + member); count > 0)
                text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + words;
        return text;
    }

    static void show(const base::Json& answer, Context& context) {
        context.print(ruleChangesText(at(answer, "rules")));
        const auto changed = numberAt(answer, "changedPhones");
        if (changed == 0) return context.say("No phone would change.");
        context.print("\n");
        for (const auto& phone : at(answer, "phones")) context.print(phoneChanges(phone));
        context.print("\n");
        context.say(std::to_string(changed) + (changed == 1 ? " phone would change: " : " phones would change: ") + totalsText(answer) + ".");
        if (const auto examined = numberAt(answer, "examinedPhones"); examined < changed)
            context.note("Only the first " + std::to_string(examined) + " were looked into one by one.");
        else if (const auto more = numberAt(answer, "more"); more > 0)
            context.note(std::to_string(more) + " more are not listed; --limit shows up to 1000.");
    }
};

}  // namespace

std::unique_ptr<Command> makePolicyWhatifCommand() { return std::make_unique<PolicyWhatifCommand>(); }

}  // namespace cli
