#include "images/vphone/vphone_layout.h"

#include "images/byte_order.h"

namespace images::vphone {

void ContentDigest::add(std::uint64_t offset, base::BytesView grain) {
    base::Bytes place;
    appendLittleEndian(place, offset);
    m_stream.update(place);
    m_stream.update(grain);
}

std::string memberName(std::string_view plain, bool encrypted) {
    return std::string(plain) + std::string(encrypted ? kEncrypted : "");
}

std::string manifestLine(std::string_view member, std::string_view sha256Hex) {
    return "SHA256(" + std::string(member) + ")= " + std::string(sha256Hex) + "\n";
}

}  // namespace images::vphone
