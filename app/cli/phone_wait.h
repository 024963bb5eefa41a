// Waiting for a virtual phone to become what the fleet wants of it: desired = reported = proved, which the gateway says
// by agreement "agrees". Polled like an operation (operation_wait.h says why).
#pragma once

#include <string>

#include "app/cli/command.h"

namespace cli {

/// The phone once it agrees; `phone` is the answer that started the change. InvalidInput never; Timeout and Cancelled
/// leave the change going. A release that the phone rejected, or a phase that failed, is an Internal error with the
/// agent's words.
base::Result<base::Json> waitForPhone(Context& context, base::Json phone, const std::string& title,
                                      std::optional<base::Duration> timeout);

/// A command that changes what the fleet wants of a phone, and may wait until it is so.
class PhoneChangeCommand : public Command {
public:
    /// Adds --wait and --timeout.
    explicit PhoneChangeCommand(CommandShape shape);
    base::Result<int> run(const Arguments& arguments, Context& context) final;

protected:
    [[nodiscard]] virtual base::Json request(const Arguments& arguments) const = 0;
    /// "creating the phone"
    [[nodiscard]] virtual std::string title() const = 0;
    /// What to say when the change is asked for, before it has happened.
    [[nodiscard]] virtual std::string accepted(const base::Json& phone) const = 0;
    /// What to say when desired, reported and proved agree.
    [[nodiscard]] virtual std::string reached(const base::Json& phone) const = 0;
};

}  // namespace cli
