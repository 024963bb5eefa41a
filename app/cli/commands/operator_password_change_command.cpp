#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/password_input.h"

namespace cli {
namespace {

constexpr std::size_t kShortestPassword = 12;

class OperatorPasswordChangeCommand final : public Command {
public:
    OperatorPasswordChangeCommand()
        : Command({.words = "password change",
                   .verb = "operator_password_change",
                   .summary = "Change your password",
                   .details = "A new password has at least 12 characters.",
                   .parameters = {option("--old-password-file", "FILE",
                                         "the password you have, in the first line; - is standard input"),
                                  option("--new-password-file", "FILE",
                                         "the new one, in the first line; - is standard input")},
                   .example = "twinset password change"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        const std::string oldFile = arguments.text("--old-password-file"),
                          newFile = arguments.text("--new-password-file");
        if (oldFile == "-" && newFile == "-")
            return {base::ErrorCode::InvalidInput, "only one of the two passwords can come from standard input"};
        TWINSET_ASSIGN(const base::Secret oldPassword,
                       readPassword(context, oldFile, "--old-password-file", "Password you have: "));
        TWINSET_ASSIGN(const base::Secret newPassword,
                       readPassword(context, newFile, "--new-password-file", "New password: "));
        if (newPassword.size() < kShortestPassword)
            return {base::ErrorCode::InvalidInput, "the new password is too short; use 12 characters or more"};
        if (newFile.empty()) {
            TWINSET_ASSIGN(const base::Secret again, context.terminal().askSecret("New password again: "));
            if (!again.matches(newPassword.reveal()))
                return {base::ErrorCode::InvalidInput, "the two new passwords differ; nothing was changed"};
        }
        TWINSET_ASSIGN(const base::Json answer,
                       context.call(shape().verb, {{"oldPassword", std::string(oldPassword.reveal())},
                                                   {"newPassword", std::string(newPassword.reveal())}}));
        if (context.json())
            context.printJson(answer);
        else
            context.say("The password is changed.");
        return kSuccess;
    }
};

}  // namespace

std::unique_ptr<Command> makeOperatorPasswordChangeCommand() {
    return std::make_unique<OperatorPasswordChangeCommand>();
}

}  // namespace cli
