#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/schedule_text.h"
#include "app/cli/words.h"

namespace cli {
namespace {

using std::chrono::hours;

class BackupScheduleSetCommand final : public Command {
public:
    BackupScheduleSetCommand()
        : Command({.words = "backup schedule set",
                   .verb = "backup_schedule_set",
                   .summary = "Have phones backed up, and restore points proved, by themselves",
                   .details = "A phone's own schedule takes the place of its group's, and that of the fleet's, as a whole. Phones "
                              "take turns over the interval, or over the first half of the daily window, so that not all begin at once. A "
                              "handset that was away is asked for one backup when it is back. One that waits for Wi-Fi or the "
                              "charger says so; one that loses them goes on later, without sending again what is stored. A "
                              "handset without a battery counts as charging, a cable as Wi-Fi.",
                   .parameters = {option("--for", "TARGET", "all, group:NAME or phone:PHONE").otherwise("all"),
                                  duration("--every", "a backup every so many hours or days, such as 6h or 1d"),
                                  option("--daily", "WINDOW", "a backup a day, begun between these times, such as 01:00-05:00"),
                                  option("--time-zone", "ZONE", "whose clocks --daily means, such as Europe/Berlin").otherwise("UTC"),
                                  flag("--only-on-wifi", "not over a mobile network"),
                                  flag("--only-while-charging", "not on battery"),
                                  number("--limit", "KBIT", 1, 100'000'000, "upload at most so many kbit/s"),
                                  duration("--prove-every", "prove the newest restore point so often, such as 7d")},
                   .example = "twinset backup schedule set --daily 01:00-05:00 --time-zone Europe/Berlin --only-on-wifi"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        base::Json schedule = base::Json::object();
        TWINSET_TRY(copyPeriod(arguments, "--every", hours(1), "hours", "everyHours", schedule));
        TWINSET_TRY(copyPeriod(arguments, "--prove-every", hours(24), "days", "proveEveryDays", schedule));
        arguments.copyText(schedule, "daily", "--daily");
        arguments.copyText(schedule, "timeZone", "--time-zone");
        arguments.copyNumber(schedule, "kilobitsPerSecond", "--limit");
        if (arguments.has("--only-on-wifi")) schedule["onlyOnWifi"] = true;
        if (arguments.has("--only-while-charging")) schedule["onlyWhileCharging"] = true;
        TWINSET_ASSIGN(const auto answer,
                       context.call(shape().verb, {{"target", arguments.text("--for")}, {"schedule", schedule}}));
        if (context.json())
            context.printJson(answer);
        else
            context.say("Phones of " + scheduleTargetText(textAt(answer, "target")) + ": " +
                        scheduleText(at(answer, "schedule")) + ".");
        return kSuccess;
    }

private:
    static base::Result<void> copyPeriod(const Arguments& arguments, const std::string& name, base::Duration unit,
                                         const std::string& units, const std::string& member, base::Json& to) {
        const auto period = arguments.duration(name);
        if (!period) return {};
        if (period->count() <= 0 || *period % unit != base::Duration(0))
            return {base::ErrorCode::InvalidInput, name + ": say it in whole " + units};
        to[member] = *period / unit;
        return {};
    }
};

}  // namespace

std::unique_ptr<Command> makeBackupScheduleSetCommand() { return std::make_unique<BackupScheduleSetCommand>(); }

}  // namespace cli
