#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/operation_wait.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class VirtualPhoneBackupCommand final : public OperationCommand {
public:
    VirtualPhoneBackupCommand()
        : OperationCommand(
              {.words = "backup now",
               .verb = "virtual_phone_backup",
               .summary = "Back a phone up while it runs",
               .details = "It begins at once, whatever the phone's schedule says of Wi-Fi, charger and hour. The schedule's "
                          "limit of bandwidth holds for it, too.",
               .parameters = {place("PHONE", "the phone's id, its name, HANDSET/PERSONA or PERSON/PERSONA"),
                              flag("--unlimited", "as fast as it goes, whatever limit the phone's schedule has")},
               .example = "twinset backup now pixel-01/work"}) {}

protected:
    base::Result<base::Json> request(const Arguments& arguments, Context&) const override {
        base::Json request{{"phone", arguments.text("PHONE")}};
        if (arguments.has("--unlimited")) request["unlimited"] = true;
        return request;
    }
    std::string title(const Arguments& arguments) const override { return "backup of " + arguments.text("PHONE"); }
    int show(const base::Json& operation, Context& context) const override {
        if (context.json()) return kSuccess;
        const base::Json& point = at(operation, "result");
        const std::string id = textAt(point, hasAt(point, "restorePoint") ? "restorePoint" : "id");
        // Of an owner's backup nobody is told how much was read.
        const std::string read = hasAt(point, "bytesRead") ? "read " + sizeAt(point, "bytesRead") + ", " : "";
        context.say("Restore point " + id + ": " + read + "new " + sizeAt(point, "bytesUploaded") + ", guest stood still " + durationAt(point, "guestPauseMs") + ".");
        context.say(std::string(trueAt(point, "incremental") ? "An incremental backup" : "A full backup") + ", " +
                    consistencyAt(point, "consistency") + ", of a disk of " + sizeAt(point, "diskSize") + ".");
        const std::string why = textAt(point, "parentProblem");
        if (!why.empty()) context.say("Everything was read: " + why + ".");
        return kSuccess;
    }
};

}  // namespace

std::unique_ptr<Command> makeVirtualPhoneBackupCommand() { return std::make_unique<VirtualPhoneBackupCommand>(); }

}  // namespace cli
