#include "fleet/authority/certificate_authority.h"

#include <sys/stat.h>

#include <QTemporaryDir>
#include <QTest>

#include "base/process.h"

namespace {

std::filesystem::path pathOf(const QTemporaryDir& directory) { return directory.path().toStdString(); }

std::string openssl(std::vector<std::string> arguments, const std::string& input = {}) {
    arguments.insert(arguments.begin(), "openssl");
    const auto outcome = base::runProcess({arguments, input, std::chrono::seconds(20), {}, {}});
    return outcome ? outcome->standardOutput + outcome->standardError : outcome.error().message;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// A request for a key on another curve, or of another kind, made with the command line.
std::string foreignRequest(const std::vector<std::string>& keyOptions) {
    std::vector<std::string> arguments{"req", "-new", "-nodes", "-keyout", "/dev/null", "-subj", "/CN=x"};
    arguments.insert(arguments.end(), keyOptions.begin(), keyOptions.end());
    const std::string text = openssl(arguments);
    return text.substr(text.find("-----BEGIN CERTIFICATE REQUEST"));
}

}  // namespace

class CertificateAuthorityTest : public QObject {
    Q_OBJECT

    std::unique_ptr<base::FileSystem> m_fileSystem = base::createPosixFileSystem();
    base::SystemClock m_clock;

