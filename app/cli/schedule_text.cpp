#include "app/cli/schedule_text.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {

std::string scheduleText(const base::Json& schedule) {
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    if (const auto hours = numberAt(schedule, "everyHours"); hours > 0) add("every " + std::to_string(hours) + " h");
    if (const auto window = textAt(schedule, "daily"); !window.empty())
        add("daily " + window + " " + textAt(schedule, "timeZone"));
    if (text.empty()) add("no backups by itself");
    if (trueAt(schedule, "onlyOnWifi")) add("only on Wi-Fi");
    if (trueAt(schedule, "onlyWhileCharging")) add("only while charging");
    if (const auto rate = numberAt(schedule, "kilobitsPerSecond"); rate > 0) add("at most " + std::to_string(rate) + " kbit/s");
    if (const auto days = numberAt(schedule, "proveEveryDays"); days > 0) add("proved every " + std::to_string(days) + " d");
    return text;
}

std::string scheduleTargetText(const std::string& target) {
    if (target == "all") return "the fleet";
    if (target == "owner") return "the phone's owner, who asked for backups";
    auto text = target;
    if (const auto colon = text.find(':'); colon != std::string::npos) text[colon] = ' ';
    return text;
}

std::string nextBackupText(const base::Json& backup, base::Timestamp now) {
    const auto due = timeAt(backup, "dueAt");
    if (!due) return "by hand only";
    const auto waits = textAt(backup, "waits");
    if (*due > now) return age(*due, now);
    return "due " + age(*due, now) + (waits.empty() ? "" : ": it " + waits);
}

}  // namespace cli
