#include "images/builder/cpio_archive.h"

#include <cstdio>

namespace images {
namespace {

constexpr std::uint32_t kDirectoryType = 0040000;
constexpr std::uint32_t kFileType = 0100000;
constexpr std::uint32_t kLinkType = 0120000;

void pad(base::Bytes& archive) { archive.resize((archive.size() + 3) / 4 * 4, '\0'); }

void append(base::Bytes& archive, std::uint32_t inode, std::uint32_t mode, std::uint32_t epochSeconds,
            std::string_view name, base::BytesView content) {
    const std::uint32_t links = (mode & kDirectoryType) != 0 && (mode & kFileType) == 0 ? 2 : 1;
    char header[111];
    std::snprintf(header, sizeof header, "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X", inode, mode, 0U, 0U,
                  links, epochSeconds, static_cast<std::uint32_t>(content.size()), 0U, 0U, 0U, 0U,
                  static_cast<std::uint32_t>(name.size() + 1), 0U);
    archive.append(header).append(name).push_back('\0');
    pad(archive);
    archive.append(content);
    pad(archive);
}

std::uint32_t typeBits(GuestEntry::Kind kind) {
    switch (kind) {
        case GuestEntry::Kind::Directory: return kDirectoryType;
        case GuestEntry::Kind::Link: return kLinkType;
        case GuestEntry::Kind::File: break;
    }
    return kFileType;
}

}  // namespace

base::Bytes writeCpioArchive(const GuestTree& tree, std::uint32_t epochSeconds) {
    base::Bytes archive;
    std::uint32_t inode = 0;
    for (const auto& entry : tree.entries())
        append(archive, ++inode, typeBits(entry.kind) | entry.mode, epochSeconds, entry.path.substr(1), entry.content);
    append(archive, 0, 0, 0, "TRAILER!!!", {});
    return archive;
}

}  // namespace images
