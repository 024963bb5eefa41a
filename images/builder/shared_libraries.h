// Shared libraries: completes a tree with the libraries and the program interpreter its programs need, taken from the
// unpacked packages. Everything lands in /lib/x86_64-linux-gnu, the first place the dynamic linker looks.
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.h"
#include "images/builder/guest_tree.h"

namespace images {

/// Reads `path` (absolute, as the package sees it) below one of the roots, following the package's symbolic links, absolute
/// ones too, within all the roots. NotFound when no root has it.
base::Result<base::Bytes> readPackageFile(const std::vector<std::filesystem::path>& roots, const std::string& path);

/// Adds what the ELF files in `tree` need, and what that needs in turn. NotFound names the program, the missing library
/// and that a package must be added to the recipe.
base::Result<void> addSharedLibraries(GuestTree& tree, const std::vector<std::filesystem::path>& roots);

}  // namespace images
