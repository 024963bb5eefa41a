// What a handset makes of the envelopes that reach it: the next one in its chain is taken, everything else is refused,
// changes nothing, and is told to the fleet with a code that stays the same.
#include <QTest>

#include "fleet/protocol/incident.h"
#include "tests/agent/test_handset.h"

using fakes::TestHandset;
using fleet::protocol::Desired;
using fleet::protocol::DesiredState;
using fleet::protocol::PolicyEnvelope;
using namespace std::chrono_literals;
namespace incident = fleet::protocol::incident;

namespace {

const base::PhoneId kWork("vp-work");

/// A handset that has taken version 5 and runs.
struct Scene {
    Scene() {
        if (!handset.start()) qFatal("the agent does not start");
        desired = handset.wish("vp-work", "work");
        desired.version = 4;
        handset.give(desired);
        former = handset.fleet.signedDesired(desired);
        desired.version = 5;
        handset.give(desired);
        if (!handset.untilPhase(kWork, "running")) qFatal("the phone does not run");
        inForce = handset.fleet.signedDesired(desired);
        next = desired;
        next.version = 6;
        next.running = false;
        next.issuedAt = handset.clock.now();
    }

    /// Sends it; true when nothing changed and the fleet was told `code` of this phone.
    bool refuses(const Desired& received, std::string_view code) {
        const auto before = handset.record(kWork);
        const auto told = handset.fleet.incidents.size();
        handset.receive(received);
        handset.pass(5s);
        const auto after = handset.record(kWork);
        if (after->document != before->document || after->envelope != before->envelope || after->version != before->version)
            return false;
        if (handset.observe(kWork).state != hypervisor::RunState::Running) return false;
        if (handset.fleet.report(kWork)->detail.find("refused") == std::string::npos) return false;
        if (handset.fleet.incidents.size() != told + 1) return false;
        const auto& incident = handset.fleet.incidents.back();
        if (incident.code != code) qWarning("told %s: %s", incident.code.c_str(), incident.detail.c_str());
        return incident.code == code && incident.phone == kWork;
    }

    /// The next document in an envelope that is right but for `edit`.
    Desired edited(const std::function<void(PolicyEnvelope&)>& edit) {
        return handset.fleet.signedDesired(next, [&](PolicyEnvelope& envelope) {
            envelope.previous = fleet::protocol::envelopeDigest(inForce.envelope);
            edit(envelope);
        });
    }

    TestHandset handset;
    DesiredState desired, next;
    Desired former, inForce;
};

}  // namespace

class PolicyEnvelopeIntakeTest : public QObject {
    Q_OBJECT
private slots:
    void theNextEnvelopeIsTaken() {
        Scene scene;
        scene.handset.receive(scene.edited([](PolicyEnvelope&) {}));
        QVERIFY(scene.handset.untilPhase(kWork, "stopped"));
        QVERIFY(scene.handset.fleet.incidents.empty());
        QCOMPARE(scene.handset.record(kWork)->version, std::int64_t{6});
    }

    void theSameEnvelopeAgainChangesNothing() {
        Scene scene;
        scene.handset.receive(scene.inForce);
        scene.handset.pass(2s);
        QVERIFY(scene.handset.fleet.incidents.empty());
        QVERIFY(scene.handset.fleet.report(kWork)->detail.empty());
    }

    void aFlippedBitAnywhereIsRefused() {
        Scene scene;
        const auto good = scene.edited([](PolicyEnvelope&) {});
        const auto identity = scene.handset.fleet.identity();
        const auto opens = [&](const Desired& received) {
            return std::holds_alternative<agent::OpenedEnvelope>(agent::openEnvelope(received, identity));
        };
        QVERIFY(opens(good));
        for (auto part : {&Desired::envelope, &Desired::document, &Desired::signature}) {
            for (std::size_t bit = 0; bit < (good.*part).size() * 8; ++bit) {
                auto flipped = good;
                auto& byte = (flipped.*part)[bit / 8];
                byte = static_cast<char>(byte ^ (1 << (bit % 8)));
                QVERIFY(!opens(flipped));
            }
            auto flipped = good;
            (flipped.*part)[10] = static_cast<char>((flipped.*part)[10] ^ 4);
            QVERIFY(scene.refuses(flipped, part == &Desired::document ? incident::kEnvelopePayload
                                                                      : incident::kEnvelopeSignature));
        }
    }

