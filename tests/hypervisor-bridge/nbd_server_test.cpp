// The NBD server as libnbd sees it, and as clients see it that do not keep to the protocol.
#include <libnbd.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <QTemporaryDir>
#include <QTest>
#include <future>

#include "base/unique_fd.h"
#include "hypervisor-bridge/nbd/nbd_bytes.h"
#include "hypervisor-bridge/nbd/nbd_server.h"
#include "tests/fakes/byte_patterns.h"
#include "tests/fakes/memory_source.h"

using namespace hypervisor;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t kMiB = 1024 * 1024;
constexpr std::uint64_t kSize = 8 * kMiB;

struct CloseHandle {
    void operator()(nbd_handle* handle) const { nbd_close(handle); }
};
using Handle = std::unique_ptr<nbd_handle, CloseHandle>;

int collectExtents(void* user, const char*, std::uint64_t, std::uint32_t* entries, std::size_t count, int*) {
    auto& found = *static_cast<std::vector<std::pair<std::uint32_t, std::uint32_t>>*>(user);
    for (std::size_t i = 0; i + 1 < count; i += 2) found.emplace_back(entries[i], entries[i + 1]);
    return 0;
}

}  // namespace

class NbdServerTest : public QObject {
    Q_OBJECT

private slots:
    void init() {
        fakes::MemoryDisk disk(kSize);
        m_first = fakes::noise(1, kMiB);
        m_last = fakes::prose(2, 64 * 1024);
        QVERIFY(disk.write(0, m_first).ok());
        QVERIFY(disk.write(kSize - m_last.size(), m_last).ok());
        m_source = std::make_shared<fakes::MemorySource>(std::move(disk));
        listen();
    }

    void cleanup() { m_server.reset(); }

    void clientReadsTheContent() {
        const auto client = connect(true);
        QVERIFY(client);
        QCOMPARE(nbd_get_size(client.get()), std::int64_t(kSize));
        QCOMPARE(nbd_is_read_only(client.get()), 1);
        QVERIFY(read(client, 0, kMiB) == m_first);
        QVERIFY(read(client, 4 * kMiB, kMiB) == base::Bytes(kMiB, '\0'));
        QVERIFY(read(client, kSize - 1000, 1000) == m_last.substr(m_last.size() - 1000));
    }

    void clientWithoutStructuredRepliesReadsTheContent() {
        const auto client = connect(false);
        QVERIFY(client);
        QCOMPARE(nbd_get_structured_replies_negotiated(client.get()), 0);
        QVERIFY(read(client, 5, 70000) == m_first.substr(5, 70000));
        QCOMPARE(nbd_pread(client.get(), m_buffer.data(), 512, kSize, 0), -1);
        QVERIFY(read(client, 0, 512) == m_first.substr(0, 512));
    }

    void holesAreToldAndNotRead() {
        const auto client = connect(true);
        std::vector<std::pair<std::uint32_t, std::uint32_t>> extents;
        QCOMPARE(nbd_block_status(client.get(), kSize, 0, {collectExtents, &extents, nullptr}, 0), 0);
        const std::vector<std::pair<std::uint32_t, std::uint32_t>> expected{
            {kMiB, 0}, {kSize - kMiB - 64 * 1024, 3}, {64 * 1024, 0}};
        QVERIFY(extents == expected);
        QCOMPARE(m_source->bytesRead(), std::uint64_t{0});
        extents.clear();
        QCOMPARE(nbd_block_status(client.get(), kSize, 0, {collectExtents, &extents, nullptr}, LIBNBD_CMD_FLAG_REQ_ONE), 0);
        QCOMPARE(extents.size(), std::size_t{1});
    }

    void writesAreRefusedAndTheConnectionLives() {
        const auto client = connect(true);
        nbd_set_strict_mode(client.get(), 0);
        const base::Bytes data(4096, 'x');
        QCOMPARE(nbd_pwrite(client.get(), data.data(), data.size(), 0, 0), -1);
        QCOMPARE(nbd_get_errno(), EPERM);
        QCOMPARE(nbd_trim(client.get(), 4096, 0, 0), -1);
        QCOMPARE(nbd_get_errno(), EPERM);
        QVERIFY(read(client, 0, 4096) == m_first.substr(0, 4096));
    }

