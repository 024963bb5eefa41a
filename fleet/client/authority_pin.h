// AuthorityPin: makes a TLS client trust exactly one certificate authority, known by its fingerprint.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/digest.h"
#include "base/result.h"

struct ssl_ctx_st;
struct x509_store_ctx_st;

namespace fleet {

class AuthorityPin {
public:
    /// Accepts the authority with this fingerprint (BLAKE2b of its certificate's DER).
    explicit AuthorityPin(base::Digest fingerprint) : m_fingerprint(fingerprint) {}
    /// Accepts nothing, and remembers which authority was shown.
    AuthorityPin() = default;

    /// Puts itself into a TLS context, which it must outlive.
    void installIn(ssl_ctx_st* context);

    /// True when a peer was turned away because its authority is another one.
    [[nodiscard]] bool sawAnother() const;
    /// The authority of the last peer, when it showed one.
    [[nodiscard]] std::optional<base::Digest> shown() const;

private:
    static int verify(x509_store_ctx_st* store, void* self);
    int verify(x509_store_ctx_st* store);

    std::optional<base::Digest> m_fingerprint;
    mutable std::mutex m_mutex;  // guards what follows
    bool m_sawAnother = false;
    std::optional<base::Digest> m_shown;
};

/// Fingerprint of a PEM certificate; InvalidInput when it is none.
base::Result<base::Digest> fingerprintOfPem(const std::string& pem);

}  // namespace fleet
