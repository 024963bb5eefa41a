// The outermost layer of a virtual phone file: a POSIX tar of a few plain files. A reader of our own, because what is
// wanted of the format is one kind of header: a library would bring its other fifty formats to bytes from outside.
#pragma once

#include <vector>

#include "base/clock.h"
#include "base/file_system.h"

namespace images {

constexpr std::uint64_t kTarBlock = 512;

/// Bytes of padding behind a member of that size.
constexpr std::uint64_t tarPadding(std::uint64_t size) { return (kTarBlock - size % kTarBlock) % kTarBlock; }

/// The 512 bytes before a member. Sizes from 8 GiB on are written in base 256, as GNU tar and libarchive read them.
base::Bytes tarHeader(const std::string& name, std::uint64_t size, base::Timestamp modified);

struct TarMember {
    std::string name;
    std::uint64_t offset = 0;  // of its content
    std::uint64_t size = 0;
};

/// The header of a member, without regard to where its content ends. Corrupt when it is none, or is not that of a plain
/// file with a name of [A-Za-z0-9._-].
base::Result<TarMember> readTarHeader(base::BytesView block);

/// All members, at most `most`. Corrupt for anything that is not a whole archive of plain files with different names.
base::Result<std::vector<TarMember>> readTar(base::File& file, std::size_t most);

}  // namespace images
