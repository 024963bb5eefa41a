// A phone leaves one fleet as a file and comes into another, with the command line and the gateways as they are; no
// network.
#include <QTest>
#include <fstream>

#include "app/cli/application.h"
#include "images/restore_point.h"
#include "tests/fakes/fake_terminal.h"
#include "tests/fakes/memory_disk.h"
#include "tests/fleet/gateway/fleet_fixture.h"

using base::ErrorCode;
using base::Json;

namespace {

constexpr std::uint64_t kDiskSize = 24 * 1024 * 1024;

/// A connection that can break after some calls of a verb, and counts them.
class CountedService final : public fleet::FleetService {
public:
    struct Count {
        std::map<std::string, int> calls;
        std::string breaksAt, losesAnswerOf;
        int breaksAfter = -1;
    };
    CountedService(std::unique_ptr<fleet::FleetService> inner, Count& count)
        : m_inner(std::move(inner)), m_count(count) {}
    base::Result<Json> call(std::string_view verb, const Json& arguments) override {
        const auto calls = ++m_count.calls[std::string(verb)];
        if (verb == m_count.breaksAt && m_count.breaksAfter >= 0 && calls > m_count.breaksAfter)
            return {ErrorCode::Internal, "the cable was pulled"};
        auto answer = m_inner->call(verb, arguments);
        if (verb == m_count.losesAnswerOf && calls == 1) return {ErrorCode::Unavailable, "the answer was lost"};
        return answer;
    }
    base::Result<fleet::FeedPage> feed(std::int64_t revision, base::Duration wait) override {
        return m_inner->feed(revision, wait);
    }
    images::ChunkSink& chunks() override { return m_inner->chunks(); }

private:
    std::unique_ptr<fleet::FleetService> m_inner;
    Count& m_count;
};

/// The command line at a fleet.
class Desk final : public cli::GatewayDoor {
public:
    explicit Desk(FleetFixture& fleet) : m_fleet(fleet) {}
    base::Result<std::unique_ptr<fleet::FleetService>> open(const cli::Session&) override {
        return std::unique_ptr<fleet::FleetService>(
            std::make_unique<CountedService>(fleet::createLocalFleetService(*m_fleet.gateway, "admin"), count));
    }
    base::Result<std::string> fingerprint(const cli::GatewayAddress&) override { return std::string(64, 'a'); }

    int run(std::vector<std::string> words) {
        const auto session = scratch.filePath("session.json").toStdString();
        if (!cli::writeSession(*m_fleet.files, session, {"gw.example", 7443, std::string(64, 'a'), "admin", "token"}))
            return -1;
        words.insert(words.end(), {"--session", session});
        terminal.printed.clear();
        terminal.complained.clear();
        cli::Environment environment{terminal, *m_fleet.files, m_fleet.clock, *this};
        return cli::runTwinset(words, environment);
    }
    [[nodiscard]] std::string path(const char* name) const { return scratch.filePath(name).toStdString(); }

