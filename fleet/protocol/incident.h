// Incidents: what a handset tells the fleet's operators without having been asked. The codes are stable; they are the
// kinds of the alerts that the gateway raises. docs/formats/policy-envelope.md says what to do about each.
#pragma once

#include <array>
#include <string_view>

namespace fleet::protocol::incident {

inline constexpr std::string_view kEnvelopeSignature = "envelope_signature";      // altered, stripped, another key
inline constexpr std::string_view kEnvelopeUnreadable = "envelope_unreadable";    // signed, and not of this format
inline constexpr std::string_view kEnvelopeForeign = "envelope_foreign";          // another fleet's or handset's
inline constexpr std::string_view kEnvelopePayload = "envelope_payload";          // another document than was signed
inline constexpr std::string_view kEnvelopeOlder = "envelope_older";              // a replay or a downgrade
inline constexpr std::string_view kEnvelopeSameVersion = "envelope_same_version"; // other bytes of the same version
inline constexpr std::string_view kEnvelopeChain = "envelope_chain";              // the one before is not ours
inline constexpr std::string_view kEnvelopeExpired = "envelope_expired";
inline constexpr std::string_view kEnvelopeEngine = "envelope_engine";            // needs a newer policy engine
inline constexpr std::string_view kEnvelopeForbidden = "envelope_forbidden";      // asks for what no fleet may have
inline constexpr std::string_view kClockSetBack = "clock_set_back";

inline constexpr std::array kCodes{kEnvelopeSignature, kEnvelopeUnreadable, kEnvelopeForeign, kEnvelopePayload,
                                   kEnvelopeOlder,     kEnvelopeSameVersion, kEnvelopeChain,  kEnvelopeExpired,
                                   kEnvelopeEngine,    kEnvelopeForbidden,   kClockSetBack};

}  // namespace fleet::protocol::incident
