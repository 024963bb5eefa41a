#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/receipt_text.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class VirtualPhoneReceiptCommand final : public VerbCommand {
public:
    VirtualPhoneReceiptCommand()
        : VerbCommand({.words = "phone receipt",
                       .verb = "virtual_phone_receipt",
                       .summary = "Print the receipt of a restore, as things stand now",
                       .details = "",
                       .parameters = {place("OPERATION", "the restore's operation id")},
                       .example = "twinset phone receipt op-7k2m9x4c1v8b3n5q"}) {}

protected:
    base::Json request(const Arguments& arguments) const override {
        return {{"operation", arguments.text("OPERATION")}};
    }
    void show(const base::Json& answer, const Arguments&, Context& context) const override {
        const base::Json& receipt = hasAt(answer, "receipt") ? at(answer, "receipt") : answer;
        context.print(receiptText(receipt, context.now(), context.width()));
    }
};

}  // namespace

std::unique_ptr<Command> makeVirtualPhoneReceiptCommand() { return std::make_unique<VirtualPhoneReceiptCommand>(); }

}  // namespace cli
