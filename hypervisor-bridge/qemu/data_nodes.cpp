#include "hypervisor-bridge/qemu/data_nodes.h"

#include <nlohmann/json.hpp>

#include "hypervisor-bridge/qemu/qmp_connection.h"

namespace hypervisor {

using base::ErrorCode;

std::string passphraseOf(const base::Secret& key) { return base::toHex(key.reveal()); }

base::Error unlockError(const base::Error& error, const std::string& disk) {
    if (error.message.find("Invalid password") != std::string::npos || error.message.find("keyslot") != std::string::npos)
        return {ErrorCode::Denied, "the key does not open the data disk " + disk};
    return error.withContext("the data disk " + disk);
}

base::Result<void> addDataNodes(QmpConnection& qmp, const MachineSpec& spec, const base::Secret& key) {
    TWINSET_TRY(qmp.execute("object-add", {{"qom-type", "secret"}, {"id", "data-key"}, {"data", passphraseOf(key)}}));
    const auto opened = qmp.execute(
        "blockdev-add", {{"driver", "qcow2"},
                         {"node-name", "data"},
                         {"discard", "unmap"},
                         {"file", {{"driver", "file"}, {"node-name", "data-file"}, {"filename", spec.dataDisk.string()}, {"discard", "unmap"}}},
                         {"encrypt", {{"format", "luks"}, {"key-secret", "data-key"}}}});
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
