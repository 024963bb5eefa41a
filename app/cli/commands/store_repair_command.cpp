#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/damage_text.h"
#include "app/cli/operation_wait.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class StoreRepairCommand final : public OperationCommand {
public:
    StoreRepairCommand()
        : OperationCommand({.words = "store repair",
                            .verb = "store_repair",
                            .summary = "Mend the store",
                            .details = "Writes damaged packs anew from what is sound in them, and takes damaged and lost "
                                       "chunks from a copy. Backups and restores go on meanwhile. The exit code is 8 when "
                                       "something stays damaged. For administrators.",
                            .parameters = {option("--from", "DIR",
                                                  "a copy of the store, as an absolute path on the gateway's machine")},
                            .example = "twinset store repair --from /mnt/offsite"}) {}

protected:
    base::Result<base::Json> request(const Arguments& arguments, Context&) const override {
        base::Json asked = base::Json::object();
        arguments.copyText(asked, "from", "--from");
        return asked;
    }
    std::string title(const Arguments&) const override { return "repair of the store"; }
    int show(const base::Json& operation, Context& context) const override {
        const base::Json& result = at(operation, "result");
        const auto remaining = numberAt(result, "remainingCount");
        if (!context.json()) {
            context.say("Healed " + textAt(result, "chunksHealed") + " chunks, wrote " +
                        textAt(result, "packsRewritten") + " packs anew, and " + textAt(result, "tablesWritten") +
                        " tables and " + textAt(result, "headersWritten") + " headers of packs.");
            context.say(remaining == 0 ? "Nothing that is known stays damaged."
                                       : std::to_string(remaining) + " chunks stay damaged.");
        }
        return sayDamage(result, remaining, context);
    }
};

}  // namespace

std::unique_ptr<Command> makeStoreRepairCommand() { return std::make_unique<StoreRepairCommand>(); }

}  // namespace cli
