// What the writer and the reader of virtual phone files agree on.
#pragma once

#include <string_view>

#include "base/digest.h"
#include "images/vphone/description.h"
#include "images/vphone/ovf_descriptor.h"

namespace images::vphone {

inline constexpr std::string_view kFormat = "twinset-vphone-1";
inline constexpr std::string_view kDescriptor = "phone.ovf", kManifest = "phone.mf", kDisk = "disk1.vmdk",
                                  kDescription = "phone.json", kEncrypted = ".age";
constexpr std::size_t kMostDescriptor = 64 * 1024, kMostManifest = 4096, kMostDescription = 64 * 1024;
constexpr std::size_t kPieceAtOnce = 4 * 1024 * 1024;

/// The digest of a disk's content: of each grain that is not all zeros, in rising order, 8 bytes offset (little-endian)
/// and its bytes.
class ContentDigest {
public:
    void add(std::uint64_t offset, base::BytesView grain);
    base::Digest finish() { return m_stream.finish(); }

private:
    base::DigestStream m_stream;
};

std::string memberName(std::string_view plain, bool encrypted);
/// A line of the manifest, as OVF wants it and `sha256sum -c` reads it.
std::string manifestLine(std::string_view member, std::string_view sha256Hex);

}  // namespace images::vphone
