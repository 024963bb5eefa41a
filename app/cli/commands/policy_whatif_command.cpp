#include "app/cli/commands/commands.h"

#include <algorithm>
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
                                  number("--limit", "N", 0, 10'000'000, "phones to list").otherwise("100")},
                   .example = "twinset policy whatif policies/field-staff.json"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        TWINSET_ASSIGN(const base::Json edit, editOf(arguments, context));
        TWINSET_ASSIGN(base::Json answer, ask(edit, arguments.number("--limit"), context));
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

    /// The answer, with as many phones as were asked for: the gateway gives them page by page.
    base::Result<base::Json> ask(const base::Json& edit, std::int64_t limit, Context& context) const {
        constexpr std::int64_t kPage = 1000;
        base::Json arguments{{"edit", edit}, {"limit", std::min(limit, kPage)}};
        TWINSET_ASSIGN(base::Json answer, context.call(shape().verb, arguments));
        auto listed = static_cast<std::int64_t>(at(answer, "phones").size());
        while (listed < limit && answer.contains("next") && answer["next"].is_string()) {
            arguments["after"] = answer["next"];
            arguments["limit"] = std::min(limit - listed, kPage);
            TWINSET_ASSIGN(base::Json page, context.call(shape().verb, arguments));
            listed += static_cast<std::int64_t>(at(page, "phones").size());
            for (auto& phone : page["phones"]) answer["phones"].push_back(std::move(phone));
            for (const char* member : {"more", "next"}) answer[member] = page[member];
        }
        return answer;
    }

    static std::string orNothing(const base::Json& rule, const char* step) {
        const auto text = textAt(rule, step);
        return text.empty() ? "nothing" : text;
    }

    static std::string phoneChanges(const base::Json& phone) {
        auto text = textAt(phone, "phone.name") + " on " + textAt(phone, "handset.name") + "\n";
        const auto add = [&](const std::string& one) { text += "    " + one + "\n"; };
        for (const auto& setting : at(phone, "settings")) add(settingChangeText(setting));
        for (const auto& rule : at(phone, "newlyViolated"))
            add("would break the rule " + textAt(rule, "rule") + " (up to " + textAt(rule, "strongest") + ")");
        for (const auto& rule : at(phone, "noLongerViolated")) add("would keep the rule " + joinedText(rule) + " again");
        for (const auto& rule : at(phone, "rulesChanged"))
            add("the rule " + textAt(rule, "rule") + " would lead to: " + orNothing(rule, "after") + " (now: " + orNothing(rule, "before") + ")");
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

    static std::string phonesText(std::int64_t count) { return std::to_string(count) + (count == 1 ? " phone" : " phones"); }

    static void showGroups(const base::Json& groups, Context& context) {
        for (const auto& group : groups) {
            const auto name = "Group " + textAt(group, "group") + ": ";
            if (!hasAt(group, "after")) context.say(name + phonesText(numberAt(group, "before")) + " now; it would be gone.");
            else if (!hasAt(group, "before")) context.say(name + phonesText(numberAt(group, "after")) + " would be in it.");
            else context.say(name + phonesText(numberAt(group, "after")) + " would be in it, now " + std::to_string(numberAt(group, "before")) + ".");
        }
    }

    static void show(const base::Json& answer, Context& context) {
        context.print(ruleChangesText(at(answer, "rules")));
        showGroups(at(answer, "groups"), context);
        const auto changed = numberAt(answer, "changedPhones");
        if (changed == 0) return context.say("No phone would change.");
        context.print("\n");
        for (const auto& phone : at(answer, "phones")) context.print(phoneChanges(phone));
        context.print("\n");
        context.say(std::to_string(changed) + (changed == 1 ? " phone would change: " : " phones would change: ") + totalsText(answer) + ".");
        if (const auto more = numberAt(answer, "more"); more > 0)
            context.note(std::to_string(more) + " more are not listed; --limit says how many are.");
    }
};

}  // namespace

std::unique_ptr<Command> makePolicyWhatifCommand() { return std::make_unique<PolicyWhatifCommand>(); }

}  // namespace cli