    QTemporaryDir scratch;
    fakes::FakeTerminal terminal{m_clock};
    CountedService::Count count;

private:
    FleetFixture& m_fleet;
    FakeClock m_clock;
};

fakes::MemoryDisk phoneDisk() {
    fakes::MemoryDisk disk(kDiskSize);
    (void)disk.write(70'000, "letters");
    (void)disk.write(9 * 1024 * 1024, base::randomBytes(5 * 1024 * 1024 + 4096));
    (void)disk.write(kDiskSize - 10, "the end");
    return disk;
}

struct Scene {
    FleetFixture here, there;
    std::unique_ptr<FakeHandset> one, two;
    fakes::MemoryDisk disk = phoneDisk();
    std::string work, point;
    Desk out{here}, in{there};
    std::string file = out.path("ada.vphone"), passphrase = out.path("passphrase");

    Scene() {
        (void)here.publish("1.0.0", "system one");
        one = std::make_unique<FakeHandset>(here, "one");
        (void)one->connect();
        here.call("person_create", {{"name", "Ada"}});
        work = here.createPhone("one", "work", "Ada");
        one->reportRunning(work);
        point = here.backUp(*one, work, disk);
        two = std::make_unique<FakeHandset>(there, "two");
        (void)two->connect();
        std::ofstream(passphrase) << "open sesame\n";
    }
    int exportPhone() { return out.run({"phone", "export", work, "--output", file, "--plain", "--yes"}); }
    /// As most people do it; takes a second, which deriving the key is meant to.
    int exportEncrypted() {
        return out.run({"phone", "export", work, "--output", file, "--passphrase-file", passphrase});
    }
    int importPhone(std::vector<std::string> more = {}) {
        std::vector<std::string> words{"phone",    "import", file,  "--handset", "two", "--passphrase-file",
                                       passphrase, "-o",     "json"};
        words.insert(words.end(), more.begin(), more.end());
        return in.run(words);
    }
    static fakes::MemoryDisk restored(FleetFixture& fleet, const std::string& restorePoint) {
        const auto shown = fleet.call("restore_point_show", {{"restorePoint", restorePoint}});
        fakes::MemoryDisk copy(shown.at("diskSize").get<std::uint64_t>());
        const auto root = *base::Digest::fromHex(shown.at("root").get<std::string>());
        const auto done = images::restoreDisk(root, images::ChunkCodec(fleet.gateway->context().keys.store),
                                              fleet.gateway->context().store, copy, {});
        if (!done) qFatal("%s", done.error().message.c_str());
        return copy;
    }
    static bool isOnRecord(FleetFixture& fleet, const std::string& verb, const std::string& subject) {
        const auto events = fleet.call("audit_list", Json::object()).at("events");
        return std::any_of(events.begin(), events.end(), [&](const Json& event) {
            return event.at("verb") == verb && event.at("subject") == subject;
        });
    }
};

}  // namespace

class VirtualPhoneExportTest : public QObject {
    Q_OBJECT
private slots:
    void aPhoneMovesToAnotherFleet() {
        Scene scene;
        (void)scene.there.publish("1.0.0", "system one");
        QVERIFY2(scene.exportEncrypted() == 0, scene.out.terminal.complained.c_str());
        QVERIFY2(scene.importPhone() == 0, scene.in.terminal.complained.c_str());
        const auto done = Json::parse(scene.in.terminal.printed);
        const auto phone = done.at("phone").at("id").get<std::string>();
        const auto point = done.at("restorePoint").at("id").get<std::string>();
        QVERIFY(Scene::restored(scene.there, point).sameContentAs(scene.disk));
        QVERIFY(done.at("phone").at("name") == "Ada work");
        QVERIFY(done.at("phone").at("persona") == "work");
        // The new handset is told to take the phone's data from there, as after a restore.
        const auto desired = scene.two->desired(phone);
        QVERIFY(desired && desired->origin && desired->origin->restorePoint.text() == point);
        QCOMPARE(desired->dataSize.value, kDiskSize);
        QVERIFY(Scene::isOnRecord(scene.here, "virtual_phone_export", scene.work));
        QVERIFY(Scene::isOnRecord(scene.there, "virtual_phone_import_finish", phone));
    }

    void theSameFleetHasItsChunksAlready() {
        Scene scene;
        QCOMPARE(scene.exportPhone(), 0);
        Desk again(scene.here);
        QCOMPARE(again.run({"phone", "import", scene.file, "--into", scene.work, "--passphrase-file", scene.passphrase,
                            "-o", "json"}),
                 0);
        const auto done = Json::parse(again.terminal.printed);
        QVERIFY(done.at("restorePoint").at("phone").at("id") == scene.work);
        QVERIFY(done.at("restorePoint").at("bytesUploaded") == 0);
        QVERIFY(done.at("restorePoint").at("id") != scene.point);
    }

    void aPlainFileIsConfirmedAndOnRecord() {
        Scene scene;
        QCOMPARE(scene.out.run({"phone", "export", scene.work, "--output", scene.file, "--plain"}), 7);
        QVERIFY(!std::filesystem::exists(scene.file));
        QCOMPARE(scene.out.run({"phone", "export", scene.work, "--output", scene.file, "--plain", "--yes"}), 0);
        const auto events = scene.here.call("audit_list", Json::object()).at("events");
        QVERIFY(std::any_of(events.begin(), events.end(), [](const Json& event) {
            return event.at("verb") == "virtual_phone_export" && event.at("detail").at("encrypted") == false;
        }));
    }

    void withoutItsReleaseAPhoneIsNotImported() {
        Scene scene;
        QCOMPARE(scene.exportPhone(), 0);
        QCOMPARE(scene.importPhone(), 3);
        QVERIFY(scene.in.terminal.complained.find(
                    "release 1.0.0 of image 'reference-work', which the phone needs, is not published here") !=
                std::string::npos);
        (void)scene.there.publish("1.0.0", "another system");
        QCOMPARE(scene.importPhone(), 4);
        QCOMPARE(scene.in.count.calls["virtual_phone_import_write"], 0);  // nobody uploads for nothing
        (void)scene.there.publish("1.1.0", "the next system");
        QCOMPARE(scene.importPhone({"--version", "1.1.0"}), 0);
    }

