#include "fleet/authority/openssl_pem.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>

namespace fleet::openssl {
namespace {

constexpr std::string_view kP256 = "prime256v1";
constexpr std::size_t kLongestChain = 8;

int refusePassword(char*, int, int, void*) { return -1; }

Bio readerOf(std::string_view text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

base::Bytes contentOf(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return size > 0 ? base::Bytes(data, static_cast<std::size_t>(size)) : base::Bytes();
}

}  // namespace

std::string takeErrors() {
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    if (code == 0) return "no reason given";
    const char* reason = ERR_reason_error_string(code);
    return reason != nullptr ? reason : "OpenSSL error " + std::to_string(code);
}

base::Error failure(std::string_view doing) {
    return {base::ErrorCode::Internal, "cannot " + std::string(doing) + ": " + takeErrors()};
}

Key createP256Key() { return Key(EVP_EC_gen(kP256.data())); }

base::Secret keyToPem(const EVP_PKEY& key) {
    const Bio bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(bio.get(), const_cast<EVP_PKEY*>(&key), nullptr, nullptr, 0, nullptr, nullptr);
    return base::Secret(contentOf(bio.get()));
}

Key keyFromPem(std::string_view pem) {
    const Bio bio = readerOf(pem);
    Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, refusePassword, nullptr));
    if (!key) ERR_clear_error();
    return key;
}

std::string certificateToPem(const X509& certificate) {
    const Bio bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), const_cast<X509*>(&certificate));
    return contentOf(bio.get());
}

Certificate certificateFromPem(std::string_view pem) {
    const Bio bio = readerOf(pem);
    Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, refusePassword, nullptr));
    if (!certificate) ERR_clear_error();
    return certificate;
}

std::vector<Certificate> certificatesFromPem(std::string_view pem) {
    const Bio bio = readerOf(pem);
    std::vector<Certificate> certificates;
    while (certificates.size() < kLongestChain) {
        Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, refusePassword, nullptr));
        if (!certificate) break;
        certificates.push_back(std::move(certificate));
    }
    ERR_clear_error();
    return certificates;
}

base::Bytes certificateToDer(const X509& certificate) {
    const int size = i2d_X509(const_cast<X509*>(&certificate), nullptr);
    base::Bytes der(static_cast<std::size_t>(size > 0 ? size : 0), '\0');
    auto* out = reinterpret_cast<unsigned char*>(der.data());
    if (size > 0) i2d_X509(const_cast<X509*>(&certificate), &out);
    return der;
}

bool isP256(const EVP_PKEY& key) {
    char group[64] = {};
    std::size_t length = 0;
    return EVP_PKEY_is_a(&key, "EC") == 1 && EVP_PKEY_get_group_name(&key, group, sizeof group, &length) == 1 &&
           std::string_view(group, length) == kP256;
}

}  // namespace fleet::openssl
