#include <QTest>
#include <nlohmann/json.hpp>

#include "fleet/protocol/desired_state.h"
#include "fleet/protocol/enrolment.h"
#include "fleet/protocol/order.h"
#include "tests/fleet/protocol/mutation.h"

using namespace fleet::protocol;

namespace {

const base::Timestamp kNow = *base::parseTimestamp("2026-11-22T11:11:50.123Z");

DesiredState desired() {
    DesiredState state;
    state.fleet = "fl-1";
    state.handset = base::HandsetId("hs-1");
    state.phone = base::PhoneId("vp-1");
    state.version = 42;
    state.issuedAt = kNow;
    state.persona = "work";
    state.displayName = "Ada";
    state.release = {"work", "1.2.3", base::Digest::of("manifest")};
    state.dataSize = base::mebibytes(512);
    state.settings = {{"camera.allowed", false}, {"screen.lock_seconds", std::int64_t{300}}, {"vpn.host", std::string("v.example")}};
    state.origin = DataOrigin{base::RestorePointId("rp-1"), base::Digest::of("root"), true};
    state.leaseSeconds = 86'400;
    using policy::ComplianceAction;
    state.steps = {{"encrypted", ComplianceAction::Warn, kNow, "Turn encryption on"},
                   {"encrypted", ComplianceAction::Block, kNow + std::chrono::hours(1), ""},
                   {"encrypted", ComplianceAction::Wipe, kNow + std::chrono::hours(2), ""}};
    state.offlineSteps = {{"silent", ComplianceAction::Block, 3600, ""}};
    return state;
}

WipeOrder order() {
    return {base::OperationId("op-9"), "fl-1", base::HandsetId("hs-1"), kNow, {base::PhoneId("vp-1"), base::PhoneId("vp-2")}};
}

WipeReceipt receipt() {
    return {base::OperationId("op-9"), base::HandsetId("hs-1"), kNow, {{base::PhoneId("vp-1"), true, "key destroyed"}},
            {{base::PhoneId("vp-3"), "personal", "aa", "aa"}}};
}

EnrolmentReply reply() {
    return {base::HandsetId("hs-1"), "fl-1", "PEM", "CA PEM", base::Bytes(32, 'k'), {base::Bytes(32, 'r'), base::Bytes(32, 'q')}, false};
}

base::Result<WipeReceipt> readReceipt(std::string_view text) {
    TWINSET_ASSIGN(const base::Json json, base::parseJson(text));
    return wipeReceiptFromJson(json);
}

std::string writeReceipt(const WipeReceipt& value) { return wipeReceiptToJson(value).dump(); }

std::string with(const std::string& text, const std::string& pointer, const base::Json& value) {
    auto json = base::Json::parse(text);
    json[base::Json::json_pointer(pointer)] = value;
    return json.dump();
}

}  // namespace

class DocumentsTest : public QObject {
    Q_OBJECT

private slots:
    void desiredStateComesBackAsItWasWritten() {
        const auto read = readDesiredState(writeDesiredState(desired()));
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
        QCOMPARE(read->version, 42);
        QVERIFY(read->settings == desired().settings);
        QVERIFY(read->release.manifest == desired().release.manifest);
        QVERIFY(read->origin && read->origin->root == base::Digest::of("root") && read->origin->whole);
        QCOMPARE(writeDesiredState(*read), writeDesiredState(desired()));
        DesiredState plain = desired();
        plain.origin.reset();
        QVERIFY(!readDesiredState(writeDesiredState(plain))->origin);
    }

