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
                       .details = "With a setting: everybody who says something about it, which conditions held, which "
                                  "exceptions apply. Without: one line for each setting.",
                       .parameters = {place("PHONE", "the phone's id, its name, HANDSET/PERSONA or PERSON/PERSONA; or a "
                                                     "handset, for all its phones"),
                                      optionalPlace("SETTING", "only this setting, in full")},
                       .example = "twinset policy explain pixel-01/work camera.allowed"}) {}

protected:
    base::Json request(const Arguments& arguments) const override {
        base::Json asked{{"phone", arguments.text("PHONE")}};
        arguments.copyText(asked, "setting", "SETTING");
        return asked;
    }
    void show(const base::Json& answer, const Arguments& arguments, Context& context) const override {
        const auto& phones = at(answer, "phones");
        bool first = true;
        for (const base::Json& phone : phones) {
            if (phones.size() > 1) context.print(std::string(first ? "" : "\n") + titleOf(phone) + "\n");
            first = false;
            if (arguments.has("SETTING"))
                showInFull(phone, arguments.text("SETTING"), context);
            else
                showAll(phone, context);
        }
        if (phones.empty()) context.note("There is no virtual phone on this handset.");
    }

private:
    static std::string titleOf(const base::Json& phone) {
        return textAt(phone, "handset.name") + "/" + textAt(phone, "persona") + " (" + textAt(phone, "phone.name") + ")";
    }

    static std::string valueOf(const base::Json& setting) {
        return at(setting, "value").is_null() ? textAt(setting, "unset") + " (nobody sets it)" : joinedText(at(setting, "value"));
    }

    static void showAll(const base::Json& phone, Context& context) {
        Table table({{"SETTING", Table::Align::Left, 14},
                     {"VALUE", Table::Align::Left, 6},
                     {"MERGE"},
                     {"ENFORCED AT", Table::Align::Left, 0, true},
                     {"OBSERVED", Table::Align::Left, 8},
                     {"FROM", Table::Align::Left, 16}});
        for (const base::Json& setting : at(phone, "settings"))
            table.add({textAt(setting, "name"), valueOf(setting), textAt(setting, "operator"), textAt(setting, "enforcedAt"),
                       joinedText(at(setting, "observed")), contributorsText(setting)});
        if (table.empty())
            context.note("No policy says anything about this phone.");
        else
            context.print(table);
        for (const base::Json& violation : at(phone, "violations"))
            context.print("It breaks the compliance rule " + textAt(violation, "rule") + " since " +
                          momentAt(violation, "since", context.now()) + ".\n");
    }

    static std::string contributorsText(const base::Json& setting) {
        std::string won, lost;
        for (const base::Json& each : at(setting, "contributors")) {
            if (textAt(each, "state") == "not-held") continue;
            std::string& to = trueAt(each, "won") ? won : lost;
            to += (to.empty() ? "" : ", ") + textAt(each, "policy") + " (" + textAt(each, "level") +
                  (trueAt(each, "won") ? "" : ": " + joinedText(at(each, "value"))) + ")";
        }
        for (const base::Json& each : at(setting, "exceptions"))
            if (trueAt(each, "applied")) won += (won.empty() ? "" : ", ") + std::string("exception ") + textAt(each, "exception");
        return won + (lost.empty() ? "" : (won.empty() ? "not " : "; not ") + lost);
    }

    static void showInFull(const base::Json& phone, const std::string& name, Context& context) {
        if (at(phone, "settings").empty()) return context.note("No policy says anything about " + name + " here.");
        const base::Json& setting = at(phone, "settings").front();
        FactSheet facts;
        facts.add(name, valueOf(setting));
        facts.add("Merged by", textAt(setting, "operator"));
        if (hasAt(setting, "atomicGroup")) facts.add("Comes as one with", textAt(setting, "atomicGroup") + ".*");
        facts.add("Enforced at", textAt(setting, "enforcedAt") + (trueAt(setting, "survivesCompromisedGuest")
                                                                      ? ", also when the guest is compromised"
                                                                      : ", as long as the guest is sound"));
        facts.add("Observed", at(setting, "observed").is_null() ? "nothing yet"
                                                                : textAt(setting, "observed") + ", " + ageAt(setting, "observedAt", context.now()));
        context.print(facts);
        showContributors(setting, context);
        showExceptions(setting, context);
    }

    static void showContributors(const base::Json& setting, Context& context) {
        for (const base::Json& each : at(setting, "contributors")) {
            context.print("\n");
            context.say((trueAt(each, "won") ? "* " : "- ") + textAt(each, "policy") + ", level " + textAt(each, "level") +
                        ", for " + textAt(each, "target") + ", says " + joinedText(at(each, "value")) + ": " + textAt(each, "why") + ".");
            showCondition(each, context);
        }
    }

    static void showCondition(const base::Json& each, Context& context) {
        if (hasAt(each, "condition")) context.print("    when " + textAt(each, "condition") + "\n");
        if (textAt(each, "state") == "failed") context.print("    its condition failed: " + textAt(each, "error") + "\n");
    }

    static void showExceptions(const base::Json& setting, Context& context) {
        for (const base::Json& each : at(setting, "exceptions")) {
            context.print("\n");
            context.say((trueAt(each, "applied") ? "* exception " : "- exception ") + textAt(each, "exception") + " for " +
                        textAt(each, "target") + " would leave " + joinedText(at(each, "value")) + " (" + textAt(each, "owner") +
                        ": " + textAt(each, "reason") + "); it " + (trueAt(each, "expired") ? "expired " : "expires ") +
                        ageAt(each, "expiresAt", context.now()) +
                        (hasAt(each, "why") ? ": " + textAt(each, "why") : std::string()) + ".");
            showCondition(each, context);
        }
    }
};

}  // namespace

std::unique_ptr<Command> makePolicyExplainCommand() { return std::make_unique<PolicyExplainCommand>(); }

}  // namespace cli
