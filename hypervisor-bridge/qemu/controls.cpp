#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>

#include "hypervisor-bridge/qemu/machine_parts.h"
#include "hypervisor-bridge/qemu/ports.h"

namespace hypervisor {
namespace {

constexpr auto kBalloonPatience = base::Duration(300);

ControlResult applyLink(MachineContext& machine, bool up, QmpConnection& qmp) {
    auto set = qmp.execute("set_link", {{"name", "nic0"}, {"up", up}});
    if (!set) return {"network.link", ControlOutcome::Failed, set.error().message};
    if (const auto recorded = machine.recordNetworkLink(up); !recorded)
        return {"network.link", ControlOutcome::Failed, recorded.error().message};
    return {"network.link", ControlOutcome::Applied, up ? "up" : "down"};
}

ControlResult limitResult(const std::string& control, std::uint64_t wanted, std::uint64_t now, const std::string& unit) {
    return {control, now == wanted ? ControlOutcome::Applied : ControlOutcome::Failed,
            now == 0 ? "unlimited" : std::to_string(now) + " " + unit};
}

/// Bytes and operations are limits of one throttle group.
void applyDiskLimits(const Controls& wanted, QmpConnection& qmp, ControlResults& results) {
    constexpr auto kPath = "/objects/data-rate";
    const auto bytes = wanted.diskBytesPerSecond.value_or(0);
    const auto operations = wanted.diskOperationsPerSecond.value_or(0);
    const auto set = qmp.execute("qom-set", {{"path", kPath},
                                             {"property", "limits"},
                                             {"value", {{"bps-total", bytes}, {"iops-total", operations}}}});
    auto limits = set ? qmp.execute("qom-get", {{"path", kPath}, {"property", "limits"}}) : set;
    if (!limits) {
        for (const auto* name : {"disk.rate", "disk.operations"}) results.push_back({name, ControlOutcome::Failed, limits.error().message});
        return;
    }
    results.push_back(limitResult("disk.rate", bytes, limits->value("bps-total", std::uint64_t{0}), "B/s"));
    results.push_back(limitResult("disk.operations", operations, limits->value("iops-total", std::uint64_t{0}), "operations/s"));
}

base::Result<std::uint64_t> memoryNow(QmpConnection& qmp) {
    TWINSET_ASSIGN(const auto balloon, qmp.query("query-balloon"));
    return balloon.value("actual", std::uint64_t{0});
}

/// The guest gives memory back when it gets to it: asked for here, awaited for a moment only.
ControlResult applyMemory(const MachineSpec& spec, std::optional<std::uint32_t> wanted, QmpConnection& qmp) {
    constexpr std::uint64_t kMiB = 1024 * 1024;
    const auto target = std::uint64_t{std::min(wanted.value_or(spec.memoryMiB), spec.memoryMiB)} * kMiB;
    auto now = memoryNow(qmp);
    if (now && *now != target) {
        const auto asked = qmp.execute("balloon", {{"value", target}});
        const auto status = qmp.query("query-status");
        const bool runs = status && status->value("status", "") == "running";
        const base::SystemClock clock;
        const auto deadline = clock.monotonic() + (runs ? kBalloonPatience : base::Duration{0});
        now = asked ? memoryNow(qmp) : base::Result<std::uint64_t>(asked.error());
        while (now && *now != target && clock.monotonic() < deadline) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
            now = memoryNow(qmp);
        }
    }
    if (!now) return {"memory.limit", ControlOutcome::Failed, now.error().message};
    const auto seen = std::to_string(*now / kMiB) + " MiB";
    if (*now == target) return {"memory.limit", ControlOutcome::Applied, seen};
    return {"memory.limit", ControlOutcome::PendingGuest, seen + "; the guest is on its way to " + std::to_string(target / kMiB) + " MiB"};
}

}  // namespace

base::Result<ControlResults> applyControls(MachineContext& machine, const Controls& controls) {
    TWINSET_ASSIGN(const auto process, machine.needRunning());
    auto& qmp = process->qmp();
    ControlResults results;
    if (machine.network) {
        results.push_back(applyLink(machine, controls.networkLink, qmp));
        results.push_back(machine.network->restrict(controls.networkRestricted, qmp));
        results.push_back(machine.network->limit(controls.networkKilobitsPerSecond));
    }
    for (const auto& [name, attach] : controls.ports) results.push_back(applyPort(machine.spec, name, attach, qmp));
    applyDiskLimits(controls, qmp, results);
    results.push_back(applyMemory(machine.spec, controls.memoryMiB, qmp));
    results.push_back(limitProcessors(machine.environment.processors, process->record().identity, machine.spec.cpus, controls.processorPercent));
    // A machine that died under our hands enforces nothing: say so instead of a list of failures.
    TWINSET_TRY(machine.needRunning());
    return results;
}

}  // namespace hypervisor
