// Restore points survive what kills the store under them: power that is cut at each write of backups and of a collection, and
// a process that is killed at any moment. Every acknowledged one is whole, and no lock is left behind.
#include <sys/time.h>
#include <sys/wait.h>

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <random>
#include <unistd.h>

#include "base/unique_fd.h"
#include "images/pack_chunk_store.h"
#include "images/restore_point.h"
#include "tests/fakes/byte_patterns.h"
#include "tests/fakes/faulty_file_system.h"
#include "tests/fakes/memory_disk.h"

using images::ChunkId;
using images::kChunkSize;

namespace {

constexpr std::uint64_t kDiskSize = 8 * kChunkSize + 1000;
constexpr unsigned kStages = 6;

const images::ChunkCodec& codec() {
    static const images::ChunkCodec codec({base::Secret(base::Bytes(32, 'i')), base::Secret(base::Bytes(32, 'k'))});
    return codec;
}

/// The disk as the backup of that stage sees it; a stage's changes are those since the stage before.
fakes::MemoryDisk diskAt(unsigned stage) {
    fakes::MemoryDisk disk(kDiskSize);
    (void)disk.write(0, fakes::prose(1, 5 * kChunkSize));
    for (unsigned i = 1; i <= stage; ++i) {
        if (i == stage) disk.clearChanges();
        (void)disk.write((i % 7) * kChunkSize + 777, fakes::noise(100 + i, 20'000));
    }
    return disk;
}

using Roots = std::vector<std::optional<ChunkId>>;  // by stage; what was acknowledged

base::Result<ChunkId> backUp(images::ChunkStore& store, unsigned stage, const std::optional<ChunkId>& parent) {
    auto disk = diskAt(stage);
    TWINSET_ASSIGN(const auto outcome, images::backUpDisk(disk, parent, codec(), store, store, {}));
    return outcome.root;
}

/// Keeps what `root` needs and removes the rest, as a prune does.
base::Result<void> keepOnly(images::ChunkStore& store, const ChunkId& root) {
    TWINSET_ASSIGN(const auto collection, store.beginCollection());
    TWINSET_ASSIGN(const auto needed, images::restorePointChunks(root, codec(), store));
    TWINSET_TRY(collection->mark(needed));
    TWINSET_TRY(collection->sweep({}));
    return {};
}

/// Backups, the removal of all but the newest, and one more.
Roots liveThrough(base::FileSystem& files, const std::filesystem::path& directory, images::PackLimits limits) {
    Roots roots(kStages);
    auto store = images::openPackChunkStore(files, directory, limits);
    if (!store) return roots;
    std::optional<ChunkId> parent;
    for (unsigned stage = 0; stage < kStages; ++stage) {
        if (stage == kStages - 1) {
            std::fill(roots.begin(), roots.end() - 2, std::nullopt);  // from here on nobody may rely on them
            if (!keepOnly(**store, *parent)) return roots;
        }
        const auto root = backUp(**store, stage, parent);
        if (!root) return roots;
        parent = roots[stage] = *root;
    }
    return roots;
}

bool restores(images::ChunkStore& store, const ChunkId& root, unsigned stage) {
    fakes::MemoryDisk disk(kDiskSize);
    const auto outcome = images::restoreDisk(root, codec(), store, disk, {});
    if (!outcome) qWarning("%s", outcome.error().message.c_str());
    return outcome && disk.sameContentAs(diskAt(stage));
}

/// Backs up stage after stage, and says after each on `told` that it is acknowledged; until the process dies, `after` so long.
[[noreturn]] void backUpUntilDeath(const std::filesystem::path& directory, unsigned stage, std::optional<ChunkId> parent, int told,
                                   std::chrono::microseconds after) {
    const itimerval death{{0, 0}, {0, static_cast<suseconds_t>(after.count())}};
    if (::setitimer(ITIMER_REAL, &death, nullptr) != 0) ::_exit(2);  // SIGALRM ends a process at once
    const auto files = base::createPosixFileSystem();
    const auto store = images::openPackChunkStore(*files, directory, {300'000});
    if (!store) ::_exit(3);
    for (;; ++stage) {
        const auto root = backUp(**store, stage, parent);
        if (!root) ::_exit(4);
        parent = *root;
        if (::write(told, root->bytes().data(), ChunkId::kSize) != ssize_t{ChunkId::kSize}) ::_exit(5);
    }
}

}  // namespace

class RestorePointCrashTest : public QObject {
    Q_OBJECT
private slots:
    void aPowerCutAtAnyWriteLeavesEveryAcknowledgedRestorePointWhole() {
        for (std::uint64_t cut = 0;; ++cut) {
            fakes::FaultyFileSystem files;
            files.cutPowerAfter(cut);
            const auto roots = liveThrough(files, "/store", {60'000});
            const bool wasCut = files.powerIsOut();
            files.restart(static_cast<unsigned>(cut));
            auto store = images::openPackChunkStore(files, "/store", {60'000});
            QVERIFY(store.ok());
            for (unsigned stage = 0; stage < kStages; ++stage)
                if (roots[stage]) QVERIFY2(restores(**store, *roots[stage], stage), std::to_string(cut).c_str());
            const auto next = backUp(**store, kStages, roots.back());
            QVERIFY(next.ok());
            QVERIFY2(restores(**store, *next, kStages), std::to_string(cut).c_str());
            QVERIFY((*store)->verify({})->empty());
            if (!wasCut) {
                QVERIFY(roots.back().has_value());
                qInfo("%llu power cuts", static_cast<unsigned long long>(cut));
                QVERIFY(cut > 30);
                return;
            }
        }
    }

    void aProcessThatIsKilledAtAnyMomentLeavesThemWholeAndNoLock() {
        QTemporaryDir directory;
        const std::filesystem::path at = directory.path().toStdString();
        const auto files = base::createPosixFileSystem();
        std::mt19937 random(20'261'129);
        std::vector<ChunkId> roots;  // one a stage
        for (int round = 0; round < 25 || roots.size() < 25; ++round) {
            int ends[2];
            QVERIFY(::pipe(ends) == 0);
            const base::UniqueFd told(ends[0]);
            const auto stage = static_cast<unsigned>(roots.size());
            const auto child = ::fork();
            QVERIFY(child >= 0);
            const std::chrono::microseconds life(5'000 + random() % (60'000 + 10'000 * static_cast<unsigned>(round % 60)));
            if (child == 0) backUpUntilDeath(at, stage, roots.empty() ? std::nullopt : std::optional(roots.back()), ends[1], life);
            ::close(ends[1]);
            int status = 0;
            QCOMPARE(::waitpid(child, &status, 0), child);
            QVERIFY2(WIFSIGNALED(status), std::to_string(WEXITSTATUS(status)).c_str());
            base::Bytes root(ChunkId::kSize, '\0');
            while (::read(told.get(), root.data(), root.size()) == ssize_t{ChunkId::kSize})
                roots.push_back(ChunkId::fromBytes(root).value());
            auto store = images::openPackChunkStore(*files, at, {300'000});  // as the next one does, at once
            QVERIFY2(store.ok(), store ? "" : store.error().message.c_str());
            for (auto each = stage; each < roots.size(); ++each) QVERIFY(restores(**store, roots[each], each));
            QVERIFY((*store)->verify({})->empty());
        }
        auto store = images::openPackChunkStore(*files, at, {300'000});
        for (unsigned stage = 0; stage < roots.size(); ++stage) QVERIFY(restores(**store, roots[stage], stage));
        qInfo("%zu restore points", roots.size());
    }
};

QTEST_GUILESS_MAIN(RestorePointCrashTest)
#include "restore_point_crash_test.moc"
