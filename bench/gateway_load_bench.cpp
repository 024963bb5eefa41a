// Many handsets backing up through one gateway at the same time, while operators work on the fleet.
//
//   gateway_load_bench [--handsets 200] [--mib 16] [--operators 4] [--minutes 10] [--data DIR]
//
// The gateway is a process of its own (this program, forked), on a data directory that is made and removed. Handsets are
// threads here: each enrols, holds its link, and carries out the backup that it is ordered, with the client library of
// the agent over TLS with its own certificate: a full backup of a disk of --mib MiB, half of it the same on every
// handset and compressible, half of it its own and not. Operators call verbs over HTTPS, one after the other with 50 ms
// in between, and every call is timed; ordering the backups is timed, too.
//
// Prints what the operators' calls took, the gateway's processor time and its peak of memory. Handsets and gateway share
// the machine: the processor time says what the gateway took of it.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "base/log.h"
#include "bench/synthetic_disk.h"
#include "fleet/authority/certificate_authority.h"
#include "fleet/client/http_fleet_service.h"
#include "fleet/gateway/fleet_context.h"
#include "fleet/gateway/running_gateway.h"
#include "fleet/link/link_client.h"
#include "fleet/transfer/bulk_client.h"
#include "images/restore_point.h"
#include "images/signature.h"

