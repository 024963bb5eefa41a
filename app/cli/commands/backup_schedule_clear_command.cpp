#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/schedule_text.h"

namespace cli {
namespace {

class BackupScheduleClearCommand final : public VerbCommand {
public:
    BackupScheduleClearCommand()
        : VerbCommand({.words = "backup schedule clear",
                       .verb = "backup_schedule_clear",
                       .summary = "Take a backup schedule away",
                       .details = "What is kept of earlier backups does not change.",
                       .parameters = {option("--for", "TARGET", "all, group:NAME or phone:PHONE").otherwise("all")},
                       .example = "twinset backup schedule clear --for group:sales"}) {}

protected:
    base::Json request(const Arguments& arguments) const override { return {{"target", arguments.text("--for")}}; }
    void show(const base::Json&, const Arguments& arguments, Context& context) const override {
        context.say("The schedule of " + scheduleTargetText(arguments.text("--for")) + " is gone.");
    }
};

}  // namespace

std::unique_ptr<Command> makeBackupScheduleClearCommand() { return std::make_unique<BackupScheduleClearCommand>(); }

}  // namespace cli
