#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class ReleaseShowCommand final : public VerbCommand {
public:
    ReleaseShowCommand()
        : VerbCommand({.words = "release show",
                       .verb = "release_show",
                       .summary = "Show one release",
                       .details = "",
                       .parameters = {place("IMAGE", "the image"), place("VERSION", "its version")},
                       .example = "twinset release show reference-work 1.0.0"}) {}

protected:
    base::Json request(const Arguments& arguments) const override {
        return {{"image", arguments.text("IMAGE")}, {"version", arguments.text("VERSION")}};
    }
    void show(const base::Json& release, const Arguments&, Context& context) const override {
        FactSheet facts;
        facts.add("Image", textAt(release, "image"));
        facts.add("Version", textAt(release, "version"));
        facts.add("Manifest", textAt(release, "manifest"));
        facts.add("Size", sizeAt(release, "size"));
        facts.add("Published",
                  momentAt(release, "publishedAt", context.now()) + " by " + textAt(release, "publishedBy"));
        facts.add("Withdrawn", yesNoAt(release, "withdrawn"));
        context.print(facts);
    }
};

}  // namespace

std::unique_ptr<Command> makeReleaseShowCommand() { return std::make_unique<ReleaseShowCommand>(); }

}  // namespace cli
