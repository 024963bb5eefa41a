// Copying a file out of a restore point: whole, or going on where it was broken off.
#include <QTest>
#include <nlohmann/json.hpp>

#include "tests/app/cli/cli_run.h"
#include "tests/fakes/byte_patterns.h"

using base::Json;

namespace {

constexpr std::size_t kMiB = 1024 * 1024;
constexpr std::size_t kPieces = 10;
const std::string kPath = "/home/report.odt";

const base::Bytes& content() {
    static const base::Bytes bytes = fakes::noise(5, kPieces * kMiB);
    return bytes;
}

struct Run : CliRun {
    Run() { writeSession(); }
    void offer(std::size_t fromPiece) {
        for (auto piece = fromPiece; piece < kPieces; ++piece)
            door.fleet.answer("restore_point_file_read", {{"path", kPath},
                                                          {"offset", piece * kMiB},
                                                          {"bytes", base::toBase64Url(content().substr(piece * kMiB, kMiB))},
                                                          {"fileSize", content().size()},
                                                          {"journalPending", false}});
    }
    int get(const std::string& point, const std::string& target) {
        return run({"files", "get", point, kPath, "--output", target});
    }
    [[nodiscard]] std::vector<std::uint64_t> offsetsAsked() const {
        std::vector<std::uint64_t> offsets;
        for (const auto& call : door.fleet.calls()) offsets.push_back(Json::parse(call.arguments).at("offset"));
        return offsets;
    }
    [[nodiscard]] std::size_t filesAt(const std::filesystem::path& folder) const { return files->list(folder).value().size(); }
};

}  // namespace

class CliFilesTest : public QObject {
    Q_OBJECT

private slots:
    void aFileIsCopiedWhole() {
        const QTemporaryDir folder;
        const auto target = folder.filePath("report.odt").toStdString();
        Run run;
        run.offer(0);
        QCOMPARE(run.get("rp-one", target), 0);
        QVERIFY(run.files->readFile(target).value() == content());
        QCOMPARE(run.out(), "Wrote " + target + ", 10.0 MiB.\n");
        QCOMPARE(run.filesAt(folder.path().toStdString()), std::size_t{1});
    }

    void aCopyThatWasBrokenOffGoesOn() {
        const QTemporaryDir folder;
        const auto target = folder.filePath("report.odt").toStdString();
        {
            Run run;
            run.offer(0);
            run.terminal.interruptAtPause = 9;
            QVERIFY(run.get("rp-one", target) != 0);
            QVERIFY2(run.err().find("goes on from " + target) != std::string::npos, run.err().c_str());
            QVERIFY(!run.files->exists(target));
        }
        {  // the same file of another restore point has nothing to do with that one
            Run run;
            run.offer(0);
            run.terminal.interruptAtPause = 1;
            QVERIFY(run.get("rp-two", target) != 0);
            QCOMPARE(run.offsetsAsked(), std::vector<std::uint64_t>{0});
        }
        {  // nor does it cost the copy that somebody has to log in again
            Run run;
            run.door.fleet.fail("restore_point_file_read", base::ErrorCode::Denied, "log in again");
            QVERIFY(run.get("rp-one", target) != 0);
        }
        Run run;
        run.offer(4);
        QCOMPARE(run.get("rp-one", target), 0);
        QCOMPARE(run.offsetsAsked().front(), std::uint64_t{4 * kMiB});
        QVERIFY(run.files->readFile(target).value() == content());
    }

    void aFileThatIsNotThereLeavesNothing() {
        const QTemporaryDir folder;
        Run run;
        run.door.fleet.fail("restore_point_file_read", base::ErrorCode::NotFound, "there is no file '/home/report.odt'");
        QVERIFY(run.get("rp-one", folder.filePath("report.odt").toStdString()) != 0);
        QVERIFY(run.err().find("there is no file") != std::string::npos);
        QCOMPARE(run.filesAt(folder.path().toStdString()), std::size_t{0});
    }

    void aFileThatIsThereIsReplacedOnlyWhenAskedTo() {
        const QTemporaryDir folder;
        const auto target = folder.filePath("report.odt").toStdString();
        Run run;
        run.offer(0);
        QVERIFY(run.files->writeFileAtomically(target, "mine", 0600).ok());
        QVERIFY(run.get("rp-one", target) != 0);
        QVERIFY(run.err().find("--replace") != std::string::npos);
        QVERIFY(run.files->readFile(target).value() == "mine");
        QCOMPARE(run.run({"files", "get", "rp-one", kPath, "--output", target, "--replace"}), 0);
        QVERIFY(run.files->readFile(target).value() == content());
    }
};

QTEST_GUILESS_MAIN(CliFilesTest)
#include "cli_files_test.moc"
