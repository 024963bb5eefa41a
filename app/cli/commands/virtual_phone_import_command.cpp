#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/operation_wait.h"
#include "app/cli/phone_wait.h"
#include "app/cli/vphone_transfer.h"
#include "app/cli/words.h"

namespace cli {
namespace {

using base::ErrorCode;

class VirtualPhoneImportCommand final : public Command {
public:
    VirtualPhoneImportCommand()
        : Command({.words = "phone import",
                   .verb = "virtual_phone_import",
                   .summary = "Bring the phone of a virtual phone file into this fleet",
                   .details =
                       "The whole file is checked first. With --handset a new phone comes into being there, with the "
                       "data and the release of the one "
                       "that was exported, which must be published here; with --into the file becomes the newest "
                       "restore point of a phone, for 'twinset "
                       "phone restore'. An import that was stopped goes on where it was when it is asked for again.",
                   .parameters = {place("FILE", "a virtual phone file"),
                                  option("--handset", "HANDSET", "the handset of the new phone: its id or name"),
                                  option("--into", "PHONE", "a work phone that is there"),
                                  option("--person", "PERSON", "whose phone it is: the person's id or name"),
                                  option("--name", "NAME", "another name than that in the file"),
                                  option("--version", "VERSION", "another release of the image than that in the file"),
                                  passphraseOption(), flag("--wait", "wait until the new phone runs, and is proved"),
                                  timeoutOption("15m")},
                   .example = "twinset phone import ada.vphone --handset pixel-02 --person \"Ada Lovelace\" --wait"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        if (arguments.has("--handset") == arguments.has("--into"))
            return base::Error{ErrorCode::InvalidInput,
                               "name a handset for a new phone with --handset, or a phone with --into"};
        const auto name = arguments.text("FILE");
        TWINSET_ASSIGN(const auto file, context.files().open(name, base::OpenMode::Read));
        const auto opened = images::VphoneReader::open(*file);
        if (!opened) return opened.error().withContext(name);
        auto& reader = **opened;
        if (reader.encrypted()) {
            TWINSET_ASSIGN(const auto passphrase, readPassphrase(context, arguments, name, false));
            TWINSET_TRY(reader.unlock(passphrase).withContext(name));
        }
        const auto description = check(context, reader, name);
        if (!description) return description.error().withContext(name);
        TWINSET_ASSIGN(const base::Json begun,
                       context.call(shape().verb, request(arguments, reader.name(), *description)));
        TWINSET_ASSIGN(const auto sent, send(context, reader, *description, begun));
        TWINSET_ASSIGN(base::Json done, callPatiently(context, "virtual_phone_import_finish",
                                                      {{"operation", textAt(begun, "operation.id")}}));
        const bool isNew = arguments.has("--handset");
        if (isNew && arguments.has("--wait")) {
            TWINSET_ASSIGN(done["phone"],
                           waitForPhone(context, done["phone"], "creating the phone", arguments.duration("--timeout")));
        }
        if (context.json()) {
            context.printJson(done);
            return kSuccess;
        }
        context.say("Imported " + name + " as restore point " + textAt(done, "restorePoint.id") + " of phone " +
                    phoneText(at(done, "phone")) + "; " + base::humanSize(sent) + " travelled, " +
                    sizeAt(done, "restorePoint.bytesUploaded") + " of it were new to the store.");
        if (isNew && !arguments.has("--wait"))
            context.say("The phone is wanted on " + namedText(at(done, "phone.handset")) + "; 'twinset phone show " +
                        textAt(done, "phone.id") + "' shows how far it is.");
        return kSuccess;
    }

private:
    static base::Json request(const Arguments& arguments, const std::string& file,
                              const images::PhoneDescription& description) {
        base::Json asked{{"file", file}, {"description", images::descriptionJson(description)}};
        for (const auto* member : {"handset", "into", "person", "name", "version"})
            arguments.copyText(asked, member, "--" + std::string(member));
        return asked;
    }

    static base::Result<images::PhoneDescription> check(Context& context, images::VphoneReader& reader,
                                                        const std::string& name) {
        Progress progress(context.terminal(), context.bars(), "Checking " + name);
        auto description = reader.verify([&](std::uint64_t done, std::uint64_t total) {
            progress.update(static_cast<double>(done) / static_cast<double>(total),
                            context.bars() ? base::humanSize({done}) : "reading all of it");
            return context.terminal().pause(base::Duration(0));
        });
        progress.finish();
        return description;
    }

    /// Answers how much travelled. The disk's content is compared with its digest before the gateway hears of the end.
    static base::Result<base::ByteCount> send(Context& context, images::VphoneReader& reader,
                                              const images::PhoneDescription& description, const base::Json& begun) {
        const auto count = [&](const char* member) { return static_cast<std::uint64_t>(numberAt(begun, member)); };
        const DiskUpload::Terms terms{textAt(begun, "operation.id"), count("next"), count("pieceUnit"),
                                      count("pieceMost"), description.diskSize.value};
        if (terms.unit == 0 || terms.most == 0 || terms.most % terms.unit != 0)
            return {ErrorCode::Internal, "the gateway does not say in which pieces it takes a disk"};
        Progress progress(context.terminal(), context.bars(), "Importing " + description.name);
        DiskUpload upload(context, progress, terms);
        TWINSET_TRY(
            reader.readDisk([&](std::uint64_t offset, base::BytesView bytes) { return upload.add(offset, bytes); }));
        TWINSET_TRY(upload.flush());
        progress.finish();
        return upload.sent();
    }
};

}  // namespace

std::unique_ptr<Command> makeVirtualPhoneImportCommand() { return std::make_unique<VirtualPhoneImportCommand>(); }

}  // namespace cli
