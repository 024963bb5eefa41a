#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/schedule_text.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class BackupScheduleShowCommand final : public VerbCommand {
public:
    BackupScheduleShowCommand()
        : VerbCommand({.words = "backup schedule show",
                       .verb = "backup_schedule_show",
                       .summary = "Show which schedule a phone has, and what its next backup waits for",
                       .details = "",
                       .parameters = {place("PHONE", "the phone")},
                       .example = "twinset backup schedule show pixel-01/work"}) {}

protected:
    base::Json request(const Arguments& arguments) const override { return {{"phone", arguments.text("PHONE")}}; }
    void show(const base::Json& answer, const Arguments&, Context& context) const override {
        const auto moment = [&](const char* member) {
            return hasAt(answer, member) ? momentAt(answer, member, context.now()) : "never";
        };
        FactSheet facts;
        facts.add("Phone", namedText(at(answer, "phone")));
        facts.add("Schedule", hasAt(answer, "schedule") ? scheduleText(at(answer, "schedule")) : "none");
        if (hasAt(answer, "from")) facts.add("Schedule of", scheduleTargetText(textAt(answer, "from")));
        facts.add("Next backup", nextBackupText(answer, context.now()));
        facts.add("Last backup", moment("lastBackupAt"));
        facts.add("Last proved", moment("lastProvedAt"));
        context.print(facts);
    }
};

}  // namespace

std::unique_ptr<Command> makeBackupScheduleShowCommand() { return std::make_unique<BackupScheduleShowCommand>(); }

}  // namespace cli
