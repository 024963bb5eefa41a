// OpenSSL's objects with owners, and their PEM form. For the files that speak to OpenSSL only.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace fleet::openssl {

template <auto free>
struct Free {
    template <typename T>
    void operator()(T* object) const { free(object); }
};

using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Request = std::unique_ptr<X509_REQ, Free<X509_REQ_free>>;

/// The oldest error in OpenSSL's queue of this thread, in words; empties the queue.
std::string takeErrors();
/// Internal: `doing` and what OpenSSL says of it.
base::Error failure(std::string_view doing);

Key createP256Key();
base::Secret keyToPem(const EVP_PKEY& key);
/// Null when the text holds no unencrypted private key. Never asks for a password.
Key keyFromPem(std::string_view pem);

std::string certificateToPem(const X509& certificate);
/// Null when the text holds no certificate.
Certificate certificateFromPem(std::string_view pem);
/// All certificates of the text, in its order, at most 8.
std::vector<Certificate> certificatesFromPem(std::string_view pem);
/// DER; what a fingerprint is made of.
base::Bytes certificateToDer(const X509& certificate);

bool isP256(const EVP_PKEY& key);

}  // namespace fleet::openssl
