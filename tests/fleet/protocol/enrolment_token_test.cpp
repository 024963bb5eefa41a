#include <QTest>

#include "fleet/protocol/enrolment.h"
#include "tests/fleet/protocol/mutation.h"

using namespace fleet::protocol;

namespace {

EnrolmentToken token(const std::string& host = "gateway.example") {
    return {host, 8443, 8444, base::Digest::of("authority"), base::Secret(base::Bytes("0123456789abcdef"))};
}

}  // namespace

class EnrolmentTokenTest : public QObject {
    Q_OBJECT

private slots:
    void aTokenComesBackAsItWasWritten() {
        for (const char* host : {"gateway.example", "10.0.0.1", "fd00::1"}) {
            const auto read = readEnrolmentToken(writeEnrolmentToken(token(host)));
            QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
            QCOMPARE(read->host, std::string(host));
            QCOMPARE(read->bulkPort, 8443);
            QCOMPARE(read->linkPort, 8444);
            QVERIFY(read->authorityFingerprint == base::Digest::of("authority"));
            QVERIFY(read->secret.matches("0123456789abcdef"));
        }
    }

    void aTokenThatLostOneCharacterIsRefusedAndSaysSo() {
        const std::string text = writeEnrolmentToken(token());
        const auto read = readEnrolmentToken(text.substr(0, text.size() - 1));
        QVERIFY(!read.ok());
        QCOMPARE(read.error().code, base::ErrorCode::InvalidInput);
        QVERIFY2(read.error().message.find("lost while copying") != std::string::npos, read.error().message.c_str());
    }

    void everyLostCharacterIsFound() {
        const std::string text = writeEnrolmentToken(token());
        for (std::size_t at = 0; at < text.size(); ++at) {
            std::string cut = text;
            cut.erase(at, 1);
            QVERIFY(!readEnrolmentToken(cut).ok());
        }
    }

    void lineBreaksOfAMailDoNoHarm() {
        std::string text = writeEnrolmentToken(token());
        text.insert(60, "\r\n  ");
        QVERIFY(readEnrolmentToken("  " + text + "\n").ok());
    }

    void otherTextsAreNotTokens() {
        for (const char* text : {"", "hello", "twinset1.", "twinset1.AAAA", "twinset2.AAAAAAAAAAAA", "twinset1.////"})
            QVERIFY(!readEnrolmentToken(text).ok());
        QVERIFY(!readEnrolmentToken(std::string(1'000'000, 'a')).ok());
    }

    void damagedTokensAreRefusedOrReadStably() {
        QCOMPARE(mutation::unstableMutants(writeEnrolmentToken(token()), 5000, readEnrolmentToken, writeEnrolmentToken), 0);
    }
};

QTEST_GUILESS_MAIN(EnrolmentTokenTest)
#include "enrolment_token_test.moc"
