#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/operation_text.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class OperationListCommand final : public ListCommand {
public:
    OperationListCommand()
        : ListCommand({.words = "operation list",
                       .verb = "operation_list",
                       .summary = "List operations, the newest first",
                       .details = "",
                       .parameters = {option("--phone", "PHONE", "only those on this phone"),
                                      option("--handset", "HANDSET", "only those on this handset"),
                                      option("--state", "STATE", "only those in this state")
                                          .oneOf({"queued", "delivered", "running", "succeeded", "failed", "expired",
                                                  "cancelled"})},
                       .example = "twinset operation list --state running"},
                      "operations") {}

protected:
    base::Json request(const Arguments& arguments) const override {
        base::Json asked = base::Json::object();
        arguments.copyText(asked, "phone", "--phone");
        arguments.copyText(asked, "handset", "--handset");
        arguments.copyText(asked, "state", "--state");
        return asked;
    }
    std::string nothing(const Arguments&) const override { return "There are no such operations."; }
    void show(const base::Json& objects, Context& context) const override {
        Table table({{"CREATED"},
                     {"KIND", Table::Align::Left, 12},
                     {"PHONE", Table::Align::Left, 0, true},
                     {"STATE"},
                     {"DONE", Table::Align::Right},
                     {"STEP", Table::Align::Left, 8},
                     {"BY", Table::Align::Left, 5, true},
                     {"ID"}});
        for (const base::Json& operation : objects) {
            const bool phone = hasAt(operation, "phone");
            const std::string error = textAt(operation, "error.message");
            table.add({ageAt(operation, "createdAt", context.now()), kindText(textAt(operation, "kind")),
                       phone ? phoneText(at(operation, "phone")) : joinedText(at(operation, "handset")),
                       textAt(operation, "state"),
                       std::to_string(static_cast<int>(fractionAt(operation, "progress") * 100)) + " %",
                       error.empty() ? textAt(operation, "step") : error, textAt(operation, "createdBy"),
                       textAt(operation, "id")});
        }
        context.print(table);
    }
};

}  // namespace

std::unique_ptr<Command> makeOperationListCommand() { return std::make_unique<OperationListCommand>(); }

}  // namespace cli
