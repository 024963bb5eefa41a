#include "app/cli/commands/commands.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/cli/confirm.h"
#include "app/cli/vphone_transfer.h"
#include "app/cli/words.h"

namespace cli {
namespace {

using base::ErrorCode;
using images::PhoneDescription;

/// FILE.partial is being written; FILE.before is what a run before left of it, whose content need not travel again.
struct ExportPaths {
    std::filesystem::path target, partial, before;
    explicit ExportPaths(const std::string& file)
        : target(file), partial(file + ".partial"), before(file + ".before") {}
};

class VirtualPhoneExportCommand final : public Command {
public:
    VirtualPhoneExportCommand()
        : Command({.words = "phone export",
                   .verb = "virtual_phone_export",
                   .summary = "Copy a work phone out of the store into a virtual phone file",
                   .details = "Of a phone the newest restore point is taken. The file is encrypted with a passphrase, "
                              "which nobody can do "
                              "without later; it is asked for where no file has it. A copy that was stopped goes on "
                              "where it was when it is asked for again.",
                   .parameters = {place("PHONE", "a phone, or the id of a restore point"),
                                  option("--output", "FILE", "the file to write, usually NAME.vphone").must(),
                                  passphraseOption(),
                                  flag("--plain", "do not encrypt: who gets the file can read the phone's data"),
                                  flag("--replace", "replace a file that is there"), yesOption()},
                   .example = "twinset phone export \"Ada Lovelace/work\" --output ada.vphone"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        const ExportPaths paths(arguments.text("--output"));
        const bool plain = arguments.has("--plain");
        if (plain && arguments.has("--passphrase-file"))
            return base::Error{ErrorCode::InvalidInput, "--plain has no use for a passphrase: give one or the other"};
        if (context.files().exists(paths.target) && !arguments.has("--replace"))
            return base::Error{ErrorCode::Conflict,
                               paths.target.string() + " exists: name another file with --output, or give --replace"};
        if (plain)
            TWINSET_TRY(
                confirm(context, arguments,
                        "Everybody who gets " + paths.target.string() + " will be able to read the phone's data."));
        std::optional<base::Secret> passphrase;
        if (!plain) {
            TWINSET_ASSIGN(passphrase, readPassphrase(context, arguments, paths.target.string(), true));
        }
        TWINSET_ASSIGN(const base::Json begun,
                       context.call(shape().verb, {{"phone", arguments.text("PHONE")}, {"encrypted", !plain}}));
        TWINSET_ASSIGN(const auto description, images::readDescription(at(begun, "description")));
        const auto written = write(context, paths, description, passphrase, textAt(begun, "operation.id"));
        if (!written) return explain(written.error(), paths);
        TWINSET_TRY(context.files().rename(paths.partial, paths.target));
        TWINSET_TRY(context.files().remove(paths.before));
        TWINSET_ASSIGN(const base::Json ended,
                       context.call("virtual_phone_export_finish",
                                    {{"operation", textAt(begun, "operation.id")}, {"fileSize", *written}}));
        if (context.json())
            context.printJson({{"file", paths.target.string()},
                               {"fileSize", *written},
                               {"encrypted", !plain},
                               {"description", at(begun, "description")},
                               {"operation", ended}});
        else
            context.say("Wrote " + paths.target.string() + ", " + base::humanSize({*written}) +
                        (plain ? ", not encrypted" : ", encrypted") + ": " + description.name +
                        " as of restore point " + description.restorePoint.text() + ".");
        return kSuccess;
    }

private:
    static base::Error explain(const base::Error& error, const ExportPaths& paths) {
        if (error.code == ErrorCode::Denied || error.code == ErrorCode::NotFound) return error;
        return error.withContext("the export is not complete; asked for again, it goes on from " +
                                 paths.partial.string());
    }

    /// Answers the size of the file.
    static base::Result<std::uint64_t> write(Context& context, const ExportPaths& paths,
                                             const PhoneDescription& description,
                                             const std::optional<base::Secret>& passphrase,
                                             const std::string& operation) {
        auto& files = context.files();
        if (!files.exists(paths.before) && files.exists(paths.partial))
            TWINSET_TRY(files.rename(paths.partial, paths.before));
        TWINSET_ASSIGN(const auto file, files.open(paths.partial, base::OpenMode::CreateOrOpen));
        TWINSET_TRY(file->truncate(0));
        std::optional<images::AgeKey> key;
        if (passphrase) {
            TWINSET_ASSIGN(key, images::createAgeKey(*passphrase, images::kAgeWorkFactor));
        }
        TWINSET_ASSIGN(const auto writer, images::beginVphone(*file, description, std::move(key), context.now()));
        std::uint64_t reached = 0;
        if (files.exists(paths.before)) {
            TWINSET_ASSIGN(const auto before, files.open(paths.before, base::OpenMode::Read));
            const auto found = images::salvageVphone(
                *before, description, passphrase ? &*passphrase : nullptr,
                [&](std::uint64_t offset, base::BytesView bytes) { return writer->write(offset, bytes); });
            if (!found)
                return found.error().withContext("cannot go on from " + paths.before.string() +
                                                 " (remove it to begin anew)");
            reached = *found;
        }
        TWINSET_TRY(fetch(context, *writer, description, operation, reached));
        TWINSET_TRY(writer->finish());
        return file->size();
    }

    static base::Result<void> fetch(Context& context, images::VphoneWriter& writer, const PhoneDescription& description,
                                    const std::string& operation, std::uint64_t reached) {
        Progress progress(context.terminal(), context.bars(), "Exporting " + description.name);
        while (reached < description.diskSize.value) {
            TWINSET_ASSIGN(const base::Json piece, callPatiently(context, "virtual_phone_export_read",
                                                                 {{"operation", operation}, {"offset", reached}}));
            TWINSET_ASSIGN(const auto bytes, base::fromBase64Url(textAt(piece, "bytes")));
            const auto offset = static_cast<std::uint64_t>(numberAt(piece, "offset"));
            const auto next = static_cast<std::uint64_t>(numberAt(piece, "next"));
            if (next <= reached || next > description.diskSize.value || offset + bytes.size() != next)
                return {ErrorCode::Corrupt, "the gateway sent another piece of the disk than it was asked for"};
            // A piece may begin before what was asked for: chunks are not cut.
            const auto known = offset < reached ? static_cast<std::size_t>(reached - offset) : 0;
            if (!bytes.empty()) TWINSET_TRY(writer.write(offset + known, base::BytesView(bytes).substr(known)));
            reached = next;
            progress.update(static_cast<double>(reached) / static_cast<double>(description.diskSize.value),
                            context.bars() ? base::humanSize(writer.written()) : "copying the disk");
        }
        progress.finish();
        return {};
    }
};

}  // namespace

std::unique_ptr<Command> makeVirtualPhoneExportCommand() { return std::make_unique<VirtualPhoneExportCommand>(); }

}  // namespace cli
