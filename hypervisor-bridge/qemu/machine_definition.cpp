#include "hypervisor-bridge/qemu/machine_definition.h"

#include <arpa/inet.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "hypervisor-bridge/qemu/unix_socket.h"

namespace hypervisor {
namespace {

using base::ErrorCode;

bool isName(const std::string& text, std::size_t most) {
    const auto allowed = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.'; };
    return !text.empty() && text.size() <= most && text[0] != '.' && text[0] != '-' && std::all_of(text.begin(), text.end(), allowed);
}

nlohmann::json encodePort(const PortSpec& port) {
    return {{"name", port.name},
            {"kind", port.kind == PortKind::Device ? "device" : "channel"},
            {"socket", port.socket.string()},
            {"listens", port.listens},
            {"attachedAtStart", port.attachedAtStart}};
}

base::Result<PortSpec> decodePort(const base::Json& json) {
    base::ObjectReader reader(json, "port");
    PortSpec port;
    port.name = reader.text("name");
    const auto kind = reader.text("kind");
    // "camera" is what the first edition called a device.
    if (kind != "device" && kind != "camera" && kind != "channel") reader.fail("kind", "is neither device nor channel");
    port.kind = kind == "channel" ? PortKind::Channel : PortKind::Device;
    port.socket = reader.text("socket");
    port.listens = reader.boolean("listens");
    port.attachedAtStart = reader.boolean("attachedAtStart");
    TWINSET_TRY(reader.finish());
    return port;
}

base::Result<SystemSlot> decodeSystem(const base::Json& json) {
    base::ObjectReader reader(json, "system");
    SystemSlot slot;
    slot.kernel = reader.text("kernel");
    slot.initrd = reader.text("initrd");
    slot.systemImage = reader.text("systemImage");
    slot.overlay = reader.text("overlay");
    slot.commandLine = reader.text("commandLine");
    TWINSET_TRY(reader.finish());
    return slot;
}

base::Result<NetworkSpec> decodeNetwork(const base::Json& json) {
    base::ObjectReader reader(json, "network");
    NetworkSpec network;
    network.present = reader.boolean("present");
    network.network = reader.text("network");
    network.guestConfiguration = reader.text("guestConfiguration");
    TWINSET_TRY(reader.finish());
    return network;
}

base::Result<MachineSpec> decode(const base::Json& json) {
    base::ObjectReader reader(json, "definition");
    if (reader.integer("format", 1, 1000) > 1) return {ErrorCode::Unavailable, "it was written by a newer version; update this program"};
    MachineSpec spec;
    spec.id = reader.id<base::PhoneId>("id");
    spec.displayName = reader.text("displayName");
    spec.persona = reader.text("persona");
    spec.memoryMiB = static_cast<unsigned>(reader.integer("memoryMiB", 1, 1 << 20));
    spec.cpus = static_cast<unsigned>(reader.integer("cpus", 1, 255));
    spec.dataDisk = reader.text("dataDisk");
    spec.phoneInformation = reader.text("phoneInformation");
    TWINSET_ASSIGN(spec.system, decodeSystem(reader.any("system")));
    TWINSET_ASSIGN(spec.network, decodeNetwork(reader.any("network")));
    reader.array("ports", [&](const base::Json& element) -> base::Result<void> {
        TWINSET_ASSIGN(auto port, decodePort(element));
        spec.ports.push_back(std::move(port));
        return {};
    });
    TWINSET_TRY(reader.finish());
    return spec;
}

}  // namespace

std::string encodeDefinition(const MachineSpec& spec) {
    nlohmann::json json{{"format", 1},
                        {"id", spec.id.text()},
                        {"displayName", spec.displayName},
                        {"persona", spec.persona},
                        {"memoryMiB", spec.memoryMiB},
                        {"cpus", spec.cpus},
                        {"dataDisk", spec.dataDisk.string()},
                        {"phoneInformation", spec.phoneInformation}};
    json["system"] = {{"kernel", spec.system.kernel.string()},
                      {"initrd", spec.system.initrd.string()},
                      {"systemImage", spec.system.systemImage.string()},
                      {"overlay", spec.system.overlay.string()},
                      {"commandLine", spec.system.commandLine}};
    json["network"] = {{"present", spec.network.present},
                       {"network", spec.network.network},
                       {"guestConfiguration", spec.network.guestConfiguration}};
    json["ports"] = nlohmann::json::array();
    for (const auto& port : spec.ports) json["ports"].push_back(encodePort(port));
    return json.dump(1) + "\n";
}

base::Result<MachineSpec> decodeDefinition(std::string_view text) {
    const auto json = base::parseJson(text);
    auto spec = json ? decode(*json) : base::Result<MachineSpec>(json.error());
    if (!spec && spec.error().code == ErrorCode::InvalidInput)
        return {ErrorCode::Corrupt, "the machine's definition is damaged: " + spec.error().message};
    return spec;
}

base::Result<void> checkSpec(const MachineSpec& spec) {
    if (!base::isIdText(spec.id.text())) return {ErrorCode::InvalidInput, "the machine's id is not an identifier"};
    for (const auto* path : {&spec.system.kernel, &spec.system.initrd, &spec.system.systemImage, &spec.system.overlay, &spec.dataDisk})
        if (!path->is_absolute()) return {ErrorCode::InvalidInput, "the path '" + path->string() + "' is not absolute"};
    if (spec.network.present && !spec.network.network.empty() && !isName(spec.network.network, 64))
        return {ErrorCode::InvalidInput, "'" + spec.network.network + "' may not name a network"};
    if (spec.network.present) TWINSET_TRY(parseGuestConfiguration(spec.network.guestConfiguration));
    for (const auto& port : spec.ports) {
        if (!isName(port.name, 64)) return {ErrorCode::InvalidInput, "'" + port.name + "' may not name a port"};
        if (port.kind == PortKind::Channel && !port.socket.is_absolute())
            return {ErrorCode::InvalidInput, "the channel " + port.name + " needs the absolute path of its socket"};
        if (port.socket.string().size() > kLongestSocketPath)
            return {ErrorCode::InvalidInput, "the socket path of port " + port.name + " is longer than 107 bytes; use a shorter directory"};
    }
    return {};
}

base::Result<GuestAddress> parseGuestConfiguration(std::string_view text) {
    const base::Error wrong{ErrorCode::InvalidInput,
                            "the guest's network configuration '" + std::string(text) + "' is not \"ADDRESS/PREFIX GATEWAY\""};
    const auto slash = text.find('/');
    const auto space = text.find(' ');
    if (slash == std::string_view::npos || space == std::string_view::npos || space < slash) return wrong;
    GuestAddress parsed{std::string(text.substr(0, slash)), 0, std::string(text.substr(space + 1)), ""};
    const auto digits = std::string(text.substr(slash + 1, space - slash - 1));
    if (digits.empty() || digits.size() > 2 || digits.find_first_not_of("0123456789") != std::string::npos) return wrong;
    parsed.prefix = std::stoi(digits);
    in_addr address{};
    in_addr gateway{};
    if (parsed.prefix < 8 || parsed.prefix > 30 || ::inet_pton(AF_INET, parsed.address.c_str(), &address) != 1 ||
        ::inet_pton(AF_INET, parsed.gateway.c_str(), &gateway) != 1)
        return wrong;
    const in_addr subnet{htonl(ntohl(address.s_addr) & (~0U << (32 - parsed.prefix)))};
    char name[INET_ADDRSTRLEN];
    ::inet_ntop(AF_INET, &subnet, name, sizeof name);
    parsed.subnet = std::string(name) + "/" + digits;
    return parsed;
}

}  // namespace hypervisor
