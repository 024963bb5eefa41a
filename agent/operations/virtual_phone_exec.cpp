// virtual_phone_exec: runs a program inside a work phone and returns what it wrote, at most 32 KiB of it.
#include <nlohmann/json.hpp>

#include "agent/operations/phone_operation.h"

namespace agent {
namespace {

constexpr std::size_t kMostOutput = 32 * 1024;
constexpr std::size_t kMostEncoded = 48 * 1024;  // of a message's 64 KiB, with the envelope around it
constexpr std::size_t kMostWords = 256;

struct Command {
    std::vector<std::string> words;
    std::string input;
};

base::Result<Command> readCommand(const std::string& arguments) {
    TWINSET_ASSIGN(const auto json, base::parseJson(arguments).withContext("arguments"));
    base::ObjectReader reader(json, "arguments");
    Command command{reader.texts("command"), reader.textOr("input", "")};
    TWINSET_TRY(reader.finish());
    if (command.words.empty() || command.words.size() > kMostWords || !command.words[0].starts_with('/'))
        return {base::ErrorCode::InvalidInput, "'command' has to begin with the path of a program inside the guest"};
    return command;
}

base::Json describe(const hypervisor::GuestExecOutcome& outcome, std::size_t most) {
    const auto errors = outcome.standardError.substr(0, most / 4);
    const auto output = outcome.standardOutput.substr(0, most - errors.size());
    base::Json json{{"exitCode", outcome.exitCode}, {"stdout", output}, {"stderr", errors}};
    if (output.size() < outcome.standardOutput.size() || errors.size() < outcome.standardError.size())
        json["truncated"] = true;
    // What is not UTF-8 is replaced here, once, so that the text can travel.
    return base::Json::parse(json.dump(-1, ' ', false, base::Json::error_handler_t::replace));
}

/// The result travels as a text inside a message: it is escaped twice.
std::size_t encodedSize(const base::Json& result) { return base::Json(result.dump()).dump().size(); }

class VirtualPhoneExec final : public PhoneOperation {
public:
    [[nodiscard]] std::string_view kind() const override { return "virtual_phone_exec"; }
    [[nodiscard]] bool needsMachine() const override { return false; }

    base::Result<OperationAnswer> run(OperationWork& work) const override {
        TWINSET_ASSIGN(const auto command, readCommand(work.record.request.arguments));
        if (work.record.attempts > 1)
            return {base::ErrorCode::Unavailable,
                    "the agent was restarted while the program ran, and it is not known how far "
                    "it got; look, and ask again"};
        work.phone.state->step = "running";
        TWINSET_ASSIGN(const auto outcome, work.phone.machine->guest().exec(command.words, command.input,
                                                                            work.phone.services.timing.execTimeout));
        auto most = kMostOutput;
        auto result = describe(outcome, most);
        while (encodedSize(result) > kMostEncoded) result = describe(outcome, most /= 2);
        return OperationAnswer{result.dump(), "", {}};
    }
};

}  // namespace

std::unique_ptr<const PhoneOperation> createVirtualPhoneExec() { return std::make_unique<VirtualPhoneExec>(); }

}  // namespace agent
