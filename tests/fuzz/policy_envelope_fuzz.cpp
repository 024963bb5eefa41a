// Any bytes as a policy envelope and, after a line break, the desired state that it names: what decodes is written back to the same bytes and opens its
// own document only; and nothing but exactly what the fleet signed verifies, one bit more or less does not.
#include <string>

#include "fleet/protocol/policy_envelope.h"
#include "images/signature.h"
#include "tests/fuzz/fuzz_check.h"

using namespace fleet::protocol;

namespace {

const images::SigningKeyPair& fleetKeys() {
    static const images::SigningKeyPair keys = images::createSigningKeyPair();
    return keys;
}

bool verifies(base::BytesView bytes, base::BytesView signature) {
    return images::verifySignature(fleetKeys().publicKey, images::kPolicyEnvelopeContext, bytes, signature).ok();
}

/// The same text with one bit turned over, one that `choice` picks.
std::string flipped(std::string text, unsigned choice) {
    const std::size_t bit = choice % (text.size() * 8);
    text[bit / 8] = static_cast<char>(text[bit / 8] ^ (1 << (bit % 8)));
    return text;
}

/// `envelope` as the fleet would sign it: no change of it or of its signature is taken for it.
void checkSigned(const std::string& envelope) {
    const base::Bytes signature = images::sign(fleetKeys().privateKey, images::kPolicyEnvelopeContext, envelope);
    fuzz::demand(verifies(envelope, signature), "what was signed verifies");
    const auto digest = base::Digest::of(envelope);
    const auto chosen = digest.bytes();
    const auto byteAt = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(chosen[i])); };
    fuzz::demand(!verifies(flipped(envelope, byteAt(0) << 8 | byteAt(1)), signature), "an altered envelope does not verify");
    fuzz::demand(!verifies(envelope, flipped(signature, byteAt(2) << 8 | byteAt(3))), "an altered signature does not verify");
    fuzz::demand(!verifies(envelope.substr(0, envelope.size() - 1), signature), "a cut envelope does not verify");
    fuzz::demand(!verifies(envelope, signature.substr(0, byteAt(4) % signature.size())), "a cut signature does not verify");
    fuzz::demand(!images::verifySignature(fleetKeys().publicKey, images::kOrderContext, envelope, signature), "it counts for nothing else");
}

/// What was once signed for something else does not speak for these bytes.
void checkUnsigned(const std::string& input) {
    static const base::Bytes others = images::sign(fleetKeys().privateKey, images::kPolicyEnvelopeContext, "another envelope");
    fuzz::demand(input == "another envelope" || !verifies(input, others), "another envelope's signature does not count");
    fuzz::demand(!verifies(input, {}), "no signature does not count");
    fuzz::demand(!verifies(input, input), "the envelope is not its own signature");
}

void checkDocument(PolicyEnvelope envelope, const std::string& document) {
    const auto opened = openPayload(envelope, document);
    fuzz::demand(!opened || base::Digest::of(document) == envelope.payload, "only the document that was signed opens");
    envelope.payload = base::Digest::of(document);
    const auto fitting = openPayload(envelope, document);
    if (!fitting) return;
    auto said = envelopeFor(*fitting, document);
    fuzz::demand(said.handset == envelope.handset && said.phone == envelope.phone && said.fleet == envelope.fleet &&
                     said.version == envelope.version && said.leaseSeconds == envelope.leaseSeconds,
                 "envelope and document say the same");
    ++envelope.version;
    fuzz::demand(!openPayload(envelope, document), "another version's envelope does not open it");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string input(reinterpret_cast<const char*>(data), size);
    const auto end = input.find('\n');
    const std::string text = input.substr(0, end);
    checkUnsigned(text);
    if (end != std::string::npos)
        if (const auto state = readDesiredState(input.substr(end + 1))) {
            const auto written = writeDesiredState(*state);
            const auto again = readDesiredState(written);
            fuzz::demand(again.ok(), "a written desired state is read");
            fuzz::demand(writeDesiredState(*again) == written, "a desired state is written in one way");
        }
    const auto envelope = readPolicyEnvelope(text);
    if (!envelope) {
        fuzz::demand(fuzz::isText(envelope.error().message), "a problem can be shown");
        return 0;
    }
    fuzz::demand(text.size() <= kLongestEnvelope, "an envelope is within its bound");
    fuzz::demand(writePolicyEnvelope(*envelope) == text, "there is one text for an envelope");
    checkSigned(text);
    if (end != std::string::npos) checkDocument(*envelope, input.substr(end + 1));
    return 0;
}
