// instant_bench IMAGE WORKDIR [SIZES-IN-GiB [ROUNDS]]: how long a restored phone takes from "start" to a passed health check when its
// data comes over a link of 160 Mbit/s with a round trip of 15 ms, against the same guest on the same content on a local
// disk; and again with the list of what booting read fetched ahead. IMAGE is a built reference image (kernel, initrd, system.img),
// SIZES such as 1,4,16. Sizes and kinds are interleaved; medians are printed, also of how long the guest's reads took together. With a last argument `fill`, each size is also filled to the end.
//
// The link is simulated where chunks are fetched: a request waits for the round trip and for its share of the bandwidth,
// which all connections share. The driver, QEMU, the NBD server, decryption and verification are the real ones.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <map>
#include <thread>

#include "agent/instant/restore_point_source.h"
#include "base/log.h"
#include "base/process.h"
#include "hypervisor-bridge/qemu/qemu_driver.h"
#include "images/chunk_store.h"
#include "images/restore_point.h"

namespace {

using namespace std::chrono_literals;
using Seconds = std::chrono::duration<double>;

constexpr double kBytesPerSecond = 160e6 / 8;
constexpr auto kRoundTrip = 15ms;
constexpr std::uint64_t kMostContent = 1024ULL * 1024 * 1024;

[[noreturn]] void fail(const std::string& why) {
    std::fprintf(stderr, "%s\n", why.c_str());
    std::exit(1);
}

template <typename T>
T need(base::Result<T> result) {
    if (!result) fail(result.error().message);
    return std::move(*result);
}
void need(const base::Result<void>& result) {
    if (!result) fail(result.error().message);
}

/// A raw image with holes.
class RawImage final : public base::BlockReader {
public:
    explicit RawImage(const std::string& path) : m_fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        m_size = static_cast<std::uint64_t>(::lseek(m_fd, 0, SEEK_END));
    }
    ~RawImage() override { ::close(m_fd); }
    [[nodiscard]] std::uint64_t size() const override { return m_size; }
    base::Result<base::Bytes> read(std::uint64_t offset, std::size_t length) override {
        base::Bytes bytes(length, '\0');
        if (::pread(m_fd, bytes.data(), length, static_cast<off_t>(offset)) != static_cast<ssize_t>(length))
            return {base::ErrorCode::Internal, "the image cannot be read"};
        return bytes;
    }
    base::Result<std::vector<base::Extent>> extents() override {
        std::vector<base::Extent> extents;
        for (std::uint64_t at = 0; at < m_size;) {
            const auto data = ::lseek(m_fd, static_cast<off_t>(at), SEEK_DATA);
            const auto begin = data < 0 ? m_size : static_cast<std::uint64_t>(data);
            if (begin > at) extents.push_back({at, begin - at, true, true});
            if (begin == m_size) break;
            const auto end = static_cast<std::uint64_t>(::lseek(m_fd, static_cast<off_t>(begin), SEEK_HOLE));
            extents.push_back({begin, end - begin, false, true});
            at = end;
        }
        return extents;
    }

private:
    int m_fd;
    std::uint64_t m_size = 0;
};

/// One link, many connections.
class Link {
public:
    void carry(std::size_t bytes) {
        std::chrono::steady_clock::time_point arrival;
        {
            const std::lock_guard lock(m_mutex);
            const auto begin = std::max(m_free, std::chrono::steady_clock::now());
            m_free = begin + std::chrono::duration_cast<std::chrono::steady_clock::duration>(Seconds(static_cast<double>(bytes) / kBytesPerSecond));
            arrival = m_free;
        }
        std::this_thread::sleep_until(arrival + kRoundTrip);
    }

private:
    std::mutex m_mutex;
    std::chrono::steady_clock::time_point m_free;
};

class LinkedChunks final : public images::ChunkSource {
public:
    LinkedChunks(Link& link, images::ChunkSource& store) : m_link(link), m_store(store) {}
    base::Result<std::vector<base::Bytes>> fetch(const std::vector<images::ChunkId>& ids) override {
        TWINSET_ASSIGN(auto blobs, m_store.fetch(ids));
        std::size_t bytes = 0;
        for (const auto& blob : blobs) bytes += blob.size();
        m_link.carry(bytes);
        return blobs;
    }

private:
    Link& m_link;
    images::ChunkSource& m_store;
};

