#include "fleet/protocol/bulk.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "fleet/protocol/fields.h"

namespace fleet::protocol {
namespace {

constexpr std::size_t kLengthBytes = 4;

constexpr std::size_t kHeadBytes = base::Digest::kSize + kLengthBytes;

/// Takes a frame from the beginning of `bytes`; nullopt, and nothing taken, when it is not whole.
std::optional<Frame> takeFrame(base::BytesView& bytes) {
    const auto length = nextFrameBytes(bytes);
    if (length == 0 || length > bytes.size()) return std::nullopt;
    const auto id = base::Digest::fromBytes(bytes.substr(0, base::Digest::kSize));
    if (!id) return std::nullopt;
    Frame frame{*id, base::Bytes(bytes.substr(kHeadBytes, length - kHeadBytes))};
    bytes.remove_prefix(length);
    return frame;
}

}  // namespace

void appendFrame(base::Bytes& to, const base::Digest& id, base::BytesView blob) {
    to += id.bytes();
    for (unsigned shift = 0; shift < 32; shift += 8) to += static_cast<char>((blob.size() >> shift) & 0xFFU);
    to += blob;
}

std::size_t nextFrameBytes(base::BytesView bytes) {
    if (bytes.size() < kHeadBytes) return 0;
    std::size_t length = 0;
    for (unsigned i = 0; i < kLengthBytes; ++i)
        length |= std::size_t{static_cast<unsigned char>(bytes[base::Digest::kSize + i])} << (8 * i);
    return kHeadBytes + length;
}

std::vector<Frame> readWholeFrames(base::BytesView bytes, std::size_t& taken) {
    const auto whole = bytes.size();
    std::vector<Frame> frames;
    while (auto frame = takeFrame(bytes)) frames.push_back(std::move(*frame));
    taken = whole - bytes.size();
    return frames;
}

base::Result<std::vector<Frame>> readFrames(base::BytesView bytes) {
    std::vector<Frame> frames;
    while (!bytes.empty()) {
        auto frame = takeFrame(bytes);
        if (!frame) return {base::ErrorCode::InvalidInput, "the chunks end inside a frame"};
        frames.push_back(std::move(*frame));
    }
    return frames;
}

void appendPhone(base::Bytes& to, const base::PhoneId& phone) {
    to += static_cast<char>(phone.text().size());
    to += phone.text();
}

base::Result<base::PhoneId> takePhone(base::BytesView& bytes) {
    const std::size_t length = bytes.empty() ? 0 : static_cast<unsigned char>(bytes.front());
    if (length == 0 || bytes.size() < 1 + length)
        return {base::ErrorCode::InvalidInput, "the request does not begin with the phone that the chunks are of"};
    TWINSET_ASSIGN(auto phone, base::PhoneId::parse(bytes.substr(1, length)));
    bytes.remove_prefix(1 + length);
    return phone;
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
