#include "fleet/authority/issued_certificate.h"

#include <openssl/bn.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>

namespace fleet {
namespace {

using BigNumber = std::unique_ptr<BIGNUM, openssl::Free<BN_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, openssl::Free<X509_EXTENSION_free>>;
using GeneralNames = std::unique_ptr<GENERAL_NAMES, openssl::Free<GENERAL_NAMES_free>>;
using GeneralName = std::unique_ptr<GENERAL_NAME, openssl::Free<GENERAL_NAME_free>>;
using OctetString = std::unique_ptr<ASN1_OCTET_STRING, openssl::Free<ASN1_OCTET_STRING_free>>;
using Ia5String = std::unique_ptr<ASN1_IA5STRING, openssl::Free<ASN1_IA5STRING_free>>;

constexpr std::size_t kLongestHost = 253;

bool isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

bool isHostName(const std::string& host) {
    return !host.empty() && host.size() <= kLongestHost && std::all_of(host.begin(), host.end(), isNameCharacter);
}

bool setSerial(X509& certificate) {
    const BigNumber serial(BN_new());
    return serial && BN_rand(serial.get(), 127, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
           BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(&certificate)) != nullptr;
}

bool setTimes(X509& certificate, const CertificateContent& content) {
    const auto seconds = [](base::Timestamp time) {
        return static_cast<std::time_t>(std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
    };
    return ASN1_TIME_set(X509_getm_notBefore(&certificate), seconds(content.notBefore)) != nullptr &&
           ASN1_TIME_set(X509_getm_notAfter(&certificate), seconds(content.notAfter)) != nullptr;
}

bool setNames(X509& certificate, const CertificateContent& content, const X509* issuer) {
    X509_NAME* subject = X509_get_subject_name(&certificate);
    const auto* text = reinterpret_cast<const unsigned char*>(content.commonName.data());
    const int size = static_cast<int>(content.commonName.size());
    return X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("Twinset"), -1, -1, 0) == 1 &&
           X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text, size, -1, 0) == 1 &&
           X509_set_issuer_name(&certificate, issuer != nullptr ? X509_get_subject_name(issuer) : subject) == 1;
}

bool addExtension(X509& certificate, const X509* issuer, int nid, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, const_cast<X509*>(issuer != nullptr ? issuer : &certificate), &certificate, nullptr, nullptr, 0);
    X509V3_set_ctx_nodb(&context);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    return extension && X509_add_ext(&certificate, extension.get(), -1) == 1;
}

GeneralName generalName(const std::string& host) {
    GeneralName name(GENERAL_NAME_new());
    if (host.find('\0') != std::string::npos) return nullptr;
    if (OctetString address(a2i_IPADDRESS(host.c_str())); address) {
        GENERAL_NAME_set0_value(name.get(), GEN_IPADD, address.release());
        return name;
    }
    Ia5String text(ASN1_IA5STRING_new());
    if (!isHostName(host) || ASN1_STRING_set(text.get(), host.data(), static_cast<int>(host.size())) != 1) return nullptr;
    GENERAL_NAME_set0_value(name.get(), GEN_DNS, text.release());
    return name;
}

base::Result<GeneralNames> generalNames(const std::vector<std::string>& hosts) {
    GeneralNames names(GENERAL_NAMES_new());
    for (const auto& host : hosts) {
        GeneralName name = generalName(host);
        if (!name)
            return {base::ErrorCode::InvalidInput, "'" + host + "' is neither a host name nor an IP address: a server "
                                                   "certificate cannot be made for it"};
        if (sk_GENERAL_NAME_push(names.get(), name.get()) == 0) return openssl::failure("name the hosts of a certificate");
        (void)name.release();
    }
    return names;
}

base::Result<void> addHosts(X509& certificate, GENERAL_NAMES& names) {
    if (X509_add1_ext_i2d(&certificate, NID_subject_alt_name, &names, 0, X509V3_ADD_DEFAULT) != 1)
        return openssl::failure("name the hosts of a certificate");
    return {};
}

bool addPurpose(X509& certificate, CertificatePurpose purpose, const X509* issuer) {
    const bool authority = purpose == CertificatePurpose::Authority;
    if (!addExtension(certificate, issuer, NID_basic_constraints, authority ? "critical,CA:TRUE,pathlen:0" : "critical,CA:FALSE") ||
        !addExtension(certificate, issuer, NID_key_usage, authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature") ||
        !addExtension(certificate, issuer, NID_subject_key_identifier, "hash") ||
        !addExtension(certificate, issuer, NID_authority_key_identifier, "keyid:always"))
        return false;
    if (authority) return true;
    return addExtension(certificate, issuer, NID_ext_key_usage, purpose == CertificatePurpose::Server ? "serverAuth" : "clientAuth");
}

}  // namespace

base::Result<openssl::Certificate> signCertificate(const CertificateContent& content, EVP_PKEY& subjectKey, const X509* issuer,
                                                   EVP_PKEY& issuerKey) {
    TWINSET_ASSIGN(const GeneralNames names, generalNames(content.hosts));
    openssl::Certificate certificate(X509_new());
    if (!certificate || X509_set_version(certificate.get(), X509_VERSION_3) != 1 || !setSerial(*certificate) ||
        !setTimes(*certificate, content) || !setNames(*certificate, content, issuer) ||
        X509_set_pubkey(certificate.get(), &subjectKey) != 1 || !addPurpose(*certificate, content.purpose, issuer))
        return openssl::failure("make a certificate");
    if (content.purpose == CertificatePurpose::Server) TWINSET_TRY(addHosts(*certificate, *names));
    if (X509_sign(certificate.get(), &issuerKey, EVP_sha256()) <= 0) return openssl::failure("sign a certificate");
    return certificate;
}

}  // namespace fleet