    void aTruncatedEnvelopeIsRefused() {
        Scene scene;
        const auto good = scene.edited([](PolicyEnvelope&) {});
        const auto identity = scene.handset.fleet.identity();
        for (auto part : {&Desired::envelope, &Desired::document, &Desired::signature}) {
            for (std::size_t length = 0; length < (good.*part).size(); ++length) {
                auto cut = good;
                (cut.*part).resize(length);
                QVERIFY(std::holds_alternative<agent::RefusedEnvelope>(agent::openEnvelope(cut, identity)));
            }
        }
        auto cut = good;
        cut.envelope.pop_back();
        QVERIFY(scene.refuses(cut, incident::kEnvelopeSignature));
    }

    void aStrippedOrForeignSignatureIsRefused() {
        Scene scene;
        auto stripped = scene.edited([](PolicyEnvelope&) {});
        stripped.signature = base::Bytes(64, '\0');
        QVERIFY(scene.refuses(stripped, incident::kEnvelopeSignature));
        const auto other = images::createSigningKeyPair();
        for (const auto context : {images::kPolicyEnvelopeContext, images::kOrderContext, images::kReleaseContext}) {
            auto foreign = scene.edited([](PolicyEnvelope&) {});
            const bool ours = context != images::kPolicyEnvelopeContext;
            foreign.signature = images::sign(ours ? scene.handset.fleet.fleetKey.privateKey : other.privateKey, context,
                                             foreign.envelope);
            QVERIFY(std::holds_alternative<agent::RefusedEnvelope>(
                agent::openEnvelope(foreign, scene.handset.fleet.identity())));
        }
    }

    void anotherHandsetsOrFleetsEnvelopeIsRefused() {
        Scene scene;
        auto elsewhere = scene.next;
        elsewhere.handset = base::HandsetId("hs-two");
        QVERIFY(scene.refuses(scene.handset.fleet.signedDesired(elsewhere, [](PolicyEnvelope&) {}),
                              incident::kEnvelopeForeign));
        elsewhere = scene.next;
        elsewhere.fleet = "globex";
        QVERIFY(scene.refuses(scene.handset.fleet.signedDesired(elsewhere, [](PolicyEnvelope&) {}),
                              incident::kEnvelopeForeign));
    }

    void anotherPhonesEnvelopeIsRefused() {
        Scene scene;
        auto other = scene.handset.wish("vp-other", "work");
        other.version = 6;
        auto swapped = scene.edited([](PolicyEnvelope&) {});
        const auto theirs = scene.handset.fleet.signedDesired(other, [](PolicyEnvelope&) {});
        swapped.envelope = theirs.envelope;
        swapped.signature = theirs.signature;
        QVERIFY(scene.refuses(swapped, incident::kEnvelopePayload));
        QVERIFY(scene.refuses(scene.edited([&](PolicyEnvelope& envelope) { envelope.phone = other.phone; }),
                              incident::kEnvelopePayload));
    }

    void anOlderEnvelopeIsRefused() {
        Scene scene;
        QVERIFY(scene.refuses(scene.former, incident::kEnvelopeOlder));
        scene.next.version = 3;
        QVERIFY(scene.refuses(scene.edited([](PolicyEnvelope&) {}), incident::kEnvelopeOlder));
    }

    void anotherEnvelopeOfTheSameVersionIsRefused() {
        Scene scene;
        scene.next.version = 5;
        QVERIFY(scene.refuses(scene.edited([](PolicyEnvelope&) {}), incident::kEnvelopeSameVersion));
        const auto resealed = scene.handset.fleet.signedDesired(scene.desired, [&](PolicyEnvelope& envelope) {
            envelope.previous = fleet::protocol::envelopeDigest(scene.former.envelope);
            envelope.notAfter = scene.handset.clock.now() + 1000h;
        });
        QVERIFY(scene.refuses(resealed, incident::kEnvelopeSameVersion));
    }

    void anExpiredEnvelopeIsRefused() {
        Scene scene;
        const auto good = scene.edited([&](PolicyEnvelope& envelope) { envelope.notAfter = scene.handset.clock.now() + 1h; });
        scene.handset.clock.advance(2h);
        QVERIFY(scene.refuses(good, incident::kEnvelopeExpired));
    }

    void anEnvelopeForANewerEngineIsRefused() {
        Scene scene;
        QVERIFY(scene.refuses(scene.edited([](PolicyEnvelope& envelope) {
            envelope.minimumEngine = {policy::kEngineVersion.generation,
                                      static_cast<std::uint16_t>(policy::kEngineVersion.revision + 1)};
        }),
                              incident::kEnvelopeEngine));
    }

