// The envelope's text, one line of JSON, members in the order of their names:
//     {"fleet", "format": 1, "handset", "issuedAt", "leaseSeconds", "minimumEngine": "1.0", "notAfter", "payload",
//      "phone", "previous": DIGEST or "", "version"}
// A reader writes what it read and compares: there is one text for an envelope and no other.
//
// Rejected: the signature over envelope and document together (a chain could then not be checked without keeping every
// document); a binary header (saves 300 bytes of 64 KiB, and nobody can read it); the document without the members that
// the envelope has (it is read alone, by the journal and the catalog; instead, the two must agree).
#include "fleet/protocol/policy_envelope.h"

#include <nlohmann/json.hpp>

#include "fleet/protocol/fields.h"

namespace fleet::protocol {
namespace {

constexpr std::int64_t kEnvelopeFormat = 1;
constexpr std::int64_t kMostVersion = std::int64_t{1} << 53;

policy::EngineVersion engineIn(base::ObjectReader& reader) {
    const auto version = policy::engineVersionFromText(reader.text("minimumEngine"));
    if (!version) reader.fail("minimumEngine", version.error().message);
    return version.valueOr({});
}

}  // namespace

PolicyEnvelope envelopeFor(const DesiredState& state, base::BytesView document) {
    PolicyEnvelope envelope;
    envelope.fleet = state.fleet;
    envelope.handset = state.handset;
    envelope.phone = state.phone;
    envelope.version = state.version;
    envelope.issuedAt = state.issuedAt;
    envelope.leaseSeconds = state.leaseSeconds;
    envelope.payload = base::Digest::of(document);
    return envelope;
}

base::Bytes writePolicyEnvelope(const PolicyEnvelope& envelope) {
    base::Json json = base::Json::object();
    json["format"] = kEnvelopeFormat;
    json["fleet"] = envelope.fleet;
    json["handset"] = envelope.handset.text();
    json["phone"] = envelope.phone.text();
    json["version"] = envelope.version;
    json["previous"] = envelope.previous ? envelope.previous->hex() : std::string();
    json["issuedAt"] = base::formatTimestamp(envelope.issuedAt);
    json["notAfter"] = base::formatTimestamp(envelope.notAfter);
    json["leaseSeconds"] = envelope.leaseSeconds;
    json["minimumEngine"] = policy::engineVersionText(envelope.minimumEngine);
    json["payload"] = envelope.payload.hex();
    return dumpText(json);
}

base::Result<PolicyEnvelope> readPolicyEnvelope(base::BytesView bytes) {
    TWINSET_ASSIGN(const base::Json json, base::parseJson(bytes, kLongestEnvelope));
    base::ObjectReader reader(json, "envelope");
    PolicyEnvelope envelope;
    reader.integer("format", kEnvelopeFormat, kEnvelopeFormat);
    envelope.fleet = boundedText(reader, "fleet", 1, kLongestName);
    envelope.handset = reader.id<base::HandsetId>("handset");
    envelope.phone = reader.id<base::PhoneId>("phone");
    envelope.version = reader.integer("version", 1, kMostVersion);
    envelope.previous = previousDigest(reader);
    envelope.issuedAt = reader.time("issuedAt");
    envelope.notAfter = reader.time("notAfter");
    envelope.leaseSeconds = reader.integer("leaseSeconds", 0, kLongestLeaseSeconds);
    envelope.minimumEngine = engineIn(reader);
    envelope.payload = reader.digest("payload");
    TWINSET_TRY(reader.finish());
    if (writePolicyEnvelope(envelope) != bytes)
        return {base::ErrorCode::InvalidInput, "envelope: it is not written in the one way that counts"};
    return envelope;
}

base::Digest envelopeDigest(base::BytesView bytes) { return base::Digest::of(bytes); }

base::Result<DesiredState> openPayload(const PolicyEnvelope& envelope, base::BytesView document) {
    if (base::Digest::of(document) != envelope.payload)
        return {base::ErrorCode::Denied, "the document is not the one that the envelope was signed for"};
    TWINSET_ASSIGN(auto state, readDesiredState(document));
    auto said = envelopeFor(state, document);
    said.previous = envelope.previous;
    said.notAfter = envelope.notAfter;
    said.minimumEngine = envelope.minimumEngine;
    if (said != envelope)
        return {base::ErrorCode::Denied, "the envelope and the document in it do not say the same"};
    return state;
}

}  // namespace fleet::protocol
