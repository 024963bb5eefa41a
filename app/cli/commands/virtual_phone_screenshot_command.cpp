#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/operation_wait.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class VirtualPhoneScreenshotCommand final : public OperationCommand {
public:
    VirtualPhoneScreenshotCommand()
        : OperationCommand({.words = "phone screenshot",
                            .verb = "virtual_phone_screenshot",
                            .summary = "Take a picture of what a work phone shows",
                            .details = "Writes a PNG. The handset refuses when the policy's screenCapture.allowed is false.",
                            .parameters = {place("PHONE", "the phone's id, its name, HANDSET/PERSONA or PERSON/PERSONA"),
                                           option("--output", "FILE", "where the picture goes").must()},
                            .example = "twinset phone screenshot pixel-01/work --output screen.png"}) {}

protected:
    base::Result<base::Json> request(const Arguments& arguments, Context&) const override {
        m_file = arguments.text("--output");
        return base::Json{{"phone", arguments.text("PHONE")}};
    }
    std::string title(const Arguments& arguments) const override { return "the screen of " + arguments.text("PHONE"); }
    int show(const base::Json& operation, Context& context) const override {
        const auto png = base::fromBase64Url(textAt(operation, "result.png"));
        const auto written = png ? context.files().writeFileAtomically(m_file, *png, 0600) : base::Result<void>(png.error());
        if (!written) {
            context.terminal().err("twinset: " + written.error().message + "\n");
            return kFailedOperation;
        }
        if (!context.json()) context.say("Wrote " + m_file + ", " + base::humanSize({png->size()}) + ".");
        return kSuccess;
    }

private:
    mutable std::string m_file;  // between request() and show()
};

}  // namespace

std::unique_ptr<Command> makeVirtualPhoneScreenshotCommand() { return std::make_unique<VirtualPhoneScreenshotCommand>(); }

}  // namespace cli
