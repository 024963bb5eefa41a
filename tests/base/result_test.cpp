#include <QTest>
#include <memory>

#include "base/result.h"

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

Result<int> half(int number) {
    if (number % 2 != 0) return {ErrorCode::InvalidInput, std::to_string(number) + " is odd"};
    return number / 2;
}

Result<int> quarter(int number) {
    TWINSET_ASSIGN(const int once, half(number));
    TWINSET_ASSIGN(const int twice, half(once));
    return twice;
}

Result<void> checkEven(int number) {
    TWINSET_TRY(half(number));
    return {};
}

}  // namespace

class ResultTest : public QObject {
    Q_OBJECT
private slots:
    void aValueIsHeld() {
        const auto result = half(8);
        QVERIFY(result.ok());
        QVERIFY(static_cast<bool>(result));
        QCOMPARE(*result, 4);
        QCOMPARE(result.valueOr(9), 4);
    }

    void anErrorIsHeld() {
        const auto result = half(7);
        QVERIFY(!result.ok());
        QCOMPARE(result.error().code, ErrorCode::InvalidInput);
        QCOMPARE(result.error().message, std::string("7 is odd"));
        QCOMPARE(result.valueOr(9), 9);
    }

    void theMacrosPassErrorsOn() {
        QCOMPARE(*quarter(12), 3);
        QCOMPARE(quarter(6).error().message, std::string("3 is odd"));
        QCOMPARE(quarter(5).error().message, std::string("5 is odd"));
        QVERIFY(checkEven(2).ok());
        QCOMPARE(checkEven(3).error().code, ErrorCode::InvalidInput);
    }

    void contextIsPutBeforeTheMessage() {
        const auto wrapped = half(7).withContext("inner").withContext("outer");
        QCOMPARE(wrapped.error().message, std::string("outer: inner: 7 is odd"));
        QCOMPARE(wrapped.error().code, ErrorCode::InvalidInput);
        QCOMPARE(*half(8).withContext("unused"), 4);
        QCOMPARE(checkEven(3).withContext("here").error().message, std::string("here: 3 is odd"));
        QVERIFY(checkEven(4).withContext("here").ok());
    }

    void aValueThatCannotBeCopiedIsMovedOut() {
        Result<std::unique_ptr<int>> result(std::make_unique<int>(5));
        const std::unique_ptr<int> taken = std::move(result).value();
        QCOMPARE(*taken, 5);
    }

    void everyCodeHasANameThatReadsBack() {
        for (const auto code : {ErrorCode::NotFound, ErrorCode::Conflict, ErrorCode::InvalidInput, ErrorCode::Denied,
                                ErrorCode::Unavailable, ErrorCode::Timeout, ErrorCode::Corrupt, ErrorCode::Cancelled,
                                ErrorCode::Internal})
            QVERIFY(base::errorCodeFromName(base::errorCodeName(code)) == code);
        QCOMPARE(base::errorCodeName(ErrorCode::NotFound), std::string_view("not_found"));
        QVERIFY(!base::errorCodeFromName("NotFound"));
        QVERIFY(!base::errorCodeFromName(""));
    }
};

QTEST_GUILESS_MAIN(ResultTest)
#include "result_test.moc"