    void anExportThatBrokeOffFetchesTheRestOnly() {
        Scene scene;
        scene.out.count.breaksAt = "virtual_phone_export_read";
        scene.out.count.breaksAfter = 2;
        QVERIFY(scene.exportEncrypted() != 0);
        QVERIFY(!std::filesystem::exists(scene.file));
        const auto whole =
            scene.here.call("operation_list", {{"phone", scene.work}, {"state", "live"}}).at("operations");
        QCOMPARE(whole.size(), std::size_t{1});
        QVERIFY(whole.at(0).at("progress") > 0.3);
        scene.out.count = {};
        QVERIFY2(scene.exportEncrypted() == 0, scene.out.terminal.complained.c_str());
        QVERIFY(scene.out.count.calls["virtual_phone_export_read"] <= 3);
        QVERIFY(scene.here.call("operation_show", {{"operation", whole.at(0).at("id")}}).at("state") == "succeeded");
        (void)scene.there.publish("1.0.0", "system one");
        QCOMPARE(scene.importPhone(), 0);
        const auto done = Json::parse(scene.in.terminal.printed);
        QVERIFY(Scene::restored(scene.there, done.at("restorePoint").at("id").get<std::string>())
                    .sameContentAs(scene.disk));
    }

    void anImportThatBrokeOffSendsTheRestOnly() {
        Scene scene;
        (void)scene.there.publish("1.0.0", "system one");
        QCOMPARE(scene.exportPhone(), 0);
        scene.in.count.breaksAt = "virtual_phone_import_write";
        scene.in.count.breaksAfter = 2;
        QVERIFY(scene.importPhone() != 0);
        QVERIFY(scene.there.call("virtual_phone_list", Json::object()).at("phones").empty());
        scene.there.finished("restore_point_prune", Json::object());  // takes nothing of an import under way
        scene.in.count = {};
        QVERIFY2(scene.importPhone() == 0, scene.in.terminal.complained.c_str());
        QVERIFY(scene.in.count.calls["virtual_phone_import_write"] <= 2);
        const auto done = Json::parse(scene.in.terminal.printed);
        QVERIFY(Scene::restored(scene.there, done.at("restorePoint").at("id").get<std::string>())
                    .sameContentAs(scene.disk));
    }

    void anEndWhoseAnswerWasLostIsAnsweredAgain() {
        Scene scene;
        (void)scene.there.publish("1.0.0", "system one");
        QCOMPARE(scene.exportPhone(), 0);
        scene.in.count.losesAnswerOf = "virtual_phone_import_finish";
        QVERIFY2(scene.importPhone() == 0, scene.in.terminal.complained.c_str());
        QCOMPARE(scene.in.count.calls["virtual_phone_import_finish"], 2);
        const auto done = Json::parse(scene.in.terminal.printed);
        QCOMPARE(scene.there.call("virtual_phone_list", Json::object()).at("phones").size(), std::size_t{1});
        QCOMPARE(scene.there.call("restore_point_list", Json::object()).at("restorePoints").size(), std::size_t{1});
        const auto phone = done.at("phone").at("id");
        const auto operation = scene.there.call("operation_list", Json::object()).at("operations").at(0).at("id");
        const auto again = scene.there.call("virtual_phone_import_finish", {{"operation", operation}});
        QVERIFY(again.at("phone").at("id") == phone);
        QVERIFY(again.at("restorePoint") == done.at("restorePoint"));
        const auto other = fleet::createLocalFleetService(*scene.there.gateway, "another administrator");
        QCOMPARE(other->call("virtual_phone_import_finish", {{"operation", operation}}).error().code, ErrorCode::Denied);
        QVERIFY(Scene::restored(scene.there, done.at("restorePoint").at("id").get<std::string>()).sameContentAs(scene.disk));
    }

    void aDamagedFileChangesNothing() {
        Scene scene;
        (void)scene.there.publish("1.0.0", "system one");
        QCOMPARE(scene.exportPhone(), 0);
        std::fstream(scene.file, std::ios::in | std::ios::out | std::ios::binary).seekp(1'000'000).put('!');
        QCOMPARE(scene.importPhone(), 8);
        QCOMPARE(scene.in.count.calls["virtual_phone_import"], 0);
    }

