#include "images/builder/shared_libraries.h"

#include <deque>

#include "base/file_system.h"
#include "images/builder/elf_file.h"

namespace images {
namespace {

constexpr int kMostLinks = 16;
constexpr std::string_view kLibraryDirectory = "/lib/x86_64-linux-gnu/";
constexpr std::string_view kSearched[] = {"/lib/x86_64-linux-gnu/", "/usr/lib/x86_64-linux-gnu/", "/lib/", "/usr/lib/"};

base::Result<base::Bytes> readLibrary(const std::vector<std::filesystem::path>& roots, const std::string& name) {
    for (const auto directory : kSearched) {
        auto bytes = readPackageFile(roots, std::string(directory) + name);
        if (bytes || bytes.error().code != base::ErrorCode::NotFound) return bytes;
    }
    return base::Error{base::ErrorCode::NotFound, "no package of the recipe has it; add the package that contains '" + name +
                                                      "' to the recipe's 'packages'"};
}

base::Result<void> addWanted(GuestTree& tree, const std::vector<std::filesystem::path>& roots, const GuestEntry& user,
                             std::deque<GuestEntry>& waiting) {
    auto elf = ElfFile::parse(user.content);
    if (!elf) return elf.error().withContext(user.path);
    TWINSET_ASSIGN(auto wanted, elf->neededLibraries());
    const auto take = [&](const std::string& path, base::Result<base::Bytes> content) -> base::Result<void> {
        if (!content) return content.error().withContext(user.path + " needs " + path);
        GuestEntry entry{path, GuestEntry::Kind::File, GuestEntry::Origin::Package, 0755, std::move(*content)};
        TWINSET_TRY(tree.add(entry));
        waiting.push_back(std::move(entry));
        return base::success();
    };
    for (const auto& name : wanted) {
        const auto path = std::string(kLibraryDirectory) + name;
        if (tree.find(path) == nullptr) TWINSET_TRY(take(path, readLibrary(roots, name)));
    }
    const auto interpreter = elf->interpreter();
    if (!interpreter.empty() && tree.find(interpreter) == nullptr)
        TWINSET_TRY(take(interpreter, readPackageFile(roots, interpreter)));
    return base::success();
}

}  // namespace

base::Result<base::Bytes> readPackageFile(const std::vector<std::filesystem::path>& roots, const std::string& path) {
    std::filesystem::path wanted = path;
    for (int links = 0; links < kMostLinks; ++links) {
        bool followed = false;
        for (const auto& root : roots) {
            const auto candidate = root / wanted.relative_path();
            std::error_code error;
            const auto status = std::filesystem::symlink_status(candidate, error);
            if (std::filesystem::is_regular_file(status)) return base::createPosixFileSystem()->readFile(candidate);
            if (!std::filesystem::is_symlink(status)) continue;
            const auto target = std::filesystem::read_symlink(candidate, error);
            if (error) continue;
            // An absolute target replaces the path here, as operator/ does; ".." cannot climb above the root of "/".
            wanted = (std::filesystem::path("/") / wanted.parent_path() / target).lexically_normal();
            followed = true;
            break;
        }
        if (!followed) break;
    }
    return base::Error{base::ErrorCode::NotFound, "no package of the recipe contains " + wanted.string()};
}

base::Result<void> addSharedLibraries(GuestTree& tree, const std::vector<std::filesystem::path>& roots) {
    std::deque<GuestEntry> waiting;
    for (auto& entry : tree.entries())
        if (entry.kind == GuestEntry::Kind::File && !entry.path.ends_with(".ko") && ElfFile::looksLikeElf(entry.content))
            waiting.push_back(std::move(entry));
    while (!waiting.empty()) {
        const auto user = std::move(waiting.front());
        waiting.pop_front();
        TWINSET_TRY(addWanted(tree, roots, user, waiting));
    }
    return base::success();
}

}  // namespace images
