// What a guest's agent answers, as it should be and as a guest that somebody took over makes it.
#include "hypervisor-bridge/qemu/guest_replies.h"

#include <QTest>
#include <nlohmann/json.hpp>

using base::Json;
using namespace hypervisor;

class GuestRepliesTest : public QObject {
    Q_OBJECT

private slots:
    void anOutcomeIsRead() {
        const auto outcome = guestExecOutcome(Json::parse(R"({"exited":true,"exitcode":3,"out-data":"aGk/Pj4=","err-data":""})"));
        QVERIFY(outcome.has_value());
        QCOMPARE(outcome->exitCode, 3);
        QCOMPARE(outcome->standardOutput, base::Bytes("hi?>>"));
        QVERIFY(outcome->standardError.empty());
        QCOMPARE(guestExecOutcome(Json::parse(R"({"exited":true,"signal":9})"))->exitCode, 128 + 9);
        QVERIFY(!guestExecOutcome(Json::parse(R"({"exited":false})")));
        QCOMPARE(guestExecPid(Json::parse(R"({"pid":77})")).value(), std::int64_t{77});
    }

    void anErrorIsPassedOnWithABound() {
        const auto refused = guestReturn(Json::parse(R"({"error":{"class":"GenericError","desc":"no such file"}})"), "guest-exec");
        QVERIFY(refused.error().message.ends_with("guest-exec: no such file"));
        const Json loud{{"error", {{"desc", std::string(1 << 20, 'x')}}}};
        QVERIFY(guestReturn(loud, "guest-exec").error().message.size() < 600);
    }

    void whatIsOfAnotherTypeSaysNothing_data() {
        QTest::addColumn<QByteArray>("text");
        for (const char* text :
             {"null", "7", "\"text\"", "[]", "[true]", R"({"exited":"yes","pid":"7"})", R"({"exited":1,"pid":1.5})", R"({"exited":{},"pid":[]})"})
            QTest::newRow(text) << QByteArray(text);
    }
    void whatIsOfAnotherTypeSaysNothing() {
        QFETCH(QByteArray, text);
        const auto answer = Json::parse(text.toStdString());
        QVERIFY(!guestExecOutcome(answer));
        QCOMPARE(guestExecPid(answer).error().code, base::ErrorCode::Corrupt);
        QVERIFY(!guestReturn(answer, "guest-exec").ok());
        QVERIFY(!guestReturn(Json{{"error", answer}}, "guest-exec").ok());
        QVERIFY(!guestReturn(Json{{"error", {{"desc", answer}}}}, "guest-exec").ok());
    }

    void outcomesOfOtherTypesAreOutcomesThatSayNothing() {
        const auto odd = guestExecOutcome(Json::parse(R"({"exited":true,"exitcode":"3","out-data":7,"err-data":["aGk="]})"));
        QVERIFY(odd.has_value());
        QCOMPARE(odd->exitCode, -1);
        QVERIFY(odd->standardOutput.empty() && odd->standardError.empty());
        QCOMPARE(guestExecOutcome(Json::parse(R"({"exited":true,"signal":9223372036854775807})"))->exitCode, 255);
        QCOMPARE(guestExecOutcome(Json::parse(R"({"exited":true,"exitcode":-9223372036854775808})"))->exitCode, -1);
    }
};

QTEST_GUILESS_MAIN(GuestRepliesTest)
#include "guest_replies_test.moc"
