#include <nlohmann/json.hpp>

#include "hypervisor-bridge/qemu/machine_parts.h"
#include "hypervisor-bridge/qemu/ports.h"

namespace hypervisor {
namespace {

ControlResult applyLink(MachineContext& machine, bool up, QmpConnection& qmp) {
    auto set = qmp.execute("set_link", {{"name", "nic0"}, {"up", up}});
    if (!set) return {"network.link", ControlOutcome::Failed, set.error().message};
    if (const auto recorded = machine.recordNetworkLink(up); !recorded)
        return {"network.link", ControlOutcome::Failed, recorded.error().message};
    return {"network.link", ControlOutcome::Applied, up ? "up" : "down"};
}

ControlResult applyDiskRate(std::optional<std::uint64_t> wanted, QmpConnection& qmp) {
    constexpr auto kPath = "/objects/data-rate";
    const auto set = qmp.execute("qom-set", {{"path", kPath}, {"property", "limits"}, {"value", {{"bps-total", wanted.value_or(0)}}}});
    if (!set) return {"disk.rate", ControlOutcome::Failed, set.error().message};
    const auto limits = qmp.execute("qom-get", {{"path", kPath}, {"property", "limits"}});
    if (!limits) return {"disk.rate", ControlOutcome::Failed, limits.error().message};
    const auto now = limits->value("bps-total", std::uint64_t{0});
    return {"disk.rate", now == wanted.value_or(0) ? ControlOutcome::Applied : ControlOutcome::Failed,
            now == 0 ? "unlimited" : std::to_string(now) + " B/s"};
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
    results.push_back(applyDiskRate(controls.diskBytesPerSecond, qmp));
    // A machine that died under our hands enforces nothing: say so instead of a list of failures.
    TWINSET_TRY(machine.needRunning());
    return results;
}

}  // namespace hypervisor
