// The text of an enrolment token: "twinset1." + base64url(JSON + checksum), where JSON is
//     {"a": authority fingerprint, "b": bulk port, "h": host, "l": link port, "s": secret}
// (binary members as base64url) and the checksum is the first 4 bytes of the JSON's BLAKE2b. People copy the text out of
// mails and chat windows: white space and line breaks are dropped, and the checksum finds the character that was lost,
// before a gateway is asked with half a secret. A URL was rejected: it tempts people to open it, and then the secret is
// in a browser's history.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "fleet/protocol/enrolment.h"
#include "fleet/protocol/fields.h"

namespace fleet::protocol {
namespace {

constexpr std::string_view kPrefix = "twinset1.";
constexpr std::size_t kLongestToken = 1024;
constexpr std::size_t kChecksumBytes = 4;
constexpr std::size_t kSecretBytes = 16;
constexpr std::size_t kLongestHost = 253;

base::Error notAToken() {
    return {base::ErrorCode::InvalidInput,
            "this is not an enrolment token: a token begins with 'twinset1.'; copy the whole text that the console shows"};
}

base::Error damagedToken() {
    return {base::ErrorCode::InvalidInput,
            "the enrolment token is damaged, a part of it was probably lost while copying: copy the whole text again, or scan "
            "its QR code"};
}

bool isHostCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' ||
           c == '_';
}

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::uint16_t readPort(base::ObjectReader& reader, std::string_view name) {
    return static_cast<std::uint16_t>(reader.integer(name, 1, 65535));
}

}  // namespace

std::string writeEnrolmentToken(const EnrolmentToken& token) {
    base::Json json = base::Json::object();
    json["a"] = base::toBase64Url(token.authorityFingerprint.bytes());
    json["b"] = token.bulkPort;
    json["h"] = token.host;
    json["l"] = token.linkPort;
    json["s"] = base::toBase64Url(token.secret.reveal());
    base::Bytes bytes = dumpText(json);
    bytes += base::Digest::of(bytes).bytes().substr(0, kChecksumBytes);
    return std::string(kPrefix) + base::toBase64Url(bytes);
}

base::Result<EnrolmentToken> readEnrolmentToken(std::string_view text) {
    if (text.size() > kLongestToken) return notAToken();
    std::string compact;
    std::copy_if(text.begin(), text.end(), std::back_inserter(compact), [](char c) { return !isSpace(c); });
    if (!std::string_view(compact).starts_with(kPrefix)) return notAToken();
    const auto bytes = base::fromBase64Url(std::string_view(compact).substr(kPrefix.size()));
    if (!bytes || bytes->size() <= kChecksumBytes) return damagedToken();
    const base::BytesView payload = base::BytesView(*bytes).substr(0, bytes->size() - kChecksumBytes);
    if (base::Digest::of(payload).bytes().substr(0, kChecksumBytes) != base::BytesView(*bytes).substr(payload.size()))
        return damagedToken();

    TWINSET_ASSIGN(const base::Json json, base::parseJson(payload, kLongestToken));
    base::ObjectReader reader(json, "token");
    EnrolmentToken token;
    token.host = boundedText(reader, "h", 1, kLongestHost);
    if (!std::all_of(token.host.begin(), token.host.end(), isHostCharacter)) reader.fail("h", "expected a host name or an address");
    token.bulkPort = readPort(reader, "b");
    token.linkPort = readPort(reader, "l");
    const base::Bytes fingerprint = boundedBytes(reader, "a", base::Digest::kSize, base::Digest::kSize);
    token.secret = base::Secret(boundedBytes(reader, "s", kSecretBytes, kSecretBytes));
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(token.authorityFingerprint, base::Digest::fromBytes(fingerprint));
    return token;
}

}  // namespace fleet::protocol
