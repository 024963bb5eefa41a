#include "fleet/protocol/messages.h"

#include <QTest>
#include <nlohmann/json.hpp>

#include "tests/fleet/protocol/mutation.h"

using namespace fleet::protocol;

namespace {

const base::Timestamp kNow = *base::parseTimestamp("2026-11-22T11:11:50.123Z");

PhoneReport fullReport() {
    PhoneReport report;
    report.phone = base::PhoneId("vp-work1");
    report.desiredVersion = 7;
    report.phase = "running";
    report.progress = 0.5;
    report.detail = "système démarré";
    report.runState = "running";
    report.release = "1.4.0";
    report.data = "remote";
    report.startedAt = kNow;
    report.controls = {{"network.link", "applied", "up"}, {"port.camera", "pending_guest", "attached"}};
    report.proved = ProvedState{kNow, "1.4.0", R"({"ok":true})"};
    report.rejected = RejectedRelease{"1.5.0", "no health report within 60 s", "1.4.0"};
    return report;
}

std::vector<Message> samples() {
    const base::OperationId operation("op-1");
    return {
        {"m1", Hello{1, "0.1.0", "boot-1", "qemu", "7.2", "kvm", {"checkpoint", "snapshots"}, {{"vp-work1", EnvelopeTip{7, base::Digest::of("e")}}}}},
        {"m2", Report{kNow, {fullReport()}}},
        {"m3", OperationProgress{operation, 0.25, "reading the disk"}},
        {"m4", OperationResult{operation, false, "unavailable", "the guest does not answer", R"({"bytes":1})"}},
        {"r1", Resync{base::PhoneId("vp-work1"), EnvelopeTip{7, std::nullopt}}},
        {"i1", Incident{kNow, "clock_set_back", base::PhoneId("vp-work1"), "by two hours"}},
        {"p1", SignedReceipt{base::Bytes("{}"), base::Bytes(70, 's')}},
        {"m5", Welcome{kNow, "Ada's handset"}},
        {"m6", Desired{base::Bytes("{\0}", 3), base::Bytes("{\"a\":\0 1}", 9), base::Bytes(64, 's')}},
        {"m7", Operation{operation, "virtual_phone_backup", base::PhoneId("vp-work1"), "{}", kNow}},
        {"m8", OperationCancel{operation}},
        {"", Ack{"m1"}},
    };
}

}  // namespace

class MessageTest : public QObject {
    Q_OBJECT

private slots:
    void everyMessageComesBackAsItWasWritten() {
        for (const auto& message : samples()) {
            const std::string text = writeMessage(message);
            const auto read = readMessage(text);
            QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
            QCOMPARE(read->id, message.id);
            QCOMPARE(read->body.index(), message.body.index());
            QCOMPARE(writeMessage(*read), text);
        }
        const auto read = readMessage(writeMessage(samples()[1]));
        const PhoneReport& phone = std::get<Report>(read->body).phones.at(0);
        QCOMPARE(phone.detail, std::string("système démarré"));
        QCOMPARE(phone.controls.at(1).outcome, std::string("pending_guest"));
        QVERIFY(phone.startedAt == kNow && phone.proved->at == kNow);
        QCOMPARE(phone.rejected->fellBackTo, std::string("1.4.0"));
        QCOMPARE(std::get<Desired>(readMessage(writeMessage(samples()[8]))->body).document, base::Bytes("{\"a\":\0 1}", 9));
    }

    void aMemberThatTheSchemaDoesNotNameIsRefused() {
        for (const auto& message : samples()) {
            auto json = base::Json::parse(writeMessage(message));
            json["body"]["surprise"] = 1;
            const auto read = readMessage(json.dump());
            QVERIFY(!read.ok());
            QVERIFY2(read.error().message.find("surprise") != std::string::npos, read.error().message.c_str());
        }
        auto json = base::Json::parse(writeMessage(samples()[0]));
        json["surprise"] = 1;
        QVERIFY(!readMessage(json.dump()).ok());
    }

    void everyRequiredMemberIsMissed() {
        for (const auto& message : samples()) {
            const auto whole = base::Json::parse(writeMessage(message));
            for (const auto& [name, value] : whole["body"].items()) {
                if (name == "result" || name == "arguments") continue;
                auto json = whole;
                json["body"].erase(name);
                QVERIFY2(!readMessage(json.dump()).ok(), name.c_str());
            }
        }
    }

