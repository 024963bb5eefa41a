// PieceGatherer: grains that follow one another, as pieces of a disk.
#pragma once

#include "images/vphone/stream_vmdk.h"
#include "images/vphone/vphone_file.h"
#include "images/vphone/vphone_layout.h"

namespace images {

class PieceGatherer {
public:
    explicit PieceGatherer(const DiskPiece& take) : m_take(take) {}
    base::Result<void> add(VmdkGrain grain) {
        if (!m_bytes.empty() &&
            (m_offset + m_bytes.size() != grain.offset || m_bytes.size() + grain.bytes.size() > vphone::kPieceAtOnce))
            TWINSET_TRY(flush());
        if (m_bytes.empty()) m_offset = grain.offset;
        m_bytes += grain.bytes;
        return {};
    }
    base::Result<void> flush() {
        if (m_bytes.empty()) return {};
        TWINSET_TRY(m_take(m_offset, m_bytes));
        m_bytes.clear();
        return {};
    }

private:
    const DiskPiece& m_take;
    std::uint64_t m_offset = 0;
    base::Bytes m_bytes;
};

}  // namespace images
