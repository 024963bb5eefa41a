// A disk whose content is made when it is read: the first half is the same on every disk and compresses, the second half
// belongs to this one and does not.
#pragma once

#include <cstring>

#include "base/block_device.h"

namespace bench {

class SyntheticDisk final : public base::BlockReader {
public:
    SyntheticDisk(std::uint64_t size, unsigned seed) : m_size(size), m_seed(seed) {}
    [[nodiscard]] std::uint64_t size() const override { return m_size; }
    base::Result<base::Bytes> read(std::uint64_t offset, std::size_t length) override {
        base::Bytes bytes(length, '\0');
        for (std::size_t at = 0; at + 8 <= length; at += 8) {
            const auto place = (offset + at) / 8;
            const bool shared = offset + at < m_size / 2;
            // Every other word of the shared half is zero: it compresses to about a half.
            const auto word = shared ? (place % 2 == 0 ? 0 : mixed(place)) : mixed(place ^ (std::uint64_t{m_seed} + 1) << 40);
            std::memcpy(bytes.data() + at, &word, 8);
        }
        return bytes;
    }
    base::Result<std::vector<base::Extent>> extents() override { return std::vector<base::Extent>{{0, m_size, false, true}}; }

private:
    static std::uint64_t mixed(std::uint64_t value) {  // splitmix64
        value += 0x9E3779B97F4A7C15ULL;
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9ULL;
        value = (value ^ value >> 27) * 0x94D049BB133111EBULL;
        return value ^ value >> 31;
    }
    const std::uint64_t m_size;
    const unsigned m_seed;
};

}  // namespace bench
