#include "hypervisor-bridge/qemu/data_nodes.h"

#include <nlohmann/json.hpp>

#include "hypervisor-bridge/nbd/nbd_server.h"
#include "hypervisor-bridge/qemu/data_disk_file.h"
#include "hypervisor-bridge/qemu/qmp_connection.h"

namespace hypervisor {

using base::ErrorCode;

std::string passphraseOf(const base::Secret& key) { return base::toHex(key.reveal()); }

base::Error unlockError(const base::Error& error, const std::string& disk) {
    if (error.message.find("Invalid password") != std::string::npos || error.message.find("keyslot") != std::string::npos)
        return {ErrorCode::Denied, "the key does not open the data disk " + disk};
    return error.withContext("the data disk " + disk);
}

namespace {

// An agent that restarts is back in seconds; one that is being repaired should find the guest waiting, not broken.
constexpr int kReconnectSeconds = 24 * 60 * 60;
constexpr int kOpenSeconds = 20;

nlohmann::json remoteNode() {
    return {{"driver", "nbd"},
            {"node-name", kRemoteNode},
            {"read-only", true},
            {"server", {{"type", "unix"}, {"path", kRemoteNode}}},
            {"export", std::string(kNbdExportName)},
            {"open-timeout", kOpenSeconds},
            {"reconnect-delay", kReconnectSeconds}};
}

}  // namespace

base::Result<void> addDataNodes(QmpConnection& qmp, const MachineSpec& spec, const base::Secret& key, bool remote) {
    TWINSET_TRY(qmp.execute("object-add", {{"qom-type", "secret"}, {"id", "data-key"}, {"data", passphraseOf(key)}}));
    nlohmann::json data{{"driver", "qcow2"},
                        {"node-name", "data"},
                        {"discard", "unmap"},
                        {"file", {{"driver", "file"}, {"node-name", "data-file"}, {"filename", spec.dataDisk.string()}, {"discard", "unmap"}}},
                        {"encrypt", {{"format", "luks"}, {"key-secret", "data-key"}}}};
    if (remote) {
        const auto connected = qmp.execute("blockdev-add", remoteNode());
        if (!connected) return connected.error().withContext("the content of the data disk that is elsewhere");
        // By its name: with options of its own, QEMU would open the file that the disk's header names.
        data["backing"] = kRemoteNode;
    }
    const auto opened = qmp.execute("blockdev-add", data);
    if (!opened) return unlockError(opened.error(), spec.dataDisk.string());
    TWINSET_TRY(qmp.execute("object-add", {{"qom-type", "throttle-group"}, {"id", "data-rate"}}));
    TWINSET_TRY(qmp.execute("blockdev-add", {{"driver", "throttle"}, {"node-name", "data-top"}, {"throttle-group", "data-rate"},
                                             {"file", "data"}, {"discard", "unmap"}}));
    return {};
}

base::Result<void> forgetDataKey(QmpConnection& qmp) {
    TWINSET_TRY(qmp.execute("object-del", {{"id", "data-key"}}));
    return {};
}

base::Result<void> addSystemNodes(QmpConnection& qmp, const MachineSpec& spec) {
    const auto added = qmp.execute(
        "blockdev-add", {{"driver", "qcow2"},
                         {"node-name", "system"},
                         {"discard", "unmap"},
                         {"file", {{"driver", "file"}, {"filename", spec.system.overlay.string()}, {"discard", "unmap"}}},
                         {"backing", {{"driver", "raw"}, {"read-only", true},
                                      {"file", {{"driver", "file"}, {"read-only", true}, {"filename", spec.system.systemImage.string()}}}}}});
    if (!added) return added.error().withContext("the system disk");
    return {};
}

}  // namespace hypervisor
