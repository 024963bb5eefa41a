// Measures the chunk store alone:
//
//   store_bench index COUNT        memory of the index for COUNT chunks, by its own account and the system's, and time
//   store_bench store DIRECTORY    a store of 1 GiB: storing, fetching, verifying, collecting, copying, opening;
//                                  DIRECTORY must not exist yet
//
// Chunks are encrypted text of 64 KiB, which compresses to about a third.
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <functional>
#include <random>
#include <thread>

#include "images/chunk_copy.h"
#include "images/chunk_index.h"
#include "images/chunk_store.h"

namespace {

double cpuSeconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double peakMebibytes() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

void measure(const char* name, std::uint64_t bytes, const std::function<base::Result<void>()>& step) {
    const auto cpu = cpuSeconds();
    const auto start = std::chrono::steady_clock::now();
    const auto result = step();
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    if (!result) {
        std::fprintf(stderr, "%s: %s\n", name, result.error().message.c_str());
        std::exit(1);
    }
    const auto used = cpuSeconds() - cpu;
    const auto mebibytes = static_cast<double>(bytes) / 1048576;
    std::printf("%-34s %7.3f s wall %7.3f s cpu %7.0f MiB/s wall %7.0f MiB/s cpu %6.0f MiB peak\n", name, wall.count(),
                used, mebibytes / wall.count(), mebibytes / used, peakMebibytes());
}

images::ChunkId randomId(std::mt19937_64& random) {
    base::Bytes bytes(images::ChunkId::kSize, '\0');
    for (std::size_t at = 0; at < bytes.size(); at += 8) {
        const auto word = random();
        std::memcpy(bytes.data() + at, &word, sizeof word);
    }
    return images::ChunkId::fromBytes(bytes).value();
}

void measureIndex(std::uint64_t count) {
    const auto before = peakMebibytes();
    const auto report = [&](const char* how, const images::ChunkIndex& index, double seconds) {
        std::printf(
            "%-10s %llu chunks: %.2f bytes each by its own account, %.2f of peak resident memory, %.0f ns of processor "
            "each\n",
            how, static_cast<unsigned long long>(index.size()),
            static_cast<double>(index.memory()) / static_cast<double>(count),
            (peakMebibytes() - before) * 1048576 / static_cast<double>(count),
            seconds * 1e9 / static_cast<double>(count));
    };
    const auto start = cpuSeconds();
    const auto elapsed = [&] { return cpuSeconds() - start; };
    std::mt19937_64 random(1);
    images::ChunkIndex index;
    for (std::uint64_t i = 0; i < count; ++i) index.put(randomId(random), {1, 32, 64, false, false});
    report("one by one", index, elapsed());
    random.seed(1);
    const auto from = elapsed();
    std::uint64_t found = 0;
    for (std::uint64_t i = 0; i < count; ++i) found += index.find(randomId(random)) ? 1 : 0;
    std::printf("looked up  %llu: %.0f ns of processor each\n", static_cast<unsigned long long>(found),
                (elapsed() - from) * 1e9 / static_cast<double>(count));
}

base::Bytes text(std::mt19937_64& random) {
    static const char* const kWords[] = {"the ", "table ", "of ", "records ", "row ", "key=", "index ", "a ", "in "};
    base::Bytes block;
    while (block.size() < images::kChunkSize)
        block += random() % 4 == 0 ? std::to_string(random() % 100'000) : kWords[random() % 9];
    block.resize(images::kChunkSize);
    return block;
}

using Batches = std::vector<std::vector<images::EncodedChunk>>;

/// One real chunk, under many ids and with its first bytes changed: encoding is not what is measured here.
Batches makeBatches(const images::ChunkCodec& codec, std::uint64_t bytes) {
    std::mt19937_64 random(7);
    const auto blob = codec.encode(text(random)).blob;
    Batches batches(1);
    for (std::uint64_t total = 0; total < bytes; total += blob.size()) {
        if (batches.back().size() == images::kMostChunksStored) batches.emplace_back();
        batches.back().push_back({randomId(random), blob});
    }
    return batches;
}

base::Result<void> fetchAll(images::ChunkStore& store, const Batches& batches) {
    for (const auto& batch : batches) {
        std::vector<images::ChunkId> ids;
        for (const auto& chunk : batch) ids.push_back(chunk.id);
        TWINSET_TRY(store.fetch(ids));
    }
    return {};
}

base::Result<void> storeWithThreads(images::ChunkStore& store, const Batches& batches, unsigned writers) {
    std::vector<std::thread> threads;
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    for (unsigned i = 0; i < writers; ++i)
        threads.emplace_back([&] {
            for (auto at = next.fetch_add(1); at < batches.size(); at = next.fetch_add(1))
                if (!store.store(batches[at])) failed = true;
        });
    for (auto& thread : threads) thread.join();
    return failed ? base::Result<void>(base::ErrorCode::Internal, "a writer failed") : base::success();
}

void measureStore(base::FileSystem& files, const std::filesystem::path& directory) {
    constexpr std::uint64_t kBytes = 1024ULL * 1024 * 1024;
    const images::ChunkCodec codec({base::Secret::random(32), base::Secret::random(32)});
    const auto batches = makeBatches(codec, kBytes);
    std::unique_ptr<images::ChunkStore> store;
    const auto open = [&](const char* name) -> base::Result<void> {
        TWINSET_ASSIGN(store, images::openChunkStore(files, directory / name));
        return {};
    };
    measure("create", 0, [&] { return open("first"); });
    measure("store, one writer", kBytes, [&] { return storeWithThreads(*store, batches, 1); });
    measure("fetch, in batches", kBytes, [&] { return fetchAll(*store, batches); });
    const auto verify = [&]() -> base::Result<void> {
        TWINSET_ASSIGN(const auto problems, store->verify({}));
        return problems.empty() ? base::success() : base::Result<void>(base::ErrorCode::Corrupt, problems.front().what);
    };
    for (int round = 0; round < 3; ++round) measure("verify", kBytes, verify);
    store.reset();
    measure("open", kBytes, [&] { return open("first"); });
    std::unique_ptr<images::ChunkStore> second;
    measure("copy to a second store", kBytes, [&]() -> base::Result<void> {
        TWINSET_ASSIGN(second, images::openChunkStore(files, directory / "second"));
        TWINSET_TRY(images::copyAllChunks(*store, *second, {}));
        return {};
    });
    measure("copy again, nothing to copy", kBytes, [&]() -> base::Result<void> {
        TWINSET_TRY(images::copyAllChunks(*store, *second, {}));
        return {};
    });
    measure("collect half of it", kBytes, [&]() -> base::Result<void> {
        TWINSET_ASSIGN(const auto collection, store->beginCollection());
        for (std::size_t i = 0; i < batches.size(); ++i)
            for (std::size_t k = i % 2; k < batches[i].size(); k += 2)
                TWINSET_TRY(collection->mark({batches[i][k].id}));
        TWINSET_TRY(collection->sweep({}));
        return {};
    });
    measure("create", 0, [&] { return open("third"); });
    measure("store, 16 writers", kBytes, [&] { return storeWithThreads(*store, batches, 16); });
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 3 && std::strcmp(argv[1], "index") == 0) {
        measureIndex(std::strtoull(argv[2], nullptr, 10));
        return 0;
    }
    const auto files = base::createPosixFileSystem();
    if (argc != 3 || std::strcmp(argv[1], "store") != 0 || files->exists(argv[2])) {
        std::fprintf(stderr, "usage: store_bench index COUNT | store_bench store NEW_DIRECTORY\n");
        return 2;
    }
    measureStore(*files, argv[2]);
    return 0;
}
