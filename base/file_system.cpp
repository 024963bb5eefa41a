#include "base/file_system.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <system_error>

#include "base/unique_fd.h"

namespace base {
namespace {

namespace stdfs = std::filesystem;

ErrorCode codeForErrno(int errnoValue) {
    switch (errnoValue) {
        case ENOENT: return ErrorCode::NotFound;
        case EEXIST: return ErrorCode::Conflict;
        case EACCES:
        case EPERM:
        case EROFS: return ErrorCode::Denied;
        case ENOSPC:
        case EDQUOT:
        case EMFILE:
        case ENFILE: return ErrorCode::Unavailable;
        default: return ErrorCode::Internal;
    }
}

int openFlags(OpenMode mode) {
    switch (mode) {
        case OpenMode::Read: return O_RDONLY;
        case OpenMode::ReadWrite: return O_RDWR;
        case OpenMode::CreateOrOpen: return O_RDWR | O_CREAT;
        case OpenMode::CreateNew: return O_RDWR | O_CREAT | O_EXCL;
    }
    return O_RDONLY;
}

Result<void> syncDirectory(const stdfs::path& directory) {
    const UniqueFd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd.valid() || ::fsync(fd.get()) != 0) return errorFromErrno(errno, "cannot sync", directory);
    return {};
}

stdfs::path parentOf(const stdfs::path& path) { return path.has_parent_path() ? path.parent_path() : stdfs::path("."); }

class PosixFile final : public File {
public:
    PosixFile(UniqueFd fd, stdfs::path path) : m_fd(std::move(fd)), m_path(std::move(path)) {}

    Result<Bytes> readAt(std::uint64_t offset, std::size_t length) override {
        Bytes bytes(length, '\0');
        TWINSET_ASSIGN(const auto done, readInto(offset, bytes));
        bytes.resize(done);
        return bytes;
    }

