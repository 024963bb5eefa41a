#include <QTest>

#include "base/digest.h"

using base::Digest;

class DigestTest : public QObject {
    Q_OBJECT
private slots:
    // BLAKE2b with 32 bytes of output, as b2sum -l 256 prints it.
    void digestsMatchBlake2b() {
        QCOMPARE(Digest::of("").hex(), std::string("0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"));
        QCOMPARE(Digest::of("abc").hex(),
                 std::string("bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"));
    }

    void aKeyChangesTheDigest() {
        const base::Bytes key(32, 'k');
        QVERIFY(Digest::keyed(key, "abc") != Digest::of("abc"));
        QVERIFY(Digest::keyed(key, "abc") == Digest::keyed(key, "abc"));
        QVERIFY(Digest::keyed(base::Bytes(32, 'l'), "abc") != Digest::keyed(key, "abc"));
    }

    void aStreamGivesTheSameAsTheWhole() {
        const auto bytes = base::randomBytes(10'000);
        base::DigestStream stream;
        for (std::size_t at = 0, step = 1; at < bytes.size(); at += step, step = step * 2 + 1)
            stream.update(base::BytesView(bytes).substr(at, step));
        QVERIFY(stream.finish() == Digest::of(bytes));
        QVERIFY(base::DigestStream().finish() == Digest::of(""));
    }

    void hexAndBytesReadBack() {
        const auto digest = Digest::of("x");
        QVERIFY(*Digest::fromHex(digest.hex()) == digest);
        QVERIFY(*Digest::fromBytes(digest.bytes()) == digest);
        QVERIFY(!Digest::fromHex(digest.hex().substr(2)));
        QVERIFY(!Digest::fromHex(digest.hex() + "00"));
        QVERIFY(!Digest::fromBytes("short"));
    }

    void onlyTheDefaultIsZero() {
        QVERIFY(Digest().isZero());
        QVERIFY(!Digest::of("").isZero());
        QVERIFY(Digest() < Digest::of(""));
    }
};

QTEST_GUILESS_MAIN(DigestTest)
#include "digest_test.moc"
