// ImageRecipe: what an image is made of, written as JSON beside an overlay directory, kept in version control.
//
//   {"format": 1, "image": "reference-work", "version": "1.0.0", "commandLine": "…", "memoryMiB": 256,
//    "systemSizeMiB": 96, "epochSeconds": 1577836800, "kernelPackage": "linux-image-cloud-amd64",
//    "packages": ["busybox-static", …], "overlay": "overlay",
//    "initrd": PART, "system": PART}
//   PART: {"modules": ["virtio_pci", …], "directories": ["/proc", …],
//          "files": [{"path": "/bin/busybox", "package": "busybox-static"},        the package's file of that path, or
//                    {"path": "/sbin/mke2fs", "package": "e2fsprogs", "source": "/sbin/mke2fs", "mode": "0755"},
//                    {"path": "/init", "overlay": "initrd/init", "mode": "0755"}],  a file below the overlay directory
//          "links": [{"directory": "/bin", "target": "busybox", "names": ["sh", "cat"]}]}
//
// Or {"format": 1, "extends": "reference-work.json", …}: every member but format and extends is then optional; texts and
// numbers replace, lists add, and a file of a path that is there already replaces it. "overlay" is relative to the file
// that says it. Members nobody knows are refused.
// Rejected: YAML (a parser more), shell scripts as recipes (nothing can be checked before it runs).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/file_system.h"
#include "base/result.h"

namespace images {

struct RecipeFile {
    std::string path;                // in the guest
    std::string package;             // empty: from the overlay
    std::string source;              // in the package, absolute
    std::filesystem::path overlay;   // on the host, when `package` is empty
    unsigned mode = 0644;
};

struct RecipeLinks {
    std::string directory;
    std::string target;
    std::vector<std::string> names;
};

struct RecipePart {
    std::vector<std::string> modules;
    std::vector<std::string> directories;
    std::vector<RecipeFile> files;
    std::vector<RecipeLinks> links;
};

struct ImageRecipe {
    std::string image;
    std::string version;  // semantic version
    std::string commandLine;
    std::uint64_t memoryMiB = 0;
    std::uint64_t systemSizeMiB = 0;
    std::uint32_t epochSeconds = 0;
    std::string kernelPackage;
    std::vector<std::string> packages;
    RecipePart initrd;
    RecipePart system;
};

/// Reads a recipe and those it extends (at most four). Errors name the file and the member: NotFound, InvalidInput.
base::Result<ImageRecipe> loadRecipe(base::FileSystem& files, const std::filesystem::path& path);

/// MAJOR.MINOR.PATCH with an optional -PRERELEASE, as semver.org 2.0.0 has it (build metadata is not taken).
bool isReleaseVersion(std::string_view text);

}  // namespace images
