#include "fleet/client/authority_pin.h"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

namespace fleet {
namespace {

base::Digest fingerprintOf(X509* certificate) {
    unsigned char* der = nullptr;
    const int size = i2d_X509(certificate, &der);
    if (size <= 0) return {};
    const auto digest = base::Digest::of({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
    OPENSSL_free(der);
    return digest;
}

}  // namespace

void AuthorityPin::installIn(ssl_ctx_st* context) {
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cert_verify_callback(context, &AuthorityPin::verify, this);
}

bool AuthorityPin::sawAnother() const {
    const std::lock_guard lock(m_mutex);
    return m_sawAnother;
}

std::optional<base::Digest> AuthorityPin::shown() const {
    const std::lock_guard lock(m_mutex);
    return m_shown;
}

int AuthorityPin::verify(x509_store_ctx_st* store, void* self) {
    return static_cast<AuthorityPin*>(self)->verify(store);
}

int AuthorityPin::verify(x509_store_ctx_st* store) {
    STACK_OF(X509)* shown = X509_STORE_CTX_get0_untrusted(store);
    X509* pinned = nullptr;
    std::optional<base::Digest> authority;
    for (int i = 0; i < sk_X509_num(shown); ++i) {
        X509* certificate = sk_X509_value(shown, i);
        if (X509_check_ca(certificate) == 0) continue;
        authority = fingerprintOf(certificate);
        if (authority == m_fingerprint) pinned = certificate;
        if (pinned != nullptr) break;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_shown = authority;
        m_sawAnother = pinned == nullptr;
    }
    if (pinned == nullptr) {
        X509_STORE_CTX_set_error(store, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN);
        return 0;
    }
    STACK_OF(X509)* trusted = sk_X509_new_null();
    sk_X509_push(trusted, pinned);
    X509_STORE_CTX_set0_trusted_stack(store, trusted);
    X509_STORE_CTX_set_purpose(store, X509_PURPOSE_SSL_SERVER);
    const int good = X509_verify_cert(store);
    sk_X509_free(trusted);
    return good > 0 ? 1 : 0;
}

base::Result<base::Digest> fingerprintOfPem(const std::string& pem) {
    BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    X509* certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
    BIO_free(bio);
    if (certificate == nullptr)
        return {base::ErrorCode::InvalidInput, "the certificate authority's file holds no certificate"};
    const auto digest = fingerprintOf(certificate);
    X509_free(certificate);
    return digest;
}

}  // namespace fleet
