#include "hypervisor-bridge/qemu/checkpoint_nodes.h"

#include <nlohmann/json.hpp>
#include <thread>

#include "base/json.h"
#include "base/log.h"
#include "base/secret.h"
#include "hypervisor-bridge/qemu/data_nodes.h"
#include "hypervisor-bridge/qemu/encrypted_disk.h"

namespace hypervisor {
namespace {

using base::ErrorCode;
using namespace std::chrono_literals;

base::Result<std::uint64_t> dataSize(QmpConnection& qmp) {
    TWINSET_ASSIGN(const auto nodes, qmp.execute("query-named-block-nodes", {{"flat", true}}));
    for (const auto& node : nodes)
        if (node.value("node-name", "") == "data" && node.contains("image"))
            return node["image"].value("virtual-size", std::uint64_t{0});
    return {ErrorCode::Internal, "the hypervisor has no data disk"};
}

base::Result<void> reopenTop(QmpConnection& qmp, const std::string& below) {
    TWINSET_TRY(qmp.execute("blockdev-reopen", {{"options", {{{"driver", "throttle"}, {"node-name", "data-top"}, {"throttle-group", "data-rate"},
                                                              {"file", below}, {"discard", "unmap"}}}}}));
    return {};
}

void waitForExportsEnd(QmpConnection& qmp) {
    const base::SystemClock clock;
    const auto deadline = clock.monotonic() + 10s;
    while (clock.monotonic() < deadline) {
        const auto exports = qmp.query("query-block-exports");
        if (!exports || exports->empty()) return;
        std::this_thread::sleep_for(2ms);
    }
}

}  // namespace

base::Result<void> prepareScratch(MachineContext& machine, QmpConnection& qmp) {
    const auto scratch = machine.directory / "scratch";
    TWINSET_TRY(machine.files.remove(scratch));
    TWINSET_ASSIGN(const auto size, dataSize(qmp));
    const auto passphrase = passphraseOf(base::Secret::random(32));
    TWINSET_TRY(createEncryptedContainer(machine.environment.options, scratch, {size}, passphrase));
    TWINSET_TRY(qmp.execute("object-add", {{"qom-type", "secret"}, {"id", "scratch-key"}, {"data", passphrase}}));
    const auto opened = qmp.execute("blockdev-add", {{"driver", "luks"},
                                                     {"node-name", "cp-scratch"},
                                                     {"key-secret", "scratch-key"},
                                                     {"discard", "unmap"},
                                                     {"file", {{"driver", "file"}, {"filename", scratch.string()}, {"discard", "unmap"}}}});
    TWINSET_TRY(qmp.execute("object-del", {{"id", "scratch-key"}}));
    if (!opened) return opened.error();
    return {};
}

base::Result<void> insertFilter(QmpConnection& qmp) {
    TWINSET_TRY(qmp.execute("blockdev-add", {{"driver", "copy-before-write"}, {"node-name", "cp-filter"}, {"file", "data"},
                                             {"target", "cp-scratch"}, {"on-cbw-error", "break-snapshot"}, {"cbw-timeout", 5},
                                             {"discard", "unmap"}}));
    // Once something stands on the filter it wants to be the only writer: the disk's top must have moved over by then.
    TWINSET_TRY(reopenTop(qmp, "cp-filter"));
    TWINSET_TRY(qmp.execute("blockdev-add", {{"driver", "snapshot-access"}, {"node-name", "cp-view"}, {"file", "cp-filter"}}));
    return {};
}

base::Result<void> exportView(QmpConnection& qmp, const std::optional<std::string>& parent) {
    TWINSET_TRY(qmp.execute("nbd-server-start", {{"addr", {{"type", "unix"}, {"data", {{"path", "nbd"}}}}}}));
    nlohmann::json arguments{{"type", "nbd"}, {"id", "cp-export"}, {"node-name", "cp-view"}, {"name", "data"}, {"writable", false}};
    if (parent) arguments["bitmaps"] = nlohmann::json::array({nlohmann::json{{"node", "data"}, {"name", *parent}}});
    TWINSET_TRY(qmp.execute("block-export-add", arguments));
    return {};
}

base::Result<void> removeCheckpointNodes(MachineContext& machine, QmpConnection& qmp) {
    (void)qmp.execute("block-export-del", {{"id", "cp-export"}, {"mode", "hard"}});
    waitForExportsEnd(qmp);
    (void)qmp.query("nbd-server-stop");
    (void)qmp.execute("blockdev-del", {{"node-name", "cp-view"}});
    auto removed = reopenTop(qmp, "data");
    for (const auto* node : {"cp-filter", "cp-scratch"}) (void)qmp.execute("blockdev-del", {{"node-name", node}});
    (void)qmp.execute("object-del", {{"id", "scratch-key"}});
    if (const auto freed = machine.files.remove(machine.directory / "scratch"); !freed) base::logWarning(freed.error().message);
    return removed;
}

}  // namespace hypervisor
