#include "hypervisor-bridge/qemu/nbd_reader.h"

#include <algorithm>
#include <cerrno>

#include "hypervisor-bridge/qemu/nbd_handle.h"

namespace hypervisor {
namespace {

constexpr std::string_view kAllocation = "base:allocation";
constexpr std::uint32_t kZeroFlag = 2;   // NBD_STATE_ZERO
constexpr std::uint32_t kDirtyFlag = 1;  // QEMU's contexts

struct Run {
    std::uint64_t end = 0;
    bool set = false;
};

/// What one context says of the disk, as runs that follow each other.
struct Maps {
    std::string dirtyContext;
    std::vector<Run> zero;
    std::vector<Run> dirty;
    std::uint64_t reached = 0;
};

int takeStatus(void* data, const char* context, std::uint64_t offset, std::uint32_t* entries, std::size_t count, int*) {
    auto& maps = *static_cast<Maps*>(data);
    const bool allocation = context == kAllocation;
    if (!allocation && context != maps.dirtyContext) return 0;
    auto& runs = allocation ? maps.zero : maps.dirty;
    const auto flag = allocation ? kZeroFlag : kDirtyFlag;
    for (std::size_t i = 0; i + 1 < count; i += 2) {
        offset += entries[i];
        const bool set = (entries[i + 1] & flag) != 0;
        if (!runs.empty() && runs.back().set == set)
            runs.back().end = offset;
        else
            runs.push_back({offset, set});
    }
    return 0;
}

/// A checkpoint's view refuses a request within its bounds for one reason: QEMU could not keep what the guest overwrote, and gave the
/// view up rather than stop the guest.
base::Error readError(const std::string& doing) {
    if (nbd_get_errno() != EINVAL) return nbdError(doing);
    return {base::ErrorCode::Unavailable, "what the guest overwrote while it was read could not be kept, because the checkpoint's scratch area is full, or the "
                                          "handset's storage too slow: free space on the handset, and back up again"};
}

class NbdReader final : public base::BlockReader {
public:
    NbdReader(NbdHandle handle, std::uint64_t size, std::string dirtyContext)
        : m_handle(std::move(handle)), m_size(size), m_dirtyContext(std::move(dirtyContext)) {}

    [[nodiscard]] std::uint64_t size() const override { return m_size; }

    base::Result<base::Bytes> read(std::uint64_t offset, std::size_t length) override {
        TWINSET_TRY(checkNbdRange(m_size, offset, length));
        base::Bytes bytes(length, '\0');
        for (std::size_t done = 0; done < length;) {
            const auto count = std::min(length - done, kNbdPiece);
            if (nbd_pread(m_handle.get(), bytes.data() + done, count, offset + done, 0) != 0)
                return readError("cannot read the disk at " + std::to_string(offset + done));
            done += count;
        }
        return bytes;
    }

    base::Result<std::vector<base::Extent>> extents() override {
        Maps maps;
        maps.dirtyContext = m_dirtyContext;
        TWINSET_TRY(collect(maps));
        std::vector<base::Extent> extents;
        std::size_t zero = 0;
        std::size_t dirty = 0;
        for (std::uint64_t offset = 0; offset < m_size;) {
            const auto end = m_dirtyContext.empty() ? maps.zero[zero].end : std::min(maps.zero[zero].end, maps.dirty[dirty].end);
            extents.push_back({offset, end - offset, maps.zero[zero].set, m_dirtyContext.empty() || maps.dirty[dirty].set});
            if (maps.zero[zero].end == end) ++zero;
            if (!m_dirtyContext.empty() && maps.dirty[dirty].end == end) ++dirty;
            offset = end;
        }
        return extents;
    }

private:
    /// Asks until both maps reach the end of the disk. A server may answer for less than was asked, each context its own way.
    base::Result<void> collect(Maps& maps) {
        const auto reached = [](const std::vector<Run>& runs) { return runs.empty() ? 0 : runs.back().end; };
        const auto both = [&] { return m_dirtyContext.empty() ? reached(maps.zero) : std::min(reached(maps.zero), reached(maps.dirty)); };
        while (both() < m_size) {
            const auto from = both();
            cut(maps.zero, from);
            cut(maps.dirty, from);
            const auto length = std::min<std::uint64_t>(m_size - from, 1U << 30);
            const nbd_extent_callback callback{takeStatus, &maps, nullptr};
            if (nbd_block_status(m_handle.get(), length, from, callback, 0) != 0) return readError("cannot read the map of the disk");
            if (both() <= from) return {base::ErrorCode::Unavailable, "the map of the disk ends at " + std::to_string(from)};
        }
        cut(maps.zero, m_size);
        cut(maps.dirty, m_size);
        return {};
    }

    static void cut(std::vector<Run>& runs, std::uint64_t end) {
        while (runs.size() > 1 && runs[runs.size() - 2].end >= end) runs.pop_back();
        if (!runs.empty() && runs.back().end > end) runs.back().end = end;
        if (end == 0) runs.clear();
    }

    NbdHandle m_handle;
    std::uint64_t m_size;
    std::string m_dirtyContext;
};

}  // namespace

base::Result<std::unique_ptr<base::BlockReader>> openNbdReader(base::UniqueFd socket, const std::string& exportName,
                                                               const std::optional<std::string>& bitmap) {
    std::vector<std::string> contexts{std::string(kAllocation)};
    if (bitmap) contexts.push_back("qemu:dirty-bitmap:" + *bitmap);
    TWINSET_ASSIGN(auto handle, connectNbd(std::move(socket), exportName, contexts));
    const auto size = nbd_get_size(handle.get());
    if (size < 0) return nbdError("cannot ask for the size of the disk");
    return std::unique_ptr<base::BlockReader>(
        std::make_unique<NbdReader>(std::move(handle), static_cast<std::uint64_t>(size), bitmap ? contexts[1] : ""));
}

}  // namespace hypervisor
