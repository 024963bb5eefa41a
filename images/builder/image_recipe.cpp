#include "images/builder/image_recipe.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>

#include "base/json.h"
#include "images/builder/guest_tree.h"

namespace images {
namespace {

constexpr int kMostExtensions = 4;
constexpr std::int64_t kMostMemoryMiB = 65536;
constexpr std::int64_t kLeastSystemMiB = 16;
constexpr std::int64_t kMostSystemMiB = 16384;
constexpr std::int64_t kLatestEpoch = 4102444800;  // the year 2100

base::Error bad(std::string message) { return {base::ErrorCode::InvalidInput, std::move(message)}; }

bool matches(const std::string& text, const char* pattern) { return std::regex_match(text, std::regex(pattern)); }

bool isPackageName(const std::string& text) { return matches(text, "[a-z0-9][a-z0-9+.-]{1,80}"); }

template <typename T>
void appendAll(std::vector<T>& to, const std::vector<T>& more) {
    to.insert(to.end(), more.begin(), more.end());
}

base::Result<RecipeFile> readFile(const base::Json& json, const std::string& where, const std::filesystem::path& overlay) {
    base::ObjectReader reader(json, where);
    RecipeFile file;
    file.path = reader.text("path");
    const bool fromPackage = reader.has("package");
    std::string fromOverlay;
    if (fromPackage) {
        file.package = reader.text("package");
        file.source = reader.textOr("source", file.path);
        file.mode = 0755;
    } else {
        fromOverlay = reader.text("overlay");
    }
    if (reader.has("mode")) {
        const auto mode = reader.text("mode");
        if (matches(mode, "0[0-7]{3}")) file.mode = static_cast<unsigned>(std::stoul(mode, nullptr, 8));
        else reader.fail("mode", "must be four octal digits such as \"0755\"");
    }
    TWINSET_TRY(reader.finish());
    TWINSET_TRY(checkGuestPath(file.path).withContext(where));
    if (fromPackage) {
        TWINSET_TRY(checkGuestPath(file.source).withContext(where + ".source"));
    } else {
        TWINSET_TRY(checkGuestPath("/" + fromOverlay).withContext(where + ".overlay"));
        if (overlay.empty()) return bad(where + ": takes a file from the overlay, but the recipe names no 'overlay' directory");
        file.overlay = overlay / fromOverlay;
    }
    return file;
}

base::Result<RecipeLinks> readLinks(const base::Json& json, const std::string& where) {
    base::ObjectReader reader(json, where);
    RecipeLinks links{reader.text("directory"), reader.text("target"), reader.texts("names")};
    TWINSET_TRY(reader.finish());
    if (!matches(links.target, "[A-Za-z0-9._+/-]+")) return bad(where + ".target: has a character other than [A-Za-z0-9._+/-]");
    for (const auto& name : links.names) TWINSET_TRY(checkGuestPath(links.directory + "/" + name).withContext(where));
    return links;
}

base::Result<void> readPart(const base::Json& json, const std::string& where, const std::filesystem::path& overlay,
                            RecipePart& part) {
    base::ObjectReader reader(json, where);
    if (reader.has("modules")) appendAll(part.modules, reader.texts("modules"));
    if (reader.has("directories")) appendAll(part.directories, reader.texts("directories"));
    if (reader.has("files"))
        reader.array("files", [&](const base::Json& element) -> base::Result<void> {
            TWINSET_ASSIGN(auto file, readFile(element, where + ".files", overlay));
            std::erase_if(part.files, [&](const RecipeFile& other) { return other.path == file.path; });
            std::erase_if(part.links, [&](RecipeLinks& links) {
                std::erase_if(links.names, [&](const std::string& name) { return links.directory + "/" + name == file.path; });
                return links.names.empty();
            });
            part.files.push_back(std::move(file));
            return base::success();
        });
    if (reader.has("links"))
        reader.array("links", [&](const base::Json& element) -> base::Result<void> {
            TWINSET_ASSIGN(auto links, readLinks(element, where + ".links"));
            part.links.push_back(std::move(links));
            return base::success();
        });
    TWINSET_TRY(reader.finish());
    for (const auto& directory : part.directories) TWINSET_TRY(checkGuestPath(directory).withContext(where + ".directories"));
    for (const auto& module : part.modules)
        if (!matches(module, "[A-Za-z0-9_-]+")) return bad(where + ".modules: '" + module + "' is not a module's name");
    return base::success();
}

base::Result<void> checkRecipe(const ImageRecipe& recipe) {
    if (!matches(recipe.image, "[a-z0-9][a-z0-9-]{0,63}")) return bad("image: must be of [a-z0-9-], at most 64 characters");
    if (!isReleaseVersion(recipe.version)) return bad("version: '" + recipe.version + "' is not like \"1.0.0\"");
    if (recipe.commandLine.find_first_of("\n\r\"") != std::string::npos) return bad("commandLine: must be one line without quotes");
    if (!isPackageName(recipe.kernelPackage)) return bad("kernelPackage: '" + recipe.kernelPackage + "' is not a package's name");
    for (const auto& package : recipe.packages)
        if (!isPackageName(package)) return bad("packages: '" + package + "' is not a package's name");
    for (const auto* part : {&recipe.initrd, &recipe.system})
        for (const auto& file : part->files)
            if (!file.package.empty() &&
                std::find(recipe.packages.begin(), recipe.packages.end(), file.package) == recipe.packages.end())
                return bad("files: '" + file.path + "' comes from package '" + file.package + "', which 'packages' does not name");
    return base::success();
}

class RecipeLoader {
public:
    explicit RecipeLoader(base::FileSystem& files) : m_files(files) {}

