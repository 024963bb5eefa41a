#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class ComplianceRuleSetCommand final : public Command {
public:
    ComplianceRuleSetCommand()
        : Command({.words = "compliance rule set",
                   .verb = "compliance_rule_set",
                   .summary = "Write what happens, and when, to work phones that are not as they must be",
                   .details = "All times count from the beginning of the violation. The steps are signed in advance, so that "
                              "a handset takes them by itself while it is offline. A wipe needs a block before it.",
                   .parameters = {place("RULE", "the rule's name"),
                                  option("--violation", "CONDITION", "what must not be, such as \"phone.agreement == 'differs'\""),
                                  flag("--offline", "the violation is silence: counted on the handset from its last contact"),
                                  duration("--warn", "warn the person after this time"),
                                  duration("--block", "block the work phone after this time"),
                                  duration("--wipe", "wipe the work phone after this time"),
                                  duration("--grace", "a violation that ends within this time has no consequence"),
                                  option("--message", "TEXT", "what the person is told")},
                   .example = "twinset compliance rule set silent --offline --warn 3d --block 7d --wipe 30d"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        base::Json asked{{"name", arguments.text("RULE")}, {"ladder", ladderOf(arguments)}};
        arguments.copyText(asked, "violation", "--violation");
        arguments.copyText(asked, "message", "--message");
        if (arguments.has("--offline")) asked["offline"] = true;
        if (arguments.has("--grace")) asked["grace"] = arguments.text("--grace");
        TWINSET_ASSIGN(const base::Json rule, context.call(shape().verb, asked));
        if (context.json())
            context.printJson(rule);
        else
            context.say("Compliance rule " + textAt(rule, "name") + " is set; it changed " + textAt(rule, "changedPhones") + " phones.");
        return kSuccess;
    }

private:
    static base::Json ladderOf(const Arguments& arguments) {
        base::Json ladder = base::Json::array();
        for (const std::string action : {"warn", "block", "wipe"})
            if (arguments.has("--" + action)) ladder.push_back({{"action", action}, {"after", arguments.text("--" + action)}});
        return ladder;
    }
};

}  // namespace

std::unique_ptr<Command> makeComplianceRuleSetCommand() { return std::make_unique<ComplianceRuleSetCommand>(); }

}  // namespace cli
