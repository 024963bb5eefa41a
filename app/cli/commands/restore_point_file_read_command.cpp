#include "app/cli/commands/commands.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/cli/progress.h"
#include "app/cli/vphone_transfer.h"
#include "app/cli/words.h"
#include "base/digest.h"

namespace cli {
namespace {

constexpr std::uint64_t kSyncStep = 4 * 1024 * 1024;

class RestorePointFileReadCommand final : public Command {
public:
    RestorePointFileReadCommand()
        : Command({.words = "files get",
                   .verb = "restore_point_file_read",
                   .summary = "Copy a file out of a restore point",
                   .details = "The restore point is neither restored nor booted. Reading is audited. The copy appears under its name "
                              "when it is complete; one that was broken off goes on where it was when it is asked for again.",
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
        const auto point = arguments.text("RESTORE_POINT");
        const auto partial = partialOf(target, point, path);
        const auto copied = copy(point, path, partial, context);
        if (!copied) return brokenOff(copied.error(), partial, context);
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
    /// Another file, or the same one of another day, goes elsewhere.
    static std::filesystem::path partialOf(std::filesystem::path target, const std::string& point, const std::string& path) {
        return target += "." + base::Digest::of(point + '\n' + path).hex().substr(0, 8) + ".partial";
    }

    static base::Error brokenOff(const base::Error& error, const std::filesystem::path& partial, Context& context) {
        const bool isGone = error.code == base::ErrorCode::NotFound || error.code == base::ErrorCode::Corrupt;
        if (!isGone && context.files().exists(partial))
            return error.withContext("the copy is not complete; asked for again, it goes on from " + partial.string());
        (void)context.files().remove(partial);
        return error;
    }

    /// Where a copy that was broken off goes on: what lies before was synced, whatever happened to this machine. The rest stays until it
    /// comes again, so that attempts that get nothing take nothing away.
    static base::Result<std::uint64_t> reachedIn(base::File& file) {
        TWINSET_ASSIGN(const auto size, file.size());
        const auto steps = size / kSyncStep;
        return steps > 1 ? (steps - 1) * kSyncStep : 0;
    }

    /// The last piece's answer.
    base::Result<base::Json> copy(const std::string& point, const std::string& path, const std::filesystem::path& to, Context& context) const {
        Progress progress(context.terminal(), context.bars(), "Copying " + path);
        std::unique_ptr<base::File> file;
        std::uint64_t offset = 0;
        if (context.files().exists(to)) {
            TWINSET_ASSIGN(file, context.files().open(to, base::OpenMode::ReadWrite));
            TWINSET_ASSIGN(offset, reachedIn(*file));
        }
        while (true) {
            TWINSET_ASSIGN(base::Json piece,
                           callPatiently(context, shape().verb, {{"restorePoint", point}, {"path", path}, {"offset", offset}}));
            TWINSET_ASSIGN(const auto bytes, base::fromBase64Url(textAt(piece, "bytes")));
            const auto size = static_cast<std::uint64_t>(numberAt(piece, "fileSize"));
            if (!file) {
                TWINSET_ASSIGN(file, context.files().open(to, base::OpenMode::CreateOrOpen));
            }
            TWINSET_TRY(file->writeAt(offset, bytes));
            const auto before = std::exchange(offset, offset + bytes.size());
            if (offset < size && bytes.empty())
                return {base::ErrorCode::Corrupt, path + " ends after " + base::humanSize({offset}) + ", and should have " + base::humanSize({size})};
            if (offset >= size || before / kSyncStep != offset / kSyncStep) TWINSET_TRY(file->sync());
            if (offset >= size) {
                progress.finish();
                return piece;
            }
            if (context.bars()) progress.update(static_cast<double>(offset) / static_cast<double>(size), base::humanSize({offset}));
        }
    }
};

}  // namespace

std::unique_ptr<Command> makeRestorePointFileReadCommand() { return std::make_unique<RestorePointFileReadCommand>(); }

}  // namespace cli
