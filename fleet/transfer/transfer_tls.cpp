#include "fleet/transfer/transfer_tls.h"

#include <Poco/Exception.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <csignal>

#include "fleet/authority/openssl_pem.h"
#include "fleet/link/tls_context.h"

namespace fleet {
namespace {

using Poco::Net::Context;

base::Result<Context::Ptr> create() {
    ignoreBrokenPipes();
    try {
        Context::Params parameters;
        parameters.verificationMode = Context::VERIFY_RELAXED;
        parameters.loadDefaultCAs = false;
        Context::Ptr context = new Context(Context::TLS_CLIENT_USE, parameters);
        context->enableExtendedCertificateVerification(false);
        SSL_CTX* native = context->sslContext();
        SSL_CTX_set_verify(native, SSL_VERIFY_PEER, nullptr);
        if (SSL_CTX_set_min_proto_version(native, TLS1_3_VERSION) != 1) return openssl::failure("set up TLS");
        SSL_CTX_set_options(native, SSL_OP_IGNORE_UNEXPECTED_EOF);
        return context;
    } catch (const Poco::Exception& error) {
        return {base::ErrorCode::Internal, "cannot set up TLS: " + error.displayText()};
    }
}

bool expectHostInContext(SSL_CTX& context, const std::string& host) {
    X509_VERIFY_PARAM* expected = SSL_CTX_get0_param(&context);
    if (X509_VERIFY_PARAM_set1_ip_asc(expected, host.c_str()) == 1) return true;
    ERR_clear_error();
    X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return X509_VERIFY_PARAM_set1_host(expected, host.c_str(), 0) == 1;
}

int verifyPinned(X509_STORE_CTX* chain, void* argument) {
    auto& pin = *static_cast<PinnedAuthority*>(argument);
    STACK_OF(X509)* shown = X509_STORE_CTX_get0_untrusted(chain);
    for (int i = 0; i < sk_X509_num(shown); ++i) {
        X509* certificate = sk_X509_value(shown, i);
        if (base::Digest::of(openssl::certificateToDer(*certificate)) != pin.fingerprint) continue;
        pin.shown = true;
        STACK_OF(X509)* trusted = sk_X509_new_null();
        sk_X509_push(trusted, certificate);
        X509_STORE_CTX_set0_trusted_stack(chain, trusted);
        const int verified = X509_verify_cert(chain);
        sk_X509_free(trusted);
        return verified == 1 ? 1 : 0;
    }
    X509_STORE_CTX_set_error(chain, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN);
    return 0;
}

}  // namespace

base::Result<Context::Ptr> clientTransferTls(const std::string& host, const std::string& certificatePem,
                                             const base::Secret& privateKeyPem, const std::string& authorityPem) {
    TWINSET_ASSIGN(Context::Ptr context, create());
    TWINSET_TRY(useIdentity(*context->sslContext(), certificatePem, privateKeyPem));
    TWINSET_TRY(trustOnly(*context->sslContext(), authorityPem));
    if (!expectHostInContext(*context->sslContext(), host)) return {base::ErrorCode::InvalidInput, "'" + host + "' is not a host name"};
    return context;
}

base::Result<Context::Ptr> pinnedTransferTls(const std::string& host, PinnedAuthority& pin) {
    TWINSET_ASSIGN(Context::Ptr context, create());
    SSL_CTX_set_cert_verify_callback(context->sslContext(), verifyPinned, &pin);
    if (!expectHostInContext(*context->sslContext(), host)) return {base::ErrorCode::InvalidInput, "'" + host + "' is not a host name"};
    return context;
}

void ignoreBrokenPipes() {
    struct sigaction now {};
    if (::sigaction(SIGPIPE, nullptr, &now) == 0 && now.sa_handler == SIG_DFL) ::signal(SIGPIPE, SIG_IGN);
}

}  // namespace fleet
