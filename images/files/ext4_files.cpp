#include <ext2fs/ext2fs.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>

#include "images/files/ext4_channel.h"

namespace images {
namespace {

using base::Error;
using base::ErrorCode;

struct CloseFileSystem {
    void operator()(ext2_filsys fs) const { ext2fs_free(fs); }
};
using OpenFileSystem = std::unique_ptr<struct_ext2_filsys, CloseFileSystem>;

struct CloseFile {
    void operator()(ext2_file_t file) const { ext2fs_file_close(file); }
};
using OpenFile = std::unique_ptr<ext2_file, CloseFile>;

struct Found {
    ext2_ino_t number = 0;
    ext2_inode_large inode{};
    [[nodiscard]] const ext2_inode* small() const { return reinterpret_cast<const ext2_inode*>(&inode); }
    [[nodiscard]] ext2_inode* small() { return reinterpret_cast<ext2_inode*>(&inode); }
};

Error unreadable(errcode_t code, const std::string& what) {
    switch (code) {
        case EXT2_ET_FILE_NOT_FOUND: return {ErrorCode::NotFound, "there is no " + what + " on the disk"};
        case EXT2_ET_NO_DIRECTORY: return {ErrorCode::NotFound, "a part of the path of " + what + " is no directory"};
        case EXT2_ET_SYMLINK_LOOP: return {ErrorCode::InvalidInput, what + " is a link that leads to itself"};
        case EXT2_ET_BAD_MAGIC:
            return {ErrorCode::InvalidInput, "the disk holds no ext4 file system, and no other is known here: restore the "
                                             "virtual phone to reach its files"};
        case EXT2_ET_UNSUPP_FEATURE:
        case EXT2_ET_RO_UNSUPP_FEATURE:
            return {ErrorCode::InvalidInput, "the disk's file system uses features that cannot be read here: restore the virtual "
                                             "phone to reach its files"};
        default: return {ErrorCode::Corrupt, "cannot read " + what + " on the disk: " + error_message(code)};
    }
}

FileKind kindOf(const Found& found) {
    if (LINUX_S_ISREG(found.inode.i_mode)) return FileKind::File;
    if (LINUX_S_ISDIR(found.inode.i_mode)) return FileKind::Directory;
    return LINUX_S_ISLNK(found.inode.i_mode) ? FileKind::Link : FileKind::Other;
}

/// Seconds that do not fit 32 bits have two more in the extra word (ext4's disk layout, "Inode Timestamps").
base::Timestamp modificationTime(const ext2_inode_large& inode) {
    std::int64_t seconds = static_cast<std::int32_t>(inode.i_mtime);
    std::int64_t milliseconds = 0;
    if (inode.i_extra_isize >= 8) {
        seconds += static_cast<std::int64_t>(inode.i_mtime_extra & 3U) << 32;
        milliseconds = (inode.i_mtime_extra >> 2) / 1'000'000;
    }
    return base::Timestamp(std::chrono::seconds(seconds) + std::chrono::milliseconds(std::min<std::int64_t>(milliseconds, 999)));
}

class Ext4Files final : public DiskFiles {
public:
    explicit Ext4Files(base::BlockReader& disk) : m_channel(disk) {}

    base::Result<FileListing> list(const std::string& path) override {
        TWINSET_TRY(open());
        TWINSET_ASSIGN(const auto found, find(path));
        FileListing listing;
        listing.journalPending = journalPending();
        if (kindOf(found) != FileKind::Directory) {
            TWINSET_ASSIGN(auto entry, describe(found, path.substr(path.find_last_of('/') + 1)));
            listing.entries.push_back(std::move(entry));
            return listing;
        }
        TWINSET_ASSIGN(const auto names, namesIn(found, path, listing.truncated));
        for (const auto& [name, number] : names) {
            TWINSET_ASSIGN(const auto child, inodeOf(number, name));
            TWINSET_ASSIGN(auto entry, describe(child, name));
            listing.entries.push_back(std::move(entry));
        }
        return listing;
    }

    base::Result<FilePiece> read(const std::string& path, std::uint64_t offset, std::size_t length) override {
        TWINSET_TRY(open());
        TWINSET_ASSIGN(const auto found, find(path));
        if (kindOf(found) != FileKind::File)
            return {ErrorCode::InvalidInput, path + " is no regular file: list it instead"};
        FilePiece piece{EXT2_I_SIZE(&found.inode), {}, journalPending()};
        if (offset >= piece.fileSize) return piece;
        length = static_cast<std::size_t>(std::min<std::uint64_t>({length, kMostPieceBytes, piece.fileSize - offset}));
        TWINSET_ASSIGN(piece.bytes, bytesOf(found, path, offset, length));
        return piece;
    }

private:
    base::Result<void> open() {
        if (m_fileSystem) return {};
        initialize_ext2_error_table();
        ext2_filsys fs = nullptr;
        const auto code = ext2fs_open2("disk", nullptr, EXT2_FLAG_64BITS, 0, 0, m_channel.manager(), &fs);
        if (code != 0) return failure(code, "the file system");
        m_fileSystem.reset(fs);
        return {};
    }