    void anEnvelopeThatDoesNotFollowBringsOneThatDoes() {
        Scene scene;
        auto lost = scene.desired;
        lost.version = 6;
        (void)scene.handset.fleet.signedDesired(lost);  // never arrives
        scene.next.version = 7;
        scene.handset.receive(scene.handset.fleet.signedDesired(scene.next));
        QVERIFY(scene.handset.untilPhase(kWork, "stopped"));
        QCOMPARE(scene.handset.record(kWork)->version, std::int64_t{7});
        QVERIFY(scene.handset.fleet.incidents.empty());
    }

    void aBrokenChainIsNotTakenWithoutTheFleet() {
        Scene scene;
        const auto unchained = scene.edited([](PolicyEnvelope& envelope) { envelope.previous = base::Digest::of("x"); });
        const auto reset = scene.edited([](PolicyEnvelope& envelope) { envelope.previous.reset(); });
        for (const auto& received : {unchained, reset}) {
            scene.handset.fleet.sent.clear();
            scene.handset.fleet.linkIsUp = false;
            scene.handset.receive(received);
            scene.handset.pass(2s);
            QCOMPARE(scene.handset.record(kWork)->version, std::int64_t{5});
            QCOMPARE(scene.handset.observe(kWork).state, hypervisor::RunState::Running);
        }
    }

    void aHandsetThatLostItsJournalTakesOnlyAFirstEnvelope() {
        Scene scene;
        scene.handset.kill();
        QVERIFY(scene.handset.files.removeTree("/state/phones/vp-work").ok());
        QVERIFY(scene.handset.start());
        scene.handset.fleet.linkIsUp = false;
        scene.handset.receive(scene.inForce);
        scene.handset.pass(1s);
        QVERIFY(!scene.handset.record(kWork));
        scene.handset.receive(scene.edited([](PolicyEnvelope& envelope) { envelope.previous.reset(); }));
        scene.handset.pass(1s);
        QCOMPARE(scene.handset.record(kWork)->version, std::int64_t{6});
    }

    void aForbiddenEnvelopeIsALinkOfTheChainAndNotInForce() {
        Scene scene;
        auto turned = scene.next;
        turned.persona = "personal";
        QVERIFY(scene.refuses(scene.handset.fleet.signedDesired(turned), incident::kEnvelopeForbidden));
        scene.handset.kill();
        QVERIFY(scene.handset.start());
        scene.next.version = 7;
        scene.handset.receive(scene.handset.fleet.signedDesired(scene.next));
        QVERIFY(scene.handset.untilPhase(kWork, "stopped"));
        QCOMPARE(scene.handset.fleet.incidents.size(), std::size_t{1});
    }

    void aJournalFromBeforeEnvelopesBeginsAChain() {
        Scene scene;
        scene.handset.kill();
        auto record = *scene.handset.record(kWork);
        record.envelope.clear();
        record.signature.clear();
        record.chain.reset();
        QVERIFY(scene.handset.files
                    .writeFileAtomically("/state/phones/vp-work/journal.json", agent::writePhoneRecord(record), 0600)
                    .ok());
        QVERIFY(scene.handset.start());
        scene.handset.receive(scene.edited([](PolicyEnvelope& envelope) { envelope.previous.reset(); }));
        QVERIFY(scene.handset.untilPhase(kWork, "stopped"));
    }

    void whatWasRefusedIsToldAgainUntilItIsAcknowledged() {
        Scene scene;
        scene.handset.fleet.acknowledges = false;
        scene.handset.receive(scene.former);
        const auto told = [&] {
            return std::count_if(scene.handset.fleet.sent.begin(), scene.handset.fleet.sent.end(), [](const auto& message) {
                return std::holds_alternative<fleet::protocol::Incident>(message.body);
            });
        };
        QVERIFY(scene.handset.until([&] { return told() == 2; }, 1min));
        scene.handset.kill();
        scene.handset.fleet.acknowledges = true;
        scene.handset.fleet.incidents.clear();
        QVERIFY(scene.handset.start());
        scene.handset.pass(30s);
        QCOMPARE(scene.handset.fleet.incidents.size(), std::size_t{1});
        QCOMPARE(told(), std::ptrdiff_t{3});
    }
};

QTEST_GUILESS_MAIN(PolicyEnvelopeIntakeTest)
#include "policy_envelope_intake_test.moc"
