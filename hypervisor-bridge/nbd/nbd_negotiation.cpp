#include "hypervisor-bridge/nbd/nbd_bytes.h"
#include "hypervisor-bridge/nbd/nbd_protocol.h"

namespace hypervisor {
namespace {

using base::ErrorCode;

constexpr std::uint64_t kServerMagic = 0x4e42444d41474943;  // "NBDMAGIC"
constexpr std::uint64_t kOptionMagic = 0x49484156454f5054;  // "IHAVEOPT"
constexpr std::uint64_t kOptionReplyMagic = 0x3e889045565a9;

constexpr std::uint16_t kFixedNewstyle = 1, kNoZeroes = 2;
// Has flags, read-only, flush, do-not-fragment, several connections, cache.
constexpr std::uint16_t kTransmissionFlags = 1 | 1 << 1 | 1 << 2 | 1 << 7 | 1 << 8 | 1 << 10;

constexpr std::uint32_t kExportName = 1, kAbort = 2, kList = 3, kInfo = 6, kGo = 7, kStructuredReply = 8, kListMetaContext = 9,
                        kSetMetaContext = 10;
constexpr std::uint32_t kAck = 1, kServer = 2, kInfoReply = 3, kMetaContextReply = 4;
constexpr std::uint32_t kUnsupported = 0x80000001, kInvalid = 0x80000003, kUnknown = 0x80000006;
constexpr std::uint16_t kInfoExport = 0, kInfoBlockSize = 3;

constexpr std::uint32_t kLongestOption = 16 * 1024;  // names have 4,096 bytes at most
constexpr std::string_view kAllocation = "base:allocation";

base::Bytes reply(std::uint32_t option, std::uint32_t type, base::BytesView data) {
    base::Bytes bytes;
    appendBigEndian(bytes, kOptionReplyMagic);
    appendBigEndian(bytes, option);
    appendBigEndian(bytes, type);
    appendBigEndian(bytes, static_cast<std::uint32_t>(data.size()));
    return bytes += data;
}

/// A length and so many bytes, off the front of `data`; nullopt when they are not there.
std::optional<base::BytesView> takeCounted(base::BytesView& data) {
    if (data.size() < 4) return std::nullopt;
    const auto length = readBigEndian<std::uint32_t>(data, 0);
    if (length > data.size() - 4) return std::nullopt;
    const auto counted = data.substr(4, length);
    data.remove_prefix(4 + length);
    return counted;
}

}  // namespace

base::Bytes NbdNegotiation::greeting() {
    base::Bytes bytes;
    appendBigEndian(bytes, kServerMagic);
    appendBigEndian(bytes, kOptionMagic);
    appendBigEndian(bytes, static_cast<std::uint16_t>(kFixedNewstyle | kNoZeroes));
    return bytes;
}

base::Result<base::Bytes> NbdNegotiation::take(base::Bytes& input) {
    base::Bytes output;
    if (!m_flagsSeen) {
        if (input.size() < 4) return output;
        const auto flags = readBigEndian<std::uint32_t>(input, 0);
        if ((flags & kFixedNewstyle) == 0 || (flags & ~std::uint32_t{kFixedNewstyle | kNoZeroes}) != 0)
            return {ErrorCode::InvalidInput, "the NBD client does not speak fixed newstyle"};
        m_noZeroes = (flags & kNoZeroes) != 0;
        m_flagsSeen = true;
        input.erase(0, 4);
    }
    while (m_state == State::Talking && input.size() >= 16) {
        if (readBigEndian<std::uint64_t>(input, 0) != kOptionMagic)
            return {ErrorCode::InvalidInput, "the NBD client sent no option where one belongs"};
        const auto option = readBigEndian<std::uint32_t>(input, 8);
        const auto length = readBigEndian<std::uint32_t>(input, 12);
        if (length > kLongestOption) return {ErrorCode::InvalidInput, "the NBD client sent an option that is too long"};
        if (input.size() - 16 < length) break;
        TWINSET_ASSIGN(const auto answered, answer(option, base::BytesView(input).substr(16, length)));
        output += answered;
        input.erase(0, 16 + length);
    }
    return output;
}

base::Result<base::Bytes> NbdNegotiation::answer(std::uint32_t option, base::BytesView data) {
    switch (option) {
        case kExportName:
            return answerExportName(data);
        case kAbort:
            m_state = State::Ended;
            return reply(option, kAck, {});
        case kList: {
            if (!data.empty()) return reply(option, kInvalid, {});
            base::Bytes entry;
            appendBigEndian(entry, static_cast<std::uint32_t>(m_exportName.size()));
            return reply(option, kServer, entry + m_exportName) + reply(option, kAck, {});
        }
        case kInfo:
        case kGo:
            return answerGo(option, data);
        case kStructuredReply:
            if (!data.empty()) return reply(option, kInvalid, {});
            m_structured = true;
            return reply(option, kAck, {});
        case kListMetaContext:
        case kSetMetaContext:
            return answerMetaContext(option, data);
        default:
            return reply(option, kUnsupported, {});
    }
}

base::Result<base::Bytes> NbdNegotiation::answerExportName(base::BytesView name) {
    // This option has no error reply: the protocol wants the connection closed.
    if (name != m_exportName) return {ErrorCode::InvalidInput, "the NBD client asked for an export that is not here"};
    m_state = State::Transmission;
    base::Bytes bytes;
    appendBigEndian(bytes, m_size);
    appendBigEndian(bytes, kTransmissionFlags);
    if (!m_noZeroes) bytes.append(124, '\0');
    return bytes;
}

base::Bytes NbdNegotiation::answerGo(std::uint32_t option, base::BytesView data) {
    const auto name = takeCounted(data);
    if (!name || data.size() < 2 || data.size() != 2 + 2 * std::size_t{readBigEndian<std::uint16_t>(data, 0)})
        return reply(option, kInvalid, {});
    if (*name != m_exportName) return reply(option, kUnknown, {});
    base::Bytes about;
    appendBigEndian(about, kInfoExport);
    appendBigEndian(about, m_size);
    appendBigEndian(about, kTransmissionFlags);
    base::Bytes blocks;
    appendBigEndian(blocks, kInfoBlockSize);
    appendBigEndian(blocks, std::uint32_t{1});
    appendBigEndian(blocks, std::uint32_t{64 * 1024});
    appendBigEndian(blocks, kNbdMostRead);
    if (option == kGo) m_state = State::Transmission;
    return reply(option, kInfoReply, about) + reply(option, kInfoReply, blocks) + reply(option, kAck, {});
}

base::Bytes NbdNegotiation::answerMetaContext(std::uint32_t option, base::BytesView data) {
    const bool setting = option == kSetMetaContext;
    if (setting) m_allocation = false;
    const auto name = takeCounted(data);
    if (!name || data.size() < 4 || (setting && !m_structured)) return reply(option, kInvalid, {});
    const auto queries = readBigEndian<std::uint32_t>(data, 0);
    data.remove_prefix(4);
    bool wanted = !setting && queries == 0;
    for (std::uint32_t i = 0; i < queries; ++i) {
        const auto query = takeCounted(data);
        if (!query) return reply(option, kInvalid, {});
        wanted = wanted || *query == kAllocation || (!setting && *query == "base:");
    }
    if (!data.empty()) return reply(option, kInvalid, {});
    if (*name != m_exportName) return reply(option, kUnknown, {});
    base::Bytes bytes;
    if (wanted) {
        base::Bytes context;
        appendBigEndian(context, std::uint32_t{1});
        bytes += reply(option, kMetaContextReply, context + base::Bytes(kAllocation));
    }
    if (setting) m_allocation = wanted;
    return bytes + reply(option, kAck, {});
}

}  // namespace hypervisor
