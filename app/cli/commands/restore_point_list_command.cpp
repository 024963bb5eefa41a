#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/schedule_text.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class RestorePointListCommand final : public ListCommand {
public:
    RestorePointListCommand()
        : ListCommand({.words = "backup list",
                       .verb = "restore_point_list",
                       .summary = "List restore points",
                       .details = "",
                       .parameters = {option("--phone", "PHONE", "only those of this phone")},
                       .example = "twinset backup list --phone pixel-01/work"},
                      "restorePoints") {}

private:
    static std::string consistencyText(const base::Json& point) {
        return textAt(point, "consistency") == "frozen" ? "application" : textAt(point, "consistency");
    }
    static std::string keptByText(const base::Json& point) {
        if (!hasAt(point, "keptBy")) return "no rule: all stay";
        const auto reasons = joinedText(at(point, "keptBy"));
        return reasons.empty() ? "nothing: it goes" : reasons;
    }

protected:
    base::Json request(const Arguments& arguments) const override {
        base::Json asked = base::Json::object();
        arguments.copyText(asked, "phone", "--phone");
        return asked;
    }
    std::string nothing(const Arguments&) const override {
        return "There are no restore points. 'twinset backup now PHONE' takes one.";
    }
    void showMore(const base::Json& answer, Context& context) const override {
        if (hasAt(answer, "backup.dueAt")) context.note("Next backup: " + nextBackupText(at(answer, "backup"), context.now()) + ".");
    }
    void show(const base::Json& objects, Context& context) const override {
        Table table({{"TAKEN"},
                     {"PHONE", Table::Align::Left, 10},
                     {"KIND"},
                     {"READ", Table::Align::Right},
                     {"NEW", Table::Align::Right},
                     {"PAUSE", Table::Align::Right, 0, true},
                     {"CONSISTENT", Table::Align::Left, 0, true},
                     {"PROVED"},
                     {"KEPT BY", Table::Align::Left, 10, true},
                     {"ID"}});
        for (const base::Json& point : objects)
            table.add({ageAt(point, "takenAt", context.now()), phoneText(at(point, "phone")),
                       trueAt(point, "incremental") ? "incremental" : "full", sizeAt(point, "bytesRead"),
                       sizeAt(point, "bytesUploaded"), durationAt(point, "guestPauseMs"),
                       consistencyText(point), hasAt(point, "provedAt") ? ageAt(point, "provedAt", context.now()) : "no",
                       keptByText(point), textAt(point, "id")});
        context.print(table);
    }
};

}  // namespace

std::unique_ptr<Command> makeRestorePointListCommand() { return std::make_unique<RestorePointListCommand>(); }

}  // namespace cli
