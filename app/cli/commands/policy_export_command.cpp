#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

namespace cli {
namespace {

class PolicyExportCommand final : public Command {
public:
    PolicyExportCommand()
        : Command({.words = "policy export",
                   .verb = "policy_book",
                   .summary = "Print all rules of the fleet as one rule book, to keep in version control",
                   .details = "'policy diff' and 'policy whatif' read it back.",
                   .parameters = {},
                   .example = "twinset policy export > rules.json"}) {}

    base::Result<int> run(const Arguments&, Context& context) override {
        TWINSET_ASSIGN(const base::Json book, context.call(shape().verb, base::Json::object()));
        context.printJson(book);
        return kSuccess;
    }
};

}  // namespace

std::unique_ptr<Command> makePolicyExportCommand() { return std::make_unique<PolicyExportCommand>(); }

}  // namespace cli
