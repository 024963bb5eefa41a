// FileSystem: every durable write of Twinset goes through this interface, so that tests can fail the n-th operation and
// drop what was never synced (tests/fakes/faulty_file_system.h). The shape follows LevelDB's Env.
//
// All methods block. All are safe to call from any thread. Of one File, any number of threads may read at a time, also
// while one writes elsewhere in it; writing, truncating and syncing are for one thread at a time. Errors: NotFound,
// Conflict (exists already, or locked by another process), Denied, Unavailable (disk full: the message says so and names
// the path), Internal (any other errno, in words).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace base {

/// One open file. Closed when destroyed; what was not synced may be lost in a power cut.
class File {
public:
    virtual ~File() = default;
    /// Reads up to `length` bytes at `offset`; fewer only at the end of the file.
    virtual Result<Bytes> readAt(std::uint64_t offset, std::size_t length) = 0;
    /// The same into memory of the caller's; answers how many bytes there were.
    virtual Result<std::size_t> readInto(std::uint64_t offset, std::span<char> into) = 0;
    virtual Result<void> writeAt(std::uint64_t offset, BytesView bytes) = 0;
    /// Writes the pieces one after the other, as one write where the system can.
    virtual Result<void> writePiecesAt(std::uint64_t offset, const std::vector<BytesView>& pieces) = 0;
    virtual Result<void> truncate(std::uint64_t size) = 0;
    /// Returns once everything written so far is on stable storage.
    virtual Result<void> sync() = 0;
    virtual Result<std::uint64_t> size() = 0;
};

/// Held while an exclusive advisory lock is wanted; the kernel releases it when the process dies, however it dies.
class FileLock {
public:
    virtual ~FileLock() = default;
};

enum class OpenMode { Read, ReadWrite, CreateOrOpen, CreateNew };

class FileSystem {
public:
    virtual ~FileSystem() = default;
    virtual Result<std::unique_ptr<File>> open(const std::filesystem::path& path, OpenMode mode) = 0;
    virtual Result<Bytes> readFile(const std::filesystem::path& path) = 0;
    /// Replaces the file as one step: after a crash the path holds either the old bytes or the new ones, whole, and once
    /// this returned, the new ones. `mode` is the permission bits of the new file.
    virtual Result<void> writeFileAtomically(const std::filesystem::path& path, BytesView bytes, unsigned mode) = 0;
    /// Removes one file; success when it was not there. Durable on return.
    virtual Result<void> remove(const std::filesystem::path& path) = 0;
    /// Removes a directory with all it holds; success when it was not there.
    virtual Result<void> removeTree(const std::filesystem::path& path) = 0;
    /// Replaces `to`. Durable on return.
    virtual Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
    /// With parents; success when it exists. New directories have mode 0700. Durable on return.
    virtual Result<void> createDirectories(const std::filesystem::path& path) = 0;
    /// Takes the permission to write from everybody (mode 0400), so that no slip changes a file that is finished.
    virtual Result<void> makeReadOnly(const std::filesystem::path& path) = 0;
    /// Names (not paths) in the directory, sorted.
    virtual Result<std::vector<std::string>> list(const std::filesystem::path& path) = 0;
    virtual bool exists(const std::filesystem::path& path) = 0;
    virtual Result<std::uint64_t> freeSpace(const std::filesystem::path& path) = 0;
    /// Conflict when another process holds it.
    virtual Result<std::unique_ptr<FileLock>> lock(const std::filesystem::path& path) = 0;
};

/// The real one.
std::unique_ptr<FileSystem> createPosixFileSystem();

/// An Error for `errno` after an operation on `path` ("cannot write /x/y: no space left on device …").
Error errorFromErrno(int errnoValue, std::string_view doing, const std::filesystem::path& path);

}  // namespace base
