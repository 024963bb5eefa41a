#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/policy_file.h"
#include "app/cli/policy_text.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class PolicySetCommand final : public Command {
public:
    PolicySetCommand()
        : Command({.words = "policy set",
                   .verb = "policy_set",
                   .summary = "Write a policy from a file, and assign it as the file says",
                   .details =
                       "The file is JSON: {\"name\", \"description\", \"when\": CONDITION, \"settings\": {NAME: VALUE}, "
                       "\"assignments\": [{\"target\", \"level\"}]}; all but name and settings may be left out. An "
                       "assignment that the file does not name stays.",
                   .parameters = {place("FILE", "the policy; - is standard input")},
                   .example = "twinset policy set policies/field-staff.json"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        const std::string name = arguments.text("FILE");
        TWINSET_ASSIGN(const base::Bytes text, context.readNamed(name, "the policy", 1024 * 1024));
        auto file = readPolicyFile(text);
        if (!file) return file.error().withContext(name == "-" ? "standard input" : name);
        TWINSET_ASSIGN(base::Json answer, context.call(shape().verb, asked(file->policy)));
        for (const PolicyAssignment& each : file->assignments) {
            TWINSET_ASSIGN(answer,
                           context.call("policy_assign", {{"name", file->policy.name},
                                                          {"target", each.target},
                                                          {"level", std::string(policy::levelName(each.level))}}));
        }
        if (context.json())
            context.printJson(answer);
        else
            context.print(policySheet(answer, context.width()));
        return kSuccess;
    }

private:
    static base::Json asked(const policy::Policy& policy) {
        base::Json settings = base::Json::object();
        for (const auto& [name, value] : policy.settings) settings[name] = policy::valueToJson(value);
        base::Json json{{"name", policy.name}, {"settings", std::move(settings)}};
        if (!policy.when.empty()) json["when"] = policy.when;
        if (!policy.description.empty()) json["description"] = policy.description;
        return json;
    }
};

}  // namespace

std::unique_ptr<Command> makePolicySetCommand() { return std::make_unique<PolicySetCommand>(); }

}  // namespace cli
