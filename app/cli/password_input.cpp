#include "app/cli/password_input.h"

namespace cli {

base::Result<base::Secret> readPassword(Context& context, const std::string& file, const std::string& option,
                                        const std::string& prompt) {
    if (file.empty()) {
        if (context.terminal().canAsk()) return context.terminal().askSecret(prompt);
        return {base::ErrorCode::InvalidInput, "there is no terminal to ask for a password on; give it with " + option +
                                                   " FILE, or " + option + " - for standard input"};
    }
    TWINSET_ASSIGN(base::Bytes bytes, context.readNamed(file, option, 64 * 1024));
    const base::Secret all(std::move(bytes));
    const base::BytesView line = all.reveal().substr(0, all.reveal().find('\n'));
    base::Secret password{base::Bytes(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line)};
    if (password.empty()) return {base::ErrorCode::InvalidInput, option + ": there is no password in the first line"};
    return password;
}

}  // namespace cli
