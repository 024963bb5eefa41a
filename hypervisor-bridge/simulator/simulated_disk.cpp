#include "hypervisor-bridge/simulator/simulated_disk.h"

#include <algorithm>

#include "base/digest.h"

namespace hypervisor {

base::Result<void> SimulatedDisk::checkRange(std::uint64_t offset, std::uint64_t length) const {
    if (offset > m_size || length > m_size - offset)
        return {base::ErrorCode::InvalidInput, "the range at " + std::to_string(offset) + " ends beyond the disk"};
    return {};
}

/// Empty: zeros.
base::Result<base::Bytes> SimulatedDisk::blockContent(std::uint64_t block) const {
    if (const auto found = m_blocks.find(block); found != m_blocks.end()) return *found->second;
    if (!m_local || m_local->contains(block)) return base::Bytes();
    if (!m_source) return {base::ErrorCode::Unavailable, "part of the disk's content is elsewhere, and its source is not attached"};
    const auto offset = block * kBlockSize;
    if (offset >= m_source->size()) return base::Bytes();
    TWINSET_ASSIGN(auto content, m_source->read(offset, std::min(kBlockSize, m_source->size() - offset)));
    content.resize(kBlockSize, '\0');
    return content;
}

base::Result<void> SimulatedDisk::copyFromSource(std::uint64_t count) {
    const auto blocks = (m_size + kBlockSize - 1) / kBlockSize;
    for (std::uint64_t block = 0; m_local && block < blocks && count > 0; ++block) {
        if (m_local->contains(block)) continue;
        TWINSET_ASSIGN(auto content, blockContent(block));
        if (content.find_first_not_of('\0') != base::Bytes::npos) m_blocks[block] = std::make_shared<const base::Bytes>(std::move(content));
        m_local->insert(block);
        --count;
    }
    return {};
}

bool SimulatedDisk::allLocal() const { return !m_local || m_local->size() == (m_size + kBlockSize - 1) / kBlockSize; }

double SimulatedDisk::localFraction() const {
    const auto blocks = (m_size + kBlockSize - 1) / kBlockSize;
    return m_local ? static_cast<double>(m_local->size()) / static_cast<double>(blocks) : 1.0;
}

base::Result<base::Bytes> SimulatedDisk::read(std::uint64_t offset, std::size_t length) const {
    TWINSET_TRY(checkRange(offset, length));
    base::Bytes bytes(length, '\0');
    for (std::size_t done = 0; done < length;) {
        const auto block = (offset + done) / kBlockSize;
        const auto within = (offset + done) % kBlockSize;
        const auto count = std::min<std::size_t>(length - done, kBlockSize - within);
        TWINSET_ASSIGN(const auto content, blockContent(block));
        if (!content.empty()) bytes.replace(done, count, content, within, count);
        done += count;
    }
    return bytes;
}

base::Result<void> SimulatedDisk::write(std::uint64_t offset, base::BytesView bytes) {
    TWINSET_TRY(checkRange(offset, bytes.size()));
    for (std::size_t done = 0; done < bytes.size();) {
        const auto block = (offset + done) / kBlockSize;
        const auto within = (offset + done) % kBlockSize;
        const auto count = std::min<std::size_t>(bytes.size() - done, kBlockSize - within);
        TWINSET_ASSIGN(auto content, blockContent(block));
        content.resize(kBlockSize, '\0');
        content.replace(within, count, bytes.substr(done, count));
        m_blocks[block] = std::make_shared<const base::Bytes>(std::move(content));
        markDirty(block);
        done += count;
    }
    return {};
}

base::Result<void> SimulatedDisk::writeZeros(std::uint64_t offset, std::uint64_t length) {
    TWINSET_TRY(checkRange(offset, length));
    while (length > 0) {
        const auto block = offset / kBlockSize;
        const auto within = offset % kBlockSize;
        const auto count = std::min(length, kBlockSize - within);
        if (remote() || m_blocks.contains(block)) {
            if (count == kBlockSize) {
                m_blocks.erase(block);
                markDirty(block);
            } else {
                TWINSET_TRY(write(offset, base::Bytes(count, '\0')));
            }
        }
        offset += count;
        length -= count;
    }
    return {};
}

std::vector<base::Extent> SimulatedDisk::extents(const std::optional<std::set<std::uint64_t>>& changed) const {
    std::vector<base::Extent> extents;
    for (std::uint64_t offset = 0; offset < m_size; offset += kBlockSize) {
        const auto block = offset / kBlockSize;
        const base::Extent next{offset, std::min(kBlockSize, m_size - offset), !m_blocks.contains(block),
                                !changed || changed->contains(block)};
        if (!extents.empty() && extents.back().zero == next.zero && extents.back().changed == next.changed)
            extents.back().length += next.length;
        else
            extents.push_back(next);
    }
    return extents;
}

std::string SimulatedDisk::digest(base::BytesView key) const {
    base::DigestStream stream;
    stream.update(key);
    for (const auto& [block, content] : m_blocks) {
        stream.update(std::to_string(block) + ":");
        stream.update(*content);
    }
    return stream.finish().hex();
}

void SimulatedDisk::beginTracking(const std::string& checkpoint) { m_tracking.push_back({checkpoint, {}}); }

void SimulatedDisk::endTracking(const std::string& checkpoint) {
    std::erase_if(m_tracking, [&](const Tracking& tracking) { return tracking.checkpoint == checkpoint; });
}

void SimulatedDisk::dropTracking() { m_tracking.clear(); }

std::optional<std::set<std::uint64_t>> SimulatedDisk::changedSince(const std::string& checkpoint) const {
    for (const auto& tracking : m_tracking)
        if (tracking.checkpoint == checkpoint) return tracking.dirty;
    return std::nullopt;
}

std::vector<std::string> SimulatedDisk::checkpoints() const {
    std::vector<std::string> names;
    for (const auto& tracking : m_tracking) names.push_back(tracking.checkpoint);
    return names;
}

void SimulatedDisk::markDirty(std::uint64_t block) {
    for (auto& tracking : m_tracking) tracking.dirty.insert(block);
    if (m_local) m_local->insert(block);
}

}  // namespace hypervisor
