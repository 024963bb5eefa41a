#include "app/cli/commands/commands.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/cli/progress.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class RestorePointFileReadCommand final : public Command {
public:
    RestorePointFileReadCommand()
        : Command({.words = "files get",
                   .verb = "restore_point_file_read",
                   .summary = "Copy a file out of a restore point",
                   .details = "The restore point is neither restored nor booted. Reading is audited. The copy appears under its name "
                              "when it is complete.",
                   .parameters = {place("RESTORE_POINT", "its id"), place("PATH", "a file on the data disk of the phone"),
                                  option("--output", "FILE", "where the copy goes; otherwise a file of that name, here"),
                                  flag("--replace", "replace a file that is there")},
                   .example = "twinset files get rp-3f9d2k7m1x5c8v4b /home/documents/report.odt"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        const auto path = arguments.text("PATH");
        const std::filesystem::path target =
            arguments.has("--output") ? arguments.text("--output") : std::filesystem::path(path).filename().string();
        if (target.filename().empty()) return base::Error{base::ErrorCode::InvalidInput, path + " names no file: 'twinset files list' shows what there is"};
        if (context.files().exists(target) && !arguments.has("--replace"))
            return base::Error{base::ErrorCode::Conflict, target.string() + " exists: name another file with --output, or give --replace"};
        auto partial = target;
        partial += ".partial";
        const auto copied = copy(arguments.text("RESTORE_POINT"), path, partial, context);
        if (!copied) {
            (void)context.files().remove(partial);
            return copied.error();
        }
        TWINSET_TRY(context.files().rename(partial, target));
        if (context.json())
            context.printJson({{"file", target.string()}, {"size", numberAt(*copied, "fileSize")}, {"journalPending", trueAt(*copied, "journalPending")}});
        else
            context.say("Wrote " + target.string() + ", " + sizeAt(*copied, "fileSize") + ".");
        if (trueAt(*copied, "journalPending") && !context.json())
            context.note("The disk was copied while it was in use: what was written last may be missing.");
        return kSuccess;
    }

private:
    /// The last piece's answer.
    base::Result<base::Json> copy(const std::string& point, const std::string& path, const std::filesystem::path& to, Context& context) const {
        Progress progress(context.terminal(), context.bars(), "Copying " + path);
        std::unique_ptr<base::File> file;
        for (std::uint64_t offset = 0;;) {
            TWINSET_ASSIGN(base::Json piece,
                           context.call(shape().verb, {{"restorePoint", point}, {"path", path}, {"offset", offset}}));
            TWINSET_ASSIGN(const auto bytes, base::fromBase64Url(textAt(piece, "bytes")));
            const auto size = static_cast<std::uint64_t>(numberAt(piece, "fileSize"));
            if (!file) {
                TWINSET_ASSIGN(file, context.files().open(to, base::OpenMode::CreateOrOpen));
                TWINSET_TRY(file->truncate(0));
            }
            TWINSET_TRY(file->writeAt(offset, bytes));
            offset += bytes.size();
            if (offset < size && bytes.empty())
                return {base::ErrorCode::Corrupt, path + " ends after " + base::humanSize({offset}) + ", and should have " + base::humanSize({size})};
            if (offset >= size) {
                progress.finish();
                TWINSET_TRY(file->sync());
                return piece;
            }
            if (context.bars()) progress.update(static_cast<double>(offset) / static_cast<double>(size), base::humanSize({offset}));
        }
    }
};

}  // namespace

std::unique_ptr<Command> makeRestorePointFileReadCommand() { return std::make_unique<RestorePointFileReadCommand>(); }

}  // namespace cli
