#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/schedule_text.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class BackupScheduleListCommand final : public VerbCommand {
public:
    BackupScheduleListCommand()
        : VerbCommand({.words = "backup schedule list",
                       .verb = "backup_schedule_list",
                       .summary = "List the backup schedules, and the phones whose backup is due and what it waits for",
                       .details = "",
                       .parameters = {},
                       .example = "twinset backup schedule list"}) {}

protected:
    base::Json request(const Arguments&) const override { return base::Json::object(); }
    void show(const base::Json& answer, const Arguments&, Context& context) const override {
        Table schedules({{"FOR"}, {"PHONES", Table::Align::Right}, {"SCHEDULE", Table::Align::Left, 20}});
        for (const base::Json& one : at(answer, "schedules"))
            schedules.add({scheduleTargetText(textAt(one, "target")), textAt(one, "phones"), scheduleText(at(one, "schedule"))});
        if (schedules.empty())
            return context.note("There are no backup schedules. 'twinset backup schedule set' writes one.");
        context.print(schedules);
        if (const auto without = numberAt(answer, "unscheduled"); without > 0)
            context.say(std::to_string(without) + " work phone(s) have no schedule.");
        Table waiting({{"DUE"}, {"PHONE", Table::Align::Left, 10}, {"IT", Table::Align::Left, 16}});
        for (const base::Json& one : at(answer, "waiting"))
            waiting.add({ageAt(one, "dueAt", context.now()), phoneText(at(one, "phone")),
                         hasAt(one, "waits") && !textAt(one, "waits").empty() ? textAt(one, "waits") : "begins"});
        if (!waiting.empty()) context.print(waiting);
    }
};

}  // namespace

std::unique_ptr<Command> makeBackupScheduleListCommand() { return std::make_unique<BackupScheduleListCommand>(); }

}  // namespace cli
