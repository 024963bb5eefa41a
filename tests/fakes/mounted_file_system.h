// MountedFileSystem: one file system with another one mounted in it, as a disk that can be pulled out.
#pragma once

#include <algorithm>

#include "base/file_system.h"

namespace fakes {

class MountedFileSystem final : public base::FileSystem {
    using Path = std::filesystem::path;

public:
    /// Everything at and below `where` is in `mounted`, by the same path. Both must outlive it.
    MountedFileSystem(base::FileSystem& ground, base::FileSystem& mounted, Path where)
        : m_ground(ground), m_mounted(mounted), m_where(std::move(where)) {}

    base::Result<std::unique_ptr<base::File>> open(const Path& path, base::OpenMode mode) override {
        return at(path).open(path, mode);
    }
    base::Result<base::Bytes> readFile(const Path& path) override { return at(path).readFile(path); }
    base::Result<void> writeFileAtomically(const Path& path, base::BytesView bytes, unsigned mode) override {
        return at(path).writeFileAtomically(path, bytes, mode);
    }
    base::Result<void> remove(const Path& path) override { return at(path).remove(path); }
    base::Result<void> removeTree(const Path& path) override { return at(path).removeTree(path); }
    base::Result<void> rename(const Path& from, const Path& to) override { return at(to).rename(from, to); }
    base::Result<void> createDirectories(const Path& path) override { return at(path).createDirectories(path); }
    base::Result<void> makeReadOnly(const Path& path) override { return at(path).makeReadOnly(path); }
    base::Result<std::vector<std::string>> list(const Path& path) override { return at(path).list(path); }
    bool exists(const Path& path) override { return at(path).exists(path); }
    base::Result<std::uint64_t> freeSpace(const Path& path) override { return at(path).freeSpace(path); }
    base::Result<std::unique_ptr<base::FileLock>> lock(const Path& path) override { return at(path).lock(path); }

private:
    base::FileSystem& at(const Path& path) {
        const bool below = std::mismatch(m_where.begin(), m_where.end(), path.begin(), path.end()).first == m_where.end();
        return below ? m_mounted : m_ground;
    }

    base::FileSystem& m_ground;
    base::FileSystem& m_mounted;
    const Path m_where;
};

}  // namespace fakes
