// Single files out of a disk, which is neither mounted nor booted. What a disk holds was written by a guest, which may
// be hostile, so the file system is read by a program of its own (twinset-files) that can ask for blocks, answer, and
// nothing else (sandbox.h); a guest that breaks the reader has gained a process without files, network or memory of ours.
//
// Rejected: mounting (the kernel's parsers trust disks, and it needs root); a reader of our own (ext4 is large, and
// libext2fs is what mends it everywhere); libguestfs (boots an appliance for seconds, and needs a hypervisor on the
// gateway).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/block_device.h"
#include "base/clock.h"

namespace images {

enum class FileKind : unsigned char { File, Directory, Link, Other };

struct FileEntry {
    std::string name;  // as the guest wrote it: any bytes but '/' and zero
    FileKind kind = FileKind::Other;
    std::uint64_t size = 0;  // bytes
    base::Timestamp modifiedAt;
    unsigned mode = 0;  // permission bits
    std::uint32_t owner = 0;
    std::uint32_t group = 0;
    std::string target;  // of a link
};

struct FileListing {
    std::vector<FileEntry> entries;  // of a directory, by name, without "." and ".."; of anything else that one
    bool truncated = false;          // there are more than kMostListedFiles
    /// The disk was copied while its file system was in use: what was written last may be missing or torn.
    bool journalPending = false;
};

struct FilePiece {
    std::uint64_t fileSize = 0;
    base::Bytes bytes;  // fewer than asked for only at the end of the file
    bool journalPending = false;
};

constexpr std::size_t kMostListedFiles = 10'000;
constexpr std::size_t kMostPieceBytes = 4 * 1024 * 1024;

class DiskFiles {
public:
    virtual ~DiskFiles() = default;
    /// `path` is absolute, and links in it are followed within the disk. NotFound when there is no such file;
    /// InvalidInput for a disk without an ext2, ext3 or ext4 file system; Corrupt when that is damaged; Denied for what the guest
    /// encrypted itself. Errors of reading the disk are passed on.
    virtual base::Result<FileListing> list(const std::string& path) = 0;
    /// Bytes of a regular file from `offset` on, at most kMostPieceBytes. InvalidInput for what is no regular file.
    virtual base::Result<FilePiece> read(const std::string& path, std::uint64_t offset, std::size_t length) = 0;
};

/// Reads in a process of `program` (twinset-files), one for each call; 60 seconds at most. `disk` must outlive the object.
/// Blocking; one thread at a time, the one that calls `disk`.
std::unique_ptr<DiskFiles> readFilesApart(base::BlockReader& disk, std::filesystem::path program);

/// Reads in this process: for that program, and for tests.
std::unique_ptr<DiskFiles> readExt4Files(base::BlockReader& disk);

}  // namespace images