    void anotherPassphraseOpensNothing() {
        Scene scene;
        QCOMPARE(scene.exportEncrypted(), 0);
        std::ofstream(scene.passphrase) << "open barley\n";
        QCOMPARE(scene.importPhone(), 5);
    }

    void aCancelledExportEnds() {
        Scene scene;
        scene.out.count.breaksAt = "virtual_phone_export_read";
        scene.out.count.breaksAfter = 1;
        QVERIFY(scene.exportPhone() != 0);
        const auto operation = scene.here.call("operation_list", {{"phone", scene.work}, {"state", "live"}})
                                   .at("operations")
                                   .at(0)
                                   .at("id");
        scene.here.call("operation_cancel", {{"operation", operation}});
        QCOMPARE(scene.here.refused("virtual_phone_export_read", {{"operation", operation}, {"offset", 0}}).code,
                 ErrorCode::Cancelled);
    }

    void anExportThatNobodyGoesOnWithExpires() {
        Scene scene;
        const auto begun = scene.here.call("virtual_phone_export", {{"phone", scene.work}, {"encrypted", true}});
        scene.here.clock.advance(std::chrono::hours(25));
        scene.here.gateway->tick();
        QVERIFY(scene.here.call("operation_show", {{"operation", begun.at("operation").at("id")}}).at("state") ==
                "expired");
    }

    void onlyAdministratorsMovePhones() {
        Scene scene;
        for (const auto role : {fleet::kHelpDesk, fleet::kAuditor, fleet::kAutomation})
            for (const auto* verb : {"virtual_phone_export", "virtual_phone_export_read", "virtual_phone_import",
                                     "virtual_phone_import_write"})
                QCOMPARE(scene.here.as(role)->call(verb, Json::object()).error().code, ErrorCode::Denied);
    }

    void somebodyElsesExportIsNotRead() {
        Scene scene;
        const auto begun = scene.here.call("virtual_phone_export", {{"phone", scene.work}, {"encrypted", true}});
        const auto other = fleet::createLocalFleetService(*scene.here.gateway, "another administrator");
        const Json asked{{"operation", begun.at("operation").at("id")}, {"offset", 0}};
        QCOMPARE(other->call("virtual_phone_export_read", asked).error().code, ErrorCode::Denied);
    }

    void aPersonalPhoneIsNeitherExportedNorImported() {
        Scene scene;
        const auto personal = scene.here.createPhone("one", "personal", "Ada");
        QCOMPARE(scene.here.refused("virtual_phone_export", {{"phone", personal}, {"encrypted", true}}).code,
                 ErrorCode::Denied);
        auto description =
            scene.here.call("virtual_phone_export", {{"phone", scene.work}, {"encrypted", true}}).at("description");
        description["phone"]["persona"] = "personal";
        const Json import{{"file", std::string(64, '0')}, {"description", description}, {"handset", "one"}};
        QCOMPARE(scene.here.refused("virtual_phone_import", import).code, ErrorCode::Denied);
    }

    void piecesThatDoNotFitAreRefused() {
        Scene scene;
        (void)scene.there.publish("1.0.0", "system one");
        const auto description =
            scene.here.call("virtual_phone_export", {{"phone", scene.work}, {"encrypted", true}}).at("description");
        const auto begun = scene.there.call(
            "virtual_phone_import", {{"file", std::string(64, '0')}, {"description", description}, {"handset", "two"}});
        const auto unit = begun.at("pieceUnit").get<std::uint64_t>();
        const auto refused = [&](std::uint64_t offset, std::size_t size) {
            const Json piece{{"operation", begun.at("operation").at("id")},
                             {"offset", offset},
                             {"bytes", base::toBase64Url(base::Bytes(size, 'x'))}};
            return scene.there.admin->call("virtual_phone_import_write", piece);
        };
        for (const auto& [offset, size] : {std::pair<std::uint64_t, std::size_t>{1, unit},
                                           {0, 100},
                                           {kDiskSize, unit},
                                           {kDiskSize - unit, 2 * unit}})
            QCOMPARE(refused(offset, size).error().code, ErrorCode::InvalidInput);
        QVERIFY(refused(unit, unit).ok());
        QCOMPARE(refused(unit, unit).error().code, ErrorCode::Conflict);
    }
};

QTEST_GUILESS_MAIN(VirtualPhoneExportTest)
#include "virtual_phone_export_test.moc"