    Result<std::size_t> readInto(std::uint64_t offset, std::span<char> into) override {
        std::size_t done = 0;
        while (done < into.size()) {
            const auto n = ::pread(m_fd.get(), into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return errorFromErrno(errno, "cannot read", m_path);
            if (n == 0) break;
            done += static_cast<std::size_t>(n);
        }
        return done;
    }

    Result<void> writeAt(std::uint64_t offset, BytesView bytes) override {
        while (!bytes.empty()) {
            const auto n = ::pwrite(m_fd.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return errorFromErrno(errno, "cannot write", m_path);
            bytes.remove_prefix(static_cast<std::size_t>(n));
            offset += static_cast<std::uint64_t>(n);
        }
        return {};
    }

    Result<void> writePiecesAt(std::uint64_t offset, const std::vector<BytesView>& pieces) override {
        std::vector<iovec> rest;
        for (const auto& piece : pieces)
            if (!piece.empty()) rest.push_back({const_cast<char*>(piece.data()), piece.size()});
        for (std::size_t at = 0; at < rest.size();) {
            const auto count = static_cast<int>(std::min<std::size_t>(rest.size() - at, IOV_MAX));
            auto n = ::pwritev(m_fd.get(), &rest[at], count, static_cast<off_t>(offset));
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return errorFromErrno(errno, "cannot write", m_path);
            offset += static_cast<std::uint64_t>(n);
            while (n > 0 && static_cast<std::size_t>(n) >= rest[at].iov_len) n -= static_cast<ssize_t>(rest[at++].iov_len);
            if (n > 0) rest[at] = {static_cast<char*>(rest[at].iov_base) + n, rest[at].iov_len - static_cast<std::size_t>(n)};
        }
        return {};
    }

    Result<void> truncate(std::uint64_t size) override {
        if (::ftruncate(m_fd.get(), static_cast<off_t>(size)) != 0) return errorFromErrno(errno, "cannot resize", m_path);
        return {};
    }

    Result<void> sync() override {
        if (::fdatasync(m_fd.get()) != 0) return errorFromErrno(errno, "cannot sync", m_path);
        return {};
    }

    Result<std::uint64_t> size() override {
        struct stat info {};
        if (::fstat(m_fd.get(), &info) != 0) return errorFromErrno(errno, "cannot examine", m_path);
        return static_cast<std::uint64_t>(info.st_size);
    }

private:
    UniqueFd m_fd;
    stdfs::path m_path;
};

class PosixFileLock final : public FileLock {
public:
    explicit PosixFileLock(UniqueFd fd) : m_fd(std::move(fd)) {}

private:
    UniqueFd m_fd;
};

class PosixFileSystem final : public FileSystem {
public:
    Result<std::unique_ptr<File>> open(const stdfs::path& path, OpenMode mode) override {
        UniqueFd fd(::open(path.c_str(), openFlags(mode) | O_CLOEXEC, 0600));
        if (!fd.valid()) return errorFromErrno(errno, "cannot open", path);
        return std::unique_ptr<File>(std::make_unique<PosixFile>(std::move(fd), path));
    }

    Result<Bytes> readFile(const stdfs::path& path) override {
        TWINSET_ASSIGN(auto file, open(path, OpenMode::Read));
        TWINSET_ASSIGN(const auto size, file->size());
        return file->readAt(0, size);
    }

    Result<void> writeFileAtomically(const stdfs::path& path, BytesView bytes, unsigned mode) override {
        auto temporary = path;
        temporary += ".new." + std::to_string(::getpid()) + "." + toHex(randomBytes(4));
        auto written = writeWhole(temporary, bytes, mode);
        if (written && ::rename(temporary.c_str(), path.c_str()) != 0) written = errorFromErrno(errno, "cannot replace", path);
        if (!written) {
            ::unlink(temporary.c_str());
            return written;
        }
        return syncDirectory(parentOf(path));
    }

    Result<void> remove(const stdfs::path& path) override {
        if (::unlink(path.c_str()) != 0) {
            if (errno == ENOENT) return {};
            return errorFromErrno(errno, "cannot remove", path);
        }
        return syncDirectory(parentOf(path));
    }

    Result<void> removeTree(const stdfs::path& path) override {
        std::error_code error;
        stdfs::remove_all(path, error);
        if (error) return errorFromErrno(error.value(), "cannot remove", path);
        return {};
    }

    Result<void> rename(const stdfs::path& from, const stdfs::path& to) override {
        if (::rename(from.c_str(), to.c_str()) != 0) return errorFromErrno(errno, "cannot rename to", to);
        return syncDirectory(parentOf(to));
    }

    Result<void> createDirectories(const stdfs::path& path) override {
        if (path.empty()) return {};
        if (::mkdir(path.c_str(), 0700) == 0) return syncDirectory(parentOf(path));
        if (errno == ENOENT && path.has_parent_path() && path.parent_path() != path) {
            TWINSET_TRY(createDirectories(path.parent_path()));
            if (::mkdir(path.c_str(), 0700) == 0) return syncDirectory(parentOf(path));
        }
        const int failure = errno;
        std::error_code ignored;
        if (failure == EEXIST && stdfs::is_directory(path, ignored)) return {};
        return errorFromErrno(failure, "cannot create directory", path);
    }

    Result<void> makeReadOnly(const stdfs::path& path) override {
        if (::chmod(path.c_str(), 0400) != 0) return errorFromErrno(errno, "cannot protect", path);
        return {};
    }

    Result<std::vector<std::string>> list(const stdfs::path& path) override {
        std::error_code error;
        std::vector<std::string> names;
        for (auto it = stdfs::directory_iterator(path, error); !error && it != stdfs::directory_iterator(); it.increment(error))
            names.push_back(it->path().filename().string());
        if (error) return errorFromErrno(error.value(), "cannot list", path);
        std::sort(names.begin(), names.end());
        return names;
    }

    bool exists(const stdfs::path& path) override {
        std::error_code ignored;
        return stdfs::exists(path, ignored);
    }

    Result<std::uint64_t> freeSpace(const stdfs::path& path) override {
        struct statvfs info {};
        if (::statvfs(path.c_str(), &info) != 0) return errorFromErrno(errno, "cannot examine", path);
        return static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize;
    }

    Result<std::unique_ptr<FileLock>> lock(const stdfs::path& path) override {
        UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        if (!fd.valid()) return errorFromErrno(errno, "cannot open", path);
        if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
            if (errno == EWOULDBLOCK) return {ErrorCode::Conflict, path.string() + " is in use by another process"};
            return errorFromErrno(errno, "cannot lock", path);
        }
        return std::unique_ptr<FileLock>(std::make_unique<PosixFileLock>(std::move(fd)));
    }

private:
    static Result<void> writeWhole(const stdfs::path& path, BytesView bytes, unsigned mode) {
        UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
        if (!fd.valid()) return errorFromErrno(errno, "cannot create", path);
        PosixFile file(std::move(fd), path);
        TWINSET_TRY(file.writeAt(0, bytes));
        return file.sync();
    }
};

}  // namespace

std::unique_ptr<FileSystem> createPosixFileSystem() { return std::make_unique<PosixFileSystem>(); }

Error errorFromErrno(int errnoValue, std::string_view doing, const std::filesystem::path& path) {
    std::string message = std::string(doing) + " " + path.string() + ": " + std::generic_category().message(errnoValue);
    if (errnoValue == ENOSPC) message += "; free some space on that file system and try again";
    return Error{codeForErrno(errnoValue), std::move(message)};
}

}  // namespace base
