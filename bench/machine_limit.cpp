#include "bench/machine_limit.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <thread>

#include "bench/raw_disk.h"
#include "images/chunk.h"

namespace bench {
namespace {

struct Piece {
    std::uint64_t offset = 0;
    std::size_t length = 0;
};

std::vector<Piece> chunksWithData(const std::vector<base::Extent>& extents, std::uint64_t size) {
    std::vector<Piece> pieces;
    std::uint64_t next = 0;
    for (const auto& extent : extents) {
        if (extent.zero) continue;
        for (auto at = std::max(next, extent.offset / images::kChunkSize * images::kChunkSize);
             at < extent.offset + extent.length; at += images::kChunkSize) {
            pieces.push_back({at, static_cast<std::size_t>(std::min<std::uint64_t>(images::kChunkSize, size - at))});
            next = at + images::kChunkSize;
        }
    }
    return pieces;
}

}  // namespace

base::Result<void> measureMachineLimit(const std::filesystem::path& image, const std::filesystem::path& target) {
    const auto start = std::chrono::steady_clock::now();
    TWINSET_ASSIGN(const auto map, RawDiskReader::open(image, std::nullopt));
    TWINSET_ASSIGN(const auto extents, map->extents());
    const auto pieces = chunksWithData(extents, map->size());
    TWINSET_ASSIGN(const auto output, RawDiskWriter::create(target, 0, true));
    const images::ChunkCodec codec({base::Secret::random(32), base::Secret::random(32)});
    std::atomic<std::size_t> next{0};
    std::atomic<std::uint64_t> end{0};
    std::mutex lock;
    base::Result<void> outcome;
    const auto work = [&]() -> base::Result<void> {
        TWINSET_ASSIGN(const auto disk, RawDiskReader::open(image, std::nullopt));
        for (auto i = next.fetch_add(1); i < pieces.size(); i = next.fetch_add(1)) {
            TWINSET_ASSIGN(const auto plain, disk->read(pieces[i].offset, pieces[i].length));
            const auto blob = codec.encode(plain).blob;
            TWINSET_TRY(output->write(end.fetch_add(blob.size()), blob));
        }
        return {};
    };
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i)
        threads.emplace_back([&] {
            const auto worked = work();
            const std::lock_guard guard(lock);
            if (!worked) outcome = worked;
        });
    threads.clear();
    TWINSET_TRY(outcome);
    const std::chrono::duration<double> written = std::chrono::steady_clock::now() - start;
    TWINSET_TRY(output->flush());
    const std::chrono::duration<double> synced = std::chrono::steady_clock::now() - start;
    std::printf("%.2f s, %.2f s with the sync; %llu chunks, %s\n", written.count(), synced.count(),
                static_cast<unsigned long long>(pieces.size()), base::humanSize({end.load()}).c_str());
    return {};
}

}  // namespace bench
