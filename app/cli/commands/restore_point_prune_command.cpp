#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/operation_wait.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class RestorePointPruneCommand final : public OperationCommand {
public:
    RestorePointPruneCommand()
        : OperationCommand({.words = "backup prune",
                            .verb = "restore_point_prune",
                            .summary = "Remove the restore points that 'backup keep' does not keep",
                            .details = "Gives back the space of what no restore point needs any more. Backups and restores go "
                                       "on meanwhile. The gateway does the same by itself, once a day at most.",
                            .parameters = {option("--phone", "PHONE", "only those of this phone"),
                                           flag("--dry-run", "say what would go, and remove nothing")},
                            .example = "twinset backup prune --dry-run"}) {}

protected:
    base::Result<base::Json> request(const Arguments& arguments, Context&) const override {
        base::Json asked = base::Json::object();
        arguments.copyText(asked, "phone", "--phone");
        if (arguments.has("--dry-run")) asked["dryRun"] = true;
        return asked;
    }
    std::string title(const Arguments&) const override { return "pruning"; }
    int show(const base::Json& operation, Context& context) const override {
        if (context.json()) return kSuccess;
        const base::Json& result = at(operation, "result");
        const base::Json& removed = at(result, "removed");
        Table table({{"TAKEN"}, {"PHONE"}, {"ID"}});
        for (const base::Json& point : removed)
            table.add({ageAt(point, "takenAt", context.now()), textAt(point, "phone"), textAt(point, "restorePoint")});
        if (!removed.empty()) context.print(table);
        const bool dry = trueAt(result, "dryRun");
        const std::string count = std::to_string(removed.size()) + " restore points";
        context.say(dry ? count + " would be removed, and " + sizeAt(result, "bytesRemoved") +
                              " of chunks that nothing needs then."
                        : count + " were removed, and " + sizeAt(result, "bytesRemoved") +
                              " of chunks that nothing needs any more; the store takes " + sizeAt(result, "bytesFreed") +
                              " less on the disk.");
        const base::Json& needed = at(result, "keptForTheirPhones");
        if (!needed.empty())
            context.say(std::to_string(needed.size()) + (needed.size() == 1 ? " restore point stays" : " restore points stay") +
                        " only because a phone was restored from it and may still be fetching its data from there: its handset has not said "
                        "yet that all of it is there.");
        return kSuccess;
    }
};

}  // namespace

std::unique_ptr<Command> makeRestorePointPruneCommand() { return std::make_unique<RestorePointPruneCommand>(); }

}  // namespace cli