    auto open(const std::filesystem::path& directory) { return fleet::openCertificateAuthority(*m_fileSystem, m_clock, directory); }
    void write(const std::filesystem::path& file, const std::string& text) {
        QVERIFY(m_fileSystem->writeFileAtomically(file, text, 0600).ok());
    }

private slots:
    void theAuthorityIsTheSameAfterARestart() {
        const QTemporaryDir directory;
        const auto first = open(pathOf(directory) / "ca");
        QVERIFY2(first.ok(), first.ok() ? "" : first.error().message.c_str());
        const auto second = open(pathOf(directory) / "ca");
        QVERIFY(second.ok());
        QCOMPARE((*first)->certificatePem(), (*second)->certificatePem());
        QVERIFY((*first)->fingerprint() == (*second)->fingerprint());
        QCOMPARE((*first)->fingerprint().hex(), *fleet::certificateFingerprint((*first)->certificatePem()));
        struct stat status {};
        QCOMPARE(::stat((pathOf(directory) / "ca" / "authority.pem").c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777, 0600U);
    }

    void theOpensslCommandAcceptsWhatIsIssued() {
        const QTemporaryDir directory;
        const auto authority = open(pathOf(directory));
        const auto server = (*authority)->issueServer({"gateway.example", "127.0.0.1", "fd00::1"});
        QVERIFY2(server.ok(), server.ok() ? "" : server.error().message.c_str());
        const auto request = fleet::createCertificateRequest();
        QVERIFY(request.ok());
        const auto handset = (*authority)->issueHandset(request->requestPem, base::HandsetId("hs-1"));
        QVERIFY2(handset.ok(), handset.ok() ? "" : handset.error().message.c_str());
        const auto ca = (pathOf(directory) / "ca.crt").string(), leaf = (pathOf(directory) / "server.crt").string(),
                   client = (pathOf(directory) / "handset.crt").string();
        write(ca, (*authority)->certificatePem());
        write(leaf, server->certificatePem);
        write(client, handset->pem);

        QVERIFY(has(openssl({"verify", "-x509_strict", "-CAfile", ca, "-purpose", "sslserver", "-verify_hostname", "gateway.example", leaf}), "OK"));
        QVERIFY(has(openssl({"verify", "-x509_strict", "-CAfile", ca, "-purpose", "sslserver", "-verify_ip", "fd00::1", leaf}), "OK"));
        QVERIFY(!has(openssl({"verify", "-CAfile", ca, "-verify_hostname", "other.example", leaf}), "OK\n"));
        QVERIFY(has(openssl({"verify", "-x509_strict", "-CAfile", ca, "-purpose", "sslclient", client}), "OK"));
        QVERIFY(has(openssl({"verify", "-CAfile", ca, "-purpose", "sslserver", client}), "purpose"));
        const std::string text = openssl({"x509", "-noout", "-text", "-in", client});
        QVERIFY2(has(text, "CN = hs-1") && has(text, "ecdsa-with-SHA256") && has(text, "P-256"), text.c_str());
        QCOMPARE(handset->fingerprint, *fleet::certificateFingerprint(handset->pem));
        QVERIFY(handset->notAfter > m_clock.now() + std::chrono::days(360));
    }

    void theServerIdentityCarriesTheAuthority() {
        const QTemporaryDir directory;
        const auto authority = open(pathOf(directory));
        const auto server = (*authority)->issueServer({"127.0.0.1"});
        QVERIFY(server->certificatePem.ends_with((*authority)->certificatePem()));
        QVERIFY(*fleet::certificateFingerprint(server->certificatePem) != (*authority)->fingerprint().hex());
    }

    void aHostThatIsNoneIsRefused() {
        const QTemporaryDir directory;
        const auto authority = open(pathOf(directory));
        for (const std::string host : {"", "a b", "x,DNS:evil.example", "name\n"}) {
            const auto issued = (*authority)->issueServer({host});
            QVERIFY(!issued.ok());
            QCOMPARE(issued.error().code, base::ErrorCode::InvalidInput);
        }
        QVERIFY(!(*authority)->issueServer({}).ok());
    }

    void aRequestThatIsDamagedIsRefused() {
        const QTemporaryDir directory;
        const auto authority = open(pathOf(directory));
        const std::string good = fleet::createCertificateRequest()->requestPem;
        std::vector<std::string> requests{"", "hello", good.substr(0, good.size() / 2), std::string(100'000, 'x')};
        for (std::size_t at = 40; at + 40 < good.size(); at += 7) {
            std::string changed = good;
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            if (changed != good) requests.push_back(changed);
        }
        for (const auto& request : requests) {
            const auto issued = (*authority)->issueHandset(request, base::HandsetId("hs-1"));
            QVERIFY(!issued.ok());
            QCOMPARE(issued.error().code, base::ErrorCode::InvalidInput);
        }
    }

    void aKeyOfAnotherKindIsRefused() {
        const QTemporaryDir directory;
        const auto authority = open(pathOf(directory));
        for (const auto& request : {foreignRequest({"-newkey", "rsa:2048"}), foreignRequest({"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"})}) {
            const auto issued = (*authority)->issueHandset(request, base::HandsetId("hs-1"));
            QVERIFY(!issued.ok());
            QVERIFY2(has(issued.error().message, "P-256"), issued.error().message.c_str());
        }
    }

    void aDamagedAuthorityIsNotReplaced() {
        const QTemporaryDir one, two;
        QVERIFY(open(pathOf(one)).ok());
        QVERIFY(open(pathOf(two)).ok());
        const auto file = pathOf(one) / "authority.pem";
        const std::string mine = *m_fileSystem->readFile(file), other = *m_fileSystem->readFile(pathOf(two) / "authority.pem");
        const std::size_t cut = mine.find("-----BEGIN CERTIFICATE");
        const std::string key = mine.substr(0, cut), otherCertificate = other.substr(other.find("-----BEGIN CERTIFICATE"));
        for (const auto& text : {std::string(), key, mine.substr(cut), key + otherCertificate, mine.substr(0, mine.size() - 60)}) {
            write(file, text);
            const auto opened = open(pathOf(one));
            QVERIFY(!opened.ok());
            QCOMPARE(opened.error().code, base::ErrorCode::Corrupt);
            QVERIFY2(has(opened.error().message, "backup"), opened.error().message.c_str());
            QCOMPARE(*m_fileSystem->readFile(file), text);
        }
    }

    void aTextThatIsNoCertificateHasNoFingerprint() {
        QVERIFY(!fleet::certificateFingerprint("").ok());
        QVERIFY(!fleet::certificateFingerprint("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").ok());
    }
};

QTEST_GUILESS_MAIN(CertificateAuthorityTest)
#include "certificate_authority_test.moc"
