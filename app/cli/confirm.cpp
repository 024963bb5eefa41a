#include "app/cli/confirm.h"

#include "app/cli/text_width.h"

namespace cli {

Parameter yesOption() { return flag("--yes", "do not ask first"); }

base::Result<void> confirm(Context& context, const Arguments& arguments, const std::string& question) {
    if (arguments.has("--yes")) return {};
    if (!context.terminal().canAsk())
        return {base::ErrorCode::InvalidInput,
                "this cannot be undone, and there is no terminal to ask on; add --yes if you mean it"};
    TWINSET_ASSIGN(const std::string answer, context.terminal().ask(printable(question) + " Type yes: "));
    if (answer == "yes") return {};
    return {base::ErrorCode::Cancelled, "nothing was changed"};
}

}  // namespace cli
