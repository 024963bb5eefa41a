// SimulatedDisk: a sparse block device in memory, in blocks of 64 KiB that copies share until one of them writes. It
// keeps a set of dirty blocks for each checkpoint, as QEMU's persistent bitmaps do. Copying it is a snapshot.
//
// A remote disk reads what it does not have from a source, which may be absent (Unavailable then), until it has all and is made whole.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/block_source.h"

namespace hypervisor {

class SimulatedDisk {
public:
    static constexpr std::uint64_t kBlockSize = 64 * 1024;

    explicit SimulatedDisk(std::uint64_t size) : m_size(size) {}
    [[nodiscard]] std::uint64_t size() const { return m_size; }
    [[nodiscard]] base::Result<base::Bytes> read(std::uint64_t offset, std::size_t length) const;
    base::Result<void> write(std::uint64_t offset, base::BytesView bytes);
    base::Result<void> writeZeros(std::uint64_t offset, std::uint64_t length);
    /// Extents by block; `changed` names the blocks that count as changed, none: all do.
    [[nodiscard]] std::vector<base::Extent> extents(const std::optional<std::set<std::uint64_t>>& changed) const;
    [[nodiscard]] std::string digest(base::BytesView key) const;

    /// From now on what was not written comes from a source.
    void makeRemote() { m_local.emplace(); }
    [[nodiscard]] bool remote() const { return m_local.has_value(); }
    [[nodiscard]] bool hasSource() const { return m_source != nullptr; }
    void setSource(std::shared_ptr<base::BlockSource> source) { m_source = std::move(source); }
    /// Copies up to `count` blocks.
    base::Result<void> copyFromSource(std::uint64_t count);
    [[nodiscard]] bool allLocal() const;
    /// The disk, which has all, is no longer remote.
    void makeWhole() { m_local.reset(); }
    [[nodiscard]] double localFraction() const;

    void beginTracking(const std::string& checkpoint);
    void endTracking(const std::string& checkpoint);
    void dropTracking();
    [[nodiscard]] std::optional<std::set<std::uint64_t>> changedSince(const std::string& checkpoint) const;
    /// Names, oldest first.
    [[nodiscard]] std::vector<std::string> checkpoints() const;

private:
    base::Result<void> checkRange(std::uint64_t offset, std::uint64_t length) const;
    void markDirty(std::uint64_t block);
    [[nodiscard]] base::Result<base::Bytes> blockContent(std::uint64_t block) const;

    struct Tracking {
        std::string checkpoint;
        std::set<std::uint64_t> dirty;
    };
    std::uint64_t m_size;
    std::map<std::uint64_t, std::shared_ptr<const base::Bytes>> m_blocks;
    std::vector<Tracking> m_tracking;
    std::optional<std::set<std::uint64_t>> m_local;  // of a remote disk: blocks that were written or copied
    std::shared_ptr<base::BlockSource> m_source;
};

}  // namespace hypervisor
