#include "fleet/protocol/policy_envelope.h"

#include <QTest>
#include <nlohmann/json.hpp>

#include "fleet/protocol/messages.h"
#include "tests/fleet/protocol/mutation.h"

using namespace fleet::protocol;

namespace {

const base::Timestamp kNow = *base::parseTimestamp("2026-11-22T11:11:50.123Z");

DesiredState someState() {
    DesiredState state;
    state.fleet = "fleet-1";
    state.handset = base::HandsetId("hs-1");
    state.phone = base::PhoneId("vp-1");
    state.version = 42;
    state.issuedAt = kNow;
    state.persona = "work";
    state.leaseSeconds = 86'400;
    return state;
}

PolicyEnvelope someEnvelope() {
    auto envelope = envelopeFor(someState(), writeDesiredState(someState()));
    envelope.previous = base::Digest::of("before");
    envelope.notAfter = kNow + std::chrono::hours(720);
    return envelope;
}

std::string with(const std::string& member, const base::Json& value) {
    auto json = base::Json::parse(writePolicyEnvelope(someEnvelope()));
    json[member] = value;
    return json.dump();
}

}  // namespace

class PolicyEnvelopeTest : public QObject {
    Q_OBJECT
private slots:
    void anEnvelopeComesBackAsItWasWritten() {
        const auto read = readPolicyEnvelope(writePolicyEnvelope(someEnvelope()));
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
        QVERIFY(*read == someEnvelope());
        auto first = someEnvelope();
        first.previous.reset();
        QVERIFY(!readPolicyEnvelope(writePolicyEnvelope(first))->previous);
    }

    void thereIsOneTextForAnEnvelope() {
        const auto text = writePolicyEnvelope(someEnvelope());
        QVERIFY(!readPolicyEnvelope(text + " ").ok());
        QVERIFY(!readPolicyEnvelope(base::Json::parse(text).dump(1)).ok());
        auto doubled = text;
        doubled.insert(1, "\"version\":41,");
        QVERIFY(!readPolicyEnvelope(doubled).ok());
        QVERIFY(!readPolicyEnvelope(with("issuedAt", "2026-11-22T11:11:50Z")).ok());
        QVERIFY(!readPolicyEnvelope(with("payload", base::toHex(base::Bytes(32, '\xAB')).replace(0, 2, "AB"))).ok());
    }

    void whatIsOutOfBoundsIsRefused() {
        QVERIFY(!readPolicyEnvelope(with("surprise", 1)).ok());
        QVERIFY(!readPolicyEnvelope(with("format", 2)).ok());
        QVERIFY(!readPolicyEnvelope(with("version", 0)).ok());
        QVERIFY(!readPolicyEnvelope(with("version", std::int64_t{1} << 60)).ok());
        QVERIFY(!readPolicyEnvelope(with("leaseSeconds", -1)).ok());
        QVERIFY(!readPolicyEnvelope(with("minimumEngine", "1")).ok());
        QVERIFY(!readPolicyEnvelope(with("minimumEngine", "01.0")).ok());
        QVERIFY(!readPolicyEnvelope(with("previous", "ab")).ok());
        QVERIFY(!readPolicyEnvelope(with("phone", "../vp")).ok());
        QVERIFY(!readPolicyEnvelope(with("fleet", std::string(65, 'f'))).ok());
        QVERIFY(!readPolicyEnvelope(std::string(kLongestEnvelope + 1, ' ')).ok());
        const auto text = writePolicyEnvelope(someEnvelope());
        for (std::size_t length = 0; length < text.size(); ++length)
            QVERIFY(!readPolicyEnvelope(std::string_view(text).substr(0, length)).ok());
        const auto whole = base::Json::parse(text);
        for (const auto& [name, value] : whole.items()) {
            auto json = whole;
            json.erase(name);
            QVERIFY2(!readPolicyEnvelope(json.dump()).ok(), name.c_str());
        }
    }

    void theLargestEnvelopeFitsItsBoundAndAMessage() {
        auto state = someState();
        state.fleet = std::string(64, 'f');
        state.handset = base::HandsetId(std::string(64, 'h'));
        state.phone = base::PhoneId(std::string(64, 'p'));
        auto envelope = envelopeFor(state, "");
        envelope.previous = base::Digest::of("before");
        envelope.version = std::int64_t{1} << 53;
        envelope.minimumEngine = {65535, 65535};
        const auto bytes = writePolicyEnvelope(envelope);
        QVERIFY(readPolicyEnvelope(bytes).ok());
        const Desired largest{base::Bytes(kLongestEnvelope, 'e'), base::Bytes(kLongestDesiredState, 'd'),
                              base::Bytes(64, 's')};
        QVERIFY(writeMessage({std::string(64, 'm'), largest}).size() <= kLongestMessage);
    }

    void thePayloadIsTheOneThatWasSigned() {
        const auto document = writeDesiredState(someState());
        QVERIFY(openPayload(someEnvelope(), document).ok());
        for (std::size_t at = 0; at < document.size(); ++at) {
            auto flipped = document;
            flipped[at] = static_cast<char>(flipped[at] ^ 1);
            QCOMPARE(openPayload(someEnvelope(), flipped).error().code, base::ErrorCode::Denied);
        }
    }

    void anEnvelopeThatSaysSomethingElseThanItsPayloadIsRefused_data() {
        QTest::addColumn<QString>("member");
        for (const auto* name : {"fleet", "handset", "phone", "version", "issuedAt", "lease"}) QTest::newRow(name) << name;
    }

    void anEnvelopeThatSaysSomethingElseThanItsPayloadIsRefused() {
        const auto document = writeDesiredState(someState());
        QFETCH(QString, member);
        auto envelope = someEnvelope();
        if (member == "fleet") envelope.fleet = "fleet-2";
        if (member == "handset") envelope.handset = base::HandsetId("hs-2");
        if (member == "phone") envelope.phone = base::PhoneId("vp-2");
        if (member == "version") ++envelope.version;
        if (member == "issuedAt") envelope.issuedAt += base::Duration(1);
        if (member == "lease") envelope.leaseSeconds = 0;
        QCOMPARE(openPayload(envelope, document).error().code, base::ErrorCode::Denied);
    }

    void damagedEnvelopesAreRefusedOrReadStably() {
        QCOMPARE(mutation::unstableMutants(writePolicyEnvelope(someEnvelope()), 3000, readPolicyEnvelope,
                                           writePolicyEnvelope),
                 0);
    }

    void engineVersionsAreOrdered() {
        const auto of = [](const char* text) { return policy::engineVersionFromText(text).valueOr({}); };
        QVERIFY(of("1.2") < of("1.10") && of("1.10") < of("2.0"));
        for (const auto* bad : {"", "1", "1.", ".1", "1.0.0", "1.00", "+1.0", "1.65536", " 1.0"})
            QVERIFY2(!policy::engineVersionFromText(bad).ok(), bad);
    }
};

QTEST_GUILESS_MAIN(PolicyEnvelopeTest)
#include "policy_envelope_test.moc"
