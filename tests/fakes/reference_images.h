// Reference images for tests that boot a real guest: built from images/recipes with the Debian packages, once for each
// state of the recipes and the builder, in the build tree, and shared by all tests.
//
//   auto images = fakes::referenceImages();
//   QVERIFY2(images.ok(), images.ok() ? "" : images.error().message.c_str());
//   images->release100 / "kernel" …   (read only: other tests use the same files)
//
// Link twinset_image_builder. Blocks for some seconds when the images must be built (minutes when packages must be fetched
// too); a second test waits for the first. Without packages and network it fails and says what to do; do not skip then.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "base/digest.h"
#include "base/file_system.h"
#include "images/builder/image_builder.h"

namespace fakes {

/// Each is a directory with kernel, initrd, system.img and image.json.
struct ReferenceImages {
    std::filesystem::path release100;
    std::filesystem::path release110;
    std::filesystem::path broken;    // 1.2.0: its kernel panics when it starts its first process
    std::filesystem::path packages;  // the package cache they were built from
};

/// Of all files below the directories, by path.
inline base::Result<base::Digest> digestOfTrees(const std::vector<std::filesystem::path>& roots) {
    auto files = base::createPosixFileSystem();
    base::DigestStream digest;
    for (const auto& root : roots) {
        std::vector<std::filesystem::path> paths;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root))
            if (entry.is_regular_file()) paths.push_back(entry.path());
        std::sort(paths.begin(), paths.end());
        for (const auto& path : paths) {
            TWINSET_ASSIGN(const auto bytes, files->readFile(path));
            digest.update(path.lexically_relative(root).string() + '\n' + std::to_string(bytes.size()) + '\n' + bytes);
        }
    }
    return digest.finish();
}

inline base::Result<ReferenceImages> referenceImages() {
    const std::filesystem::path source = TWINSET_SOURCE_DIR;
    const auto home = (std::filesystem::path(TWINSET_BIN_DIR) / ".." / "reference-images").lexically_normal();
    const auto recipes = source / "images" / "recipes";
    auto files = base::createPosixFileSystem();
    TWINSET_TRY(files->createDirectories(home));
    TWINSET_ASSIGN(const auto digest, digestOfTrees({recipes, source / "images" / "builder"}));
    const auto current = home / digest.hex().substr(0, 16);

    auto lock = files->lock(home / "lock");
    for (int polls = 0; !lock && lock.error().code == base::ErrorCode::Conflict && polls < 6000; ++polls) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        lock = files->lock(home / "lock");
    }
    if (!lock) return lock.error().withContext("another test builds the reference images");

    const ReferenceImages images{current / "1.0.0", current / "1.1.0", current / "1.2.0", home / "packages"};
    const std::pair<const char*, std::filesystem::path> wanted[] = {{"reference-work.json", images.release100},
                                                                    {"reference-work-1.1.json", images.release110},
                                                                    {"reference-work-broken.json", images.broken}};
    if (!files->exists(current)) {
        TWINSET_ASSIGN(const auto names, files->list(home));
        for (const auto& name : names)
            if (name != "lock" && name != "packages") TWINSET_TRY(files->removeTree(home / name));
    }
    for (const auto& [name, directory] : wanted) {
        if (files->exists(directory / "image.json")) continue;
        TWINSET_ASSIGN(const auto recipe, images::loadRecipe(*files, recipes / name));
        TWINSET_ASSIGN(const auto built, images::buildImage(recipe, {.version = {},
                                                                     .outputDirectory = directory,
                                                                     .cacheDirectory = images.packages,
                                                                     .onProgress = {}}));
        if (built.parts.empty()) return base::Error{base::ErrorCode::Internal, "the image builder made no parts"};
    }
    return images;
}

}  // namespace fakes
