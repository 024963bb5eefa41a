#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/operation_wait.h"
#include "app/cli/text_width.h"
#include "app/cli/words.h"

namespace cli {
namespace {

constexpr std::size_t kMostInput = 32 * 1024;

class VirtualPhoneExecCommand final : public OperationCommand {
public:
    VirtualPhoneExecCommand()
        : OperationCommand(
              {.words = "phone exec",
               .verb = "virtual_phone_exec",
               .summary = "Run a command inside a work phone",
               .details =
                   "Its output and its exit code become those of twinset. There is no shell unless the command is "
                   "one. Put -- before the command when it has options.",
               .parameters = {place("PHONE", "the phone's id, its name, HANDSET/PERSONA or PERSON/PERSONA"),
                              place("COMMAND", "the program and its arguments").many(),
                              option("--input", "FILE", "what the command reads; - is standard input")},
               .example = "twinset phone exec pixel-01/work -- ls -l /data"}) {}

protected:
    base::Result<base::Json> request(const Arguments& arguments, Context& context) const override {
        base::Json asked{{"phone", arguments.text("PHONE")}, {"command", arguments.texts("COMMAND")}};
        if (arguments.has("--input")) {
            TWINSET_ASSIGN(base::Bytes input,
                           context.readNamed(arguments.text("--input"), "the input of the command", kMostInput));
            if (!isUtf8(input)) return {base::ErrorCode::InvalidInput, "the input of the command is not UTF-8 text"};
            asked["input"] = std::move(input);
        }
        return asked;
    }
    std::string title(const Arguments& arguments) const override {
        return arguments.texts("COMMAND").front() + " in " + arguments.text("PHONE");
    }
    int show(const base::Json& operation, Context& context) const override {
        if (!context.json()) {
            context.print(textAt(operation, "result.stdout"));
            if (const std::string errors = textAt(operation, "result.stderr"); !errors.empty())
                context.terminal().err(errors);
        }
        return static_cast<int>(numberAt(operation, "result.exitCode") & 0xFF);
    }
};

}  // namespace

std::unique_ptr<Command> makeVirtualPhoneExecCommand() { return std::make_unique<VirtualPhoneExecCommand>(); }

}  // namespace cli
