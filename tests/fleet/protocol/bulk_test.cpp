#include "fleet/protocol/bulk.h"

#include <QTest>

#include "tests/fleet/protocol/mutation.h"

using namespace fleet::protocol;

namespace {

base::Bytes twoFrames() {
    base::Bytes bytes;
    appendFrame(bytes, base::Digest::of("a"), "first blob");
    appendFrame(bytes, base::Digest::of("b"), "");
    return bytes;
}

std::string writeFrames(const std::vector<Frame>& frames) {
    base::Bytes bytes;
    for (const auto& frame : frames) appendFrame(bytes, frame.id, frame.blob);
    return bytes;
}

}  // namespace

class BulkTest : public QObject {
    Q_OBJECT

private slots:
    void framesComeBackInOrder() {
        const auto frames = readFrames(twoFrames());
        QVERIFY(frames.ok());
        QCOMPARE(frames->size(), std::size_t{2});
        QVERIFY(frames->at(0).id == base::Digest::of("a"));
        QCOMPARE(frames->at(0).blob, base::Bytes("first blob"));
        QVERIFY(frames->at(1).blob.empty());
        QVERIFY(readFrames("")->empty());
    }

    void bytesThatEndInsideAFrameAreRefused() {
        const base::Bytes bytes = twoFrames();
        for (std::size_t length = 1; length < bytes.size(); ++length)
            if (length != 46) QVERIFY(!readFrames(bytes.substr(0, length)).ok());
        base::Bytes huge = bytes;
        huge[32] = huge[33] = huge[34] = huge[35] = '\xff';
        QVERIFY(!readFrames(huge).ok());
    }

    void damagedFramesAreRefusedOrReadStably() { QCOMPARE(mutation::unstableMutants(twoFrames(), 5000, readFrames, writeFrames), 0); }

    void errorsTravelWithTheirCode() {
        for (const auto code : {base::ErrorCode::NotFound, base::ErrorCode::Conflict, base::ErrorCode::Corrupt, base::ErrorCode::Timeout}) {
            const base::Error read = readHttpError(httpStatusFor(code), writeHttpError({code, "why it failed"}));
            QCOMPARE(read.code, code);
            QCOMPARE(read.message, std::string("why it failed"));
        }
        QCOMPARE(httpStatusFor(base::ErrorCode::Denied), 403);
    }

    void anAnswerThatIsNotOursIsUnavailable() {
        for (const char* body : {"", "<html>502 Bad Gateway</html>", R"({"code":"odd","message":""})", R"({"message":1})", "[]"}) {
            const base::Error read = readHttpError(502, body);
            QCOMPARE(read.code, base::ErrorCode::Unavailable);
            QVERIFY(read.message.find("502") != std::string::npos);
        }
    }
};

QTEST_GUILESS_MAIN(BulkTest)
#include "bulk_test.moc"
