#include "hypervisor-bridge/qemu/bitmaps.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/process.h"

namespace hypervisor {
namespace {

std::filesystem::path recordFile(const MachineContext& machine) { return machine.directory / "checkpoint.json"; }

void dropOpenOne(MachineContext& machine, std::vector<std::string>& names) {
    if (const auto open = readCheckpointRecord(machine)) std::erase(names, open->name);
}

}  // namespace

base::Result<std::vector<BitmapState>> bitmaps(QmpConnection& qmp) {
    TWINSET_ASSIGN(const auto nodes, qmp.execute("query-named-block-nodes", {{"flat", true}}));
    std::vector<BitmapState> states;
    for (const auto& node : nodes) {
        if (node.value("node-name", "") != "data" || !node.contains("dirty-bitmaps")) continue;
        for (const auto& bitmap : node["dirty-bitmaps"])
            states.push_back({bitmap.value("name", ""), !bitmap.value("inconsistent", false)});
    }
    return states;
}

base::Result<std::vector<std::string>> validCheckpoints(MachineContext& machine, QmpConnection& qmp) {
    TWINSET_ASSIGN(const auto states, bitmaps(qmp));
    std::vector<std::string> names;
    for (const auto& state : states)
        if (state.usable) names.push_back(state.name);
    dropOpenOne(machine, names);
    return names;
}

base::Result<std::vector<std::string>> storedCheckpoints(MachineContext& machine) {
    std::vector<std::string> names;
    if (!machine.files.exists(machine.spec.dataDisk)) return names;
    TWINSET_ASSIGN(const auto text, base::runProcessOrFail({{machine.environment.options.imageProgram, "info", "-U", "--output=json",
                                                             machine.spec.dataDisk.string()}, "", std::chrono::seconds(20), {}, {}}));
    TWINSET_ASSIGN(const auto info, base::parseJson(text));
    const auto found = info.value("/format-specific/data/bitmaps"_json_pointer, nlohmann::json::array());
    for (const auto& bitmap : found) {
        const auto flags = bitmap.value("flags", nlohmann::json::array());
        if (std::find(flags.begin(), flags.end(), "in-use") == flags.end()) names.push_back(bitmap.value("name", ""));
    }
    dropOpenOne(machine, names);
    return names;
}

base::Result<void> writeCheckpointRecord(MachineContext& machine, const CheckpointRecord& record) {
    nlohmann::json json{{"name", record.name}, {"marking", record.marking}};
    if (record.parent) json["parent"] = *record.parent;
    return machine.files.writeFileAtomically(recordFile(machine), json.dump() + "\n", 0600);
}

std::optional<CheckpointRecord> readCheckpointRecord(MachineContext& machine) {
    const auto text = machine.files.readFile(recordFile(machine));
    if (!text) return std::nullopt;
    const auto json = base::parseJson(*text);
    if (!json) return std::nullopt;
    base::ObjectReader reader(*json, "checkpoint record");
    CheckpointRecord record;
    record.name = reader.text("name");
    record.marking = reader.boolean("marking");
    if (reader.has("parent")) record.parent = reader.text("parent");
    return reader.finish() ? std::optional(record) : std::nullopt;
}

base::Result<void> removeCheckpointRecord(MachineContext& machine) { return machine.files.remove(recordFile(machine)); }

base::Result<void> returnToParent(QmpConnection& qmp, const CheckpointRecord& record) {
    TWINSET_ASSIGN(const auto states, bitmaps(qmp));
    const auto usable = [&states](const std::string& name) {
        return std::any_of(states.begin(), states.end(), [&](const BitmapState& state) { return state.name == name && state.usable; });
    };
    const auto known = [&states](const std::string& name) {
        return std::any_of(states.begin(), states.end(), [&](const BitmapState& state) { return state.name == name; });
    };
    if (!known(record.name)) {
        // The point was never marked, or it was marked and taken back: the parent only has to record again.
        if (record.parent && usable(*record.parent))
            TWINSET_TRY(qmp.execute("block-dirty-bitmap-enable", {{"node", "data"}, {"name", *record.parent}}));
        return {};
    }
    auto actions = nlohmann::json::array();
    const auto add = [&actions](const std::string& type, nlohmann::json data) { actions.push_back({{"type", type}, {"data", std::move(data)}}); };
    if (record.parent && usable(*record.parent)) {
        if (usable(record.name)) {
            add("block-dirty-bitmap-enable", {{"node", "data"}, {"name", *record.parent}});
            add("block-dirty-bitmap-merge", {{"node", "data"}, {"target", *record.parent}, {"bitmaps", {record.name}}});
        } else {
            // What was written while it was open is not known: the parent has a gap.
            TWINSET_TRY(qmp.execute("block-dirty-bitmap-remove", {{"node", "data"}, {"name", *record.parent}}));
        }
    }
    if (!actions.empty()) TWINSET_TRY(qmp.execute("transaction", {{"actions", actions}}));
    TWINSET_TRY(qmp.execute("block-dirty-bitmap-remove", {{"node", "data"}, {"name", record.name}}));
    return {};
}

}  // namespace hypervisor
