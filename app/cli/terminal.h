// Terminal: what the command line needs of the place it runs in. The real one is createPosixTerminal(); tests record.
// One thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"

namespace cli {

class Terminal {
public:
    virtual ~Terminal() = default;
    /// Standard output and standard error. A failed write is remembered; flush() tells.
    virtual void out(std::string_view text) = 0;
    virtual void err(std::string_view text) = 0;
    virtual base::Result<void> flush() = 0;

    /// A person can be asked something.
    [[nodiscard]] virtual bool canAsk() const = 0;
    [[nodiscard]] virtual bool outIsTerminal() const = 0;
    [[nodiscard]] virtual bool errIsTerminal() const = 0;
    /// Columns of the terminal.
    [[nodiscard]] virtual std::size_t width() const = 0;

    /// One line from the person, without its end. Unavailable when there is nobody to ask.
    virtual base::Result<std::string> ask(std::string_view prompt) = 0;
    /// The same without showing what is typed.
    virtual base::Result<base::Secret> askSecret(std::string_view prompt) = 0;
    /// All of standard input, at most `mostBytes` (InvalidInput when it has more).
    virtual base::Result<base::Bytes> readInput(std::size_t mostBytes) = 0;

    /// Waits. False when the person pressed Ctrl-C, now or since the first call; a second Ctrl-C ends the program.
    virtual bool pause(base::Duration duration) = 0;
};

std::unique_ptr<Terminal> createPosixTerminal();

}  // namespace cli