    void requestsBeyondTheEndAreRefused() {
        const auto client = connect(true);
        nbd_set_strict_mode(client.get(), 0);
        QCOMPARE(nbd_pread(client.get(), m_buffer.data(), 1024, kSize - 512, 0), -1);
        QCOMPARE(nbd_get_errno(), EINVAL);
        QCOMPARE(nbd_pread(client.get(), m_buffer.data(), 512, std::uint64_t(-1) - 511, 0), -1);
        m_buffer.resize(6 * kMiB);
        QCOMPARE(nbd_pread(client.get(), m_buffer.data(), 6 * kMiB, 0, 0), -1);
        QVERIFY(read(client, 0, 512) == m_first.substr(0, 512));
    }

    void cacheRequestIsAHint() {
        const auto client = connect(true);
        QCOMPARE(nbd_can_cache(client.get()), 1);
        QCOMPARE(nbd_cache(client.get(), kMiB, 0, 0), 0);
        QCOMPARE(m_source->prefetched(), kMiB);
        QCOMPARE(nbd_flush(client.get(), 0), 0);
    }

    void damagedContentIsAnInputOutputError() {
        const auto client = connect(true);
        m_source->damage(4096);
        QCOMPARE(nbd_pread(client.get(), m_buffer.data(), 8192, 0, 0), -1);
        QCOMPARE(nbd_get_errno(), EIO);
        QVERIFY(read(client, 8192, 512) == m_first.substr(8192, 512));
    }

    void sourceThatGaveUpIsTheErrorThatStopsTheGuest() {
        const auto client = connect(true);
        m_source->giveUp(true);
        QCOMPARE(nbd_pread(client.get(), m_buffer.data(), 512, 0, 0), -1);
        QCOMPARE(nbd_get_errno(), ENOSPC);
        m_source->giveUp(false);
        QVERIFY(read(client, 0, 512) == m_first.substr(0, 512));
    }

    void slowReadsDoNotHoldUpTheOthers() {
        const auto client = connect(true);
        m_source->setAway(true);
        std::vector<std::int64_t> pending;
        m_buffer.resize(16 * 512);
        for (std::size_t i = 0; i < 8; ++i)
            pending.push_back(nbd_aio_pread(client.get(), m_buffer.data() + i * 512, 512, i * 512, NBD_NULL_COMPLETION, 0));
        QTRY_COMPARE(m_source->waiting(), 8);
        std::vector<std::pair<std::uint32_t, std::uint32_t>> extents;
        QCOMPARE(nbd_block_status(client.get(), kMiB, 0, {collectExtents, &extents, nullptr}, 0), 0);
        m_source->setAway(false);
        for (const auto cookie : pending)
            while (nbd_aio_command_completed(client.get(), static_cast<std::uint64_t>(cookie)) == 0) QVERIFY(nbd_poll(client.get(), 5000) >= 0);
        QVERIFY(m_buffer.substr(0, 8 * 512) == m_first.substr(0, 8 * 512));
    }

    void serverEndsWhileReadsWait() {
        const auto client = connect(true);
        m_source->setAway(true);
        m_buffer.resize(512);
        QVERIFY(nbd_aio_pread(client.get(), m_buffer.data(), 512, 0, NBD_NULL_COMPLETION, 0) > 0);
        QTRY_COMPARE(m_source->waiting(), 1);
        m_server.reset();
        QVERIFY(m_source->stopped());
        QCOMPARE(nbd_connect_unix(create(true).get(), path().c_str()), -1);
    }

