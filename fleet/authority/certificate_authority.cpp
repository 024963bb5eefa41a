// The authority's file, authority.pem (mode 0600): the private key (PKCS#8) and after it the certificate. One file and
// not two, because two could be torn apart by a crash or by a restore of half a backup, and a gateway that made itself a
// new authority then would lock out every handset of the fleet.
#include "fleet/authority/certificate_authority.h"

#include <openssl/x509v3.h>

#include "fleet/authority/certificate_request.h"
#include "fleet/authority/issued_certificate.h"

namespace fleet {
namespace {

using std::chrono::days;

constexpr auto kAuthorityLife = days(3653);
constexpr auto kServerLife = days(366);
constexpr auto kHandsetLife = days(366);
/// Handsets whose clock is behind must take the certificate too.
constexpr auto kClockTolerance = std::chrono::hours(24);
constexpr unsigned kPrivateFileMode = 0600;
constexpr std::size_t kLongestCommonName = 64;

class OpensslAuthority final : public CertificateAuthority {
public:
    OpensslAuthority(const base::Clock& clock, openssl::Key key, openssl::Certificate certificate)
        : m_clock(clock), m_key(std::move(key)), m_certificate(std::move(certificate)),
          m_pem(openssl::certificateToPem(*m_certificate)),
          m_fingerprint(base::Digest::of(openssl::certificateToDer(*m_certificate))) {}

    const std::string& certificatePem() const override { return m_pem; }
    base::Digest fingerprint() const override { return m_fingerprint; }

    base::Result<ServerIdentity> issueServer(const std::vector<std::string>& hosts) override {
        if (hosts.empty()) return {base::ErrorCode::InvalidInput, "a server certificate needs at least one host name or address"};
        const openssl::Key key = openssl::createP256Key();
        if (!key) return openssl::failure("make a server key");
        const bool fits = hosts.front().size() <= kLongestCommonName;
        const auto content = contentFor(CertificatePurpose::Server, fits ? hosts.front() : "gateway", kServerLife, hosts);
        TWINSET_ASSIGN(const openssl::Certificate leaf, signCertificate(content, *key, m_certificate.get(), *m_key));
        return ServerIdentity{openssl::certificateToPem(*leaf) + m_pem, openssl::keyToPem(*key)};
    }

    base::Result<IssuedCertificate> issueHandset(const std::string& requestPem, const base::HandsetId& handset) override {
        TWINSET_ASSIGN(const openssl::Key key, requestedKey(requestPem));
        const auto content = contentFor(CertificatePurpose::Handset, handset.text(), kHandsetLife, {});
        TWINSET_ASSIGN(const openssl::Certificate leaf, signCertificate(content, *key, m_certificate.get(), *m_key));
        return IssuedCertificate{openssl::certificateToPem(*leaf), base::Digest::of(openssl::certificateToDer(*leaf)).hex(),
                                 content.notAfter};
    }

private:
    CertificateContent contentFor(CertificatePurpose purpose, std::string name, days life, std::vector<std::string> hosts) const {
        const base::Timestamp now = m_clock.now();
        return {purpose, std::move(name), std::move(hosts), now - kClockTolerance, now + life};
    }

    const base::Clock& m_clock;
    const openssl::Key m_key;
    const openssl::Certificate m_certificate;
    const std::string m_pem;
    const base::Digest m_fingerprint;
};

base::Error damaged(const std::filesystem::path& file, std::string_view what) {
    return {base::ErrorCode::Corrupt, "the certificate authority in " + file.string() + " " + std::string(what) +
                                          ". Restore this file from a backup of the data directory. Without it the fleet "
                                          "cannot go on: with a new authority every handset has to be enrolled again"};
}

base::Result<std::unique_ptr<CertificateAuthority>> load(const base::Clock& clock, const std::filesystem::path& file,
                                                         base::BytesView pem) {
    openssl::Key key = openssl::keyFromPem(pem);
    openssl::Certificate certificate = openssl::certificateFromPem(pem);
    if (!key) return damaged(file, "has no readable private key");
    if (!certificate) return damaged(file, "has no readable certificate");
    if (X509_check_private_key(certificate.get(), key.get()) != 1) {
        openssl::takeErrors();
        return damaged(file, "has a private key that does not belong to its certificate");
    }
    if (!openssl::isP256(*key) || X509_check_ca(certificate.get()) != 1) return damaged(file, "is not one that Twinset made");
    return std::unique_ptr<CertificateAuthority>(
        std::make_unique<OpensslAuthority>(clock, std::move(key), std::move(certificate)));
}

base::Result<void> create(base::FileSystem& fileSystem, const base::Clock& clock, const std::filesystem::path& file) {
    const openssl::Key key = openssl::createP256Key();
    if (!key) return openssl::failure("make the authority's key");
    const base::Timestamp now = clock.now();
    const std::string name = "Twinset authority " + base::toHex(base::randomBytes(4));
    const CertificateContent content{CertificatePurpose::Authority, name, {}, now - kClockTolerance, now + kAuthorityLife};
    TWINSET_ASSIGN(const openssl::Certificate certificate, signCertificate(content, *key, nullptr, *key));
    const base::Secret keyPem = openssl::keyToPem(*key);
    const base::Secret both(base::Bytes(keyPem.reveal()) + openssl::certificateToPem(*certificate));
    return fileSystem.writeFileAtomically(file, both.reveal(), kPrivateFileMode);
}

}  // namespace

base::Result<std::unique_ptr<CertificateAuthority>> openCertificateAuthority(base::FileSystem& fileSystem, const base::Clock& clock,
                                                                             const std::filesystem::path& directory) {
    const std::filesystem::path file = directory / "authority.pem";
    if (!fileSystem.exists(file)) {
        TWINSET_TRY(fileSystem.createDirectories(directory));
        TWINSET_TRY(create(fileSystem, clock, file));
    }
    TWINSET_ASSIGN(base::Bytes pem, fileSystem.readFile(file));
    const base::Secret kept(std::move(pem));
    return load(clock, file, kept.reveal());
}

}  // namespace fleet
