// A backup with conditions: it waits for Wi-Fi and the charger, says so, stops when they go, and goes on where it was.
#include <QTest>
#include <nlohmann/json.hpp>

#include "tests/agent/test_handset.h"

using fakes::TestHandset;
using namespace std::chrono_literals;

namespace {

const base::PhoneId kWork("vp-work");
constexpr std::size_t kNoise = 8 * 1024 * 1024;

struct Scene : TestHandset {
    Scene() {
        if (!start()) qFatal("%s", startError.c_str());
        give(wish("vp-work", "work"));
        if (!untilPhase(kWork, "running")) qFatal("the phone does not run");
        std::string noise(kNoise, 0);
        unsigned state = 1;
        for (auto& byte : noise) byte = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
        if (!world->writeGuestFile(kWork, "/data/big", noise).ok()) qFatal("cannot write");
    }
    void ask(const std::string& id, base::Json conditions) {
        receive(operation(id, "virtual_phone_backup", kWork, base::Json{{"conditions", std::move(conditions)}}.dump()));
    }
    /// What the agent said last of an operation that waits; empty: nothing.
    [[nodiscard]] std::string waits() const {
        std::string last;
        for (const auto& message : fleet.sent)
            if (const auto* progress = std::get_if<fleet::protocol::OperationProgress>(&message.body))
                last = progress->waiting ? progress->step : "";
        return last;
    }
    [[nodiscard]] const fleet::protocol::OperationResult* result(const std::string& id) const {
        return fleet.result(base::OperationId(id));
    }
};

}  // namespace

class ScheduledBackupTest : public QObject {
    Q_OBJECT
private slots:
    void aBackupWaitsForWifiAndSaysSo() {
        Scene scene;
        scene.facts.onWifi = false;
        scene.ask("op-one", {{"unmetered", true}});
        scene.pass(20s);
        QVERIFY(scene.result("op-one") == nullptr);
        QCOMPARE(scene.waits(), std::string("waits for Wi-Fi"));
        QCOMPARE(scene.observe(kWork).openCheckpoints, 0);
        scene.facts.onWifi = true;
        QVERIFY(scene.until([&] { return scene.result("op-one") != nullptr; }, 1min));
        QVERIFY(scene.result("op-one")->ok);
    }

    void eachConditionIsNamed_data() {
        QTest::addColumn<bool>("wifi");
        QTest::addColumn<bool>("charger");
        QTest::addColumn<QString>("says");
        QTest::newRow("charger") << true << false << "waits for the charger";
        QTest::newRow("both") << false << false << "waits for Wi-Fi and the charger";
    }
    void eachConditionIsNamed() {
        QFETCH(bool, wifi);
        QFETCH(bool, charger);
        QFETCH(QString, says);
        Scene scene;
        scene.facts.onWifi = wifi;
        scene.facts.onCharger = charger;
        scene.ask("op-one", {{"unmetered", true}, {"charging", true}});
        scene.pass(10s);
        QCOMPARE(QString::fromStdString(scene.waits()), says);
    }

    void aBackupWithoutConditionsBeginsAtOnce() {
        Scene scene;
        scene.facts.onWifi = scene.facts.onCharger = false;
        scene.receive(scene.operation("op-one", "virtual_phone_backup", kWork));
        QVERIFY(scene.until([&] { return scene.result("op-one") != nullptr; }, 1min));
        QVERIFY(scene.result("op-one")->ok);
    }

    void aBackupThatLosesItsWifiGoesOnLaterWithoutSendingAgain() {
        Scene scene;
        scene.fleet.duringTransfer = [&] {
            if (scene.fleet.phoneChunks.blobs.size() >= kNoise / images::kChunkSize / 3) scene.facts.onWifi = false;
        };
        scene.ask("op-one", {{"unmetered", true}});
        scene.pass(20s);
        QVERIFY(scene.result("op-one") == nullptr);
        QCOMPARE(scene.waits(), std::string("waits for Wi-Fi"));
        QCOMPARE(scene.observe(kWork).openCheckpoints, 0);
        // The agent dies meanwhile, too.
        scene.kill();
        QVERIFY(scene.start());
        scene.fleet.duringTransfer = nullptr;
        scene.facts.onWifi = true;
        QVERIFY(scene.until([&] { return scene.result("op-one") != nullptr; }, 1min));
        QVERIFY2(scene.result("op-one")->ok, scene.result("op-one")->message.c_str());
        const auto result = base::parseJson(scene.result("op-one")->result).value();
        QVERIFY(result.at("bytesUploaded").get<std::uint64_t>() < result.at("bytesRead").get<std::uint64_t>() * 3 / 4);
    }

    void aBackupEndsWhenItsTimeIsOver() {
        Scene scene;
        scene.facts.onWifi = false;
        scene.ask("op-one", {{"unmetered", true}, {"beginBefore", base::formatTimestamp(scene.clock.now() + 2min)}});
        scene.pass(1min);
        QVERIFY(scene.result("op-one") == nullptr);
        scene.pass(2min);
        QVERIFY(scene.result("op-one") != nullptr);
        QCOMPARE(scene.result("op-one")->code, std::string("timeout"));
        QVERIFY(scene.result("op-one")->message.find("waits for Wi-Fi") != std::string::npos);
    }

    void whatItWaitsForIsSaidAgainOnANewLink() {
        Scene scene;
        scene.facts.onWifi = false;
        scene.ask("op-one", {{"unmetered", true}});
        scene.pass(10s);
        scene.linkDown();
        scene.fleet.sent.clear();
        scene.linkUp();
        scene.pass(10s);
        QCOMPARE(scene.waits(), std::string("waits for Wi-Fi"));
    }

    void conditionsThatAreNotKnownEndIt() {
        Scene scene;
        scene.ask("op-one", {{"moonlight", true}});
        QVERIFY(scene.until([&] { return scene.result("op-one") != nullptr; }, 1min));
        QCOMPARE(scene.result("op-one")->code, std::string("invalid_input"));
    }
};

QTEST_GUILESS_MAIN(ScheduledBackupTest)
#include "scheduled_backup_test.moc"
