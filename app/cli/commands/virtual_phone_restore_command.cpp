#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/confirm.h"
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
               .summary = "Bring a phone back on another handset or in place",
               .details = "With --lost the old handset's certificate is revoked and its work phones are wiped when it "
                          "comes back; its "
                          "personal phone is never touched. The phone starts at once and is used while its data "
                          "comes; 'phone show' says how much is local. With --in-place the phone stays where it is, and what it "
                          "holds there is replaced: back it up if that is to be kept, and stop it. "
                          "Prints the receipt.",
               .parameters = {place("PHONE", "the phone's id, its name, HANDSET/PERSONA or PERSON/PERSONA"),
                              option("--onto", "HANDSET", "the handset that gets the phone"),
                              flag("--in-place", "the handset that the phone is on; what it holds there is replaced"),
                              option("--restore-point", "ID", "another restore point than the newest"),
                              flag("--proved", "the newest restore point that was proved, though there may be a newer one"),
                              flag("--lost", "declare the old handset lost"),
                              flag("--whole", "start the phone when all of its data is on the handset"),
                              number("--data-size", "MIB", 16, 1'048'576,
                                     "size of its data disk from now on, in MiB; not less than the restore point's"),
                              yesOption()},
               .example = "twinset phone restore \"Ada Lovelace/work\" --onto pixel-02 --lost"}) {}

protected:
    base::Result<base::Json> request(const Arguments& arguments, Context& context) const override {
        if (arguments.has("--onto") == arguments.has("--in-place"))
            return base::Error{base::ErrorCode::InvalidInput, "name a handset with --onto, or say --in-place"};
        base::Json asked{{"phone", arguments.text("PHONE")}, {"lost", arguments.has("--lost")}};
        arguments.copyText(asked, "onto", "--onto");
        if (arguments.has("--in-place")) {
            TWINSET_TRY(confirm(context, arguments,
                                "This replaces what phone " + arguments.text("PHONE") + " holds by what it held earlier."));
            asked["inPlace"] = true;
        }
        arguments.copyNumber(asked, "dataSizeMiB", "--data-size");
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
