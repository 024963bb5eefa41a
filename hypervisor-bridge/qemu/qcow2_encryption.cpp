#include "hypervisor-bridge/qemu/qcow2_encryption.h"

namespace hypervisor {
namespace {

using base::ErrorCode;

constexpr std::uint32_t kMagic = 0x514649fb;
constexpr std::uint32_t kEncryptionExtension = 0x0537be77;
constexpr std::size_t kHeaderRead = 64 * 1024;
constexpr std::uint64_t kLongestHeader = 64 * 1024 * 1024;

std::uint64_t number(base::BytesView bytes, std::size_t at, std::size_t count) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

}  // namespace

base::Result<EncryptionHeaderRegion> findEncryptionHeader(base::File& file) {
    const base::Error wrong{ErrorCode::Corrupt, "it is not an encrypted qcow2 disk"};
    TWINSET_ASSIGN(const auto fileSize, file.size());
    TWINSET_ASSIGN(const auto header, file.readAt(0, kHeaderRead));
    if (header.size() < 104 || number(header, 0, 4) != kMagic || number(header, 4, 4) < 3) return wrong;
    std::uint64_t at = number(header, 100, 4);
    while (at + 8 <= header.size()) {
        const auto type = number(header, at, 4);
        const auto length = number(header, at + 4, 4);
        if (type == 0 || length > header.size() - at - 8) return wrong;
        if (type == kEncryptionExtension && length >= 16) {
            const EncryptionHeaderRegion region{number(header, at + 8, 8), number(header, at + 16, 8)};
            const bool sane = region.length > 0 && region.length <= kLongestHeader && region.offset < fileSize;
            return sane ? base::Result<EncryptionHeaderRegion>(region) : wrong;
        }
        at += 8 + (length + 7) / 8 * 8;
    }
    return wrong;
}

base::Result<bool> hasEncryptionHeader(base::File& file) {
    constexpr std::string_view kLuks("LUKS\xba\xbe", 6);
    const auto region = findEncryptionHeader(file);
    if (!region) return region.error().code == ErrorCode::Corrupt ? base::Result<bool>(false) : region.error();
    TWINSET_ASSIGN(const auto head, file.readAt(region->offset, kLuks.size()));
    return head == kLuks;
}

}  // namespace hypervisor
