#include <QTest>

#include "images/chunk.h"
#include "images/chunk_entropy.h"
#include "images/xaes_gcm.h"
#include "tests/fakes/byte_patterns.h"

using images::ChunkCodec;
using images::ChunkKeys;
using images::kChunkSize;

namespace {

ChunkKeys privateKeys(char seed) {
    return {base::Secret(base::Bytes(32, seed)), base::Secret(base::Bytes(32, static_cast<char>(seed + 1)))};
}

const ChunkCodec& publicCodec() {
    static const ChunkCodec codec{ChunkKeys()};
    return codec;
}
const ChunkCodec& privateCodec() {
    static const ChunkCodec codec(privateKeys('a'));
    return codec;
}

}  // namespace

class ChunkCodecTest : public QObject {
    Q_OBJECT
private slots:
    void everyContentComesBack_data() {
        QTest::addColumn<QByteArray>("plain");
        QTest::newRow("one byte") << QByteArray("x");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("text") << QByteArray::fromStdString(fakes::prose(1, kChunkSize));
        QTest::newRow("noise") << QByteArray::fromStdString(fakes::noise(1, kChunkSize));
        QTest::newRow("short noise") << QByteArray::fromStdString(fakes::noise(2, 777));
        QTest::newRow("zeros") << QByteArray(kChunkSize, '\0');
    }
    void everyContentComesBack() {
        QFETCH(QByteArray, plain);
        for (const auto* codec : {&publicCodec(), &privateCodec()}) {
            const auto chunk = codec->encode(plain.toStdString());
            QVERIFY(chunk.id == codec->idOf(plain.toStdString()));
            QVERIFY(chunk.blob.size() <= images::kMostBlobSize);
            const auto decoded = codec->decode(chunk.id, chunk.blob);
            QVERIFY(decoded.ok());
            QCOMPARE(*decoded, plain.toStdString());
            QVERIFY(codec->check(chunk.id, chunk.blob).ok());
            base::Bytes room(kChunkSize, 'x');
            const auto size = codec->decodeInto(chunk.id, chunk.blob, room);
            QVERIFY(size.ok());
            QCOMPARE(room.substr(0, *size), plain.toStdString());
        }
    }

