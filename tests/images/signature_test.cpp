#include <QTemporaryDir>
#include <QTest>

#include "images/signature.h"
#include "images/signing_key_file.h"
#include "tests/fakes/faulty_file_system.h"

using base::ErrorCode;

class SignatureTest : public QObject {
    Q_OBJECT
private slots:
    void aSignatureHoldsForItsBytesKeyAndContextOnly() {
        const auto pair = images::createSigningKeyPair();
        const auto other = images::createSigningKeyPair();
        const auto signature = images::sign(pair.privateKey, images::kReleaseContext, "bytes");
        QCOMPARE(signature.size(), 64U);
        QVERIFY(images::verifySignature(pair.publicKey, images::kReleaseContext, "bytes", signature).ok());
        const auto refused = [&](base::BytesView key, std::string_view context, base::BytesView bytes,
                                 base::BytesView text) {
            const auto verified = images::verifySignature(key, context, bytes, text);
            return !verified && verified.error().code == ErrorCode::Denied;
        };
        QVERIFY(refused(other.publicKey, images::kReleaseContext, "bytes", signature));
        QVERIFY(refused(pair.publicKey, images::kPolicyEnvelopeContext, "bytes", signature));
        QVERIFY(refused(pair.publicKey, images::kReleaseContext, "bytez", signature));
        QVERIFY(refused(pair.publicKey, images::kReleaseContext, "", signature));
        for (std::size_t i = 0; i < signature.size(); ++i) {
            auto changed = signature;
            changed[i] = static_cast<char>(changed[i] ^ 1);
            QVERIFY(refused(pair.publicKey, images::kReleaseContext, "bytes", changed));
        }
        QVERIFY(refused(pair.publicKey, images::kReleaseContext, "bytes", signature.substr(1)));
        QVERIFY(refused(pair.publicKey, images::kReleaseContext, "bytes", ""));
        QVERIFY(refused("short", images::kReleaseContext, "bytes", signature));
    }

    void contextAndBytesCannotBeShiftedIntoEachOther() {
        const auto pair = images::createSigningKeyPair();
        const auto signature = images::sign(pair.privateKey, "ab", "c");
        QVERIFY(images::verifySignature(pair.publicKey, "ab", "c", signature).ok());
        QVERIFY(!images::verifySignature(pair.publicKey, "a", "bc", signature));
        QVERIFY(!images::verifySignature(pair.publicKey, "abc", "", signature));
    }

    void aPrivateKeyGivesItsPairAgain() {
        const auto pair = images::createSigningKeyPair();
        const auto again = images::signingKeyPairFrom(pair.privateKey);
        QVERIFY(again.ok());
        QCOMPARE(again->publicKey, pair.publicKey);
        QVERIFY(again->privateKey.matches(pair.privateKey.reveal()));
    }

    void aDamagedPrivateKeyIsRefused() {
        const auto pair = images::createSigningKeyPair();
        QCOMPARE(images::signingKeyPairFrom(base::Secret(base::Bytes("short"))).error().code, ErrorCode::InvalidInput);
        for (const std::size_t at : {0U, 31U, 32U, 63U}) {
            base::Bytes bytes(pair.privateKey.reveal());
            bytes[at] = static_cast<char>(bytes[at] ^ 1);
            QCOMPARE(images::signingKeyPairFrom(base::Secret(std::move(bytes))).error().code, ErrorCode::InvalidInput);
        }
    }

    void aKeyFileIsPrivateAndReadsBack() {
        fakes::FaultyFileSystem files;
        const auto pair = images::createSigningKeyPair();
        QVERIFY(images::writePrivateKey(files, "/key", pair.privateKey).ok());
        QCOMPARE(files.modeOf("/key"), 0600U);
        const auto read = images::readPrivateKey(files, "/key");
        QVERIFY(read.ok());
        QCOMPARE(read->publicKey, pair.publicKey);
        QCOMPARE(images::readPrivateKey(files, "/other").error().code, ErrorCode::NotFound);
    }

    void aFileThatHoldsNoKeyIsRefusedWithoutItsContentInTheMessage() {
        fakes::FaultyFileSystem files;
        for (const auto* text : {"", "hello", "twinset-signing-key-1 ", "twinset-signing-key-1 !!!\n",
                                 "twinset-signing-key-1 c2hvcnQ\n"}) {
            QVERIFY(files.writeFileAtomically("/key", text, 0600).ok());
            const auto read = images::readPrivateKey(files, "/key");
            QVERIFY(!read && read.error().code == ErrorCode::InvalidInput);
            QVERIFY(read.error().message.find("/key") != std::string::npos);
            QVERIFY(read.error().message.find("c2hvcnQ") == std::string::npos);
        }
    }
};

QTEST_GUILESS_MAIN(SignatureTest)
#include "signature_test.moc"
