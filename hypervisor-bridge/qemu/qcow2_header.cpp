#include "hypervisor-bridge/qemu/qcow2_header.h"

namespace hypervisor {
namespace {

constexpr std::uint64_t kQcow2FileMagic = 0x514649fb;
constexpr std::size_t kBackingOffsetAt = 8, kVirtualSizeAt = 24, kFixedPart = 72;

std::uint64_t bigEndian(base::BytesView bytes, std::size_t at, std::size_t count) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

}  // namespace

base::Result<Qcow2Header> readQcow2Header(base::File& file) {
    TWINSET_ASSIGN(const auto bytes, file.readAt(0, kFixedPart));
    if (bytes.size() < kFixedPart || bigEndian(bytes, 0, 4) != kQcow2FileMagic)
        return {base::ErrorCode::Corrupt, "it is not a qcow2 disk"};
    return Qcow2Header{bigEndian(bytes, kBackingOffsetAt, 8) != 0, bigEndian(bytes, kVirtualSizeAt, 8)};
}

}  // namespace hypervisor
