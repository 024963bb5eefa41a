// MemoryDisk: a block device in memory, sparse, with a map that tells zeros and what was written since clearChanges(),
// in 64 KiB steps as QEMU's dirty bitmaps do. Counts what is read. One thread.
#pragma once

#include <algorithm>
#include <map>
#include <set>

#include "base/block_device.h"

namespace fakes {

class MemoryDisk final : public base::BlockReader, public base::BlockWriter {
public:
    static constexpr std::uint64_t kGranularity = 64 * 1024;

    explicit MemoryDisk(std::uint64_t size) : m_size(size) {}

    /// The same bytes, whatever the size of the zeros at the end.
    [[nodiscard]] bool sameContentAs(const MemoryDisk& other) const { return m_blocks == other.m_blocks; }
    /// A disk of another size with the same content, which must fit.
    [[nodiscard]] MemoryDisk resized(std::uint64_t size) const {
        auto copy = *this;
        copy.m_size = size;
        return copy;
    }
    [[nodiscard]] std::uint64_t bytesRead() const { return m_bytesRead; }
    [[nodiscard]] int flushes() const { return m_flushes; }
    void clearChanges() {
        m_tracking = true;
        m_changed.clear();
        m_bytesRead = 0;
    }
    void forgetChanges() { m_tracking = false; }
    /// Reads fail from now on.
    void failReads() { m_failReads = true; }

    [[nodiscard]] std::uint64_t size() const override { return m_size; }

    base::Result<base::Bytes> read(std::uint64_t offset, std::size_t length) override {
        if (m_failReads) return {base::ErrorCode::Unavailable, "the connection was closed"};
        if (offset > m_size || length > m_size - offset) return {base::ErrorCode::InvalidInput, "beyond the end"};
        m_bytesRead += length;
        base::Bytes bytes(length, '\0');
        forEachPiece(offset, length, [&](std::uint64_t block, std::size_t from, std::size_t count, std::size_t done) {
            if (const auto found = m_blocks.find(block); found != m_blocks.end())
                bytes.replace(done, count, found->second, from, count);
        });
        return bytes;
    }

    base::Result<std::vector<base::Extent>> extents() override {
        std::vector<base::Extent> map;
        for (std::uint64_t at = 0; at < m_size; at += kGranularity) {
            const auto length = std::min(kGranularity, m_size - at);
            const bool zero = !m_blocks.contains(at / kGranularity);
            const bool changed = !m_tracking || m_changed.contains(at / kGranularity);
            if (!map.empty() && map.back().zero == zero && map.back().changed == changed)
                map.back().length += length;
            else
                map.push_back({at, length, zero, changed});
        }
        return map;
    }

    base::Result<void> write(std::uint64_t offset, base::BytesView bytes) override {
        if (offset > m_size || bytes.size() > m_size - offset) return {base::ErrorCode::InvalidInput, "beyond the end"};
        forEachPiece(offset, bytes.size(),
                     [&](std::uint64_t block, std::size_t from, std::size_t count, std::size_t done) {
                         auto& content = m_blocks.try_emplace(block, base::Bytes(kGranularity, '\0')).first->second;
                         content.replace(from, count, bytes.substr(done, count));
                         if (content.find_first_not_of('\0') == base::Bytes::npos) m_blocks.erase(block);
                         m_changed.insert(block);
                     });
        return {};
    }

    base::Result<void> writeZeros(std::uint64_t offset, std::uint64_t length) override {
        return write(offset, base::Bytes(length, '\0'));
    }

    base::Result<void> flush() override {
        ++m_flushes;
        return {};
    }

private:
    template <typename Each>
    static void forEachPiece(std::uint64_t offset, std::size_t length, const Each& each) {
        for (std::size_t done = 0; done < length;) {
            const auto at = offset + done;
            const auto from = static_cast<std::size_t>(at % kGranularity);
            const auto count = std::min(length - done, static_cast<std::size_t>(kGranularity) - from);
            each(at / kGranularity, from, count, done);
            done += count;
        }
    }

    std::uint64_t m_size;
    std::map<std::uint64_t, base::Bytes> m_blocks;  // never one of zeros
    std::set<std::uint64_t> m_changed;
    bool m_tracking = false;
    bool m_failReads = false;
    std::uint64_t m_bytesRead = 0;
    int m_flushes = 0;
};

}  // namespace fakes
