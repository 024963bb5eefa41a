// GuestTree: the files, directories and symbolic links one part of an image will hold, in memory and in a fixed order.
// The order is what keeps two releases alike on disk: what comes from packages first (directories, then the rest, each by
// path), then in the same way what comes from the recipe, so that a changed recipe file moves nothing that stands before it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace images {

struct GuestEntry {
    enum class Kind { Directory, File, Link };
    enum class Origin { Package, Recipe };

    std::string path;  // absolute, of [A-Za-z0-9._+/-]
    Kind kind = Kind::File;
    Origin origin = Origin::Package;
    unsigned mode = 0;     // permission bits
    base::Bytes content;   // a link's target, a file's bytes
};

/// InvalidInput unless `path` is absolute, normal (no "//", "." or "..", no '/' at its end) and of the permitted characters.
base::Result<void> checkGuestPath(std::string_view path);

class GuestTree {
public:
    /// Adds an entry and the directories above it. An entry of the same path and kind is replaced (the newer wins);
    /// Conflict when the kinds differ, InvalidInput when the path may not stand.
    base::Result<void> add(GuestEntry entry);
    [[nodiscard]] const GuestEntry* find(std::string_view path) const;
    /// All entries in the order described above.
    [[nodiscard]] std::vector<GuestEntry> entries() const;

private:
    std::map<std::string, GuestEntry, std::less<>> m_entries;
};

}  // namespace images
