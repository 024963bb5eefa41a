#include "hypervisor-bridge/qemu/ports.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "hypervisor-bridge/qemu/qmp_connection.h"

namespace hypervisor {
namespace {

using namespace std::chrono_literals;

constexpr auto kGuestGrace = base::Duration(3s);

std::string deviceId(std::size_t index) { return "port" + std::to_string(index); }
std::string chardevId(std::size_t index) { return "wire" + std::to_string(index); }

std::string socketPath(const PortSpec& port, std::size_t index) {
    return port.socket.empty() ? "port-" + std::to_string(index) : port.socket.string();
}

bool isServer(const PortSpec& port) { return port.kind == PortKind::Device || port.listens; }

base::Result<std::set<std::string>> peripherals(QmpConnection& qmp) {
    TWINSET_ASSIGN(const auto items, qmp.execute("qom-list", {{"path", "/machine/peripheral"}}));
    std::set<std::string> names;
    for (const auto& item : items) names.insert(item.value("name", ""));
    return names;
}

base::Result<void> plug(const PortSpec& port, std::size_t index, QmpConnection& qmp) {
    nlohmann::json socket{{"addr", {{"type", "unix"}, {"data", {{"path", socketPath(port, index)}}}}}, {"server", isServer(port)}};
    if (isServer(port))
        socket["wait"] = false;
    else
        socket["reconnect"] = 1;
    // A chardev may be left from an unplug the guest finished later; it is of no use then.
    (void)qmp.execute("chardev-remove", {{"id", chardevId(index)}});
    TWINSET_TRY(qmp.execute("chardev-add", {{"id", chardevId(index)}, {"backend", {{"type", "socket"}, {"data", socket}}}}));
    TWINSET_TRY(qmp.execute("device_add", {{"driver", "virtserialport"}, {"bus", "vs0.0"}, {"id", deviceId(index)},
                                           {"chardev", chardevId(index)}, {"name", port.name}}));
    return {};
}

ControlResult unplug(const PortSpec& port, std::size_t index, QmpConnection& qmp) {
    const auto control = "port." + port.name;
    if (const auto asked = qmp.execute("device_del", {{"id", deviceId(index)}}); !asked)
        return {control, ControlOutcome::Failed, asked.error().message};
    const base::SystemClock clock;
    const auto deadline = clock.monotonic() + kGuestGrace;
    while (true) {
        const auto present = peripherals(qmp);
        if (!present) return {control, ControlOutcome::Failed, present.error().message};
        if (!present->contains(deviceId(index))) break;
        if (clock.monotonic() >= deadline) return {control, ControlOutcome::PendingGuest, "attached; the guest has not let go of it"};
        std::this_thread::sleep_for(5ms);
    }
    // Best effort: the guest has no port any more, whatever becomes of its wire.
    (void)qmp.execute("chardev-remove", {{"id", chardevId(index)}});
    return {control, ControlOutcome::Applied, "detached"};
}

}  // namespace

std::vector<std::string> portArguments(const MachineSpec& spec, std::size_t index) {
    const auto& port = spec.ports[index];
    const auto mode = isServer(port) ? std::string(",server=on,wait=off") : std::string(",server=off,reconnect=1");
    std::string path;
    for (const char c : socketPath(port, index)) path += c == ',' ? ",," : std::string(1, c);
    return {"-chardev", "socket,id=" + chardevId(index) + ",path=" + path + mode, "-device",
            "virtserialport,bus=vs0.0,id=" + deviceId(index) + ",chardev=" + chardevId(index) + ",name=" + port.name};
}

base::Result<std::vector<std::string>> attachedPorts(const MachineSpec& spec, QmpConnection& qmp) {
    TWINSET_ASSIGN(const auto present, peripherals(qmp));
    std::vector<std::string> names;
    for (std::size_t i = 0; i < spec.ports.size(); ++i)
        if (present.contains(deviceId(i))) names.push_back(spec.ports[i].name);
    return names;
}

ControlResult applyPort(const MachineSpec& spec, const std::string& name, bool attach, QmpConnection& qmp) {
    const auto control = "port." + name;
    const auto found = std::find_if(spec.ports.begin(), spec.ports.end(), [&](const PortSpec& port) { return port.name == name; });
    if (found == spec.ports.end()) return {control, ControlOutcome::Failed, "this machine has no port of that name"};
    const auto index = static_cast<std::size_t>(found - spec.ports.begin());
    const auto present = peripherals(qmp);
    if (!present) return {control, ControlOutcome::Failed, present.error().message};
    if (present->contains(deviceId(index)) == attach) return {control, ControlOutcome::Applied, attach ? "attached" : "detached"};
    if (!attach) return unplug(*found, index, qmp);
    if (const auto plugged = plug(*found, index, qmp); !plugged) return {control, ControlOutcome::Failed, plugged.error().message};
    return {control, ControlOutcome::Applied, "attached"};
}

}  // namespace hypervisor
