#include "app/cli/phone_text.h"

#include <nlohmann/json.hpp>

#include "app/cli/schedule_text.h"
#include "app/cli/table.h"
#include "app/cli/text_width.h"
#include "app/cli/words.h"

namespace cli {
namespace {

using base::Json;

std::string percent(double fraction) { return std::to_string(static_cast<int>(fraction * 100)) + " %"; }

std::string phaseText(const Json& reported) {
    const std::string phase = textAt(reported, "phase");
    const bool settled =
        phase == "running" || phase == "stopped" || phase == "wiped" || phase == "absent" || phase == "failed";
    return settled ? phase : phase + " " + percent(fractionAt(reported, "progress"));
}

std::string desiredState(const Json& desired) {
    if (!trueAt(desired, "present")) return "removed";
    return trueAt(desired, "running") ? "running" : "stopped";
}

std::string healthText(const Json& health) {
    if (health.is_null()) return "no answer";
    return health.is_object() ? settingsText(health) : joinedText(health);
}

Table statesTable(const Json& phone, base::Timestamp now) {
    const Json& desired = at(phone, "desired");
    const Json& reported = at(phone, "reported");
    const Json& proved = at(phone, "proved");
    const std::string noReport = "no report yet", notProved = "not proved";
    const auto when = [&](const Json& state, const std::string& none) {
        return hasAt(state, "at") ? ageAt(state, "at", now) : none;
    };
    Table table({{""},
                 {"DESIRED", Table::Align::Left, 12},
                 {"REPORTED", Table::Align::Left, 12},
                 {"PROVED", Table::Align::Left, 12}});
    table.add({"when", when(desired, ""), when(reported, noReport), when(proved, notProved)});
    table.add({"release", releaseText(at(desired, "release")), releaseText(at(reported, "release")),
               releaseText(at(proved, "release"))});
    table.add({"state", desiredState(desired), reported.is_null() ? "" : phaseText(reported),
               proved.is_null() ? "" : "booted"});
    table.add({"hypervisor", "", textAt(reported, "runState"), ""});
    const std::string answers = textAt(reported, "desiredVersion");
    table.add(
        {"document", "version " + textAt(desired, "version"), answers.empty() ? "" : "answers version " + answers, ""});
    const std::string started = ageAt(reported, "startedAt", now);
    table.add({"started", "", started, ""});
    return table;
}

std::string controlsText(const Json& phone, std::optional<std::size_t> width) {
    std::string all;
    const Json& settings = at(phone, "desired.settings");
    if (settings.is_object() && !settings.empty()) {
        Table table({{"DESIRED SETTING", Table::Align::Left, 16}, {"VALUE", Table::Align::Left, 8}});
        for (const auto& [name, value] : settings.items()) table.add({name, joinedText(value)});
        all += "\n" + table.text(width);
    }
    const Json& controls = at(phone, "reported.controls");
    if (controls.is_array() && !controls.empty()) {
        Table table({{"REPORTED CONTROL", Table::Align::Left, 18},
                     {"OUTCOME", Table::Align::Left, 8},
                     {"READ BACK", Table::Align::Left, 10}});
        for (const Json& control : controls)
            table.add({textAt(control, "control"), textAt(control, "outcome"), textAt(control, "readBack")});
        all += "\n" + table.text(width);
    }
    return all;
}

std::string rejectedText(const Json& rejected, std::optional<std::size_t> width) {
    const std::string back = textAt(rejected, "fellBackTo");
    const std::string text =
        printable("Release " + textAt(rejected, "version") + " was rejected: " + textAt(rejected, "reason") +
                  (back.empty() ? "" : ". The phone went back to " + back) + ".");
    return "\n" + (width ? wrapped(text, *width, 0) : text) + "\n";
}

std::string ownerBackupText(const Json& backup, base::Timestamp now) {
    const auto points = numberAt(backup, "restorePoints");
    if (points == 0) return "asked for by its owner; none was made yet";
    return std::to_string(points) + (points == 1 ? " restore point" : " restore points") + ", newest " + momentAt(backup, "newestAt", now) +
           ", " + sizeAt(backup, "storedBytes") + ", under a key that only its owner has";
}

std::string agreementText(const Json& phone, std::optional<std::size_t> width) {
    const std::string agreement = textAt(phone, "agreement");
    std::string text = "The states ";
    if (agreement == "agrees")
        text += "agree: the phone is what the fleet wants, and that was observed.";
    else if (agreement == "pending")
        text += "do not agree yet: the newest change is on its way.";
    else if (agreement == "differs")
        text += "differ:";
    else
        text = "Whether the states agree is unknown: the handset has not reported.";
    text = "\n" + (width ? wrapped(text, *width, 0) : text) + "\n";
    for (const Json& each : at(phone, "disagreements")) {
        const std::string safe = printable(joinedText(each));
        text += "  - " + (width ? wrapped(safe, *width, 4) : safe) + "\n";
    }
    return text;
}

}  // namespace

std::string desiredInShort(const Json& phone) {
    const Json& desired = at(phone, "desired");
    if (!trueAt(desired, "present")) return "removed";
    const std::string version = textAt(desired, "release.version");
    return trueAt(desired, "running") ? version : "stopped (" + version + ")";
}

std::string reportedInShort(const Json& phone) {
    const Json& reported = at(phone, "reported");
    if (reported.is_null()) return "no report";
    const std::string phase = phaseText(reported);
    return phase == "running" ? "running " + releaseText(at(reported, "release")) : phase;
}

std::string provedInShort(const Json& phone, base::Timestamp now) {
    const Json& proved = at(phone, "proved");
    return proved.is_null() ? "never" : releaseText(at(proved, "release")) + ", " + ageAt(proved, "at", now);
}

std::string phoneSheet(const Json& phone, base::Timestamp now, std::optional<std::size_t> width) {
    FactSheet facts;
    facts.add("Phone", phoneText(phone));
    if (hasAt(phone, "name")) facts.add("Name", textAt(phone, "name"));
    facts.add("Id", textAt(phone, "id"));
    facts.add("Person", hasAt(phone, "person") ? namedText(at(phone, "person")) : "nobody");
    facts.add("Handset",
              namedText(at(phone, "handset")) + (trueAt(phone, "handset.online") ? ", online" : ", offline"));
    facts.add("Desired size", textAt(phone, "desired.memoryMiB") + " MiB memory, " + textAt(phone, "desired.cpus") +
                                  " CPU, data disk " + sizeAt(phone, "desired.dataSize"));
    if (hasAt(phone, "desired.origin"))
        facts.add("Came from", "restore point " + textAt(phone, "desired.origin.restorePoint"));
    if (hasAt(phone, "ownerBackup"))
        facts.add("Owner's backups", ownerBackupText(at(phone, "ownerBackup"), now));
    else
        facts.add("Last backup", hasAt(phone, "lastRestorePoint")
                                     ? momentAt(phone, "lastRestorePoint.at", now) + ", restore point " +
                                           textAt(phone, "lastRestorePoint.id")
                                     : "never");
    if (hasAt(phone, "backup")) facts.add("Next backup", nextBackupText(at(phone, "backup"), now));
    facts.add("Last proved backup", hasAt(phone, "lastProved")
                                        ? momentAt(phone, "lastProved.at", now) + ", restore point " +
                                              textAt(phone, "lastProved.restorePoint")
                                        : "never");
    std::string all = facts.text(width) + "\n" + statesTable(phone, now).text(width);
    if (const std::string detail = textAt(phone, "reported.detail"); !detail.empty())
        all += "\nThe handset says: " + printable(detail) + "\n";
    if (hasAt(phone, "proved.health")) all += "\nHealth: " + printable(healthText(at(phone, "proved.health"))) + "\n";
    all += controlsText(phone, width);
    if (hasAt(phone, "reported.rejected")) all += rejectedText(at(phone, "reported.rejected"), width);
    return all + agreementText(phone, width);
}

}  // namespace cli
