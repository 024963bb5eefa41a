#include "agent/machine_plan.h"

#include <nlohmann/json.hpp>

#include "agent/control_mapping.h"

namespace agent {
namespace {

/// Short enough to be part of a network interface's name (15 characters), and the same after every restart.
std::string networkName(const base::HandsetId& handset) {
    return "tw" + base::Digest::of(handset.text()).hex().substr(0, 9);
}

hypervisor::SystemSlot planSystem(const StateLayout& layout, const PhoneRecord& record) {
    const auto slot = record.bootSlot().value();
    const auto& content = record.releases.at(slot);
    const auto directory = layout.release(content.manifest);
    return {directory / "kernel", directory / "initrd", directory / "system.img", layout.overlay(record.phone, slot),
            content.commandLine};
}

std::vector<hypervisor::PortSpec> planPorts(const StateLayout& layout, const PhoneRecord& record) {
    std::vector<hypervisor::PortSpec> ports;
    for (const auto& name : devicePorts()) ports.push_back({name, hypervisor::PortKind::Device, {}, false, true});
    if (record.channel == ChannelEnd::None) return ports;
    ports.push_back({kChannelPort, hypervisor::PortKind::Channel, layout.channelSocket(),
                     record.channel == ChannelEnd::Listens, true});
    return ports;
}

/// The policy's limit counts from the first instruction; on a machine that runs, the balloon takes the rest.
unsigned memoryFor(const fleet::protocol::DesiredState& desired) {
    const auto found = desired.settings.find("memory.limit");
    const auto* limit = found == desired.settings.end() ? nullptr : std::get_if<std::int64_t>(&found->second);
    if (limit == nullptr || *limit <= 0 || *limit >= std::int64_t{desired.memoryMiB}) return desired.memoryMiB;
    return static_cast<unsigned>(*limit);
}

auto systemOf(const hypervisor::MachineSpec& spec) {
    const auto& system = spec.system;
    return std::tie(system.kernel, system.initrd, system.systemImage, system.overlay, system.commandLine);
}

auto restOf(const hypervisor::MachineSpec& spec) {
    return std::tie(spec.id, spec.displayName, spec.persona, spec.memoryMiB, spec.cpus, spec.dataDisk,
                    spec.network.present, spec.network.network, spec.network.guestConfiguration, spec.phoneInformation);
}

bool samePort(const hypervisor::PortSpec& one, const hypervisor::PortSpec& other) {
    return std::tie(one.name, one.kind, one.socket, one.listens, one.attachedAtStart) ==
           std::tie(other.name, other.kind, other.socket, other.listens, other.attachedAtStart);
}

}  // namespace

hypervisor::MachineSpec planMachine(const StateLayout& layout, const PhoneRecord& record,
                                    const fleet::protocol::DesiredState& desired) {
    hypervisor::MachineSpec spec;
    spec.id = record.phone;
    spec.displayName = desired.displayName;
    spec.persona = record.persona;
    spec.memoryMiB = memoryFor(desired);
    spec.cpus = desired.cpus;
    spec.system = planSystem(layout, record);
    spec.dataDisk = layout.dataDisk(record.phone);
    spec.network.network = networkName(desired.handset);
    spec.network.guestConfiguration = "10.77.0." + std::to_string(2 + record.networkIndex) + "/24 10.77.0.1";
    spec.ports = planPorts(layout, record);
    spec.phoneInformation = base::Json{{"phone", record.phone.text()},
                                       {"persona", record.persona},
                                       {"name", desired.displayName},
                                       {"handset", desired.handset.text()}}
                                .dump(-1, ' ', false, base::Json::error_handler_t::replace);
    return spec;
}

bool sameMachine(const hypervisor::MachineSpec& one, const hypervisor::MachineSpec& other) {
    return systemOf(one) == systemOf(other) && restOf(one) == restOf(other) && one.ports.size() == other.ports.size() &&
           std::equal(one.ports.begin(), one.ports.end(), other.ports.begin(), samePort);
}

std::optional<Slot> slotOf(const StateLayout& layout, const hypervisor::MachineSpec& spec) {
    for (const auto slot : {Slot::A, Slot::B})
        if (spec.system.overlay == layout.overlay(spec.id, slot)) return slot;
    return std::nullopt;
}

}  // namespace agent
