#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/operation_wait.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class RestorePointVerifyCommand final : public OperationCommand {
public:
    RestorePointVerifyCommand()
        : OperationCommand({.words = "backup verify",
                            .verb = "restore_point_verify",
                            .summary = "Read every byte of restore points back",
                            .details = "Checks each chunk with the fleet's key and names the restore points that a damaged "
                                       "one touches. The next backup of their phones reads the whole disk and mends what "
                                       "the disk still holds.",
                            .parameters = {optionalPlace("RESTORE_POINT", "its id; without one, all of them")},
                            .example = "twinset backup verify"}) {}

protected:
    base::Result<base::Json> request(const Arguments& arguments, Context&) const override {
        base::Json asked = base::Json::object();
        arguments.copyText(asked, "restorePoint", "RESTORE_POINT");
        return asked;
    }
    std::string title(const Arguments&) const override { return "verification"; }
    int show(const base::Json& operation, Context& context) const override {
        const base::Json& result = at(operation, "result");
        const base::Json& damaged = at(result, "damaged");
        if (!context.json()) {
            context.say("Read " + std::to_string(numberAt(result, "chunks")) + " chunks (" + sizeAt(result, "bytes") + ") of " +
                        std::to_string(numberAt(result, "restorePoints")) + " restore points.");
            if (damaged.empty()) context.say("All of it is whole.");
            for (const base::Json& chunk : damaged) {
                std::string touched;
                for (const base::Json& point : at(chunk, "restorePoints"))
                    touched += (touched.empty() ? "" : ", ") + point.get<std::string>();
                context.say("Chunk " + textAt(chunk, "chunk") + " is damaged or lost; it is of " + touched + ".");
            }
        }
        return damaged.empty() ? kSuccess : kCorrupt;
    }
};

}  // namespace

std::unique_ptr<Command> makeRestorePointVerifyCommand() { return std::make_unique<RestorePointVerifyCommand>(); }

}  // namespace cli
