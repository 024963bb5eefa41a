// The recovery key: what a person types wrong is told, and the keys that follow from it are the documented ones.
#include <QtTest>

#include "images/recovery_key.h"

using base::ErrorCode;

namespace {

const base::PhoneId kPhone("vp-one");

base::Secret countedKey() {
    base::Bytes bytes;
    for (char i = 0; i < 20; ++i) bytes += i;
    return base::Secret(std::move(bytes));
}

const std::string kCountedText = "000G8-40R4P-0M30D-E2094-185GP-R38EP-1W81W-24GKN";
const std::string kAllCharacters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

}  // namespace

class RecoveryKeyTest : public QObject {
    Q_OBJECT
private slots:
    // The expected values were made with another program, from docs/formats/owner-backup.md alone.
    void textIsTheDocumentedOne() { QCOMPARE(images::recoveryKeyText(countedKey()), kCountedText); }

    void keysFollowAsDocumented() {
        const auto keys = images::ownerKeysOf(countedKey(), kPhone);
        QCOMPARE(base::toHex(keys.chunks.idKey.reveal()), std::string("8e774e6bc42847946c238cb7bf9add5bb77a554fef6eb13597db5645818e699d"));
        QCOMPARE(base::toHex(keys.chunks.encryptionKey.reveal()),
                 std::string("fa8f5e0a779d6860a8683670244c346a7b2a372d738fa021aea8c9dc255d1e5e"));
        QCOMPARE(keys.name.hex(), std::string("d3afd556c261e95cb4e92f9d3fde71f88ca993aee778cb0cdd2ce3d4fd0c775d"));
        QCOMPARE(images::ChunkCodec(keys.chunks).idOf("a chunk of a restore point").hex(),
                 std::string("d0e089c5df8af872ac8b72c57e5b218fea28fa8335b919d9ed1627dfaed1faf4"));
    }

    void eachPhoneHasKeysOfItsOwn() {
        const auto one = images::ownerKeysOf(countedKey(), kPhone), two = images::ownerKeysOf(countedKey(), base::PhoneId("vp-two"));
        QVERIFY(!one.chunks.idKey.matches(two.chunks.idKey.reveal()));
        QVERIFY(!one.chunks.encryptionKey.matches(two.chunks.encryptionKey.reveal()));
        QVERIFY(one.name != two.name);
    }

    void whatIsShownIsRead() {
        for (int i = 0; i < 200; ++i) {
            const auto key = images::createRecoveryKey();
            const auto read = images::readRecoveryKey(images::recoveryKeyText(key));
            QVERIFY(read.ok());
            QVERIFY(read->matches(key.reveal()));
        }
    }

    void carelessTypingIsRead() {
        for (const auto* typed : {" ooog8 40r4p om30d e2o94 i85gp r38ep lw8iw 24gkn\r\n", "000G840R4P0M30DE2094185GPR38EP1W81W24GKN"}) {
            const auto read = images::readRecoveryKey(typed);
            QVERIFY2(read.ok(), typed);
            QVERIFY(read->matches(countedKey().reveal()));
        }
    }

    void everyWrongCharacterIsToldWithItsGroup() {
        for (std::size_t at = 0; at < kCountedText.size(); ++at) {
            if (kCountedText[at] == '-') continue;
            for (const char wrong : kAllCharacters) {
                auto text = kCountedText;
                if (text[at] == wrong) continue;
                text[at] = wrong;
                const auto read = images::readRecoveryKey(text);
                QVERIFY2(!read.ok(), text.c_str());
                QCOMPARE(read.error().code, ErrorCode::InvalidInput);
                QVERIFY2(read.error().message.starts_with("group " + std::to_string(at / 6 + 1) + " "), read.error().message.c_str());
            }
        }
    }

    void exchangedCharactersAndGroupsAreTold() {
        for (std::size_t a = 0; a < kCountedText.size(); ++a)
            for (std::size_t b = a + 1; b < kCountedText.size(); ++b) {
                auto text = kCountedText;
                if (text[a] == text[b] || text[a] == '-' || text[b] == '-' || a / 6 != b / 6) continue;
                std::swap(text[a], text[b]);
                QVERIFY2(!images::readRecoveryKey(text).ok(), text.c_str());
            }
        for (std::size_t a = 0; a < 8; ++a)
            for (std::size_t b = a + 1; b < 8; ++b) {
                auto text = kCountedText;
                for (std::size_t i = 0; i < 5; ++i) std::swap(text[a * 6 + i], text[b * 6 + i]);
                QVERIFY2(!images::readRecoveryKey(text).ok(), text.c_str());
            }
    }

    void otherLengthsAndCharactersAreRefused() {
        for (const auto& text : {std::string(), kCountedText.substr(6), kCountedText + "-00000", std::string("000G8-40R4P-0M3?D")})
            QCOMPARE(images::readRecoveryKey(text).error().code, ErrorCode::InvalidInput);
    }
};

QTEST_APPLESS_MAIN(RecoveryKeyTest)
#include "recovery_key_test.moc"
