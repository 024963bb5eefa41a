#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/label_changes.h"
#include "app/cli/words.h"

namespace cli {
namespace {

class HandsetLabelCommand final : public Command {
public:
    HandsetLabelCommand()
        : Command({.words = "handset label",
                   .verb = "handset_label",
                   .summary = "Give a handset labels, which conditions can ask about",
                   .details = "A condition reads a label as device.labels['site'].",
                   .parameters = {place("HANDSET", "the handset's id or name"),
                                  place("LABEL", "KEY=VALUE sets a label, KEY- takes it away").many()},
                   .example = "twinset handset label pixel-01 site=berlin loan-"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override {
        TWINSET_ASSIGN(const base::Json labels, labelChanges(arguments.texts("LABEL")));
        TWINSET_ASSIGN(const base::Json handset,
                       context.call(shape().verb, {{"handset", arguments.text("HANDSET")}, {"labels", labels}}));
        if (context.json())
            context.printJson(handset);
        else
            context.say("Labels of " + namedText(handset) + ": " +
                        (handset["labels"].empty() ? "none" : labelsText(handset["labels"])) + ".");
        return kSuccess;
    }
};

}  // namespace

std::unique_ptr<Command> makeHandsetLabelCommand() { return std::make_unique<HandsetLabelCommand>(); }

}  // namespace cli
