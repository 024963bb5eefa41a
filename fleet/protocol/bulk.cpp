#include "fleet/protocol/bulk.h"

#include <nlohmann/json.hpp>

#include "fleet/protocol/fields.h"

namespace fleet::protocol {
namespace {

constexpr std::size_t kLengthBytes = 4;

}  // namespace

void appendFrame(base::Bytes& to, const base::Digest& id, base::BytesView blob) {
    to += id.bytes();
    for (unsigned shift = 0; shift < 32; shift += 8) to += static_cast<char>((blob.size() >> shift) & 0xFFU);
    to += blob;
}

base::Result<std::vector<Frame>> readFrames(base::BytesView bytes) {
    std::vector<Frame> frames;
    while (!bytes.empty()) {
        if (bytes.size() < base::Digest::kSize + kLengthBytes)
            return {base::ErrorCode::InvalidInput, "the chunks end inside the head of a frame"};
        TWINSET_ASSIGN(const base::Digest id, base::Digest::fromBytes(bytes.substr(0, base::Digest::kSize)));
        std::size_t length = 0;
        for (unsigned i = 0; i < kLengthBytes; ++i)
            length |= std::size_t{static_cast<unsigned char>(bytes[base::Digest::kSize + i])} << (8 * i);
        bytes.remove_prefix(base::Digest::kSize + kLengthBytes);
        if (length > bytes.size()) return {base::ErrorCode::InvalidInput, "the chunks end inside a frame"};
        frames.push_back({id, base::Bytes(bytes.substr(0, length))});
        bytes.remove_prefix(length);
    }
    return frames;
}

std::string writeHttpError(const base::Error& error) {
    base::Json json = base::Json::object();
    json["code"] = base::errorCodeName(error.code);
    json["message"] = cutText(error.message, kLongestDetail);
    return dumpText(json);
}

int httpStatusFor(base::ErrorCode code) {
    switch (code) {
        case base::ErrorCode::InvalidInput: return 400;
        case base::ErrorCode::Denied: return 403;
        case base::ErrorCode::NotFound: return 404;
        case base::ErrorCode::Conflict: return 409;
        case base::ErrorCode::Unavailable:
        case base::ErrorCode::Timeout: return 503;
        case base::ErrorCode::Corrupt:
        case base::ErrorCode::Cancelled:
        case base::ErrorCode::Internal: break;
    }
    return 500;
}

base::Error readHttpError(int status, std::string_view body) {
    const base::Error foreign{base::ErrorCode::Unavailable,
                              "the server answered with HTTP status " + std::to_string(status) +
                                  " and no explanation that Twinset knows: is it a Twinset gateway, and is the port right?"};
    const auto json = base::parseJson(body, kLongestObject);
    if (!json) return foreign;
    base::ObjectReader reader(*json, "error");
    const auto code = base::errorCodeFromName(reader.text("code"));
    std::string message = boundedText(reader, "message", 0, kLongestDetail);
    if (!reader.finish() || !code) return foreign;
    return {*code, std::move(message)};
}

}  // namespace fleet::protocol
