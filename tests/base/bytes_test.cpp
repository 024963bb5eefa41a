#include <QTest>

#include "base/bytes.h"

using base::ErrorCode;

class BytesTest : public QObject {
    Q_OBJECT
private slots:
    void hexIsWrittenLowerCaseAndReadInEither() {
        const base::Bytes bytes("\x00\x7f\xff\xa5", 4);
        QCOMPARE(base::toHex(bytes), std::string("007fffa5"));
        QCOMPARE(*base::fromHex("007fFFA5"), bytes);
        QCOMPARE(base::toHex(""), std::string());
        QCOMPARE(*base::fromHex(""), base::Bytes());
    }

    void whatIsNotHexIsRefused() {
        for (const auto* text : {"0", "0g", "00 11", "0x11", "00\n", "123"})
            QCOMPARE(base::fromHex(text).error().code, ErrorCode::InvalidInput);
        QVERIFY(!base::fromHex(std::string_view("00\0", 3)));
    }

    // RFC 4648 section 10, without the padding.
    void base64UrlMatchesTheStandard() {
        const std::pair<const char*, const char*> kVectors[] = {
            {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
            {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
        for (const auto& [plain, text] : kVectors) {
            QCOMPARE(base::toBase64Url(plain), std::string(text));
            QCOMPARE(*base::fromBase64Url(text), base::Bytes(plain));
        }
        QCOMPARE(base::toBase64Url("\xfb\xff"), std::string("-_8"));
    }

    void everyLengthComesBack() {
        for (std::size_t length = 0; length < 100; ++length) {
            const auto bytes = base::randomBytes(length);
            QCOMPARE(*base::fromBase64Url(base::toBase64Url(bytes)), bytes);
            QCOMPARE(*base::fromHex(base::toHex(bytes)), bytes);
        }
    }

    void whatIsNotBase64UrlIsRefused() {
        for (const auto* text : {"Zg==", "Z", "Zm9+", "Zm9/", "Zm 9", "Zg\n", "Zh", "Zm9vYmF"})
            QVERIFY2(!base::fromBase64Url(text), text);
    }

    void randomBytesDiffer() {
        QCOMPARE(base::randomBytes(32).size(), 32U);
        QVERIFY(base::randomBytes(32) != base::randomBytes(32));
    }

    void sizesReadWell() {
        QCOMPARE(base::humanSize({0}), std::string("0 B"));
        QCOMPARE(base::humanSize({1023}), std::string("1023 B"));
        QCOMPARE(base::humanSize({1024}), std::string("1.0 KiB"));
        QCOMPARE(base::humanSize({12'595}), std::string("12.3 KiB"));
        QCOMPARE(base::humanSize({1024 * 1024 - 1}), std::string("1.0 MiB"));
        QCOMPARE(base::humanSize(base::mebibytes(4096)), std::string("4.0 GiB"));
        QCOMPARE(base::humanSize({~std::uint64_t{0}}), std::string("16384.0 PiB"));
    }
};

QTEST_GUILESS_MAIN(BytesTest)
#include "bytes_test.moc"
