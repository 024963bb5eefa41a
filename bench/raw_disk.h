// A raw disk image in a file with holes, as a BlockReader and a BlockWriter. One thread at a time per object.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>

#include "base/block_device.h"
#include "base/file_system.h"
#include "base/unique_fd.h"

namespace bench {

struct DirtyRange {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

/// "OFFSET LENGTH" a line, rising and apart.
inline base::Result<std::vector<DirtyRange>> readDirtyFile(const std::filesystem::path& path) {
    std::ifstream file(path);
    if (!file) return {base::ErrorCode::NotFound, "cannot read " + path.string()};
    std::vector<DirtyRange> ranges;
    for (DirtyRange range; file >> range.offset >> range.length;) ranges.push_back(range);
    if (!file.eof()) return {base::ErrorCode::InvalidInput, path.string() + " is not a list of ranges"};
    return ranges;
}

class RawDiskReader final : public base::BlockReader {
public:
    /// With `dirty`, only what it lists counts as changed.
    static base::Result<std::unique_ptr<RawDiskReader>> open(const std::filesystem::path& path,
                                                             std::optional<std::vector<DirtyRange>> dirty) {
        base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        struct stat info {};
        if (!fd.valid() || ::fstat(fd.get(), &info) != 0) return base::errorFromErrno(errno, "cannot open", path);
        return std::unique_ptr<RawDiskReader>(
            new RawDiskReader(std::move(fd), static_cast<std::uint64_t>(info.st_size), std::move(dirty)));
    }

    [[nodiscard]] std::uint64_t size() const override { return m_size; }

    base::Result<base::Bytes> read(std::uint64_t offset, std::size_t length) override {
        base::Bytes bytes(length, '\0');
        for (std::size_t done = 0; done < length;) {
            const auto n = ::pread(m_fd.get(), bytes.data() + done, length - done, static_cast<off_t>(offset + done));
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return base::errorFromErrno(errno, "cannot read", "the disk image");
            if (n == 0)
                return {base::ErrorCode::InvalidInput, "the disk image ends before the range that was asked for"};
            done += static_cast<std::size_t>(n);
        }
        return bytes;
    }

    base::Result<std::vector<base::Extent>> extents() override {
        if (!m_dirty) return holesAndData(0, m_size, true);
        std::vector<base::Extent> map;
        std::uint64_t at = 0;
        for (const auto& range : *m_dirty) {
            if (range.offset > at) map.push_back({at, range.offset - at, false, false});
            const auto changed = holesAndData(range.offset, range.length, true);
            map.insert(map.end(), changed.begin(), changed.end());
            at = range.offset + range.length;
        }
        if (at < m_size) map.push_back({at, m_size - at, false, false});
        return map;
    }

private:
    RawDiskReader(base::UniqueFd fd, std::uint64_t size, std::optional<std::vector<DirtyRange>> dirty)
        : m_fd(std::move(fd)), m_size(size), m_dirty(std::move(dirty)) {}

    std::vector<base::Extent> holesAndData(std::uint64_t offset, std::uint64_t length, bool changed) const {
        std::vector<base::Extent> map;
        const auto end = offset + length;
        while (offset < end) {
            const auto found = ::lseek(m_fd.get(), static_cast<off_t>(offset), SEEK_DATA);
            const auto data = found < 0 ? end : std::min(end, static_cast<std::uint64_t>(found));
            if (data > offset) map.push_back({offset, data - offset, true, changed});
            if (data >= end) break;
            const auto after = ::lseek(m_fd.get(), static_cast<off_t>(data), SEEK_HOLE);
            offset = after < 0 ? end : std::min(end, static_cast<std::uint64_t>(after));
            map.push_back({data, offset - data, false, changed});
        }
        return map;
    }

    const base::UniqueFd m_fd;
    const std::uint64_t m_size;
    const std::optional<std::vector<DirtyRange>> m_dirty;
};

class RawDiskWriter final : public base::BlockWriter {
public:
    /// Replaces the file by a hole of `size` bytes. Without `durable`, flush() does not wait for the disk, as the
    /// restores of the other tools do not.
    static base::Result<std::unique_ptr<RawDiskWriter>> create(const std::filesystem::path& path, std::uint64_t size,
                                                               bool durable) {
        base::UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        if (!fd.valid() || ::ftruncate(fd.get(), static_cast<off_t>(size)) != 0)
            return base::errorFromErrno(errno, "cannot create", path);
        return std::unique_ptr<RawDiskWriter>(new RawDiskWriter(std::move(fd), size, durable));
    }

    [[nodiscard]] std::uint64_t size() const override { return m_size; }

    base::Result<void> write(std::uint64_t offset, base::BytesView bytes) override {
        while (!bytes.empty()) {
            const auto n = ::pwrite(m_fd.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return base::errorFromErrno(errno, "cannot write", "the disk image");
            bytes.remove_prefix(static_cast<std::size_t>(n));
            offset += static_cast<std::uint64_t>(n);
        }
        return {};
    }

    base::Result<void> writeZeros(std::uint64_t offset, std::uint64_t length) override {
        if (::fallocate(m_fd.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(offset),
                        static_cast<off_t>(length)) != 0)
            return base::errorFromErrno(errno, "cannot punch a hole into", "the disk image");
        return {};
    }

    base::Result<void> flush() override {
        if (m_durable && ::fsync(m_fd.get()) != 0) return base::errorFromErrno(errno, "cannot sync", "the disk image");
        return {};
    }

private:
    RawDiskWriter(base::UniqueFd fd, std::uint64_t size, bool durable)
        : m_fd(std::move(fd)), m_size(size), m_durable(durable) {}

    const base::UniqueFd m_fd;
    const std::uint64_t m_size;
    const bool m_durable;
};

}  // namespace bench
