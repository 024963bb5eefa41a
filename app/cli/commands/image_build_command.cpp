#include "app/cli/commands/commands.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "app/cli/progress.h"
#include "images/builder/image_builder.h"
#include "images/builder/image_recipe.h"

namespace cli {
namespace {

std::filesystem::path defaultCache() {
    const char* cache = std::getenv("XDG_CACHE_HOME");
    if (cache != nullptr && *cache == '/') return std::filesystem::path(cache) / "twinset" / "packages";
    const char* home = std::getenv("HOME");
    return std::filesystem::path(home == nullptr ? "." : home) / ".cache" / "twinset" / "packages";
}

class ImageBuildCommand final : public Command {
public:
    ImageBuildCommand()
        : Command({.words = "image build",
                   .verb = "",
                   .summary = "Build a bootable image from a recipe",
                   .details = "The same recipe and packages give the same bytes. Needs no gateway.",
                   .parameters =
                       {place("RECIPE", "the recipe, a JSON file"),
                        option("--output", "DIRECTORY", "where the image goes; one that is there is replaced").must(),
                        option("--cache", "DIRECTORY",
                               "where downloaded packages stay (default: ~/.cache/twinset/packages)"),
                        option("--version", "VERSION", "another version than the recipe's")},
                   .example = "twinset image build images/recipes/reference-work.json --output build/work-1.0.0"}) {}

    base::Result<int> run(const Arguments& arguments, Context& context) override;
};

base::Result<int> ImageBuildCommand::run(const Arguments& arguments, Context& context) {
    TWINSET_ASSIGN(const images::ImageRecipe recipe, images::loadRecipe(context.files(), arguments.text("RECIPE")));
    Progress progress(context.terminal(), context.bars(), "building " + recipe.image);
    images::BuildOptions options;
    if (arguments.has("--version")) options.version = arguments.text("--version");
    options.outputDirectory = arguments.text("--output");
    options.cacheDirectory =
        arguments.has("--cache") ? std::filesystem::path(arguments.text("--cache")) : defaultCache();
    options.onProgress = [&](const images::BuildProgress& at) {
        progress.update(at.fraction, context.bars() && !at.detail.empty() ? at.title + ", " + at.detail : at.title);
    };
    TWINSET_ASSIGN(const images::BuiltImage built, images::buildImage(recipe, options));
    progress.finish();
    if (context.json()) {
        base::Json parts = base::Json::array();
        for (const images::BuiltPart& part : built.parts)
            parts.push_back({{"name", part.name}, {"size", part.size.value}, {"allocated", part.allocated.value}});
        context.printJson({{"image", built.image},
                           {"version", built.version},
                           {"directory", built.directory.string()},
                           {"parts", std::move(parts)}});
        return kSuccess;
    }
    Table table({{"PART"}, {"SIZE", Table::Align::Right}, {"ON DISK", Table::Align::Right}});
    for (const images::BuiltPart& part : built.parts)
        table.add({part.name, base::humanSize(part.size), base::humanSize(part.allocated)});
    context.say("Built " + built.image + " " + built.version + " in " + built.directory.string() + ".");
    context.print(table);
    return kSuccess;
}

}  // namespace

std::unique_ptr<Command> makeImageBuildCommand() { return std::make_unique<ImageBuildCommand>(); }

}  // namespace cli
