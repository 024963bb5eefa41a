// Enrolment over HTTPS: {"secret", "certificateRequest", "name", "model", "serial"} and the answer {"handset", "fleet",
// "certificate", "authority", "fleetKey", "releaseKeys": [...], "accepted"}; binary members as base64url, certificates as
// PEM, as every tool that will ever be used to look into one of these reads it.
#include "fleet/protocol/enrolment.h"

#include <nlohmann/json.hpp>

#include "fleet/protocol/fields.h"
#include "fleet/protocol/messages.h"

namespace fleet::protocol {
namespace {

constexpr std::size_t kPublicKeyBytes = 32;
constexpr std::size_t kMostReleaseKeys = 16;
constexpr std::size_t kLongestSecret = 64;

}  // namespace

std::string writeEnrolmentRequest(const EnrolmentRequest& request) {
    base::Json json = base::Json::object();
    json["secret"] = base::toBase64Url(request.secret);
    json["certificateRequest"] = request.certificateRequestPem;
    json["name"] = cutText(request.name, kLongestLabel);
    json["model"] = cutText(request.model, kLongestLabel);
    json["serial"] = cutText(request.serial, kLongestLabel);
    return dumpText(json);
}

base::Result<EnrolmentRequest> readEnrolmentRequest(std::string_view text) {
    TWINSET_ASSIGN(const base::Json json, base::parseJson(text, kLongestMessage));
    base::ObjectReader reader(json, "enrolment");
    EnrolmentRequest request;
    request.secret = boundedBytes(reader, "secret", 1, kLongestSecret);
    request.certificateRequestPem = boundedText(reader, "certificateRequest", 1, kLongestPem);
    request.name = boundedText(reader, "name", 0, kLongestLabel);
    request.model = boundedText(reader, "model", 0, kLongestLabel);
    request.serial = boundedText(reader, "serial", 0, kLongestLabel);
    TWINSET_TRY(reader.finish());
    return request;
}

std::string writeEnrolmentReply(const EnrolmentReply& reply) {
    base::Json keys = base::Json::array();
    for (const auto& key : reply.releaseKeys) keys.push_back(base::toBase64Url(key));
    base::Json json = base::Json::object();
    json["handset"] = reply.handset.text();
    json["fleet"] = reply.fleet;
    json["certificate"] = reply.certificatePem;
    json["authority"] = reply.authorityPem;
    json["fleetKey"] = base::toBase64Url(reply.fleetKey);
    json["releaseKeys"] = std::move(keys);
    json["accepted"] = reply.accepted;
    return dumpText(json);
}

base::Result<EnrolmentReply> readEnrolmentReply(std::string_view text) {
    TWINSET_ASSIGN(const base::Json json, base::parseJson(text, kLongestMessage));
    base::ObjectReader reader(json, "enrolment reply");
    EnrolmentReply reply;
    reply.handset = reader.id<base::HandsetId>("handset");
    reply.fleet = boundedText(reader, "fleet", 1, kLongestName);
    reply.certificatePem = boundedText(reader, "certificate", 1, kLongestPem);
    reply.authorityPem = boundedText(reader, "authority", 1, kLongestPem);
    reply.fleetKey = boundedBytes(reader, "fleetKey", kPublicKeyBytes, kPublicKeyBytes);
    boundedArray(reader, "releaseKeys", kMostReleaseKeys, [&](const base::Json& element) -> base::Result<void> {
        if (!element.is_string()) return {base::ErrorCode::InvalidInput, "expected a key"};
        TWINSET_ASSIGN(base::Bytes key, base::fromBase64Url(element.get<std::string>()));
        if (key.size() != kPublicKeyBytes) return {base::ErrorCode::InvalidInput, "expected 32 bytes"};
        reply.releaseKeys.push_back(std::move(key));
        return {};
    });
    reply.accepted = reader.boolean("accepted");
    TWINSET_TRY(reader.finish());
    return reply;
}

}  // namespace fleet::protocol
