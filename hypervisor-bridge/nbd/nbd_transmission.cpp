#include <algorithm>
#include <cstring>

#include "hypervisor-bridge/nbd/nbd_bytes.h"
#include "hypervisor-bridge/nbd/nbd_protocol.h"

namespace hypervisor {
namespace {

using base::ErrorCode;

constexpr std::uint32_t kRequestMagic = 0x25609513, kSimpleReplyMagic = 0x67446698, kStructuredReplyMagic = 0x668e33ef;
constexpr std::size_t kRequestSize = 28;
constexpr std::uint16_t kDone = 1;
constexpr std::uint16_t kNone = 0, kOffsetData = 1, kOffsetHole = 2, kBlockStatus = 5, kError = 0x8001;
constexpr std::uint32_t kHole = 1, kZero = 2;
constexpr std::uint32_t kAllocationContext = 1;  // the number that negotiation gave base:allocation
constexpr std::uint32_t kMostWrite = 32 * 1024 * 1024;
constexpr std::size_t kLongestReason = 1024;

base::Bytes simpleReply(const NbdRequest& request, NbdError error) {
    base::Bytes bytes;
    appendBigEndian(bytes, kSimpleReplyMagic);
    appendBigEndian(bytes, static_cast<std::uint32_t>(error));
    appendBigEndian(bytes, request.cookie);
    return bytes;
}

base::Bytes structuredReply(const NbdRequest& request, std::uint16_t type, std::uint64_t length) {
    base::Bytes bytes;
    appendBigEndian(bytes, kStructuredReplyMagic);
    appendBigEndian(bytes, kDone);
    appendBigEndian(bytes, type);
    appendBigEndian(bytes, request.cookie);
    appendBigEndian(bytes, static_cast<std::uint32_t>(length));
    return bytes;
}

bool isZero(base::BytesView bytes) {
    return !bytes.empty() && bytes[0] == '\0' && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0;
}

}  // namespace

base::Result<std::optional<NbdRequest>> takeNbdRequest(base::Bytes& input) {
    if (input.size() < kRequestSize) return std::optional<NbdRequest>();
    if (readBigEndian<std::uint32_t>(input, 0) != kRequestMagic)
        return {ErrorCode::InvalidInput, "the NBD client sent no request where one belongs"};
    NbdRequest request;
    request.flags = readBigEndian<std::uint16_t>(input, 4);
    request.command = static_cast<NbdCommand>(readBigEndian<std::uint16_t>(input, 6));
    request.cookie = readBigEndian<std::uint64_t>(input, 8);
    request.offset = readBigEndian<std::uint64_t>(input, 16);
    request.length = readBigEndian<std::uint32_t>(input, 24);
    if (request.command == NbdCommand::Write && request.length > kMostWrite)
        return {ErrorCode::InvalidInput, "the NBD client sends more than may be sent at once"};
    input.erase(0, kRequestSize);
    return std::optional<NbdRequest>(request);
}

NbdError judgeNbdRequest(const NbdRequest& request, std::uint64_t size, const NbdNegotiation& agreed) {
    const bool inside = request.offset <= size && request.length <= size - request.offset;
    switch (request.command) {
        case NbdCommand::Read:
            if (request.length > kNbdMostRead) return NbdError::Overflow;
            return inside && request.length > 0 ? NbdError::None : NbdError::Invalid;
        case NbdCommand::Cache:
            return inside ? NbdError::None : NbdError::Invalid;
        case NbdCommand::BlockStatus:
            return inside && request.length > 0 && agreed.structuredReplies() && agreed.allocationContext() ? NbdError::None
                                                                                                            : NbdError::Invalid;
        case NbdCommand::Flush:
        case NbdCommand::Disconnect:
            return NbdError::None;
        case NbdCommand::Write:
        case NbdCommand::Trim:
        case NbdCommand::WriteZeroes:
            return NbdError::NotPermitted;
    }
    return NbdError::Invalid;
}

base::Bytes writeNbdReply(const NbdRequest& request, bool structured, NbdError error, std::string_view why) {
    if (!structured) return simpleReply(request, error);
    if (error == NbdError::None) return structuredReply(request, kNone, 0);
    const auto reason = why.substr(0, kLongestReason);
    auto bytes = structuredReply(request, kError, 6 + reason.size());
    appendBigEndian(bytes, static_cast<std::uint32_t>(error));
    appendBigEndian(bytes, static_cast<std::uint16_t>(reason.size()));
    return bytes += reason;
}

base::Bytes writeNbdData(const NbdRequest& request, bool structured, base::BytesView data) {
    if (!structured) return simpleReply(request, NbdError::None) += data;
    const bool hole = isZero(data);
    auto bytes = hole ? structuredReply(request, kOffsetHole, 12) : structuredReply(request, kOffsetData, 8 + data.size());
    appendBigEndian(bytes, request.offset);
    if (!hole) return bytes += data;
    appendBigEndian(bytes, static_cast<std::uint32_t>(data.size()));
    return bytes;
}

base::Bytes writeNbdBlockStatus(const NbdRequest& request, const std::vector<base::Extent>& extents) {
    base::Bytes payload;
    appendBigEndian(payload, kAllocationContext);
    std::uint64_t left = request.length;
    for (const auto& extent : extents) {
        if (left == 0) break;
        const auto length = std::min(extent.length, left);
        appendBigEndian(payload, static_cast<std::uint32_t>(length));
        appendBigEndian(payload, extent.zero ? kHole | kZero : std::uint32_t{0});
        left -= length;
        if (request.wantsOneExtent()) break;
    }
    return structuredReply(request, kBlockStatus, payload.size()) += payload;
}

}  // namespace hypervisor
