#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/rule_files.h"
#include "app/cli/words.h"
#include "policy/lint.h"

namespace cli {
namespace {

class PolicyLintCommand final : public Command {
public:
    PolicyLintCommand()
        : Command({.words = "policy lint",
                   .verb = "policy_lint",
                   .summary = "Find rules that are hardly what their authors meant",
                   .details = "With files: checks those, also whether they compile, without asking a gateway; a rule that the "
                              "fleet would refuse is told with its place. The exit code is 7 when there is an error.",
                   .parameters = {optionalPlace("FILE", "rules, or directories of them, to check instead of the fleet's").many()},
                   .example = "twinset policy lint policies/"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        TWINSET_ASSIGN(const base::Json answer, findings(arguments, context));
        if (context.json())
            context.printJson(answer);
        else
            show(at(answer, "findings"), context);
        for (const auto& finding : at(answer, "findings"))
            if (textAt(finding, "severity") == "error") return kInvalidInput;
        return kSuccess;
    }

private:
    base::Result<base::Json> findings(const Arguments& arguments, Context& context) const {
        if (!arguments.has("FILE")) return context.call(shape().verb, base::Json::object());
        TWINSET_ASSIGN(auto rules, readRuleFiles(context, arguments.texts("FILE")));
        TWINSET_ASSIGN(const auto book, policy::CompiledBook::compile(std::move(rules)));
        return policy::lintToJson(policy::lintBook(*book, context.now()));
    }

    static void show(const base::Json& findings, Context& context) {
        for (const auto& finding : findings) {
            context.say(textAt(finding, "severity") + ": " + textAt(finding, "object") + ": " + textAt(finding, "message"));
            context.say("    " + textAt(finding, "advice"));
        }
        if (findings.empty()) context.say("Nothing to complain about.");
    }
};

}  // namespace

std::unique_ptr<Command> makePolicyLintCommand() { return std::make_unique<PolicyLintCommand>(); }

}  // namespace cli
