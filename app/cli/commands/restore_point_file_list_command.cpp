#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

/// "-rw-r-----", as ls writes it.
std::string modeText(const base::Json& file) {
    const auto kind = textAt(file, "kind");
    const auto mode = numberAt(file, "mode");
    std::string text(1, kind == "directory" ? 'd' : kind == "link" ? 'l' : kind == "file" ? '-' : '?');
    for (int bit = 8; bit >= 0; --bit) text += ((mode >> bit) & 1) != 0 ? "xwr"[bit % 3] : '-';
    return text;
}

std::string fileName(const base::Json& file) {
    const auto name = textAt(file, "name");
    if (hasAt(file, "target")) return name + " -> " + textAt(file, "target");
    return textAt(file, "kind") == "directory" ? name + "/" : name;
}

class RestorePointFileListCommand final : public VerbCommand {
public:
    RestorePointFileListCommand()
        : VerbCommand({.words = "files list",
                       .verb = "restore_point_file_list",
                       .summary = "List the files in a restore point",
                       .details = "The restore point is neither restored nor booted. Reading is audited.",
                       .parameters = {place("RESTORE_POINT", "its id"),
                                      place("PATH", "a directory on the data disk of the phone").otherwise("/")},
                       .example = "twinset files list rp-3f9d2k7m1x5c8v4b /home/documents"}) {}

protected:
    base::Json request(const Arguments& arguments) const override {
        return {{"restorePoint", arguments.text("RESTORE_POINT")}, {"path", arguments.text("PATH")}};
    }
    void show(const base::Json& listing, const Arguments& arguments, Context& context) const override {
        const auto& files = at(listing, "files");
        if (files.empty()) context.say(arguments.text("PATH") + " is empty.");
        Table table({{"MODE"}, {"SIZE", Table::Align::Right}, {"CHANGED"}, {"NAME"}});
        for (const base::Json& file : files)
            table.add({modeText(file), textAt(file, "kind") == "file" ? sizeAt(file, "size") : "",
                       ageAt(file, "modifiedAt", context.now()), fileName(file)});
        if (!files.empty()) context.print(table);
        if (trueAt(listing, "truncated")) context.note("There are more files than are listed here.");
        if (trueAt(listing, "journalPending"))
            context.note("The disk was copied while it was in use: what was written last may be missing.");
    }
};

}  // namespace

std::unique_ptr<Command> makeRestorePointFileListCommand() { return std::make_unique<RestorePointFileListCommand>(); }

}  // namespace cli
