#include "images/builder/image_builder.h"

#include <sys/stat.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/file_system.h"
#include "base/ids.h"
#include "images/builder/cpio_archive.h"
#include "images/builder/ext4_image.h"
#include "images/builder/guest_tree.h"
#include "images/builder/kernel_modules.h"
#include "images/builder/package_cache.h"
#include "images/builder/shared_libraries.h"

namespace images {
namespace {

enum Step : std::size_t { kPackages, kTrees, kKernel, kInitrd, kSystem, kDescription, kSteps };

constexpr std::string_view kScratchPrefix = "scratch";

struct Sources {
    std::filesystem::path kernel;  // the unpacked kernel package
    std::map<std::string, std::filesystem::path> packages;

    [[nodiscard]] std::vector<std::filesystem::path> roots() const {
        std::vector<std::filesystem::path> all;
        for (const auto& [name, root] : packages) all.push_back(root);
        return all;
    }
};

/// The one name in a directory, such as the kernel's version below lib/modules.
base::Result<std::string> onlyName(base::FileSystem& files, const std::filesystem::path& directory, std::string_view prefix) {
    TWINSET_ASSIGN(auto names, files.list(directory));
    std::erase_if(names, [&](const std::string& name) { return !name.starts_with(prefix); });
    if (names.size() == 1) return names.front();
    return base::Error{base::ErrorCode::NotFound, directory.string() + " holds " + std::to_string(names.size()) + " entries '" +
                           std::string(prefix) + "*' where one is expected; does 'kernelPackage' name a kernel?"};
}

class Build {
public:
    Build(const ImageRecipe& recipe, const BuildOptions& options)
        : m_recipe(recipe), m_options(options), m_version(options.version.value_or(recipe.version)),
          m_files(base::createPosixFileSystem()), m_output(std::filesystem::absolute(options.outputDirectory)),
          m_scratch(m_output / base::newIdText(kScratchPrefix)) {}

    base::Result<BuiltImage> run() {
        if (!isReleaseVersion(m_version))
            return base::Error{base::ErrorCode::InvalidInput, "'" + m_version + "' is not a version such as 1.0.0"};
        TWINSET_ASSIGN(const auto sources, unpackPackages());
        TWINSET_TRY(m_files->createDirectories(m_output));
        TWINSET_TRY(removeLeftOvers());
        TWINSET_TRY(m_files->createDirectories(m_scratch));
        auto written = writeParts(sources);
        const auto cleaned = m_files->removeTree(m_scratch);
        if (!written) return written.error();
        TWINSET_TRY(cleaned);
        return describe();
    }

private:
    void report(Step step, std::string detail, double withinStep) const {
        if (!m_options.onProgress) return;
        m_options.onProgress({step, kSteps, buildStepTitles()[step], std::move(detail),
                              (static_cast<double>(step) + withinStep) / static_cast<double>(kSteps)});
    }

    /// Scratch directories of builds that were killed.
    base::Result<void> removeLeftOvers() const {
        TWINSET_ASSIGN(const auto names, m_files->list(m_output));
        for (const auto& name : names)
            if (name.starts_with(std::string(kScratchPrefix) + "-")) TWINSET_TRY(m_files->removeTree(m_output / name));
        return base::success();
    }

    base::Result<Sources> unpackPackages() const {
        report(kPackages, m_recipe.kernelPackage, 0);
        TWINSET_ASSIGN(auto cache, PackageCache::open(m_options.cacheDirectory));
        Sources sources;
        TWINSET_ASSIGN(const auto kernel, cache.kernelPackage(m_recipe.kernelPackage));
        TWINSET_ASSIGN(sources.kernel, cache.unpack(kernel));
        const std::set<std::string> names(m_recipe.packages.begin(), m_recipe.packages.end());
        for (const auto& name : names) {
            report(kPackages, name, static_cast<double>(sources.packages.size() + 1) / static_cast<double>(names.size() + 1));
            TWINSET_ASSIGN(sources.packages[name], cache.unpack(name));
        }
        return sources;
    }

    base::Result<void> writeParts(const Sources& sources) const {
        report(kTrees, {}, 0);
        TWINSET_ASSIGN(const auto initrd, tree(m_recipe.initrd, sources));
        TWINSET_ASSIGN(auto system, tree(m_recipe.system, sources));
        TWINSET_TRY(addText(system, "/etc/twinset-release", m_version + "\n"));
        TWINSET_TRY(addText(system, "/etc/twinset-image", m_recipe.image + "\n"));

        report(kKernel, {}, 0);
        TWINSET_TRY(m_files->remove(m_output / "image.json"));
        TWINSET_ASSIGN(const auto kernelName, onlyName(*m_files, sources.kernel / "boot", "vmlinuz-"));
        TWINSET_ASSIGN(const auto kernel, m_files->readFile(sources.kernel / "boot" / kernelName));
        TWINSET_TRY(m_files->writeFileAtomically(m_output / "kernel", kernel, 0644));

        report(kInitrd, {}, 0);
        TWINSET_TRY(m_files->writeFileAtomically(m_output / "initrd", writeCpioArchive(initrd, m_recipe.epochSeconds), 0644));

        report(kSystem, {}, 0);
        const auto image = m_scratch / "system.img";
        const Ext4Layout layout{base::mebibytes(m_recipe.systemSizeMiB), m_recipe.epochSeconds};
        auto written = writeExt4Image(system, layout, image, m_scratch);
        if (!written) return written.error().withContext("system.img");
        TWINSET_ASSIGN(auto file, m_files->open(image, base::OpenMode::ReadWrite));
        TWINSET_TRY(file->sync());
        return m_files->rename(image, m_output / "system.img");
    }

