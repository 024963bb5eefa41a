// Files out of a restore point, through the gateway's verbs.
#include <QTest>

#include "tests/fakes/ext4_image.h"
#include "tests/fakes/memory_disk.h"
#include "tests/fleet/gateway/fleet_fixture.h"

using base::ErrorCode;
using base::Json;

namespace {

constexpr std::size_t kReportSize = 5'000'000;

fakes::MemoryDisk phoneDisk() {
    const QTemporaryDir scratch;
    const std::filesystem::path root = scratch.filePath("tree").toStdString();
    std::filesystem::create_directories(root / "documents");
    std::ofstream(root / "documents/report.txt") << std::string(kReportSize, 'r') << "end";
    std::ofstream(root / "documents/caf\xe9") << "a name that is not UTF-8";
    const auto image = fakes::ext4Image(root, "16M");
    std::filesystem::remove_all(root);  // QTemporaryDir cannot: one name is not UTF-8
    fakes::MemoryDisk disk(image.size());
    (void)disk.write(0, image);
    return disk;
}

struct Scene {
    FleetFixture fleet;
    std::unique_ptr<FakeHandset> one;
    std::string work, point;

    Scene() {
        (void)fleet.publish("1.0.0", "system one");
        one = std::make_unique<FakeHandset>(fleet, "one");
        (void)one->connect();
        fleet.call("person_create", {{"name", "Ada"}});
        work = fleet.createPhone("one", "work", "Ada");
        one->reportRunning(work);
        auto disk = phoneDisk();
        point = fleet.backUp(*one, work, disk);
    }
    base::Bytes read(std::uint64_t offset, std::uint64_t length) {
        const auto piece = fleet.call("restore_point_file_read", {{"restorePoint", point},
                                                                  {"path", "/documents/report.txt"},
                                                                  {"offset", offset},
                                                                  {"length", length}});
        return base::fromBase64Url(piece.at("bytes").get<std::string>()).valueOr("?");
    }
};

}  // namespace

class RestorePointFileTest : public QObject {
    Q_OBJECT
private slots:
    void aDirectoryOfARestorePointIsListed() {
        Scene scene;
        const auto listing =
            scene.fleet.call("restore_point_file_list", {{"restorePoint", scene.point}, {"path", "/documents"}});
        QCOMPARE(listing.at("files").size(), std::size_t{2});
        const auto& report = listing.at("files").at(1);
        QVERIFY(report.at("name") == "report.txt");
        QVERIFY(report.at("kind") == "file");
        QVERIFY(report.at("size") == kReportSize + 3);
        QVERIFY(listing.at("files").at(0).at("name") == "caf\xef\xbf\xbd");
        QVERIFY(listing.at("journalPending") == false);
    }

    void aFileIsReadInPieces() {
        Scene scene;
        QVERIFY(scene.read(kReportSize - 2, 100) == "rrend");
        QCOMPARE(scene.read(0, 4'000'000).size(), std::size_t{4'000'000});
        QVERIFY(scene.read(kReportSize + 3, 1).empty());
    }

    void everyReadingIsOnRecord() {
        Scene scene;
        (void)scene.read(0, 1);
        const auto events = scene.fleet.call("audit_list", Json::object()).at("events");
        const auto recorded = std::any_of(events.begin(), events.end(), [&](const Json& event) {
            return event.at("verb") == "restore_point_file_read" && event.at("subject") == scene.point &&
                   event.at("detail").at("path") == "/documents/report.txt";
        });
        QVERIFY(recorded);
    }

    void onlyAdministratorsReadFiles() {
        Scene scene;
        for (const auto role : {fleet::kHelpDesk, fleet::kAuditor, fleet::kAutomation}) {
            const auto answer =
                scene.fleet.as(role)->call("restore_point_file_list", Json{{"restorePoint", scene.point}});
            QCOMPARE(answer.error().code, ErrorCode::Denied);
        }
    }

    void whatIsNotThereIsSaid() {
        Scene scene;
        const Json absent{{"restorePoint", scene.point}, {"path", "/letters"}};
        QCOMPARE(scene.fleet.refused("restore_point_file_list", absent).code, ErrorCode::NotFound);
        const Json nowhere{{"restorePoint", "rp-0000000000000000"}};
        QCOMPARE(scene.fleet.refused("restore_point_file_list", nowhere).code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(RestorePointFileTest)
#include "restore_point_file_test.moc"
