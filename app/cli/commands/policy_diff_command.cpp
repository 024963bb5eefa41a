#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/policy_change_text.h"
#include "app/cli/rule_files.h"
#include "app/cli/words.h"
#include "policy/policy_diff.h"
#include "policy/rule_book_json.h"

namespace cli {
namespace {

class PolicyDiffCommand final : public Command {
public:
    PolicyDiffCommand()
        : Command({.words = "policy diff",
                   .verb = "policy_diff",
                   .summary = "Show how rules in files differ from the fleet's, or from other files",
                   .details = "FILE is a policy, group, exception, compliance rule or rule book, or a directory of them. "
                              "Without --replace, what the files do not name counts as unchanged.",
                   .parameters = {place("FILE", "rules as they are to be; - is standard input").many(),
                                  option("--from", "FILE", "compare with these files instead of the fleet").many(),
                                  flag("--replace", "what the files do not name counts as removed")},
                   .example = "twinset policy diff policies/ --replace"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        TWINSET_ASSIGN(const auto after, readRuleFiles(context, arguments.texts("FILE")));
        base::Json answer;
        if (arguments.has("--from")) {
            TWINSET_ASSIGN(const auto before, readRuleFiles(context, arguments.texts("--from")));
            answer = policy::bookDiffToJson(policy::compareBooks(before, after));
        } else {
            TWINSET_ASSIGN(answer, context.call(shape().verb, {{"edit", {{"put", policy::ruleBookToJson(after)},
                                                                         {"replace", arguments.has("--replace")}}}}));
        }
        if (context.json())
            context.printJson(answer);
        else if (at(answer, "changes").empty())
            context.say("Nothing differs.");
        else
            context.print(ruleChangesText(at(answer, "changes")));
        return kSuccess;
    }
};

}  // namespace

std::unique_ptr<Command> makePolicyDiffCommand() { return std::make_unique<PolicyDiffCommand>(); }

}  // namespace cli
