#include "fleet/authority/certificate_request.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/digest.h"
#include "fleet/authority/certificate_authority.h"

namespace fleet {
namespace {

constexpr std::size_t kLongestRequest = 16 * 1024;

base::Error refused(std::string_view why) {
    return {base::ErrorCode::InvalidInput, "the certificate request " + std::string(why) + ": let the handset make a new one"};
}

}  // namespace

base::Result<CertificateRequest> createCertificateRequest() {
    const openssl::Key key = openssl::createP256Key();
    const openssl::Request request(X509_REQ_new());
    const openssl::Bio bio(BIO_new(BIO_s_mem()));
    if (!key || !request || !bio || X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) != 1 ||
        X509_REQ_set_pubkey(request.get(), key.get()) != 1 || X509_REQ_sign(request.get(), key.get(), EVP_sha256()) <= 0 ||
        PEM_write_bio_X509_REQ(bio.get(), request.get()) != 1)
        return openssl::failure("make a certificate request");
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return CertificateRequest{openssl::keyToPem(*key), std::string(text, static_cast<std::size_t>(size))};
}

base::Result<openssl::Key> requestedKey(const std::string& requestPem) {
    if (requestPem.size() > kLongestRequest) return refused("is too long");
    const openssl::Bio bio(BIO_new_mem_buf(requestPem.data(), static_cast<int>(requestPem.size())));
    const openssl::Request request(PEM_read_bio_X509_REQ(bio.get(), nullptr, nullptr, nullptr));
    openssl::Key key(request ? X509_REQ_get_pubkey(request.get()) : nullptr);
    const bool signedByItself = key && X509_REQ_verify(request.get(), key.get()) == 1;
    ERR_clear_error();
    if (!request || !key) return refused("is damaged");
    if (!signedByItself) return refused("is not signed by its own key");
    if (!openssl::isP256(*key)) return refused("has a key that is not on the curve P-256");
    return key;
}

base::Result<std::string> certificateFingerprint(const std::string& pem) {
    const openssl::Certificate certificate = openssl::certificateFromPem(pem);
    if (!certificate) return {base::ErrorCode::InvalidInput, "this is not a certificate in PEM form"};
    return base::Digest::of(openssl::certificateToDer(*certificate)).hex();
}

}  // namespace fleet
