#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/damage_text.h"
#include "app/cli/operation_wait.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class StoreCheckCommand final : public OperationCommand {
public:
    StoreCheckCommand()
        : OperationCommand({.words = "store check",
                            .verb = "store_check",
                            .summary = "Read every byte of the store back, and name what damage touches",
                            .details = "Checks each chunk with the fleet's key, then looks at every restore point and "
                                       "release. Backups and restores go on meanwhile. The exit code is 8 when something is "
                                       "damaged.",
                            .parameters = {},
                            .example = "twinset store check"}) {}

protected:
    base::Result<base::Json> request(const Arguments&, Context&) const override { return base::Json::object(); }
    std::string title(const Arguments&) const override { return "check of the store"; }
    int show(const base::Json& operation, Context& context) const override {
        const base::Json& result = at(operation, "result");
        const auto damaged = numberAt(result, "damagedCount");
        if (!context.json()) {
            context.say("Read " + textAt(result, "chunks") + " chunks (" + sizeAt(result, "bytes") + ") and looked at " +
                        textAt(result, "examinedRestorePoints") + " restore points and " +
                        textAt(result, "examinedReleases") + " releases.");
            context.say(damaged == 0 ? "All of it is whole." : std::to_string(damaged) + " chunks are damaged or lost.");
        }
        return sayDamage(result, damaged, context);
    }
};

}  // namespace

std::unique_ptr<Command> makeStoreCheckCommand() { return std::make_unique<StoreCheckCommand>(); }

}  // namespace cli
