// Measures the backup engine and the chunk store on a synthetic disk of 512 MiB: a quarter noise (media), a half text
// (programs and databases), a quarter zeros. The disk is in memory, the store in DIRECTORY, which must not exist yet:
//
//   images_bench DIRECTORY
//
// Prints one line a step: seconds, and MiB of disk a second (of the store for verify and open). Every store() syncs.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <functional>
#include <random>

#include "images/chunk_store.h"
#include "images/restore_point.h"

namespace {

constexpr std::uint64_t kDiskSize = 512ULL * 1024 * 1024;
constexpr std::uint64_t kBlock = images::kChunkSize;
constexpr std::uint64_t kChangedBlocks = 160;

base::Bytes noise(std::mt19937_64& random) {
    base::Bytes block;
    while (block.size() < kBlock) {
        const auto word = random();
        block.append(reinterpret_cast<const char*>(&word), sizeof word);
    }
    return block;
}

base::Bytes text(std::mt19937_64& random) {
    static const char* const kWords[] = {"the ", "table ", "of ", "records ", "row ",
                                         "key=", "index ", "a ",  "in ",      "page "};
    base::Bytes block;
    while (block.size() < kBlock)
        block += random() % 4 == 0 ? std::to_string(random() % 100'000) : kWords[random() % 10];
    block.resize(kBlock);
    return block;
}

class BenchDisk final : public base::BlockReader, public base::BlockWriter {
public:
    BenchDisk() : m_content(kDiskSize, '\0'), m_changed(kDiskSize / kBlock, true) {}

    void fill() {
        std::mt19937_64 random(1);
        for (std::uint64_t i = 0; i < m_changed.size(); ++i)
            if (i % 4 != 3) m_content.replace(i * kBlock, kBlock, i % 4 == 0 ? noise(random) : text(random));
    }
    void changeSome() {
        std::mt19937_64 random(2);
        m_changed.assign(m_changed.size(), false);
        for (std::uint64_t i = 0; i < kChangedBlocks; ++i) {
            const auto at = random() % m_changed.size();
            m_content.replace(at * kBlock, kBlock, i % 3 == 0 ? noise(random) : text(random));
            m_changed[at] = true;
        }
    }
    [[nodiscard]] bool sameAs(const BenchDisk& other) const { return m_content == other.m_content; }

    [[nodiscard]] std::uint64_t size() const override { return kDiskSize; }
    base::Result<base::Bytes> read(std::uint64_t offset, std::size_t length) override {
        return m_content.substr(offset, length);
    }
    base::Result<std::vector<base::Extent>> extents() override {
        std::vector<base::Extent> map;
        for (std::uint64_t i = 0; i < m_changed.size(); ++i)
            map.push_back({i * kBlock, kBlock, i % 4 == 3 && !m_changed[i], m_changed[i]});
        return map;
    }
    base::Result<void> write(std::uint64_t offset, base::BytesView bytes) override {
        m_content.replace(offset, bytes.size(), bytes);
        return {};
    }
    base::Result<void> writeZeros(std::uint64_t, std::uint64_t) override { return {}; }
    base::Result<void> flush() override { return {}; }

private:
    base::Bytes m_content;
    std::vector<bool> m_changed;
};

double cpuSeconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Runs a step and prints its figures; ends the program when it fails.
void measure(const char* name, std::uint64_t bytes, const std::function<base::Result<void>()>& step) {
    const auto cpu = cpuSeconds();
    const auto start = std::chrono::steady_clock::now();
    const auto result = step();
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    if (!result) {
        std::fprintf(stderr, "%s: %s\n", name, result.error().message.c_str());
        std::exit(1);
    }
    std::printf("%-20s %7.3f s wall %7.3f s cpu %8.0f MiB/s\n", name, wall.count(), cpuSeconds() - cpu,
                static_cast<double>(bytes) / 1048576 / wall.count());
}

void run(base::FileSystem& files, const char* directory) {
    const images::ChunkCodec codec({base::Secret::random(32), base::Secret::random(32)});
    std::unique_ptr<images::ChunkStore> store;
    const auto open = [&]() -> base::Result<void> {
        TWINSET_ASSIGN(store, images::openChunkStore(files, directory));
        return {};
    };
    measure("create", 0, open);
    BenchDisk disk;
    disk.fill();
    images::BackupOutcome full;
    images::BackupOutcome next;
    const auto backUp = [&](const std::optional<images::ChunkId>& parent,
                            images::BackupOutcome& outcome) -> base::Result<void> {
        TWINSET_ASSIGN(outcome, images::backUpDisk(disk, parent, codec, *store, *store, {}));
        return {};
    };
    measure("full", kDiskSize, [&] { return backUp({}, full); });
    measure("full, unchanged", kDiskSize, [&] { return backUp({}, next); });
    disk.changeSome();
    measure("incremental, 10 MiB", kChangedBlocks * kBlock, [&] { return backUp(full.root, next); });
    BenchDisk target;
    measure("restore", kDiskSize, [&]() -> base::Result<void> {
        TWINSET_TRY(images::restoreDisk(next.root, codec, *store, target, {}));
        return target.sameAs(disk) ? base::success()
                                   : base::Result<void>(base::ErrorCode::Corrupt, "the restored disk differs");
    });
    const auto statistics = store->statistics();
    measure("verify", statistics.storedBytes.value, [&]() -> base::Result<void> {
        TWINSET_ASSIGN(const auto problems, store->verify({}));
        return problems.empty() ? base::success() : base::Result<void>(base::ErrorCode::Corrupt, problems.front().what);
    });
    store.reset();
    measure("open", statistics.storedBytes.value, open);
    std::printf("%llu chunks, %s stored\n", static_cast<unsigned long long>(statistics.chunks),
                base::humanSize(statistics.storedBytes).c_str());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: images_bench DIRECTORY\n");
        return 2;
    }
    const auto files = base::createPosixFileSystem();
    if (files->exists(argv[1])) {
        std::fprintf(stderr, "%s exists already; name a directory that does not\n", argv[1]);
        return 2;
    }
    run(*files, argv[1]);
    return 0;
}
