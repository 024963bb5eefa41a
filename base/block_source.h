// BlockSource: a disk whose content lies elsewhere and comes when it is asked for. The agent offers restore points this
// way, the drivers let virtual phones run on them. All methods are safe from any thread, several at a time.
#pragma once

#include "base/block_device.h"

namespace base {

class BlockSource {
public:
    virtual ~BlockSource() = default;
    /// A multiple of 512.
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    /// Exactly `length` bytes; InvalidInput beyond the end. Blocks, possibly for minutes while what it comes from is
    /// away; Unavailable when that took too long, NotFound or Corrupt when the content is lost, Cancelled after stop().
    virtual Result<Bytes> read(std::uint64_t offset, std::size_t length) = 0;
    /// What is zero, in order, from `offset` on; may stop before `offset + length` but never before one extent.
    virtual Result<std::vector<Extent>> extents(std::uint64_t offset, std::uint64_t length) = 0;
    /// A hint that the range will be read soon. Does not block.
    virtual void prefetch(std::uint64_t offset, std::uint64_t length) = 0;
    /// Ends what blocks, and everything asked later, with Cancelled.
    virtual void stop() = 0;
};

}  // namespace base
