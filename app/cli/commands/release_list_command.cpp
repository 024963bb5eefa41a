#include "app/cli/commands/commands.h"

#include <nlohmann/json.hpp>

#include "app/cli/words.h"

namespace cli {
namespace {

class ReleaseListCommand final : public VerbCommand {
public:
    ReleaseListCommand()
        : VerbCommand({.words = "release list",
                       .verb = "release_list",
                       .summary = "List the published releases",
                       .details = "",
                       .parameters = {option("--image", "IMAGE", "only those of this image")},
                       .example = "twinset release list --image reference-work"}) {}

protected:
    base::Json request(const Arguments& arguments) const override {
        base::Json asked = base::Json::object();
        arguments.copyText(asked, "image", "--image");
        return asked;
    }
    void show(const base::Json& answer, const Arguments&, Context& context) const override {
        Table table({{"IMAGE", Table::Align::Left, 10},
                     {"VERSION"},
                     {"SIZE", Table::Align::Right},
                     {"PUBLISHED"},
                     {"BY", Table::Align::Left, 6},
                     {"STATE"},
                     {"MANIFEST", Table::Align::Left, 13}});
        for (const base::Json& release : at(answer, "releases"))
            table.add({textAt(release, "image"), textAt(release, "version"), sizeAt(release, "size"),
                       ageAt(release, "publishedAt", context.now()), textAt(release, "publishedBy"),
                       trueAt(release, "withdrawn") ? "withdrawn" : "published", textAt(release, "manifest")});
        if (table.empty())
            context.note("There are no releases. 'twinset release publish' publishes an image.");
        else
            context.print(table);
    }
};

}  // namespace

std::unique_ptr<Command> makeReleaseListCommand() { return std::make_unique<ReleaseListCommand>(); }

}  // namespace cli