    base::Result<ImageRecipe> load(const std::filesystem::path& path, int depth) {
        if (depth > kMostExtensions) return bad("more than four recipes extend each other; is there a circle?");
        TWINSET_ASSIGN(const auto text, m_files.readFile(path));
        TWINSET_ASSIGN(const auto json, base::parseJson(text));
        base::ObjectReader reader(json, "recipe");
        reader.integer("format", 1, 1);
        ImageRecipe recipe;
        const bool extends = reader.has("extends");
        if (extends) {
            const auto name = reader.text("extends");
            auto other = load(path.parent_path() / name, depth + 1);
            if (!other) return other.error().withContext("extends '" + name + "'");
            recipe = std::move(*other);
        }
        readScalars(reader, extends, recipe);
        if (!extends || reader.has("packages")) appendAll(recipe.packages, reader.texts("packages"));
        const auto overlay = reader.has("overlay") ? path.parent_path() / reader.text("overlay") : std::filesystem::path();
        for (const auto& [name, part] : {std::pair{"initrd", &recipe.initrd}, std::pair{"system", &recipe.system}})
            if (!extends || reader.has(name)) {
                const auto& partJson = reader.any(name);
                if (!partJson.is_null()) TWINSET_TRY(readPart(partJson, name, overlay, *part));
            }
        TWINSET_TRY(reader.finish());
        return recipe;
    }

private:
    static void readScalars(base::ObjectReader& reader, bool optional, ImageRecipe& recipe) {
        const auto wanted = [&](const char* name) { return !optional || reader.has(name); };
        const auto number = [&](const char* name, std::int64_t least, std::int64_t most) {
            return static_cast<std::uint64_t>(std::max<std::int64_t>(reader.integer(name, least, most), 0));
        };
        if (wanted("image")) recipe.image = reader.text("image");
        if (wanted("version")) recipe.version = reader.text("version");
        if (wanted("commandLine")) recipe.commandLine = reader.text("commandLine");
        if (wanted("kernelPackage")) recipe.kernelPackage = reader.text("kernelPackage");
        if (wanted("memoryMiB")) recipe.memoryMiB = number("memoryMiB", 64, kMostMemoryMiB);
        if (wanted("systemSizeMiB")) recipe.systemSizeMiB = number("systemSizeMiB", kLeastSystemMiB, kMostSystemMiB);
        if (wanted("epochSeconds"))
            recipe.epochSeconds = static_cast<std::uint32_t>(number("epochSeconds", 0, kLatestEpoch));
    }

    base::FileSystem& m_files;
};

}  // namespace

bool isReleaseVersion(std::string_view text) {
    static const std::regex pattern("(0|[1-9][0-9]{0,8})(\\.(0|[1-9][0-9]{0,8})){2}(-[0-9A-Za-z.-]{1,64})?");
    return std::regex_match(text.begin(), text.end(), pattern);
}

base::Result<ImageRecipe> loadRecipe(base::FileSystem& files, const std::filesystem::path& path) {
    auto recipe = RecipeLoader(files).load(path, 0);
    if (!recipe) return recipe.error().withContext(path.string());
    if (auto checked = checkRecipe(*recipe); !checked) return checked.error().withContext(path.string());
    return recipe;
}

}  // namespace images
