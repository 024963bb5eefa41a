#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/operation_wait.h"
#include "app/cli/receipt_text.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class VirtualPhoneRestoreCommand final : public OperationCommand {
public:
    VirtualPhoneRestoreCommand()
        : OperationCommand(
              {.words = "phone restore",
               .verb = "virtual_phone_restore",
               .summary = "Bring a phone back on another handset",
               .details = "With --lost the old handset's certificate is revoked and its work phones are wiped when it "
                          "comes back; its "
                          "personal phone is never touched. The phone starts at once and is used while its data "
                          "comes; 'phone show' says how much is local. Prints the receipt.",
               .parameters = {place("PHONE", "the phone's id, its name, HANDSET/PERSONA or PERSON/PERSONA"),
                              option("--onto", "HANDSET", "the handset that gets the phone").must(),
                              option("--restore-point", "ID", "another restore point than the newest"),
                              flag("--proved", "the newest restore point that was proved, though there may be a newer one"),
                              flag("--lost", "declare the old handset lost"),
                              flag("--whole", "start the phone when all of its data is on the handset")},
               .example = "twinset phone restore \"Ada Lovelace/work\" --onto pixel-02 --lost"}) {}

protected:
    base::Result<base::Json> request(const Arguments& arguments, Context&) const override {
        base::Json asked{
            {"phone", arguments.text("PHONE")}, {"onto", arguments.text("--onto")}, {"lost", arguments.has("--lost")}};
        if (arguments.has("--whole")) asked["whole"] = true;
        if (arguments.has("--proved")) asked["proved"] = true;
        arguments.copyText(asked, "restorePoint", "--restore-point");
        return asked;
    }
    std::string title(const Arguments& arguments) const override { return "restore of " + arguments.text("PHONE"); }
    int show(const base::Json& operation, Context& context) const override {
        if (context.json()) return kSuccess;
        context.print(receiptText(at(operation, "result.receipt"), context.now(), context.width()));
        context.note("'twinset phone receipt " + textAt(operation, "id") +
                     "' prints it again, with what became of the wipe.");
        return kSuccess;
    }
};

}  // namespace

std::unique_ptr<Command> makeVirtualPhoneRestoreCommand() { return std::make_unique<VirtualPhoneRestoreCommand>(); }

}  // namespace cli
