#include "bench/busy_prune.h"

#include <chrono>
#include <cstdio>
#include <future>

#include "bench/raw_disk.h"
#include "images/restore_point.h"

namespace bench {
namespace {

class Nowhere final : public base::BlockWriter {
public:
    explicit Nowhere(std::uint64_t size) : m_size(size) {}
    [[nodiscard]] std::uint64_t size() const override { return m_size; }
    base::Result<void> write(std::uint64_t, base::BytesView) override { return {}; }
    base::Result<void> writeZeros(std::uint64_t, std::uint64_t) override { return {}; }
    base::Result<void> flush() override { return {}; }

private:
    const std::uint64_t m_size;
};

template <typename Work>
base::Result<void> timed(const char* what, const Work& work) {
    const auto start = std::chrono::steady_clock::now();
    const base::Result<void> done = work();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    if (done) std::fprintf(stderr, "%s %.2f s\n", what, seconds.count());
    return done;
}

base::Result<void> collect(images::ChunkStore& store, images::ChunkCollection& collection,
                           const images::ChunkCodec& codec, const std::vector<images::ChunkId>& kept) {
    for (const auto& root : kept) {
        TWINSET_ASSIGN(const auto chunks, images::restorePointChunks(root, codec, store));
        TWINSET_ASSIGN(const auto lacking, collection.mark(chunks));
        if (!lacking.empty())
            return {base::ErrorCode::NotFound, "the store lacks chunk " + lacking.front().hex() + " of " + root.hex()};
    }
    TWINSET_ASSIGN(const auto outcome, collection.sweep({}));
    std::fprintf(stderr, "removed %llu chunks, freed %s, rewrote %s\n",
                 static_cast<unsigned long long>(outcome.chunksRemoved), base::humanSize(outcome.bytesFreed).c_str(),
                 base::humanSize(outcome.bytesRewritten).c_str());
    return {};
}

base::Result<images::BackupOutcome> backUp(images::ChunkStore& store, const images::ChunkCodec& codec,
                                           const std::string& image) {
    TWINSET_ASSIGN(const auto disk, RawDiskReader::open(image, std::nullopt));
    return images::backUpDisk(*disk, std::nullopt, codec, store, store, {});
}

base::Result<void> backUpMeanwhile(images::ChunkStore& store, const images::ChunkCodec& codec,
                                   const std::string& image) {
    TWINSET_ASSIGN(const auto outcome, backUp(store, codec, image));
    std::fprintf(stderr, "stored %s meanwhile\n", base::humanSize(outcome.bytesUploaded).c_str());
    return {};
}

base::Result<void> restore(images::ChunkStore& store, const images::ChunkCodec& codec, const images::ChunkId& root) {
    TWINSET_ASSIGN(const auto size, images::restorePointDiskSize(root, codec, store));
    Nowhere disk(size.value);
    TWINSET_ASSIGN(const auto outcome, images::restoreDisk(root, codec, store, disk, {}));
    std::fprintf(stderr, "fetched %s meanwhile\n", base::humanSize(outcome.bytesFetched).c_str());
    return {};
}

}  // namespace

base::Result<std::vector<images::ChunkId>> backUpTogether(images::ChunkStore& store, const images::ChunkCodec& codec,
                                                          const std::vector<std::string>& paths) {
    std::vector<std::future<base::Result<images::BackupOutcome>>> backups;
    for (const auto& path : paths)
        backups.push_back(std::async(std::launch::async, [&] { return backUp(store, codec, path); }));
    std::vector<images::ChunkId> roots;
    for (auto& backup : backups) {
        TWINSET_ASSIGN(const auto outcome, backup.get());
        roots.push_back(outcome.root);
    }
    return roots;
}

base::Result<void> pruneStore(images::ChunkStore& store, const images::ChunkCodec& codec,
                              const std::vector<images::ChunkId>& kept, const std::optional<std::string>& image) {
    TWINSET_ASSIGN(const auto collection, store.beginCollection());
    std::future<base::Result<void>> writing, reading;
    if (image) {
        writing = std::async(std::launch::async,
                             [&] { return timed("backup", [&] { return backUpMeanwhile(store, codec, *image); }); });
        reading = std::async(std::launch::async,
                             [&] { return timed("restore", [&] { return restore(store, codec, kept.back()); }); });
    }
    const auto pruned = timed("prune", [&] { return collect(store, *collection, codec, kept); });
    if (writing.valid()) TWINSET_TRY(writing.get());
    if (reading.valid()) TWINSET_TRY(reading.get());
    return pruned;
}

}  // namespace bench