/// Adds up how long the guest's reads take.
class TimedSource final : public base::BlockSource {
public:
    explicit TimedSource(std::shared_ptr<base::BlockSource> source) : m_source(std::move(source)) {}
    [[nodiscard]] std::uint64_t size() const override { return m_source->size(); }
    base::Result<base::Bytes> read(std::uint64_t offset, std::size_t length) override {
        return timed([&] { return m_source->read(offset, length); });
    }
    base::Result<std::vector<base::Extent>> extents(std::uint64_t offset, std::uint64_t length) override {
        return timed([&] { return m_source->extents(offset, length); });
    }
    void prefetch(std::uint64_t offset, std::uint64_t length) override { m_source->prefetch(offset, length); }
    void stop() override { m_source->stop(); }
    [[nodiscard]] double waitedMs() const { return static_cast<double>(m_waited) / 1000; }

private:
    template <typename Ask>
    auto timed(const Ask& ask) -> decltype(ask()) {
        const auto begin = std::chrono::steady_clock::now();
        auto answer = ask();
        m_waited += std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin).count();
        return answer;
    }
    std::shared_ptr<base::BlockSource> m_source;
    std::atomic<std::int64_t> m_waited{0};
};

struct Phone {
    std::uint64_t gibibytes = 0;
    images::ChunkId root;
    std::vector<double> local, instant, listed;
    std::vector<double> waited, waitedListed;  // for the guest's reads, in ms
    double fill = 0;
    agent::FetchStatistics booted, filled;
    images::ChunkNumbers bootList;  // of the first boot from the link
};

class Bench {
public:
    Bench(std::filesystem::path image, std::filesystem::path work) : m_image(std::move(image)), m_work(std::move(work)) {
        hypervisor::QemuOptions options;
        options.stateDirectory = m_work / "driver";
        options.files = m_files.get();
        options.clock = &m_clock;
        m_driver = need(hypervisor::createQemuDriver(options));
        m_store = need(images::openChunkStore(*m_files, m_work / "store"));
    }

    Phone prepare(std::uint64_t gibibytes) {
        const auto image = (m_work / ("content-" + std::to_string(gibibytes))).string();
        const auto tree = m_work / "tree";
        const auto content = std::min(kMostContent, gibibytes * kMostContent / 4);
        std::filesystem::create_directories(tree);
        shell("rm -rf " + tree.string() + "/*; i=0; while [ $i -lt " + std::to_string(content >> 23) + " ]; do head -c 4M /dev/urandom > " + tree.string() +
              "/media$i; seq $((i * 1000000)) $((i * 1000000 + 600000)) | head -c 4M > " + tree.string() + "/text$i; i=$((i + 1)); done");
        shell("rm -f " + image + "; truncate -s " + std::to_string(gibibytes) + "G " + image + "; mke2fs -q -F -t ext4 -L twinset-data -m 0 -b 4096 -O ^resize_inode -d " +
              tree.string() + " " + image);
        RawImage disk(image);
        const auto backup = need(images::backUpDisk(disk, std::nullopt, *m_codec, *m_store, *m_store, {}));
        shell("rm -rf " + image + " " + tree.string());
        Phone phone;
        phone.gibibytes = gibibytes;
        phone.root = backup.root;
        std::printf("%2llu GiB: content %.0f MiB\n", static_cast<unsigned long long>(gibibytes), static_cast<double>(content) / 1048576);
        return phone;
    }

    double bootLocally(const Phone& phone) {
        auto machine = define(phone, "local");
        if (!need(machine->dataDisk().exists())) {
            need(machine->dataDisk().create({phone.gibibytes << 30}, m_key));
            const auto import = need(machine->dataDisk().openImport(m_key));
            need(images::restoreDisk(phone.root, *m_codec, *m_store, import->disk(), {}));
            need(import->commit());
        }
        const auto begin = std::chrono::steady_clock::now();
        boot(*machine);
        const Seconds taken = std::chrono::steady_clock::now() - begin;
        need(machine->shutdown(30s));
        return taken.count();
    }

    double bootInstantly(Phone& phone, bool fill, bool listed) {
        auto machine = define(phone, "instant");
        const auto begin = std::chrono::steady_clock::now();
        auto cache = need(agent::ChunkCache::create(*m_files, m_work / "chunks.cache", base::mebibytes(256)));
        auto fetcher = std::make_unique<agent::ChunkFetcher>(
            m_codec,
            [this](const auto&) -> base::Result<std::unique_ptr<images::ChunkSource>> {
                return std::unique_ptr<images::ChunkSource>(std::make_unique<LinkedChunks>(m_link, *m_store));
            },
            std::move(cache), agent::FetchOptions{});
        const auto source = need(agent::RestorePointSource::open(phone.root, std::move(fetcher)));
        need(machine->remoteData().create({phone.gibibytes << 30}, m_key));
        const auto timed = std::make_shared<TimedSource>(source);
        need(machine->remoteData().attach(timed));
        if (listed)
            source->prefetchBoot([this, list = phone.bootList](const auto&) {
                m_link.carry(list.size() * 7);
                return list;
            });
        boot(*machine);
        const Seconds taken = std::chrono::steady_clock::now() - begin;
        (listed ? phone.waitedListed : phone.waited).push_back(timed->waitedMs());
        if (!listed) {
            phone.booted = source->statistics();
            phone.bootList = source->endBoot();
        }
        if (fill) {
            for (auto seen = need(machine->remoteData().progress()); !seen.complete; seen = need(machine->remoteData().progress())) {
                need(seen.copied ? machine->remoteData().conclude() : machine->remoteData().hydrate());
                std::this_thread::sleep_for(100ms);
            }
            phone.fill = Seconds(std::chrono::steady_clock::now() - begin).count();
            phone.filled = source->statistics();
            need(machine->remoteData().detach());
        }
        need(machine->dataDisk().cryptoErase());
        return taken.count();
    }

private:
    static void shell(const std::string& script) { (void)need(base::runProcessOrFail({{"/bin/sh", "-c", script}, "", 30min, {}, {}})); }

