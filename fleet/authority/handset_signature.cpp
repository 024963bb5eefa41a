#include "fleet/authority/handset_signature.h"

#include <openssl/err.h>

#include "fleet/authority/openssl_pem.h"

namespace fleet {
namespace {

using DigestContext = std::unique_ptr<EVP_MD_CTX, openssl::Free<EVP_MD_CTX_free>>;

base::Bytes signedText(std::string_view context, base::BytesView bytes) {
    base::Bytes text;
    for (int shift = 0; shift < 64; shift += 8) text += static_cast<char>((context.size() >> shift) & 0xFF);
    text += context;
    text += bytes;
    return text;
}

const unsigned char* raw(base::BytesView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

}  // namespace

base::Result<base::Bytes> signAsHandset(const base::Secret& privateKeyPem, std::string_view context, base::BytesView bytes) {
    const auto key = openssl::keyFromPem(privateKeyPem.reveal());
    if (!key || !openssl::isP256(*key))
        return {base::ErrorCode::InvalidInput, "the handset's private key is damaged: enrol this handset again"};
    const auto text = signedText(context, bytes);
    const DigestContext digest(EVP_MD_CTX_new());
    std::size_t size = 0;
    if (!digest || EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1 ||
        EVP_DigestSign(digest.get(), nullptr, &size, raw(text), text.size()) != 1)
        return openssl::failure("sign as this handset");
    base::Bytes signature(size, '\0');
    if (EVP_DigestSign(digest.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, raw(text), text.size()) != 1)
        return openssl::failure("sign as this handset");
    signature.resize(size);
    return signature;
}

base::Result<void> verifyHandsetSignature(const std::string& certificatePem, std::string_view context, base::BytesView bytes,
                                          base::BytesView signature) {
    const auto certificate = openssl::certificateFromPem(certificatePem);
    EVP_PKEY* key = certificate ? X509_get0_pubkey(certificate.get()) : nullptr;
    const auto text = signedText(context, bytes);
    const DigestContext digest(EVP_MD_CTX_new());
    const bool good = key != nullptr && openssl::isP256(*key) && digest &&
                      EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
                      EVP_DigestVerify(digest.get(), raw(signature), signature.size(), raw(text), text.size()) == 1;
    ERR_clear_error();
    if (good) return {};
    return {base::ErrorCode::Denied, "the signature is not that of the handset's key over these bytes"};
}

}  // namespace fleet
