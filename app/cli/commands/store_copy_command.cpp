#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/operation_wait.h"
#include "app/cli/password_input.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class StoreCopyCommand final : public OperationCommand {
public:
    StoreCopyCommand()
        : OperationCommand(
              {.words = "store copy",
               .verb = "store_copy",
               .summary = "Make or continue a second store, to be kept elsewhere",
               .details = "Copies what the directory lacks, and the catalog, encrypted. With --keys the fleet's keys come "
                          "along under a passphrase; without keys nobody can read a copy, so keep them elsewhere otherwise. "
                          "'twinsetd --recover-from' makes a gateway out of a copy. An interrupted copy is continued by the "
                          "same command. For administrators.",
               .parameters = {option("--to", "DIR",
                                     "an empty directory or a former copy, as an absolute path on the gateway's machine")
                                  .must(),
                              flag("--keys", "bring the keys along, under a passphrase that is asked for"),
                              option("--passphrase-file", "FILE", "its first line is the passphrase; - is standard input"),
                              flag("--prune", "remove from the copy what the store does not have any more")},
               .example = "twinset store copy --to /mnt/offsite --keys"}) {}

protected:
    base::Result<base::Json> request(const Arguments& arguments, Context& context) const override {
        base::Json asked{{"to", arguments.text("--to")}};
        if (arguments.has("--prune")) asked["prune"] = true;
        if (!arguments.has("--keys") && !arguments.has("--passphrase-file")) return asked;
        const auto file = arguments.text("--passphrase-file");
        TWINSET_ASSIGN(const auto passphrase,
                       readPassword(context, file, "--passphrase-file", "passphrase for the keys: "));
        if (file.empty()) {
            TWINSET_ASSIGN(const auto again, context.terminal().askSecret("the same once more: "));
            if (!again.matches(passphrase.reveal()))
                return {base::ErrorCode::InvalidInput, "these are two different passphrases: nothing was copied"};
        }
        asked["keysPassphrase"] = std::string(passphrase.reveal());
        return asked;
    }
    std::string title(const Arguments&) const override { return "copy of the store"; }
    int show(const base::Json& operation, Context& context) const override {
        const base::Json& result = at(operation, "result");
        const auto damaged = numberAt(result, "damagedCount");
        if (!context.json()) {
            context.say("Copied " + textAt(result, "chunksCopied") + " chunks (" + sizeAt(result, "bytesCopied") + ") to " +
                        textAt(result, "to") + "; " + textAt(result, "chunksThere") + " were there before.");
            if (numberAt(result, "chunksRemoved") > 0)
                context.say("Removed " + textAt(result, "chunksRemoved") + " chunks (" + sizeAt(result, "bytesFreed") +
                            ") that the store does not have any more.");
            if (trueAt(result, "pruneSpared"))
                context.say("Nothing was removed from the copy: the store lost chunks that restore points or releases need, and "
                            "the copy may have them. Mend it first: 'twinset store repair --from DIR'.");
            if (damaged > 0)
                context.say(std::to_string(damaged) + " chunks of the store are damaged and were not copied: 'twinset store "
                                                      "check' names what they touch.");
            if (!trueAt(result, "withKeys"))
                context.note("The copy has no keys: without the directories keys and ca of the gateway's data nobody can "
                             "read it.");
        }
        return damaged > 0 ? kCorrupt : kSuccess;
    }
};

}  // namespace

std::unique_ptr<Command> makeStoreCopyCommand() { return std::make_unique<StoreCopyCommand>(); }

}  // namespace cli