namespace {

using base::Json;
using Steady = std::chrono::steady_clock;

struct Options {
    int handsets = 200;
    std::uint64_t mib = 16;
    int operators = 4;
    int minutes = 10;
    std::string data;
};

template <typename Value>
Value expect(base::Result<Value> result, const char* what) {
    if (result) return std::move(*result);
    std::fprintf(stderr, "%s: %s\n", what, result.error().message.c_str());
    std::exit(1);
}

// ---- the gateway ---------------------------------------------------------------------------------------------------

struct GatewayProcess {
    pid_t pid = 0;
    std::uint16_t adminPort = 0, linkPort = 0;
    std::string fingerprint, token;
};

/// In the child: runs until it is told to end. Says where it is and how to get in.
[[noreturn]] void runGateway(const std::string& data, int tell) {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    (void)base::startLogging("gateway", "warn");
    const auto files = base::createPosixFileSystem();
    const base::SystemClock clock;
    fleet::RunningGatewayOptions options;
    options.gateway.dataDirectory = data;
    auto gateway = expect(fleet::startGateway(*files, clock, options), "the gateway");
    const auto service = fleet::createLocalFleetService(gateway->gateway(), "bench");
    const auto token = expect(service->call("api_token_create", {{"name", "bench"}, {"role", "administrator"}, {"validFor", 86'400}}), "a token");
    const Json where{{"admin", gateway->adminPort()},
                     {"link", gateway->linkPort()},
                     {"fingerprint", gateway->authorityFingerprint()},
                     {"token", token.at("token")}};
    const auto text = where.dump() + "\n";
    if (::write(tell, text.data(), text.size()) < 0) ::_exit(1);
    ::close(tell);
    int signal = 0;
    sigwait(&ends, &signal);
    gateway.reset();
    std::_Exit(0);
}

GatewayProcess startGatewayProcess(const std::string& data) {
    int ends[2];
    if (::pipe(ends) != 0) std::exit(1);
    GatewayProcess process;
    process.pid = ::fork();
    if (process.pid == 0) {
        ::close(ends[0]);
        runGateway(data, ends[1]);
    }
    ::close(ends[1]);
    std::string text(4096, '\0');
    std::size_t length = 0;
    for (ssize_t count = 1; count > 0; length += static_cast<std::size_t>(std::max<ssize_t>(count, 0)))
        count = ::read(ends[0], text.data() + length, text.size() - length);
    ::close(ends[0]);
    text.resize(length);
    const auto where = expect(base::parseJson(text), "the gateway's answer");
    process.adminPort = where.at("admin").get<std::uint16_t>();
    process.linkPort = where.at("link").get<std::uint16_t>();
    process.fingerprint = where.at("fingerprint").get<std::string>();
    process.token = where.at("token").get<std::string>();
    return process;
}

double peakMebibytes(pid_t pid) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) return std::strtod(line.c_str() + 6, nullptr) / 1024;
    return 0;
}

double processorSeconds(pid_t pid) {
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string text((std::istreambuf_iterator<char>(stat)), {});
    const auto after = text.rfind(')');
    if (after == std::string::npos) return 0;
    unsigned long user = 0, system = 0;
    std::sscanf(text.c_str() + after + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
    return static_cast<double>(user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::unique_ptr<fleet::FleetService> connectTo(const GatewayProcess& gateway) {
    return expect(fleet::createHttpFleetService(
                      {"127.0.0.1", gateway.adminPort, gateway.fingerprint, "", base::Secret(gateway.token)}),
                  "the admin API");
}

// ---- handsets ------------------------------------------------------------------------------------------------------

class Handset final : public fleet::LinkListener {
public:
    Handset(std::string name, std::uint64_t bytes, unsigned seed) : m_name(std::move(name)), m_disk(bytes, seed) {}
    ~Handset() override { stop(); }

    void enrol(fleet::FleetService& fleet) {
        const auto made = expect(fleet.call("enrolment_token_create", Json::object()), "an enrolment token");
        const auto token = expect(fleet::protocol::readEnrolmentToken(made.at("token").get<std::string>()), "the token");
        auto request = expect(fleet::createCertificateRequest(), "a key");
        const auto reply = expect(fleet::enrol(token, {std::string(token.secret.reveal()), request.requestPem, m_name, "bench", m_name}),
                                  "an enrolment");
        m_bulk = expect(fleet::createBulkClient({token.host, token.bulkPort, reply.authorityPem, reply.certificatePem, request.privateKeyPem}),
                        "a client");
        m_linkOptions = {token.host, token.linkPort, reply.authorityPem, reply.certificatePem, request.privateKeyPem};
        const auto phone = expect(fleet.call("virtual_phone_create", {{"handset", m_name}, {"persona", "work"}, {"image", "bench"},
                                                                      {"version", "1.0.0"}}),
                                  "a phone");
        m_phone = phone.at("id").get<std::string>();
    }
    void connect() {
        m_link = expect(fleet::startLinkClient(m_linkOptions, *this), "a link");
        m_thread = std::thread([this] { work(); });
    }
    void stop() {
        {
            const std::lock_guard lock(m_mutex);
            m_stopping = true;
        }
        m_wake.notify_all();
        if (m_thread.joinable()) m_thread.join();
        m_link.reset();
    }
    [[nodiscard]] const std::string& phone() const { return m_phone; }
    [[nodiscard]] bool isUp() const { return m_up; }
    [[nodiscard]] bool isDone() const { return m_done; }
    [[nodiscard]] const std::string& failure() const { return m_failure; }
    [[nodiscard]] std::uint64_t uploaded() const { return m_uploaded; }

private:
    void linkUp() override {
        fleet::protocol::Hello hello;
        hello.agentVersion = "bench";
        hello.bootId = m_name;
        hello.driver = "simulator";
        hello.driverVersion = "1";
        hello.acceleration = "none";
        hello.capabilities = {"backup"};
        m_link->send({"hello", hello});
        m_up = true;
    }
    void linkDown(const std::string&) override { m_up = false; }
    void linkRefused(const fleet::protocol::Refusal& refusal) override {
        std::fprintf(stderr, "%s is refused: %s\n", m_name.c_str(), refusal.message.c_str());
    }
    void linkReceived(const fleet::protocol::Message& message) override {
        const auto* operation = std::get_if<fleet::protocol::Operation>(&message.body);
        if (operation == nullptr) return;
        {
            const std::lock_guard lock(m_mutex);
            m_operation = operation->operation;
        }
        m_wake.notify_all();
    }
    void work() {
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, [this] { return m_stopping || m_operation; });
        if (!m_operation) return;
        const auto operation = *m_operation;
        lock.unlock();
        const auto result = backUp();
        if (!result) m_failure = result.error().message;
        m_link->send({"result", fleet::protocol::OperationResult{operation, result.ok(), result ? "" : "unavailable", m_failure,
                                                                 result ? result->dump() : "{}"}});
        m_done = true;
    }
    base::Result<Json> backUp() {
        const base::PhoneId phone(m_phone);
        TWINSET_ASSIGN(const auto keys, m_bulk->fetchPhoneKeys(phone));
        const auto source = m_bulk->phoneChunks(phone);
        const auto sink = m_bulk->phoneSink(phone);
        TWINSET_ASSIGN(const auto taken, images::backUpDisk(m_disk, std::nullopt, images::ChunkCodec(keys), *source, *sink, {}));
        m_uploaded = taken.bytesUploaded.value;
        return Json{{"root", taken.root.hex()},
                    {"takenAt", base::formatTimestamp(base::SystemClock().now())},
                    {"diskSize", taken.diskSize.value},
                    {"bytesRead", taken.bytesRead.value},
                    {"bytesChanged", taken.bytesChanged.value},
                    {"bytesUploaded", taken.bytesUploaded.value},
                    {"incremental", taken.incremental},
                    {"consistency", "frozen"},
                    {"guestPauseMs", 1},
                    {"release", "1.0.0"}};
    }

    const std::string m_name;
    bench::SyntheticDisk m_disk;
    std::unique_ptr<fleet::BulkClient> m_bulk;
    fleet::LinkClientOptions m_linkOptions;
    std::unique_ptr<fleet::LinkClient> m_link;
    std::string m_phone, m_failure;
    std::atomic<bool> m_up = false, m_done = false;
    std::atomic<std::uint64_t> m_uploaded = 0;
    std::mutex m_mutex;  // guards m_operation and m_stopping
    std::condition_variable m_wake;
    std::optional<base::OperationId> m_operation;
    bool m_stopping = false;
    std::thread m_thread;
};

void publishRelease(fleet::FleetService& fleet) {
    const auto key = images::createSigningKeyPair();
    const auto chunk = images::ChunkCodec(images::ChunkKeys{}).encode("a system");
    images::ReleaseManifest manifest;
    manifest.image = "bench";
    manifest.version = *images::Version::parse("1.0.0");
    manifest.createdAt = base::SystemClock().now();
    manifest.parts.push_back({"system.img", {8}, base::Digest::of("a system"), {chunk.id}});
    const auto bytes = images::writeManifest(manifest);
    const auto signature = images::sign(key.privateKey, images::kReleaseContext, bytes);
    if (const auto stored = fleet.chunks().store({chunk}); !stored) std::fprintf(stderr, "%s\n", stored.error().message.c_str());
    expect(fleet.call("release_key_trust", {{"publicKey", base::toBase64Url(key.publicKey)}, {"name", "bench"}}), "a key");
    expect(fleet.call("release_publish", {{"manifest", base::toBase64Url(bytes)}, {"signature", base::toBase64Url(signature)}}),
           "a release");
}

// ---- operators -----------------------------------------------------------------------------------------------------

class Timings {
public:
    base::Result<Json> call(fleet::FleetService& fleet, const std::string& verb, const Json& arguments) {
        const auto since = Steady::now();
        auto answer = fleet.call(verb, arguments);
        const double took = std::chrono::duration<double, std::milli>(Steady::now() - since).count();
        const std::lock_guard lock(m_mutex);
        m_took[verb].push_back(took);
        if (!answer) m_failures.push_back(verb + ": " + answer.error().message);
        return answer;
    }
    void print() {
        std::vector<double> all;
        std::printf("| operators' calls | count | p50 ms | p99 ms | longest ms |\n|---|---|---|---|---|\n");
        for (auto& [verb, took] : m_took) {
            all.insert(all.end(), took.begin(), took.end());
            printRow(verb, took);
        }
        printRow("all of them", all);
        if (!m_failures.empty()) std::printf("%zu failed, the first one: %s\n", m_failures.size(), m_failures.front().c_str());
    }

private:
    static void printRow(const std::string& name, std::vector<double>& took) {
        if (took.empty()) return;
        std::sort(took.begin(), took.end());
        const auto at = [&](double part) { return took[static_cast<std::size_t>(part * static_cast<double>(took.size() - 1))]; };
        std::printf("| %s | %zu | %.1f | %.1f | %.1f |\n", name.c_str(), took.size(), at(0.5), at(0.99), took.back());
    }
    std::mutex m_mutex;  // guards all below
    std::map<std::string, std::vector<double>> m_took;
    std::vector<std::string> m_failures;
};

void operate(const GatewayProcess& gateway, Timings& timings, const std::vector<std::unique_ptr<Handset>>& handsets, int number,
             const std::atomic<bool>& ends) {
    const auto fleet = connectTo(gateway);
    std::mt19937 random(static_cast<unsigned>(number));
    for (int i = 0; !ends; ++i) {
        const auto& phone = handsets[random() % handsets.size()]->phone();
        switch (i % 5) {
            case 0: (void)timings.call(*fleet, "fleet_status", Json::object()); break;
            case 1: (void)timings.call(*fleet, "virtual_phone_show", {{"phone", phone}}); break;
            case 2: (void)timings.call(*fleet, "operation_list", {{"limit", 50}}); break;
            case 3: (void)timings.call(*fleet, "handset_list", {{"limit", 50}}); break;
            default:
                (void)timings.call(*fleet, "person_create",
                                   {{"name", "Person " + std::to_string(number) + "-" + std::to_string(i)}});
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

bool waitUntil(int minutes, const std::function<bool()>& condition) {
    const auto until = Steady::now() + std::chrono::minutes(minutes);
    while (!condition()) {
        if (Steady::now() > until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return true;
}

int run(const Options& options) {
    const auto gateway = startGatewayProcess(options.data);
    const auto fleet = connectTo(gateway);
    publishRelease(*fleet);
    std::vector<std::unique_ptr<Handset>> handsets;
    for (int i = 0; i < options.handsets; ++i) {
        handsets.push_back(std::make_unique<Handset>("handset-" + std::to_string(i), options.mib << 20, static_cast<unsigned>(i)));
        handsets.back()->enrol(*fleet);
        handsets.back()->connect();
    }
    const auto all = [&](auto condition) {
        return [&handsets, condition] { return std::all_of(handsets.begin(), handsets.end(), condition); };
    };
    if (!waitUntil(1, all([](const auto& one) { return one->isUp(); }))) std::fprintf(stderr, "not every handset came up\n");
    const auto idlePeak = peakMebibytes(gateway.pid);
    const auto idleSeconds = processorSeconds(gateway.pid);
    Timings timings;
    std::atomic<bool> ends = false;
    std::vector<std::thread> operators;
    for (int i = 0; i < options.operators; ++i)
        operators.emplace_back([&, i] { operate(gateway, timings, handsets, i, ends); });
    const auto since = Steady::now();
    for (const auto& handset : handsets) (void)timings.call(*fleet, "virtual_phone_backup", {{"phone", handset->phone()}});
    const bool finished = waitUntil(options.minutes, all([](const auto& one) { return one->isDone(); }));
    const auto live = [&] {
        const auto list = fleet->call("operation_list", {{"state", "live"}, {"limit", 1}});
        return list && list->at("operations").empty();
    };
    const bool committed = finished && waitUntil(1, live);
    const double took = std::chrono::duration<double>(Steady::now() - since).count();
    const double seconds = processorSeconds(gateway.pid) - idleSeconds;
    ends = true;
    for (auto& thread : operators) thread.join();
    std::uint64_t uploaded = 0;
    int failed = 0;
    for (const auto& handset : handsets) {
        uploaded += handset->uploaded();
        failed += handset->failure().empty() ? 0 : 1;
        if (failed == 1 && !handset->failure().empty()) std::printf("the first that failed: %s\n", handset->failure().c_str());
    }
    const double mib = static_cast<double>(uploaded) / (1 << 20);
    std::printf("%d handsets, %llu MiB each: %s in %.1f s, %d failed\n", options.handsets,
                static_cast<unsigned long long>(options.mib), committed ? "all restore points committed" : "NOT ALL FINISHED", took, failed);
    std::printf("uploaded %.0f MiB, %.1f MiB/s; the gateway's processor time %.1f s (%.2f of a core, %.1f ms a MiB)\n", mib, mib / took,
                seconds, seconds / took, mib > 0 ? 1000 * seconds / mib : 0);
    std::printf("the gateway's memory at its peak %.0f MiB (%.0f MiB before the backups)\n", peakMebibytes(gateway.pid), idlePeak);
    timings.print();
    for (const auto& handset : handsets) handset->stop();
    ::kill(gateway.pid, SIGTERM);
    ::waitpid(gateway.pid, nullptr, 0);
    return committed && failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string name = argv[i];
        if (name == "--handsets") options.handsets = std::atoi(argv[i + 1]);
        if (name == "--mib") options.mib = static_cast<std::uint64_t>(std::atoi(argv[i + 1]));
        if (name == "--operators") options.operators = std::atoi(argv[i + 1]);
        if (name == "--minutes") options.minutes = std::atoi(argv[i + 1]);
        if (name == "--data") options.data = argv[i + 1];
    }
    ::signal(SIGPIPE, SIG_IGN);
    std::string made = "/tmp/gateway-load-XXXXXX";
    if (options.data.empty()) {
        if (::mkdtemp(made.data()) == nullptr) return 1;
        options.data = made + "/data";
    }
    const int code = run(options);
    std::error_code ignored;
    if (options.data.starts_with(made)) std::filesystem::remove_all(made, ignored);
    return code;
}
