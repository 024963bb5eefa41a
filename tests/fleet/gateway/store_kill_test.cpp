// The gateway's program, killed while it copies its store, checks it, mends it, and is had again from the copy. It goes on
// by itself when it is started again; what was in the copy is not copied a second time; nothing stays locked.
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>
#include <random>

#include "fleet/client/http_fleet_service.h"
#include "fleet/gateway/fleet_keys.h"
#include "images/chunk_store.h"
#include "tests/fleet/gateway/twinsetd_process.h"

using base::Json;

namespace {

constexpr std::size_t kChunks = 480;  // 120 MiB, so that a copy lasts longer than a kill takes
constexpr std::size_t kAtOnce = images::kMostChunksStored;
const QString kPassphrase = "correct horse battery";
const std::string kPassword = "a password of the test's";

/// Random chunks, as restore points have them.
void fill(base::FileSystem& files, const std::filesystem::path& data) {
    const auto keys = fleet::openFleetKeys(files, data / "keys", false);
    const auto store = images::openChunkStore(files, data / "store");
    if (!keys || !store) qFatal("cannot open the store");
    const images::ChunkCodec codec(keys->store);
    std::mt19937_64 random(1);
    static_assert(kChunks % kAtOnce == 0);
    for (std::size_t i = 0; i < kChunks; i += kAtOnce) {
        std::vector<images::EncodedChunk> chunks;
        for (std::size_t k = 0; k < kAtOnce; ++k) {
            base::Bytes plain(images::kChunkSize, '\0');
            for (std::size_t at = 0; at < plain.size(); at += 8) {
                const auto number = random();
                std::memcpy(plain.data() + at, &number, sizeof number);
            }
            chunks.push_back(codec.encode(plain));
        }
        if (!(*store)->store(chunks)) qFatal("cannot fill the store");
    }
}

std::uint64_t chunksIn(base::FileSystem& files, const std::filesystem::path& store) {
    const auto opened = images::openChunkStore(files, store);
    if (!opened) qFatal("%s", opened.error().message.c_str());
    return (*opened)->statistics().chunks;
}

std::uintmax_t bytesIn(const std::filesystem::path& directory) {
    std::uintmax_t bytes = 0;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(directory, ignored)) bytes += entry.file_size(ignored);
    return bytes;
}

}  // namespace

class StoreKillTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_directory;
    std::unique_ptr<base::FileSystem> m_files = base::createPosixFileSystem();
    std::string m_token;

    [[nodiscard]] QString path(const QString& name) const { return m_directory.filePath(name); }
    [[nodiscard]] std::filesystem::path at(const QString& name) const { return path(name).toStdString(); }

    static std::unique_ptr<fleet::FleetService> service(const QJsonObject& described, const std::string& token) {
        return fleet::createHttpFleetService({"127.0.0.1", static_cast<std::uint16_t>(described["adminPort"].toInt()),
                                              described["authorityFingerprint"].toString().toStdString(), "", base::Secret(token)})
            .value();
    }
    static Json ask(const QJsonObject& described, const std::string& token, const std::string& verb, const Json& arguments) {
        const auto answer = service(described, token)->call(verb, arguments);
        if (!answer) qFatal("%s: %s", verb.c_str(), answer.error().message.c_str());
        return *answer;
    }
    /// Waits until the operation is no longer under way.
    Json ended(const QJsonObject& gateway, const Json& id) const {
        Json operation;
        const auto over = [&] {
            operation = ask(gateway, m_token, "operation_show", {{"operation", id}});
            return !operation.at("finishedAt").is_null();
        };
        if (!QTest::qWaitFor(over, 60'000)) qFatal("it does not end: %s", operation.dump().c_str());
        return operation;
    }
    /// Makes the fleet's data directory, with an operator and a full store.
    void makeFleet() {
        QProcess process;
        const auto gateway = twinsetd::start(process, path("data"), {});
        QString printed;
        const auto allPrinted = [&] { return (printed += process.readAllStandardOutput()).contains("choose your own"); };
        QTRY_VERIFY_WITH_TIMEOUT(allPrinted(), 10'000);
        const auto password = QRegularExpression("one-time password: (\\S+)").match(printed).captured(1).toStdString();
        const auto once = ask(gateway, "", "operator_login", {{"name", "admin"}, {"password", password}}).at("token");
        ask(gateway, once, "operator_password_change", {{"oldPassword", password}, {"newPassword", kPassword}});
        m_token = ask(gateway, "", "operator_login", {{"name", "admin"}, {"password", kPassword}}).at("token");
        QCOMPARE(twinsetd::end(process, SIGTERM), 0);
        fill(*m_files, at("data"));
    }

private slots:
    void initTestCase() { makeFleet(); }

    void aCopyGoesOnWhereItsGatewayWasKilled() {
        const auto copy = path("copy");
        QVERIFY(QDir().mkpath(copy));
        const auto whole = bytesIn(at("data") / "store");
        Json id;
        std::uint64_t had = 0;
        for (int part = 0; part < 5; ++part) {
            QProcess process;
            const auto gateway = twinsetd::start(process, path("data"), {});
            if (part == 0) id = ask(gateway, m_token, "store_copy", {{"to", copy.toStdString()}}).at("id");
            QTRY_VERIFY_WITH_TIMEOUT(bytesIn(at("copy") / "store") >= whole * static_cast<unsigned>(part) / 6, 60'000);
            QCOMPARE(twinsetd::end(process, SIGKILL), -2);
            const auto now = chunksIn(*m_files, at("copy") / "store");
            QVERIFY(now >= had && now <= kChunks);
            had = now;
        }
        QProcess process;
        const auto gateway = twinsetd::start(process, path("data"), {});
        const auto operation = ended(gateway, id);
        QCOMPARE(operation.at("state"), Json("succeeded"));
        QCOMPARE(operation.at("result").at("chunksThere").get<std::uint64_t>(), had);
        QCOMPARE(operation.at("result").at("chunksCopied").get<std::uint64_t>(), kChunks - had);
        QCOMPARE(operation.at("result").at("damagedCount"), Json(0));
        QVERIFY2(had > 0, "no kill came while it was copying");
        QCOMPARE(twinsetd::end(process, SIGTERM), 0);
    }

    void aCopyIsCancelledMidwayAndContinued() {
        const auto copy = path("cancelled");
        QVERIFY(QDir().mkpath(copy));
        QProcess process;
        const auto gateway = twinsetd::start(process, path("data"), {});
        const auto id = ask(gateway, m_token, "store_copy", {{"to", copy.toStdString()}}).at("id");
        QTRY_VERIFY_WITH_TIMEOUT(bytesIn(at("cancelled") / "store") > 0, 60'000);
        ask(gateway, m_token, "operation_cancel", {{"operation", id}});
        QCOMPARE(ended(gateway, id).at("state"), Json("cancelled"));
        const auto next = ended(gateway, ask(gateway, m_token, "store_copy",
                                             {{"to", copy.toStdString()}, {"keysPassphrase", kPassphrase.toStdString()}}).at("id"));
        QCOMPARE(next.at("state"), Json("succeeded"));
        const auto& result = next.at("result");
        QCOMPARE(result.at("chunksThere").get<std::uint64_t>() + result.at("chunksCopied").get<std::uint64_t>(), kChunks);
        QCOMPARE(twinsetd::end(process, SIGTERM), 0);
    }

    void aCheckAndARepairBeginAgainByThemselves() {
        for (const std::string verb : {"store_check", "store_repair"}) {
            QProcess first;
            const auto before = twinsetd::start(first, path("data"), {});
            const auto id = ask(before, m_token, verb, verb == "store_check" ? Json::object() : Json{{"from", path("copy").toStdString()}}).at("id");
            QCOMPARE(twinsetd::end(first, SIGKILL), -2);
            QProcess second;
            const auto operation = ended(twinsetd::start(second, path("data"), {}), id);
            QCOMPARE(operation.at("state"), Json("succeeded"));
            QCOMPARE(twinsetd::end(second, SIGTERM), 0);
            QCOMPARE(chunksIn(*m_files, at("data") / "store"), kChunks);
        }
    }

    void aRecoveryGoesOnWhereItWasKilled() {
        const QStringList words{"--data", path("new"), "--recover-from", path("cancelled")};
        const auto whole = bytesIn(at("cancelled") / "store");
        std::uint64_t had = 0;
        for (int part = 0; part < 3; ++part) {
            QProcess process;
            process.start(TWINSET_BIN_DIR "/twinsetd", words);
            process.write((kPassphrase + "\n").toUtf8());
            QTRY_VERIFY_WITH_TIMEOUT(bytesIn(at("new") / "store") >= whole * static_cast<unsigned>(part) / 4, 60'000);
            QCOMPARE(twinsetd::end(process, SIGKILL), -2);
            QVERIFY(!m_files->exists(at("new") / "catalog.sqlite"));
            if (m_files->exists(at("new") / "store")) had = chunksIn(*m_files, at("new") / "store");
        }
        QVERIFY2(had > 0 && had < kChunks, std::to_string(had).c_str());
        QProcess last;
        last.start(TWINSET_BIN_DIR "/twinsetd", words);
        last.write((kPassphrase + "\n").toUtf8());
        QVERIFY(last.waitForFinished(60'000));
        QVERIFY2(last.exitCode() == 0, last.readAllStandardError().constData());
        QCOMPARE(chunksIn(*m_files, at("new") / "store"), kChunks);
        QProcess process;
        const auto gateway = twinsetd::start(process, path("new"), {});
        QVERIFY(ask(gateway, "", "operator_login", {{"name", "admin"}, {"password", kPassword}}).contains("token"));
        QCOMPARE(twinsetd::end(process, SIGTERM), 0);
    }
};

QTEST_GUILESS_MAIN(StoreKillTest)
#include "store_kill_test.moc"