    void desiredStateOutOfBoundsIsRefused() {
        const std::string text = writeDesiredState(desired());
        QVERIFY(!readDesiredState(with(text, "/extra", 1)).ok());
        QVERIFY(!readDesiredState(with(text, "/release/extra", 1)).ok());
        QVERIFY(!readDesiredState(with(text, "/settings/list", base::Json::object())).ok());
        QVERIFY(!readDesiredState(with(text, "/cpus", 100'000)).ok());
        QVERIFY(!readDesiredState(with(text, "/version", -1)).ok());
        QVERIFY(!readDesiredState(with(text, "/phone", "../etc")).ok());
        DesiredState large = desired();
        for (int i = 0; i < 300; ++i) large.settings["s" + std::to_string(i)] = true;
        QVERIFY(!readDesiredState(writeDesiredState(large)).ok());
    }

    void complianceStepsComeBackAndAWipeNeedsABlockBeforeIt() {
        using policy::ComplianceAction;
        const auto read = readDesiredState(writeDesiredState(desired()));
        QVERIFY(read->steps == desired().steps && read->offlineSteps == desired().offlineSteps);
        const auto refused = [](const std::function<void(DesiredState&)>& edit) {
            auto state = desired();
            edit(state);
            return !readDesiredState(writeDesiredState(state)).ok();
        };
        QVERIFY(!refused([](DesiredState&) {}));
        QVERIFY(refused([](DesiredState& state) { state.steps.erase(state.steps.begin() + 1); }));
        QVERIFY(refused([](DesiredState& state) { state.steps[1].rule = "another"; }));
        QVERIFY(refused([](DesiredState& state) { state.steps[1].at = state.steps[2].at; }));
        QVERIFY(refused([](DesiredState& state) { state.steps[0].rule = "../etc"; }));
        QVERIFY(refused([](DesiredState& state) { state.steps.resize(65, state.steps[0]); }));
        QVERIFY(refused([](DesiredState& state) { state.offlineSteps.push_back({"quiet", ComplianceAction::Wipe, 1, ""}); }));
        QVERIFY(refused([](DesiredState& state) { state.offlineSteps[0].afterSeconds = -1; }));
        QVERIFY(!readDesiredState(with(writeDesiredState(desired()), "/steps/0/action", "explode")).ok());
        QVERIFY(!readDesiredState(with(writeDesiredState(desired()), "/steps/0/extra", 1)).ok());
    }

    void ordersAndRefusalsComeBackAsTheyWereWritten() {
        const auto read = readWipeOrder(writeWipeOrder(order()));
        QVERIFY(read.ok());
        QVERIFY(read->phones == order().phones && read->issuedAt == kNow);
        const Refusal refusal{"revoked", "reported lost", writeWipeOrder(order()), base::Bytes(64, 's')};
        const auto refused = readRefusal(writeRefusal(refusal));
        QVERIFY(refused.ok());
        QCOMPARE(refused->order, refusal.order);
        QCOMPARE(refused->orderSignature, refusal.orderSignature);
        QVERIFY(readRefusal(writeRefusal({"unknown", "", {}, {}}))->order.empty());
        QVERIFY(!readRefusal(R"({"reason":"mood","message":""})").ok());
        QVERIFY(!readWipeOrder(with(writeWipeOrder(order()), "/order", "wipe_all")).ok());
    }

    void receiptsComeBackAsTheyWereWritten() {
        const auto read = readReceipt(writeReceipt(receipt()));
        QVERIFY(read.ok());
        QVERIFY(read->wiped[0].erased);
        QCOMPARE(read->untouched[0].digestAfter, std::string("aa"));
        QVERIFY(!readReceipt(with(writeReceipt(receipt()), "/wiped/0/extra", 1)).ok());
    }

    void enrolmentComesBackAsItWasWritten() {
        const EnrolmentRequest request{"secret bytes", "REQUEST", "Ada", "Model", "S/N 1"};
        const auto read = readEnrolmentRequest(writeEnrolmentRequest(request));
        QVERIFY(read.ok());
        QCOMPARE(read->secret, request.secret);
        QCOMPARE(read->serial, request.serial);
        const auto answer = readEnrolmentReply(writeEnrolmentReply(reply()));
        QVERIFY(answer.ok());
        QVERIFY(answer->releaseKeys == reply().releaseKeys && !answer->accepted);
        QVERIFY(!readEnrolmentReply(with(writeEnrolmentReply(reply()), "/fleetKey", "AAAA")).ok());
    }

    void damagedDocumentsAreRefusedOrReadStably() {
        constexpr int kRounds = 3000;
        QCOMPARE(mutation::unstableMutants(writeDesiredState(desired()), kRounds, readDesiredState, writeDesiredState), 0);
        QCOMPARE(mutation::unstableMutants(writeWipeOrder(order()), kRounds, readWipeOrder, writeWipeOrder), 0);
        QCOMPARE(mutation::unstableMutants(writeRefusal({"revoked", "lost", "order", "signature"}), kRounds, readRefusal, writeRefusal), 0);
        QCOMPARE(mutation::unstableMutants(writeReceipt(receipt()), kRounds, readReceipt, writeReceipt), 0);
        QCOMPARE(mutation::unstableMutants(writeEnrolmentReply(reply()), kRounds, readEnrolmentReply, writeEnrolmentReply), 0);
    }
};

QTEST_GUILESS_MAIN(DocumentsTest)
#include "documents_test.moc"
