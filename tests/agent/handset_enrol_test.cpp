// Enrolment, with a gateway that answers as it is told to.
#include <QTest>

#include "agent/handset_enrol.h"
#include "agent/state/state_directory.h"
#include "tests/fakes/faulty_file_system.h"

using base::ErrorCode;

namespace {

struct Gateway {
    base::Result<fleet::protocol::EnrolmentReply> answer = goodReply();
    std::vector<fleet::protocol::EnrolmentRequest> requests;

    static fleet::protocol::EnrolmentReply goodReply() {
        return {base::HandsetId("hs-new"), "acme", "certificate", "authority", base::Bytes(32, 'f'),
                {base::Bytes(32, 'r')},    true};
    }

    agent::EnrolmentExchange exchange() {
        return {[] { return fleet::createCertificateRequest(); },
                [this](const fleet::protocol::EnrolmentToken&, const fleet::protocol::EnrolmentRequest& request) {
                    requests.push_back(request);
                    return answer;
                }};
    }
};

std::string someToken() {
    return fleet::protocol::writeEnrolmentToken(
        {"127.0.0.1", 7443, 7444, base::Digest::of("authority"), base::Secret(base::Bytes(16, 's'))});
}

const agent::HandsetDescription kHandset{"One", "model", "serial"};

}  // namespace

class HandsetEnrolTest : public QObject {
    Q_OBJECT
private slots:
    void aTokenBecomesAnIdentity();
    void aTextThatIsNoTokenIsRefusedBeforeAnythingIsSent();
    void anEnrolledHandsetIsNotEnrolledTwice();
    void aRefusedTokenLeavesTheHandsetUnenrolled();
    void anAnswerWithoutUsableKeysIsRefused();
    void aRepeatAfterACrashSendsTheSameRequest();
};

void HandsetEnrolTest::aTokenBecomesAnIdentity() {
    fakes::FaultyFileSystem files;
    const auto state = agent::openStateDirectory(files, "/state");
    Gateway gateway;
    const auto outcome = agent::enrolHandset(files, state->layout, someToken(), kHandset, gateway.exchange());
    QVERIFY2(outcome.ok(), outcome.ok() ? "" : outcome.error().message.c_str());
    QVERIFY(outcome->accepted);
    const auto loaded = agent::loadIdentity(files, state->layout);
    QCOMPARE(loaded->handset.text(), std::string("hs-new"));
    QCOMPARE(loaded->gateway.bulkPort, std::uint16_t{7443});
    QVERIFY(loaded->privateKeyPem.reveal().find("PRIVATE KEY") != std::string::npos);
    QCOMPARE(gateway.requests.at(0).secret, base::Bytes(16, 's'));
    QVERIFY(!files.exists(state->layout.certificateRequestFile()));
}

void HandsetEnrolTest::aTextThatIsNoTokenIsRefusedBeforeAnythingIsSent() {
    fakes::FaultyFileSystem files;
    const auto state = agent::openStateDirectory(files, "/state");
    Gateway gateway;
    const auto outcome = agent::enrolHandset(files, state->layout, "hello", kHandset, gateway.exchange());
    QCOMPARE(outcome.error().code, ErrorCode::InvalidInput);
    QVERIFY(gateway.requests.empty());
}

void HandsetEnrolTest::anEnrolledHandsetIsNotEnrolledTwice() {
    fakes::FaultyFileSystem files;
    const auto state = agent::openStateDirectory(files, "/state");
    Gateway gateway;
    QVERIFY(agent::enrolHandset(files, state->layout, someToken(), kHandset, gateway.exchange()).ok());
    const auto again = agent::enrolHandset(files, state->layout, someToken(), kHandset, gateway.exchange());
    QCOMPARE(again.error().code, ErrorCode::Conflict);
    QVERIFY(again.error().message.find("hs-new") != std::string::npos);
    QCOMPARE(gateway.requests.size(), std::size_t{1});
}

void HandsetEnrolTest::aRefusedTokenLeavesTheHandsetUnenrolled() {
    fakes::FaultyFileSystem files;
    const auto state = agent::openStateDirectory(files, "/state");
    Gateway gateway;
    gateway.answer = base::Error{ErrorCode::Denied, "the token has expired; ask for a new one"};
    const auto outcome = agent::enrolHandset(files, state->layout, someToken(), kHandset, gateway.exchange());
    QCOMPARE(outcome.error().code, ErrorCode::Denied);
    QVERIFY(!agent::isEnrolled(files, state->layout));
}

void HandsetEnrolTest::anAnswerWithoutUsableKeysIsRefused() {
    fakes::FaultyFileSystem files;
    const auto state = agent::openStateDirectory(files, "/state");
    Gateway gateway;
    auto reply = Gateway::goodReply();
    reply.fleetKey = "short";
    gateway.answer = reply;
    QVERIFY(!agent::enrolHandset(files, state->layout, someToken(), kHandset, gateway.exchange()).ok());
    QVERIFY(!agent::isEnrolled(files, state->layout));
}

void HandsetEnrolTest::aRepeatAfterACrashSendsTheSameRequest() {
    for (std::uint64_t steps = 0;; ++steps) {
        fakes::FaultyFileSystem files;
        Gateway gateway;
        {
            const auto state = agent::openStateDirectory(files, "/state");
            files.cutPowerAfter(steps);
            const auto outcome = agent::enrolHandset(files, state->layout, someToken(), kHandset, gateway.exchange());
            if (outcome.ok() && !files.powerIsOut()) break;
        }
        files.restart(static_cast<unsigned>(steps));
        const auto state = agent::openStateDirectory(files, "/state");
        QVERIFY2(state.ok(), state.ok() ? "" : state.error().message.c_str());
        const auto again = agent::enrolHandset(files, state->layout, someToken(), kHandset, gateway.exchange());
        QVERIFY2(again.ok() || again.error().code == ErrorCode::Conflict,
                 again.ok() ? "" : again.error().message.c_str());
        QVERIFY(agent::loadIdentity(files, state->layout).ok());
        for (const auto& request : gateway.requests)
            QCOMPARE(request.certificateRequestPem, gateway.requests[0].certificateRequestPem);
        QVERIFY(steps < 100);
    }
}

QTEST_GUILESS_MAIN(HandsetEnrolTest)
#include "handset_enrol_test.moc"