    void nextServerTakesTheSocketOver() {
        const auto stale = connect(true);
        auto fresh = std::make_shared<fakes::MemorySource>(fakes::MemoryDisk(kSize));
        auto second = NbdServer::listen(m_directory.path().toStdString(), "remote", fresh);
        QVERIFY(second.ok());
        const auto client = connect(true);
        QVERIFY(read(client, 0, 512) == base::Bytes(512, '\0'));
        QVERIFY(read(stale, 0, 512) == m_first.substr(0, 512));
        m_server = std::move(*second);
    }

    void clientsThatDoNotKeepToTheProtocolAreHungUpOn_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("not the fixed newstyle") << QByteArray(4, '\0');
        QTest::newRow("unknown client flags") << QByteArray("\0\0\0\x7", 4);
        QTest::newRow("no option") << QByteArray("\0\0\0\x3GARBAGE-GARBAGE-", 20);
        QTest::newRow("an option of 4 GiB") << QByteArray("\0\0\0\x3IHAVEOPT\0\0\0\x7\xff\xff\xff\xff", 20);
        QTest::newRow("an export that is not here") << QByteArray("\0\0\0\x3IHAVEOPT\0\0\0\x1\0\0\0\x3" "foo", 23);
        QTest::newRow("no request") << QByteArray("\0\0\0\x3IHAVEOPT\0\0\0\x1\0\0\0\x4" "dataGARBAGEGARBAGEGARBAGEGARBAGE", 56);
        QTest::newRow("a write of 4 GiB") << QByteArray(
            "\0\0\0\x3IHAVEOPT\0\0\0\x1\0\0\0\x4" "data\x25\x60\x95\x13\0\0\0\x1" "12345678\0\0\0\0\0\0\0\0\xff\xff\xff\xff", 52);
    }

    void clientsThatDoNotKeepToTheProtocolAreHungUpOn() {
        QFETCH(const QByteArray, bytes);
        const auto socket = rawConnection();
        QVERIFY(socket.valid());
        QCOMPARE(::send(socket.get(), bytes.data(), static_cast<std::size_t>(bytes.size()), MSG_NOSIGNAL), ssize_t(bytes.size()));
        char buffer[4096];
        ssize_t count = 1;
        while (count > 0) count = ::recv(socket.get(), buffer, sizeof buffer, 0);
        QVERIFY(count == 0 || errno == ECONNRESET);
        QVERIFY(read(connect(true), 0, 512) == m_first.substr(0, 512));
    }

private:
    std::string path() const { return m_directory.filePath("remote").toStdString(); }

    void listen() {
        auto server = NbdServer::listen(m_directory.path().toStdString(), "remote", m_source);
        QVERIFY2(server.ok(), server.ok() ? "" : server.error().message.c_str());
        m_server = std::move(*server);
    }

    static Handle create(bool structured) {
        Handle handle(nbd_create());
        nbd_set_export_name(handle.get(), "data");
        nbd_set_request_structured_replies(handle.get(), structured);
        if (structured) nbd_add_meta_context(handle.get(), LIBNBD_CONTEXT_BASE_ALLOCATION);
        return handle;
    }

    Handle connect(bool structured) const {
        auto handle = create(structured);
        if (nbd_connect_unix(handle.get(), path().c_str()) != 0) {
            qWarning("%s", nbd_get_error());
            return nullptr;
        }
        return handle;
    }

    static base::Bytes read(const Handle& handle, std::uint64_t offset, std::size_t length) {
        base::Bytes bytes(length, 'x');
        if (nbd_pread(handle.get(), bytes.data(), length, offset, 0) != 0) return std::string("failed: ") + nbd_get_error();
        return bytes;
    }

    base::UniqueFd rawConnection() const {
        base::UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path().copy(address.sun_path, sizeof address.sun_path - 1);
        if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return base::UniqueFd();
        return socket;
    }

    QTemporaryDir m_directory;
    base::Bytes m_first, m_last, m_buffer = base::Bytes(8192, '\0');
    std::shared_ptr<fakes::MemorySource> m_source;
    std::unique_ptr<NbdServer> m_server;
};

QTEST_GUILESS_MAIN(NbdServerTest)
#include "nbd_server_test.moc"