    /// The disk's own error, when it was the disk.
    [[nodiscard]] Error failure(errcode_t code, const std::string& what) const {
        if (m_channel.error()) return *m_channel.error();
        return unreadable(code, what);
    }

    [[nodiscard]] bool journalPending() const { return ext2fs_has_feature_journal_needs_recovery(m_fileSystem->super) != 0; }

    base::Result<Found> inodeOf(ext2_ino_t number, const std::string& name) {
        Found found;
        found.number = number;
        const auto code = ext2fs_read_inode_full(m_fileSystem.get(), number, found.small(), sizeof found.inode);
        if (code != 0) return failure(code, name);
        return found;
    }

    base::Result<Found> find(const std::string& path) {
        if (path.empty() || path[0] != '/' || path.find('\0') != std::string::npos)
            return {ErrorCode::InvalidInput, "a path on the disk begins with '/'"};
        ext2_ino_t number = 0;
        const auto code = ext2fs_namei_follow(m_fileSystem.get(), EXT2_ROOT_INO, EXT2_ROOT_INO, path.c_str(), &number);
        if (code != 0) return failure(code, path);
        TWINSET_ASSIGN(auto found, inodeOf(number, path));
        if ((found.inode.i_flags & EXT4_ENCRYPT_FL) != 0)
            return {ErrorCode::Denied, path + " was encrypted by the guest, which alone has the key: restore the virtual phone"};
        return found;
    }

    using Names = std::vector<std::pair<std::string, ext2_ino_t>>;

    base::Result<Names> namesIn(const Found& directory, const std::string& path, bool& truncated) {
        struct Walk {
            Names names;
            bool truncated = false;
        } walk;
        const auto visit = [](ext2_ino_t, int entry, ext2_dir_entry* dirent, int, int, char*, void* data) {
            auto& into = *static_cast<Walk*>(data);
            if (entry != DIRENT_OTHER_FILE || dirent->inode == 0) return 0;
            into.truncated = into.names.size() == kMostListedFiles;
            if (into.truncated) return DIRENT_ABORT;
            into.names.emplace_back(std::string(dirent->name, static_cast<std::size_t>(ext2fs_dirent_name_len(dirent))), dirent->inode);
            return 0;
        };
        const auto code = ext2fs_dir_iterate2(m_fileSystem.get(), directory.number, 0, nullptr, visit, &walk);
        if (code != 0) return failure(code, path);
        truncated = walk.truncated;
        std::sort(walk.names.begin(), walk.names.end());
        return std::move(walk.names);
    }

    base::Result<FileEntry> describe(const Found& found, std::string name) {
        FileEntry entry;
        entry.kind = kindOf(found);
        entry.size = EXT2_I_SIZE(&found.inode);
        entry.modifiedAt = modificationTime(found.inode);
        entry.mode = found.inode.i_mode & 07777U;
        entry.owner = inode_uid(found.inode);
        entry.group = inode_gid(found.inode);
        if (entry.kind == FileKind::Link) {
            TWINSET_ASSIGN(entry.target, targetOf(found, name));
        }
        entry.name = std::move(name);
        return entry;
    }

    base::Result<std::string> targetOf(const Found& found, const std::string& name) {
        constexpr std::uint64_t kLongestTarget = 4096;
        const auto size = EXT2_I_SIZE(&found.inode);
        if (size > kLongestTarget) return {ErrorCode::Corrupt, "the link " + name + " is too long to be one"};
        if (ext2fs_is_fast_symlink(const_cast<ext2_inode*>(found.small())) != 0)
            return std::string(reinterpret_cast<const char*>(found.inode.i_block), std::min<std::size_t>(size, sizeof found.inode.i_block));
        return bytesOf(found, name, 0, static_cast<std::size_t>(size));
    }

    base::Result<base::Bytes> bytesOf(const Found& found, const std::string& name, std::uint64_t offset, std::size_t length) {
        ext2_file_t opened = nullptr;
        if (const auto code = ext2fs_file_open(m_fileSystem.get(), found.number, 0, &opened); code != 0) return failure(code, name);
        const OpenFile file(opened);
        if (const auto code = ext2fs_file_llseek(opened, offset, EXT2_SEEK_SET, nullptr); code != 0) return failure(code, name);
        base::Bytes bytes(length, '\0');
        unsigned got = 0;
        const auto code = ext2fs_file_read(opened, bytes.data(), static_cast<unsigned>(length), &got);
        if (code != 0) return failure(code, name);
        bytes.resize(got);
        return bytes;
    }

    Ext4Channel m_channel;
    OpenFileSystem m_fileSystem;
};

}  // namespace

std::unique_ptr<DiskFiles> readExt4Files(base::BlockReader& disk) { return std::make_unique<Ext4Files>(disk); }

}  // namespace images