    std::unique_ptr<hypervisor::Machine> define(const Phone& phone, const std::string& kind) {
        hypervisor::MachineSpec spec;
        spec.id = base::PhoneId("bench-" + kind + "-" + std::to_string(phone.gibibytes));
        spec.persona = "work";
        const auto disks = m_work / spec.id.text();
        spec.system = {m_image / "kernel", m_image / "initrd", m_image / "system.img", disks / "overlay", "random.trust_cpu=on"};
        spec.dataDisk = disks / "data";
        spec.network.present = false;
        spec.phoneInformation = "{\"phone\":\"" + spec.id.text() + "\"}";
        std::filesystem::create_directories(disks);
        need(m_driver->define(spec));
        return need(m_driver->open(spec.id));
    }

    void boot(hypervisor::Machine& machine) {
        need(machine.start({}, m_key));
        const auto deadline = std::chrono::steady_clock::now() + 5min;
        while (std::chrono::steady_clock::now() < deadline) {
            if (machine.guest().ping(1s)) {
                const auto health = machine.guest().exec({"/usr/libexec/twinset/health"}, "", 20s);
                if (health && health->exitCode == 0) return;
            }
            std::this_thread::sleep_for(20ms);
        }
        fail("the guest did not come up");
    }

    std::filesystem::path m_image, m_work;
    std::unique_ptr<base::FileSystem> m_files = base::createPosixFileSystem();
    base::SystemClock m_clock;
    base::Secret m_key = base::Secret::random(32);
    std::shared_ptr<const images::ChunkCodec> m_codec =
        std::make_shared<const images::ChunkCodec>(images::ChunkKeys{base::Secret::random(32), base::Secret::random(32)});
    Link m_link;
    std::unique_ptr<hypervisor::Driver> m_driver;
    std::unique_ptr<images::ChunkStore> m_store;
};

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) fail("usage: instant_bench IMAGE WORKDIR [SIZES-IN-GiB [ROUNDS [fill]]]");
    (void)base::startLogging("instant_bench", "warn");
    std::filesystem::create_directories(argv[2]);
    Bench bench(std::filesystem::absolute(argv[1]), std::filesystem::absolute(argv[2]));
    const std::string sizes = argc > 3 ? argv[3] : "1,4,16";
    const int rounds = argc > 4 ? std::atoi(argv[4]) : 3;
    std::vector<Phone> phones;
    for (std::size_t at = 0; at < sizes.size(); at = sizes.find(',', at) == std::string::npos ? sizes.size() : sizes.find(',', at) + 1)
        phones.push_back(bench.prepare(std::strtoull(sizes.c_str() + at, nullptr, 10)));
    for (int round = 0; round < rounds; ++round) {
        for (auto& phone : phones) {
            phone.local.push_back(bench.bootLocally(phone));
            phone.instant.push_back(bench.bootInstantly(phone, argc > 5 && round + 1 == rounds, false));
            phone.listed.push_back(bench.bootInstantly(phone, false, true));
            std::printf("%2llu GiB, round %d: local %.2f s, instant %.2f s, with its boot list %.2f s\n", static_cast<unsigned long long>(phone.gibibytes),
                        round + 1, phone.local.back(), phone.instant.back(), phone.listed.back());
            std::fflush(stdout);
        }
    }
    std::printf("\n size   local  instant   ratio  reads  with list   ratio   reads  fetched to boot        whole after   fetched\n");
    for (const auto& phone : phones)
        std::printf("%2llu GiB %5.2f s %6.2f s %7.2f %3.0f ms %8.2f s %7.2f %4.0f ms %5llu chunks %6.1f MiB %9.1f s %8.1f MiB\n", static_cast<unsigned long long>(phone.gibibytes),
                    median(phone.local), median(phone.instant), median(phone.instant) / median(phone.local), median(phone.waited),
                    median(phone.listed), median(phone.listed) / median(phone.local), median(phone.waitedListed), static_cast<unsigned long long>(phone.booted.fetchedChunks),
                    static_cast<double>(phone.booted.fetchedBytes) / 1048576, phone.fill, static_cast<double>(phone.filled.fetchedBytes) / 1048576);
    return 0;
}