    void anUnknownTypeOrWordIsRefused() {
        QVERIFY(!readMessage(R"({"type":"reboot_all","id":"1","body":{}})").ok());
        auto json = base::Json::parse(writeMessage(samples()[1]));
        json["body"]["phones"][0]["phase"] = "dancing";
        const auto read = readMessage(json.dump());
        QVERIFY(!read.ok());
        QVERIFY2(read.error().message.find("phones[0]") != std::string::npos, read.error().message.c_str());
    }

    void aMessageOverTheLimitIsRefused() {
        std::string text = writeMessage(samples()[0]);
        QVERIFY(readMessage(text).ok());
        text.insert(1, std::string(kLongestMessage, ' '));
        QVERIFY(!readMessage(text).ok());
    }

    void textsForPeopleAreCutBeforeAMessageIsTooLong() {
        Report report{kNow, {}};
        for (int i = 0; i < 20; ++i) {
            PhoneReport phone = fullReport();
            phone.phone = base::PhoneId("vp-" + std::to_string(i));
            phone.detail.assign(100'000, 'd');
            phone.proved->health.assign(100'000, '"');
            phone.rejected->reason.assign(5'000, '\xff');
            phone.controls.assign(40, ControlReport{std::string(50, 'c'), "unsupported", std::string(1000, 'r')});
            report.phones.push_back(phone);
        }
        const std::string text = writeMessage({"m", report});
        QVERIFY2(text.size() <= kLongestMessage, std::to_string(text.size()).c_str());
        const auto read = readMessage(text);
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
        const auto& phones = std::get<Report>(read->body).phones;
        QCOMPARE(phones.size(), kMostPhonesInMessage);
        QCOMPARE(phones[15].phone.text(), std::string("vp-15"));
        QCOMPARE(phones[15].controls.size(), kMostControlsInMessage / kMostPhonesInMessage);
        QVERIFY(!phones[15].detail.empty());
    }

    void onePhonesReportKeepsAllItsControls() {
        PhoneReport phone = fullReport();
        phone.controls.assign(kMostControls, ControlReport{std::string(50, 'c'), "delivered", std::string(1000, 'r')});
        const auto read = readMessage(writeMessage({"m", Report{kNow, {phone}}}));
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
        const auto& controls = std::get<Report>(read->body).phones.at(0).controls;
        QCOMPARE(controls.size(), kMostControls);
        QVERIFY(!controls.back().readBack.empty());
    }

    void aCharacterIsNeverCutInTheMiddle() {
        OperationProgress progress{base::OperationId("op-1"), 2.0, std::string(2047, 'x') + "é"};
        const auto read = readMessage(writeMessage({"m", progress}));
        QVERIFY(read.ok());
        QCOMPARE(std::get<OperationProgress>(read->body).step, std::string(2047, 'x'));
        QCOMPARE(std::get<OperationProgress>(read->body).fraction, 1.0);
    }

    void aPictureFitsIntoAResult() {
        const OperationResult result{base::OperationId("op-1"), true, "", "", "{\"png\":\"" + std::string(44 * 1024, 'A') + "\"}"};
        const auto text = writeMessage({"m", result});
        QVERIFY(text.size() <= kLongestMessage);
        const auto read = readMessage(text);
        QVERIFY(read.ok());
        QCOMPARE(std::get<OperationResult>(read->body).result, result.result);
    }

    void aResultThatIsTooLongIsLeftOutAndSaidSo() {
        OperationResult result{base::OperationId("op-1"), true, "", "done", "{\"x\":\"" + std::string(70'000, 'x') + "\"}"};
        const auto read = readMessage(writeMessage({"m", result}));
        QVERIFY(read.ok());
        QCOMPARE(std::get<OperationResult>(read->body).result, std::string("{}"));
        QVERIFY(std::get<OperationResult>(read->body).message.find("could not be sent") != std::string::npos);
    }

    void damagedMessagesAreRefusedOrReadStably() {
        for (const auto& message : samples())
            QCOMPARE(mutation::unstableMutants(writeMessage(message), 3000, readMessage, writeMessage), 0);
    }
};

QTEST_GUILESS_MAIN(MessageTest)
#include "message_test.moc"
