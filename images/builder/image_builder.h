// buildImage: makes a bootable image from a recipe and Debian packages. The result is a directory:
//
//   kernel       the Linux kernel of the recipe's kernel package, as it is in the package
//   initrd       an uncompressed cpio archive: finds the system disk and starts it
//   system.img   a sparse ext4 file system: the system disk's first content
//   image.json   {"format": 1, "image": "reference-work", "version": "1.0.0", "commandLine": "…", "memoryMiB": 256,
//                 "parts": ["kernel", "initrd", "system.img"]}, written last: a directory without it is no image
//
// The same recipe and packages give the same bytes. What a guest built this way promises is docs/guest-contract.md.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "images/builder/image_recipe.h"

namespace images {

struct BuildProgress {
    std::size_t step = 0;   // counts from 0
    std::size_t steps = 0;
    std::string title;      // of the step: buildStepTitles()[step]
    std::string detail;     // what is being worked on just now, such as a package; may be empty
    double fraction = 0;    // of the whole build, 0 to 1, never falling
};

struct BuildOptions {
    std::optional<std::string> version;     // instead of the recipe's
    std::filesystem::path outputDirectory;  // created; an image in it is replaced; one build at a time for each
    std::filesystem::path cacheDirectory;   // packages (package_cache.h); created
    std::function<void(const BuildProgress&)> onProgress;  // may be empty; called on the building thread
};

struct BuiltPart {
    std::string name;
    base::ByteCount size;       // of the file
    base::ByteCount allocated;  // what it takes on disk; smaller than `size` for a sparse file
};

struct BuiltImage {
    std::filesystem::path directory;
    std::string image;
    std::string version;
    std::vector<BuiltPart> parts;
};

/// What buildImage goes through, in order.
std::vector<std::string> buildStepTitles();

/// Blocks for seconds, or as long as fetching the packages takes; any thread; two builds may share a cache. Durable on
/// return. Errors tell what to do: InvalidInput (recipe), Unavailable (a package cannot be fetched), NotFound (a package
/// lacks a file, a tool is not installed), Corrupt (a damaged package).
base::Result<BuiltImage> buildImage(const ImageRecipe& recipe, const BuildOptions& options);

}  // namespace images
