#include "fleet/link/tls_context.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace fleet {
namespace {

constexpr char kGroups[] = "X25519:P-256";
constexpr unsigned char kSessionContext[] = "twinset link 1";

base::Result<TlsContext> create(const SSL_METHOD* method, const std::string& certificatePem, const base::Secret& privateKeyPem,
                                const std::string& authorityPem) {
    TlsContext context(SSL_CTX_new(method));
    if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION) != 1 ||
        SSL_CTX_set1_groups_list(context.get(), kGroups) != 1)
        return openssl::failure("set up TLS");
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_options(context.get(), SSL_OP_IGNORE_UNEXPECTED_EOF);
    TWINSET_TRY(useIdentity(*context, certificatePem, privateKeyPem));
    TWINSET_TRY(trustOnly(*context, authorityPem));
    return context;
}

}  // namespace

base::Result<void> useIdentity(SSL_CTX& context, const std::string& certificatePem, const base::Secret& privateKeyPem) {
    const auto chain = openssl::certificatesFromPem(certificatePem);
    const openssl::Key key = openssl::keyFromPem(privateKeyPem.reveal());
    if (chain.empty() || !key) return {base::ErrorCode::InvalidInput, "the certificate or the private key cannot be read"};
    if (SSL_CTX_use_certificate(&context, chain.front().get()) != 1 || SSL_CTX_use_PrivateKey(&context, key.get()) != 1 ||
        SSL_CTX_check_private_key(&context) != 1) {
        openssl::takeErrors();
        return {base::ErrorCode::InvalidInput, "the private key does not belong to the certificate"};
    }
    for (std::size_t i = 1; i < chain.size(); ++i)
        if (SSL_CTX_add1_chain_cert(&context, chain[i].get()) != 1) return openssl::failure("use the certificate chain");
    return {};
}

base::Result<void> trustOnly(SSL_CTX& context, const std::string& authorityPem) {
    const openssl::Certificate authority = openssl::certificateFromPem(authorityPem);
    if (!authority) return {base::ErrorCode::InvalidInput, "the certificate of the fleet's authority cannot be read"};
    if (X509_STORE_add_cert(SSL_CTX_get_cert_store(&context), authority.get()) != 1) return openssl::failure("trust the authority");
    return {};
}

base::Result<TlsContext> createServerTls(const ServerIdentity& identity, const std::string& authorityPem) {
    TWINSET_ASSIGN(TlsContext context, create(TLS_server_method(), identity.certificatePem, identity.privateKeyPem, authorityPem));
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    SSL_CTX_set_session_id_context(context.get(), kSessionContext, sizeof kSessionContext - 1);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context.get(), 1);
    return context;
}

base::Result<TlsContext> createClientTls(const std::string& certificatePem, const base::Secret& privateKeyPem,
                                         const std::string& authorityPem) {
    TWINSET_ASSIGN(TlsContext context, create(TLS_client_method(), certificatePem, privateKeyPem, authorityPem));
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    return context;
}

bool expectHost(SSL& ssl, const std::string& host) {
    X509_VERIFY_PARAM* expected = SSL_get0_param(&ssl);
    if (X509_VERIFY_PARAM_set1_ip_asc(expected, host.c_str()) == 1) return true;
    ERR_clear_error();
    X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return X509_VERIFY_PARAM_set1_host(expected, host.c_str(), 0) == 1 && SSL_set_tlsext_host_name(&ssl, host.c_str()) == 1;
}

std::string peerFingerprint(const SSL& ssl) {
    const openssl::Certificate certificate(SSL_get1_peer_certificate(&ssl));
    return certificate ? base::Digest::of(openssl::certificateToDer(*certificate)).hex() : std::string();
}

}  // namespace fleet