    void theEncryptionIsTheOneOfThePublicSpecification() {
        struct Vector {
            char key;
            std::string_view associated, sealed;
        };
        for (const auto& [key, associated, sealed] :
             {Vector{1, "", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"},
              Vector{3, "c2sp.org/XAES-256-GCM", "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"}}) {
            const images::XaesGcm cipher(base::Secret(base::Bytes(32, key)));
            constexpr std::string_view kNonce = "ABCDEFGHIJKLMNOPQRSTUVWX";
            constexpr std::string_view kText = "XAES-256-GCM";
            base::Bytes bytes(kText.size() + images::XaesGcm::kTagSize, '\0');
            cipher.seal(kNonce, associated, kText, bytes.data());
            QCOMPARE(base::toHex(bytes), std::string(sealed));
            base::Bytes text(kText.size(), '\0');
            QVERIFY(cipher.open(kNonce, associated, bytes, text.data()));
            QCOMPARE(text, base::Bytes(kText));
            QVERIFY(!cipher.open(kNonce, "something else", bytes, text.data()));
        }
    }

    // Made with Python's hmac and cryptography from docs/formats/store.md alone.
    void aChunkThatAnotherProgramMadeIsRead() {
        const ChunkCodec codec({base::Secret(base::Bytes(32, '\1')), base::Secret(base::Bytes(32, '\2'))});
        const std::string plain = "a chunk of a restore point";
        const auto id = *images::ChunkId::fromHex("b3dd9ffc1dc5d02ec8737e20e522ac382553dd7365903778e3f3ef1d7f909f30");
        QCOMPARE(codec.idOf(plain).hex(), id.hex());
        const auto blob = base::fromHex("544302024142434445464748494a4b4c4d4e4f505152535455565758"
                                        "578fc339160a01e1e288d28d919664036a0fcce20eb3298d65a79d8eb13c7da5aac57798389ceb5fce1d");
        QCOMPARE(codec.decode(id, *blob).value(), plain);
    }

    void noiseIsToldFromTextProgramsAndZeros() {
        QVERIFY(images::looksLikeNoise(fakes::noise(1, kChunkSize)));
        QVERIFY(!images::looksLikeNoise(fakes::prose(1, kChunkSize)));
        QVERIFY(!images::looksLikeNoise(base::Bytes(kChunkSize, '\0')));
        QVERIFY(!images::looksLikeNoise(fakes::noise(1, 1000)));
        QVERIFY(!images::looksLikeNoise(fakes::noise(1, kChunkSize / 2) + fakes::prose(1, kChunkSize / 2)));
    }

    void blobsOfTheFormatBeforeAreRefusedInWords() {
        auto chunk = privateCodec().encode("content");
        chunk.blob[2] = 1;
        const auto decoded = privateCodec().decode(chunk.id, chunk.blob);
        QVERIFY(!decoded && decoded.error().message.find("development version") != std::string::npos);
    }

    void textIsStoredSmallerAndNoiseHardlyLarger() {
        QVERIFY(privateCodec().encode(fakes::prose(1, kChunkSize)).blob.size() < 8000);
        QCOMPARE(privateCodec().encode(fakes::noise(1, kChunkSize)).blob.size(), images::kMostBlobSize);
        QCOMPARE(publicCodec().encode(fakes::noise(1, kChunkSize)).blob.size(), kChunkSize + 4);
    }

    void anyChangedByteOfAPrivateBlobIsCorrupt() {
        for (const auto& plain : {fakes::prose(3, 5000), fakes::noise(3, 300)}) {
            const auto chunk = privateCodec().encode(plain);
            for (std::size_t i = 0; i < chunk.blob.size(); ++i)
                for (const int flips : {1, 2, 0x80}) {
                    auto blob = chunk.blob;
                    blob[i] = static_cast<char>(blob[i] ^ flips);
                    const auto decoded = privateCodec().decode(chunk.id, blob);
                    QVERIFY2(!decoded && decoded.error().code == base::ErrorCode::Corrupt,
                             qPrintable(QString::number(i)));
                }
        }
    }

    // A zstd frame has bits that its decoder ignores: changing those is no change of the content.
    void aChangedPublicBlobNeverGivesOtherContent() {
        for (const auto& plain : {fakes::prose(3, 5000), fakes::noise(3, 300)}) {
            const auto chunk = publicCodec().encode(plain);
            std::size_t accepted = 0;
            for (std::size_t i = 0; i < chunk.blob.size(); ++i)
                for (int bit = 0; bit < 8; ++bit) {
                    auto blob = chunk.blob;
                    blob[i] = static_cast<char>(blob[i] ^ (1 << bit));
                    const auto decoded = publicCodec().decode(chunk.id, blob);
                    QVERIFY(decoded ? *decoded == plain : decoded.error().code == base::ErrorCode::Corrupt);
                    if (decoded) ++accepted;
                }
            QVERIFY2(accepted <= 16, qPrintable(QString::number(accepted)));
        }
    }

    void shortenedAndLengthenedBlobsAreCorrupt() {
        for (const auto* codec : {&publicCodec(), &privateCodec()})
            for (const auto& plain : {fakes::prose(4, 3000), fakes::noise(4, 200)}) {
                const auto chunk = codec->encode(plain);
                for (std::size_t length = 0; length < chunk.blob.size(); ++length)
                    QVERIFY(codec->decode(chunk.id, chunk.blob.substr(0, length)).error().code ==
                            base::ErrorCode::Corrupt);
                QVERIFY(!codec->decode(chunk.id, chunk.blob + 'x'));
                QVERIFY(!codec->decode(chunk.id, chunk.blob + base::Bytes(kChunkSize, 'x')));
            }
    }

    void aBlobIsNotAcceptedForAnotherId() {
        for (const auto* codec : {&publicCodec(), &privateCodec()}) {
            const auto one = codec->encode(fakes::prose(1, 1000));
            const auto two = codec->encode(fakes::prose(2, 1000));
            const auto decoded = codec->decode(one.id, two.blob);
            QVERIFY(!decoded && decoded.error().code == base::ErrorCode::Corrupt);
            QVERIFY(decoded.error().message.find(one.id.hex()) != std::string::npos);
        }
    }

    void theDomainsAndStoresAreSeparate() {
        const ChunkCodec other(privateKeys('x'));
        const auto plain = fakes::prose(5, 1000);
        QVERIFY(publicCodec().idOf(plain) != privateCodec().idOf(plain));
        QVERIFY(other.idOf(plain) != privateCodec().idOf(plain));
        const auto chunk = privateCodec().encode(plain);
        QVERIFY(!other.decode(chunk.id, chunk.blob));
        QVERIFY(!publicCodec().decode(chunk.id, chunk.blob));
        const auto released = publicCodec().encode(plain);
        QVERIFY(!privateCodec().decode(released.id, released.blob));
        QVERIFY(chunk.blob.find("repeats itself") == std::string::npos);
    }

    void noTwoBlobsShareANonce() {
        const auto plain = fakes::noise(6, 100);
        const auto one = privateCodec().encode(plain);
        const auto two = privateCodec().encode(plain);
        QVERIFY(one.id == two.id);
        QVERIFY(one.blob.substr(4, 24) != two.blob.substr(4, 24));
    }

    // Where a fuzz target attaches: decode() on arbitrary bytes after a valid header.
    void arbitraryBytesNeverDecode() {
        for (unsigned seed = 0; seed < 3000; ++seed) {
            auto blob = base::Bytes("TC\x02", 3) + static_cast<char>(seed % 4) + fakes::noise(seed, seed % 400);
            if (seed % 8 == 1) blob.replace(4, 4, "\x28\xB5\x2F\xFD");
            QVERIFY(!publicCodec().decode(privateCodec().idOf("x"), blob));
            QVERIFY(!privateCodec().decode(privateCodec().idOf("x"), blob));
        }
    }
};

QTEST_GUILESS_MAIN(ChunkCodecTest)
#include "chunk_codec_test.moc"
