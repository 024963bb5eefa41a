// The handset's network as a network namespace. Each machine has its own links in it:
//
//     QEMU ── tap ── bridge ── veth ─ veth (routed)       one set a machine, named by a digest of its id
//
// The gateway address is on the namespace's loopback; each machine is reached by a host route over its own veth. So one
// machine never sees another's frames, and two machines of one handset talk through a declared channel or not at all.
// Rates are token buckets on the two ends of the veth: they need no action modules, which kernels often lack. Restriction
// is a routing rule: what comes in from a restricted machine is only delivered locally. Rejected: one bridge for all
// machines (isolates nothing), ingress policing (kernel modules), nftables (not installed everywhere).
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>

#include "base/digest.h"
#include "base/file_system.h"
#include "base/process.h"
#include "hypervisor-bridge/qemu/machine_definition.h"
#include "hypervisor-bridge/qemu/machine_network.h"

namespace hypervisor {
namespace {

using base::ErrorCode;

const std::string kTrialPrefix = "twinset-trial-";

base::Result<std::string> runIn(const std::string& name, const std::string& program, const std::string& batch) {
    return base::runProcessOrFail({{program, "-n", name, "-batch", "-"}, batch, std::chrono::seconds(20), {}, {}});
}

base::Result<std::string> runIp(const std::vector<std::string>& arguments) {
    std::vector<std::string> command{"ip"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return base::runProcessOrFail({command, "", std::chrono::seconds(20), {}, {}});
}

/// Runs `action` on a thread of its own inside the namespace: entering one is for a thread's whole life.
template <typename Action>
base::Result<base::UniqueFd> inNamespace(const std::string& name, Action action) {
    base::Result<base::UniqueFd> outcome{ErrorCode::Internal, "not run"};
    std::thread([&] {
        const std::string path = "/run/netns/" + name;
        const base::UniqueFd space(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        if (!space.valid() || ::setns(space.get(), CLONE_NEWNET) != 0) {
            outcome = base::errorFromErrno(errno, "cannot enter", path);
            return;
        }
        outcome = action();
    }).join();
    return outcome;
}

base::Result<base::UniqueFd> openTap(const std::string& link) {
    base::UniqueFd tap(::open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK));
    if (!tap.valid()) return base::errorFromErrno(errno, "cannot open", "/dev/net/tun");
    ifreq request{};
    request.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR;
    std::strncpy(request.ifr_name, link.c_str(), IFNAMSIZ - 1);
    if (::ioctl(tap.get(), TUNSETIFF, &request) != 0) return base::errorFromErrno(errno, "cannot create", "tap " + link);
    return tap;
}

base::Result<base::UniqueFd> allowForwarding() {
    base::UniqueFd file(::open("/proc/sys/net/ipv4/ip_forward", O_WRONLY | O_CLOEXEC));
    if (!file.valid() || ::write(file.get(), "1\n", 2) != 2)
        return base::errorFromErrno(errno, "cannot write", "/proc/sys/net/ipv4/ip_forward");
    return file;
}

class NamespaceNetwork final : public MachineNetwork {
public:
    explicit NamespaceNetwork(const MachineSpec& spec)
        : m_network(spec.network), m_mac(macAddressOf(spec.id)), m_tag(base::Digest::of(spec.id.text()).hex().substr(0, 10)) {}

    base::Result<NetworkAttachment> attach() override {
        TWINSET_TRY(ensureNamespace(m_network));
        TWINSET_ASSIGN(const auto address, parseGuestConfiguration(m_network.guestConfiguration));
        detach();
        TWINSET_ASSIGN(auto tap, inNamespace(m_network.network, [&] { return openTap(tapLink()); }));
        TWINSET_TRY(runIn(m_network.network, "ip",
                          "link add " + bridge() + " type bridge\n"
                          "link add " + inner() + " type veth peer name " + outer() + "\n"
                          "link set " + tapLink() + " master " + bridge() + " up\n"
                          "link set " + inner() + " master " + bridge() + " up\n"
                          "link set " + bridge() + " up\n"
                          "link set " + outer() + " up\n"
                          "route replace " + address.address + "/32 dev " + outer() + " src " + address.gateway + "\n"
                          "rule add iif " + outer() + " to " + address.subnet + " prohibit pref 90\n"));
        NetworkAttachment attachment;
        attachment.arguments = {"-netdev", "tap,id=net0,fd=3", "-device",
                                "virtio-net-pci,id=nic0,netdev=net0,romfile=,mac=" + m_mac};
        attachment.tap = std::move(tap);
        return attachment;
    }

    ControlResult restrict(bool restricted, QmpConnection&) override {
        ControlResult result{"network.restricted", ControlOutcome::Failed, ""};
        const auto before = isRestricted();
        if (before != restricted) {
            const auto changed = runIp({"-n", m_network.network, "rule", restricted ? "add" : "del", "iif", outer(), "prohibit", "pref", "100"});
            if (!changed) result.readBack = changed.error().message;
        }
        const bool now = isRestricted();
        if (now != restricted) return result;
        result.outcome = ControlOutcome::Applied;
        result.readBack = now ? "restricted to the handset's own services" : hasWayOut() ? "open" : "open, but the handset's network has no way out";
        return result;
    }

    ControlResult limit(std::optional<std::uint32_t> rate) override {
        ControlResult result{"network.bandwidth", ControlOutcome::Failed, ""};
        if (rate && *rate == 0) {
            result.readBack = "a limit of 0 kbit/s cannot be set; cut the link instead";
            return result;
        }
        for (const auto& link : {inner(), outer()}) {
            const auto wanted = rate ? std::to_string(*rate) : std::string();
            if (rate) {
                // The bucket holds what passes in 20 ms, and at least two full frames.
                const auto burst = std::max<std::uint64_t>(3200, std::uint64_t{*rate} * 125 / 50);
                const auto set = runIn(m_network.network, "tc", "qdisc replace dev " + link + " root tbf rate " + wanted + "kbit burst " +
                                                                    std::to_string(burst) + " latency 100ms\n");
                if (!set) {
                    result.readBack = set.error().message;
                    return result;
                }
            } else {
                (void)runIn(m_network.network, "tc", "qdisc del dev " + link + " root\n");
            }
            if (isLimited(link) != rate.has_value()) {
                result.readBack = "the limit of " + link + " did not take";
                return result;
            }
        }
        result.outcome = ControlOutcome::Applied;
        result.readBack = rate ? std::to_string(*rate) + " kbit/s" : "unlimited";
        return result;
    }

    void detach() override {
        const auto& name = m_network.network;
        for (const auto& link : {outer(), bridge()}) (void)runIp({"-n", name, "link", "del", link});
        for (const auto* preference : {"90", "100"})
            (void)runIp({"-n", name, "rule", "del", "iif", outer(), "pref", preference});
    }

private:
    std::string tapLink() const { return "ta" + m_tag; }
    std::string bridge() const { return "br" + m_tag; }
    std::string inner() const { return "in" + m_tag; }
    std::string outer() const { return "gw" + m_tag; }

    bool isRestricted() const {
        const auto rules = runIp({"-n", m_network.network, "rule", "show", "pref", "100"});
        return rules && rules->find(outer()) != std::string::npos;
    }

    bool hasWayOut() const {
        const auto route = runIp({"-n", m_network.network, "route", "show", "default"});
        return route && !route->empty();
    }

    bool isLimited(const std::string& link) const {
        const auto shown = base::runProcessOrFail({{"tc", "-n", m_network.network, "qdisc", "show", "dev", link}, "", std::chrono::seconds(20), {}, {}});
        return shown && shown->find("tbf") != std::string::npos;
    }

    NetworkSpec m_network;
    std::string m_mac;
    std::string m_tag;
};

/// Removes the trial namespaces of processes that were killed during their trial. A young one may be of a process that
/// is not seen from here.
void removeLeftTrials() {
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator("/run/netns", failure)) {
        const auto name = entry.path().filename().string();
        if (!name.starts_with(kTrialPrefix)) continue;
        const auto owner = std::strtol(name.c_str() + kTrialPrefix.size(), nullptr, 10);
        const auto age = std::filesystem::file_time_type::clock::now() - entry.last_write_time(failure);
        const bool left = owner > 0 && ::kill(static_cast<pid_t>(owner), 0) != 0 && errno == ESRCH;
        if (left && !failure && age > std::chrono::minutes(1)) removeNamespace(name);
    }
}

}  // namespace

std::string macAddressOf(const base::PhoneId& id) {
    const auto hex = base::Digest::of(id.text()).hex();
    std::string mac = "52:54:00";
    for (int i = 0; i < 3; ++i) mac += ":" + hex.substr(static_cast<std::size_t>(i) * 2, 2);
    return mac;
}

base::Result<void> ensureNamespace(const NetworkSpec& network) {
    TWINSET_ASSIGN(const auto address, parseGuestConfiguration(network.guestConfiguration));
    if (::access(("/run/netns/" + network.network).c_str(), F_OK) != 0) {
        const auto added = runIp({"netns", "add", network.network});
        if (!added && ::access(("/run/netns/" + network.network).c_str(), F_OK) != 0)
            return added.error().withContext("the network " + network.network);
    }
    TWINSET_TRY(runIn(network.network, "ip", "link set lo up\naddr replace " + address.gateway + "/32 dev lo\n"));
    TWINSET_TRY(inNamespace(network.network, allowForwarding));
    return {};
}

void removeNamespace(const std::string& name) { (void)runIp({"netns", "del", name}); }

std::string namespaceProblem() {
    if (::geteuid() != 0) return "network namespaces need root";
    removeLeftTrials();
    MachineSpec trial;
    trial.id = base::PhoneId("trial-" + std::to_string(::getpid()));
    trial.network = {true, kTrialPrefix + std::to_string(::getpid()), "10.255.255.2/24 10.255.255.1"};
    NamespaceNetwork network(trial);
    std::string problem;
    if (const auto attached = network.attach(); !attached)
        problem = attached.error().message;
    else if (const auto limited = network.limit(1000); limited.outcome != ControlOutcome::Applied)
        problem = limited.readBack;
    removeNamespace(trial.network.network);
    return problem;
}

std::unique_ptr<MachineNetwork> createNamespaceNetwork(const MachineSpec& spec) { return std::make_unique<NamespaceNetwork>(spec); }

}  // namespace hypervisor