    base::Result<GuestTree> tree(const RecipePart& part, const Sources& sources) const {
        GuestTree guest;
        for (const auto& directory : part.directories)
            TWINSET_TRY(guest.add({directory, GuestEntry::Kind::Directory, GuestEntry::Origin::Package, 0755, {}}));
        for (const auto& file : part.files) {
            auto added = guest.add({file.path, GuestEntry::Kind::File,
                                    file.package.empty() ? GuestEntry::Origin::Recipe : GuestEntry::Origin::Package, file.mode, {}});
            if (!added) return added.error();
            auto content = file.package.empty() ? m_files->readFile(file.overlay)
                                                : readPackageFile({sources.packages.at(file.package)}, file.source);
            if (!content) return content.error().withContext("recipe file " + file.path);
            TWINSET_TRY(guest.add({file.path, GuestEntry::Kind::File,
                                   file.package.empty() ? GuestEntry::Origin::Recipe : GuestEntry::Origin::Package, file.mode,
                                   std::move(*content)}));
        }
        for (const auto& links : part.links)
            for (const auto& name : links.names)
                TWINSET_TRY(guest.add({links.directory + "/" + name, GuestEntry::Kind::Link, GuestEntry::Origin::Package, 0777,
                                       links.target}));
        TWINSET_TRY(addModules(guest, part, sources));
        TWINSET_TRY(addSharedLibraries(guest, sources.roots()));
        return guest;
    }

    /// The modules, and /lib/modules/order: their paths, one a line, in the order in which they are to be loaded.
    base::Result<void> addModules(GuestTree& guest, const RecipePart& part, const Sources& sources) const {
        const auto modulesRoot = sources.kernel / "lib" / "modules";
        TWINSET_ASSIGN(const auto kernelVersion, onlyName(*m_files, modulesRoot, ""));
        TWINSET_ASSIGN(const auto modules, KernelModules::scan(modulesRoot / kernelVersion));
        TWINSET_ASSIGN(auto order, modules.loadOrder(part.modules));
        std::string list;
        for (auto& module : order) {
            const auto path = "/lib/modules/" + kernelVersion + "/" + module.name + ".ko";
            list += path + "\n";
            TWINSET_TRY(guest.add({path, GuestEntry::Kind::File, GuestEntry::Origin::Package, 0644, std::move(module.content)}));
        }
        return guest.add({"/lib/modules/order", GuestEntry::Kind::File, GuestEntry::Origin::Package, 0644, list});
    }

    static base::Result<void> addText(GuestTree& guest, const std::string& path, const std::string& text) {
        return guest.add({path, GuestEntry::Kind::File, GuestEntry::Origin::Recipe, 0644, text});
    }

    base::Result<BuiltImage> describe() const {
        report(kDescription, {}, 0);
        BuiltImage built{m_output, m_recipe.image, m_version, {}};
        for (const auto* name : {"kernel", "initrd", "system.img"}) {
            struct stat status = {};
            if (::stat((m_output / name).c_str(), &status) != 0) return base::errorFromErrno(errno, "cannot read", m_output / name);
            built.parts.push_back({name, {static_cast<std::uint64_t>(status.st_size)},
                                   {static_cast<std::uint64_t>(status.st_blocks) * 512}});
        }
        nlohmann::ordered_json json = {{"format", 1},
                                       {"image", m_recipe.image},
                                       {"version", m_version},
                                       {"commandLine", m_recipe.commandLine},
                                       {"memoryMiB", m_recipe.memoryMiB},
                                       {"parts", {"kernel", "initrd", "system.img"}}};
        TWINSET_TRY(m_files->writeFileAtomically(m_output / "image.json", json.dump(2) + "\n", 0644));
        report(kDescription, {}, 1);
        return built;
    }

    const ImageRecipe& m_recipe;
    const BuildOptions& m_options;
    std::string m_version;
    std::unique_ptr<base::FileSystem> m_files;
    std::filesystem::path m_output;
    std::filesystem::path m_scratch;
};

}  // namespace

std::vector<std::string> buildStepTitles() {
    return {"Fetch and unpack packages", "Collect files", "Write kernel", "Write initrd", "Write system disk", "Describe image"};
}

base::Result<BuiltImage> buildImage(const ImageRecipe& recipe, const BuildOptions& options) {
    auto built = Build(recipe, options).run();
    if (!built) return built.error().withContext("cannot build image " + recipe.image);
    return built;
}

}  // namespace images
