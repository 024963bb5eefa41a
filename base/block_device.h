// Block devices as the backup engine sees them: something that can be read with a map of what is zero and what changed,
// and something that can be written. QEMU offers them over NBD, the simulator in memory, tests in a vector.
// Offsets and lengths are bytes. One thread at a time per object. All calls block.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace base {

struct Extent {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    bool zero = false;     // reads as zeros; need not be read
    bool changed = true;   // changed since the parent checkpoint; always true when there is no valid parent
    bool operator==(const Extent&) const = default;
};

class BlockReader {
public:
    virtual ~BlockReader() = default;
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    /// Exactly `length` bytes; InvalidInput beyond the end.
    virtual Result<Bytes> read(std::uint64_t offset, std::size_t length) = 0;
    /// The whole device as consecutive, non-overlapping extents in rising order that cover [0, size()).
    virtual Result<std::vector<Extent>> extents() = 0;
};

class BlockWriter {
public:
    virtual ~BlockWriter() = default;
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    virtual Result<void> write(std::uint64_t offset, BytesView bytes) = 0;
    /// Makes the range read as zeros, without storing them where possible.
    virtual Result<void> writeZeros(std::uint64_t offset, std::uint64_t length) = 0;
    /// Durable on return.
    virtual Result<void> flush() = 0;
};

}  // namespace base
