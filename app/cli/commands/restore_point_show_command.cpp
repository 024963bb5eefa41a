#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class RestorePointShowCommand final : public VerbCommand {
public:
    RestorePointShowCommand()
        : VerbCommand({.words = "backup show",
                       .verb = "restore_point_show",
                       .summary = "Show one restore point",
                       .details = "",
                       .parameters = {place("RESTORE_POINT", "its id")},
                       .example = "twinset backup show rp-3f9d2k7m1x5c8v4b"}) {}

protected:
    base::Json request(const Arguments& arguments) const override {
        return {{"restorePoint", arguments.text("RESTORE_POINT")}};
    }
    void show(const base::Json& point, const Arguments&, Context& context) const override {
        FactSheet facts;
        facts.add("Id", textAt(point, "id"));
        facts.add("Phone", namedText(at(point, "phone")));
        facts.add("Taken", momentAt(point, "takenAt", context.now()));
        const auto reason = textAt(point, "fullReadReason");
        facts.add("Kind", trueAt(point, "incremental") ? "incremental" : "full" + (reason.empty() ? "" : ": " + reason));
        facts.add("Consistency", textAt(point, "consistency") == "crash"
                                     ? "crash-consistent: as after a power cut, for the guest's agent did not answer"
                                     : consistencyAt(point, "consistency"));
        facts.add("Release", releaseText(at(point, "release")));
        facts.add("Disk", sizeAt(point, "diskSize"));
        facts.add("Read", sizeAt(point, "bytesRead"));
        facts.add("Changed", sizeAt(point, "bytesChanged"));
        facts.add("New", sizeAt(point, "bytesUploaded"));
        facts.add("Guest stood still", durationAt(point, "guestPauseMs"));
        facts.add("Root", textAt(point, "root"));
        facts.add("Last proved", hasAt(point, "provedAt") ? momentAt(point, "provedAt", context.now())
                                                     : "never: it was not booted from");
        context.print(facts);
    }
};

}  // namespace

std::unique_ptr<Command> makeRestorePointShowCommand() { return std::make_unique<RestorePointShowCommand>(); }

}  // namespace cli
