#include "fleet/authority/handset_signature.h"

#include <QTemporaryDir>
#include <QTest>

#include "fleet/authority/certificate_authority.h"

using base::ErrorCode;

class HandsetSignatureTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_directory;
    std::unique_ptr<base::FileSystem> m_files = base::createPosixFileSystem();
    base::SystemClock m_clock;
    std::unique_ptr<fleet::CertificateAuthority> m_authority;

    struct Handset {
        fleet::CertificateRequest request;
        std::string certificate;
    };
    Handset enrol(const std::string& id) {
        auto request = fleet::createCertificateRequest();
        if (!request) qFatal("%s", request.error().message.c_str());
        auto issued = m_authority->issueHandset(request->requestPem, base::HandsetId(id));
        if (!issued) qFatal("%s", issued.error().message.c_str());
        return {std::move(*request), issued->pem};
    }
    static base::Result<void> verify(const Handset& handset, const base::Bytes& bytes, const base::Bytes& signature,
                                     std::string_view context = fleet::kPolicyReceiptContext) {
        return fleet::verifyHandsetSignature(handset.certificate, context, bytes, signature);
    }

private slots:
    void initTestCase() {
        auto authority = fleet::openCertificateAuthority(*m_files, m_clock, m_directory.filePath("ca").toStdString());
        QVERIFY(authority.ok());
        m_authority = std::move(*authority);
    }

    void onlyTheHandsetsOwnSignatureHolds() {
        const auto one = enrol("hs-one"), two = enrol("hs-two");
        const auto signature = fleet::signAsHandset(one.request.privateKeyPem, fleet::kPolicyReceiptContext, "bytes");
        QVERIFY(signature.ok());
        QVERIFY(verify(one, "bytes", *signature).ok());
        QCOMPARE(verify(two, "bytes", *signature).error().code, ErrorCode::Denied);
        QCOMPARE(verify(one, "byte", *signature).error().code, ErrorCode::Denied);
        QCOMPARE(verify(one, "bytes", *signature, "another purpose").error().code, ErrorCode::Denied);
        QCOMPARE(verify(one, "bytes", "").error().code, ErrorCode::Denied);
    }

    void everyFlippedBitOfTheSignatureIsFound() {
        const auto handset = enrol("hs-one");
        const auto signature = *fleet::signAsHandset(handset.request.privateKeyPem, fleet::kPolicyReceiptContext, "bytes");
        for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
            auto flipped = signature;
            flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
            QVERIFY(!verify(handset, "bytes", flipped).ok());
        }
    }

    void whatIsNoKeyOrNoCertificateIsSaidSo() {
        QCOMPARE(fleet::signAsHandset(base::Secret("private key"), fleet::kPolicyReceiptContext, "x").error().code,
                 ErrorCode::InvalidInput);
        QCOMPARE(fleet::verifyHandsetSignature("certificate", fleet::kPolicyReceiptContext, "x", "y").error().code,
                 ErrorCode::Denied);
    }
};

QTEST_GUILESS_MAIN(HandsetSignatureTest)
#include "handset_signature_test.moc"
