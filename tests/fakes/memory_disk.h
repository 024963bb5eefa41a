// MemoryDisk: a block device in a string, with a map that tells zeros and what was written since clearChanges(), in
// 64 KiB steps as QEMU's dirty bitmaps do. Counts what is read. One thread.
#pragma once

#include <algorithm>
#include <set>

#include "base/block_device.h"

namespace fakes {

class MemoryDisk final : public base::BlockReader, public base::BlockWriter {
public:
    static constexpr std::uint64_t kGranularity = 64 * 1024;

    explicit MemoryDisk(std::uint64_t size) : m_content(size, '\0') {}

    [[nodiscard]] std::uint64_t size() const override { return m_content.size(); }
    [[nodiscard]] const base::Bytes& content() const { return m_content; }
    [[nodiscard]] std::uint64_t bytesRead() const { return m_bytesRead; }
    void clearChanges() {
        m_tracking = true;
        m_changed.clear();
        m_bytesRead = 0;
    }
    /// The next read fails.
    void failRead() { m_failRead = true; }

    base::Result<base::Bytes> read(std::uint64_t offset, std::size_t length) override {
        if (m_failRead) return {base::ErrorCode::Unavailable, "the connection was closed"};
        if (offset > size() || length > size() - offset) return {base::ErrorCode::InvalidInput, "beyond the end"};
        m_bytesRead += length;
        return m_content.substr(offset, length);
    }

    base::Result<std::vector<base::Extent>> extents() override {
        std::vector<base::Extent> map;
        for (std::uint64_t at = 0; at < size(); at += kGranularity) {
            const auto length = std::min(kGranularity, size() - at);
            const auto piece = base::BytesView(m_content).substr(at, length);
            const bool zero = piece[0] == '\0' && piece.substr(1) == piece.substr(0, piece.size() - 1);
            const bool changed = !m_tracking || m_changed.contains(at / kGranularity);
            if (!map.empty() && map.back().zero == zero && map.back().changed == changed)
                map.back().length += length;
            else
                map.push_back({at, length, zero, changed});
        }
        return map;
    }

    base::Result<void> write(std::uint64_t offset, base::BytesView bytes) override {
        if (offset > size() || bytes.size() > size() - offset) return {base::ErrorCode::InvalidInput, "beyond the end"};
        m_content.replace(offset, bytes.size(), bytes);
        mark(offset, bytes.size());
        return {};
    }

    base::Result<void> writeZeros(std::uint64_t offset, std::uint64_t length) override {
        return write(offset, base::Bytes(length, '\0'));
    }

    base::Result<void> flush() override {
        ++m_flushes;
        return {};
    }
    [[nodiscard]] int flushes() const { return m_flushes; }

private:
    void mark(std::uint64_t offset, std::uint64_t length) {
        for (auto at = offset / kGranularity; length != 0 && at <= (offset + length - 1) / kGranularity; ++at) m_changed.insert(at);
    }

    base::Bytes m_content;
    std::set<std::uint64_t> m_changed;
    bool m_tracking = false;
    bool m_failRead = false;
    std::uint64_t m_bytesRead = 0;
    int m_flushes = 0;
};

}  // namespace fakes
