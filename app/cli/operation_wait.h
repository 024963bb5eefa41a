// Waiting for an operation to end. The operation lives in the gateway: stopping to wait, by --timeout or Ctrl-C, leaves
// it going, and says how to look at it again.
//
// Polled, from 50 ms apart up to a second, and not by the change feed: a poll is one indexed read for the gateway,
// answers a busy fleet's waiter as fast as an idle one's, and lets Ctrl-C through.
#pragma once

#include <optional>
#include <string>

#include "app/cli/command.h"

namespace cli {

/// How far apart the polls of everything that waits are.
inline constexpr base::Duration kShortestPause = std::chrono::milliseconds(50);
inline constexpr base::Duration kLongestPause = std::chrono::seconds(1);
/// A gateway that restarts is back within this; longer, and the person is told.
inline constexpr base::Duration kGatewayPatience = std::chrono::seconds(30);

/// --timeout, for commands that wait. `fallback` may be empty: as long as it takes.
Parameter timeoutOption(std::string fallback);

/// The operation once it has ended, however it ended. Timeout, or Cancelled after Ctrl-C.
base::Result<base::Json> waitForOperation(Context& context, base::Json operation, const std::string& title,
                                          std::optional<base::Duration> timeout);

/// An ended operation that did not succeed, in words on standard error; returns the exit code. kSuccess without a word
/// when it did.
int operationOutcome(Context& context, const base::Json& operation);

/// "backup of a virtual phone" for "virtual_phone_backup".
std::string operationTitle(const std::string& kind);

bool operationEnded(const base::Json& operation);

/// A command that asks for an operation, waits for it and prints its result.
class OperationCommand : public Command {
public:
    /// Adds --no-wait and --timeout.
    explicit OperationCommand(CommandShape shape);
    base::Result<int> run(const Arguments& arguments, Context& context) final;

protected:
    [[nodiscard]] virtual base::Result<base::Json> request(const Arguments& arguments, Context& context) const = 0;
    [[nodiscard]] virtual std::string title(const Arguments& arguments) const = 0;
    /// A succeeded operation; returns the exit code. With -o json the operation is printed already.
    virtual int show(const base::Json& operation, Context& context) const = 0;
};

}  // namespace cli
