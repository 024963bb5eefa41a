#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "base/qr_text.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class EnrolmentTokenCreateCommand final : public VerbCommand {
public:
    EnrolmentTokenCreateCommand()
        : VerbCommand(
              {.words = "token create",
               .verb = "enrolment_token_create",
               .summary = "Make a token to enrol handsets with",
               .details = "The token is a secret and is shown once.",
               .parameters = {number("--uses", "N", 1, 1'000'000, "how many handsets may enrol with it").otherwise("1"),
                              duration("--valid-for", "until when it may be used").otherwise("1h"),
                              flag("--require-acceptance", "an operator accepts each handset before it gets in"),
                              flag("--qr", "draw the token as a QR code too")},
               .example = "twinset token create --uses 20 --valid-for 8h --qr"}) {}

protected:
    base::Json request(const Arguments& arguments) const override {
        const auto validFor = std::chrono::duration_cast<std::chrono::seconds>(
            arguments.duration("--valid-for").value_or(base::Duration(0)));
        return {{"uses", arguments.number("--uses")},
                {"validFor", validFor.count()},
                {"requireAcceptance", arguments.has("--require-acceptance")}};
    }
    void show(const base::Json& token, const Arguments& arguments, Context& context) const override {
        const std::string text = textAt(token, "token");
        context.print(text + "\n");
        if (arguments.has("--qr")) {
            const auto qr = base::qrText(text);
            if (qr)
                context.print("\n" + *qr + "\n");
            else
                context.note(qr.error().message);
        }
        context.note("Token " + textAt(token, "id") + " expires " + momentAt(token, "expiresAt", context.now()) +
                     ". It is a secret: whoever has it can enrol a handset.");
    }
};

}  // namespace

std::unique_ptr<Command> makeEnrolmentTokenCreateCommand() { return std::make_unique<EnrolmentTokenCreateCommand>(); }

}  // namespace cli
