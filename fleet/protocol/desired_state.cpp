// The document of a desired state:
//     {"fleet", "handset", "phone", "version", "issuedAt", "present", "running", "persona", "displayName",
//      "release": {"image", "version", "manifest"}, "memoryMiB", "cpus", "dataSize", "settings": {NAME: VALUE},
//      "origin"?: {"restorePoint", "root", "whole"?: true, "ownerKey"?}, "leaseSeconds", "steps"?: [{"rule", "action", "at", "message"}],
//      "offlineSteps"?: [{"rule", "action", "afterSeconds", "message"}]}
// The members of an object are written in the order of their names, so that equal states are equal bytes and the gateway
// sees by comparison that nothing changed. The format's edition is in the signature's context, not in the document.
#include "fleet/protocol/desired_state.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fleet/protocol/fields.h"

namespace fleet::protocol {
namespace {

constexpr std::size_t kLongestSettingText = 4096;
constexpr std::int64_t kMostDataBytes = std::int64_t{1} << 46;

base::Result<DesiredRelease> readRelease(const base::Json& json) {
    base::ObjectReader reader(json, "desired.release");
    DesiredRelease release;
    release.image = boundedText(reader, "image", 0, kLongestName);
    release.version = boundedText(reader, "version", 0, kLongestName);
    release.manifest = reader.digest("manifest");
    TWINSET_TRY(reader.finish());
    return release;
}

base::Result<DataOrigin> readOrigin(const base::Json& json) {
    base::ObjectReader reader(json, "desired.origin");
    DataOrigin origin{reader.id<base::RestorePointId>("restorePoint"), reader.digest("root"), false, {}};
    if (reader.has("whole")) origin.whole = reader.boolean("whole");
    if (reader.has("ownerKey")) origin.ownerKey = reader.digest("ownerKey");
    TWINSET_TRY(reader.finish());
    return origin;
}

base::Result<std::map<std::string, policy::Value>> readSettings(const base::Json& json) {
    if (!json.is_object()) return {base::ErrorCode::InvalidInput, "desired.settings: expected an object"};
    if (json.size() > kMostSettings) return {base::ErrorCode::InvalidInput, "desired.settings: has too many settings"};
    std::map<std::string, policy::Value> settings;
    for (const auto& [name, member] : json.items()) {
        auto value = policy::valueFromJson(member);
        const std::string where = "desired.settings." + cutText(name, kLongestSettingName);
        if (!value) return value.error().withContext(where);
        const auto* text = std::get_if<std::string>(&*value);
        if (name.empty() || name.size() > kLongestSettingName || (text != nullptr && text->size() > kLongestSettingText))
            return {base::ErrorCode::InvalidInput, where + ": is too long"};
        settings.emplace(name, std::move(value).value());
    }
    return settings;
}

/// Writes and reads what the two kinds of step share; `when` is the member that says when.
template <typename Step, typename Write>
base::Json stepsToJson(const std::vector<Step>& steps, const Write& when) {
    base::Json list = base::Json::array();
    for (const auto& step : steps) {
        base::Json json{{"rule", step.rule},
                        {"action", policy::complianceActionName(step.action)},
                        {"message", cutText(step.message, policy::kLongestComplianceMessage)}};
        when(json, step);
        list.push_back(std::move(json));
    }
    return list;
}

template <typename Step, typename Read>
base::Result<Step> readStep(const base::Json& json, const Read& when) {
    base::ObjectReader reader(json, "step");
    Step step;
    step.rule = boundedText(reader, "rule", 1, kLongestName);
    if (!base::isIdText(step.rule)) reader.fail("rule", "is not the name of a rule");
    const auto action = policy::complianceActionFromName(reader.text("action"));
    if (!action) reader.fail("action", "is none that is known here");
    step.action = action.value_or(policy::ComplianceAction::Warn);
    step.message = boundedText(reader, "message", 0, policy::kLongestComplianceMessage);
    when(reader, step);
    TWINSET_TRY(reader.finish());
    return step;
}

/// A wipe needs a block of the same rule before it.
template <typename Step, typename Before>
bool blocksBeforeItWipes(const std::vector<Step>& steps, const Before& before) {
    return std::all_of(steps.begin(), steps.end(), [&](const Step& wipe) {
        return wipe.action != policy::ComplianceAction::Wipe ||
               std::any_of(steps.begin(), steps.end(), [&](const Step& block) {
                   return block.rule == wipe.rule && block.action == policy::ComplianceAction::Block && before(block, wipe);
               });
    });
}

void readSteps(base::ObjectReader& reader, DesiredState& state) {
    const auto each = [](auto& steps, auto when) {
        return [&steps, when](const base::Json& element) -> base::Result<void> {
            using Step = typename std::remove_reference_t<decltype(steps)>::value_type;
            TWINSET_ASSIGN(Step step, readStep<Step>(element, when));
            steps.push_back(std::move(step));
            return {};
        };
    };
    if (reader.has("steps"))
        boundedArray(reader, "steps", kMostComplianceSteps,
                     each(state.steps, [](base::ObjectReader& one, TimedStep& step) { step.at = one.time("at"); }));
    if (reader.has("offlineSteps"))
        boundedArray(reader, "offlineSteps", kMostComplianceSteps, each(state.offlineSteps, [](base::ObjectReader& one, OfflineStep& step) {
                         step.afterSeconds = one.integer("afterSeconds", 0, kLongestLeaseSeconds);
                     }));
    const bool blocked =
        blocksBeforeItWipes(state.steps, [](const TimedStep& a, const TimedStep& b) { return a.at < b.at; }) &&
        blocksBeforeItWipes(state.offlineSteps,
                            [](const OfflineStep& a, const OfflineStep& b) { return a.afterSeconds < b.afterSeconds; });
    if (!blocked) reader.fail("steps", "a wipe has no block of the same rule before it");
}

}  // namespace

base::Bytes writeDesiredState(const DesiredState& state) {
    base::Json settings = base::Json::object();
    for (const auto& [name, value] : state.settings) settings[name] = policy::valueToJson(value);
    base::Json json = base::Json::object();
    json["fleet"] = state.fleet;
    json["handset"] = state.handset.text();
    json["phone"] = state.phone.text();
    json["version"] = state.version;
    json["issuedAt"] = base::formatTimestamp(state.issuedAt);
    json["present"] = state.present;
    json["running"] = state.running;
    json["persona"] = state.persona;
    json["displayName"] = cutText(state.displayName, kLongestLabel);
    json["release"] = {{"image", state.release.image},
                       {"version", state.release.version},
                       {"manifest", state.release.manifest.hex()}};
    json["memoryMiB"] = state.memoryMiB;
    json["cpus"] = state.cpus;
    json["dataSize"] = state.dataSize.value;
    json["settings"] = std::move(settings);
    json["leaseSeconds"] = state.leaseSeconds;
    if (state.origin)
        json["origin"] = {{"restorePoint", state.origin->restorePoint.text()}, {"root", state.origin->root.hex()}};
    if (state.origin && state.origin->whole) json["origin"]["whole"] = true;
    if (state.origin && state.origin->ownerKey) json["origin"]["ownerKey"] = state.origin->ownerKey->hex();
    if (!state.steps.empty())
        json["steps"] = stepsToJson(state.steps, [](base::Json& one, const TimedStep& step) {
            one["at"] = base::formatTimestamp(step.at);
        });
    if (!state.offlineSteps.empty())
        json["offlineSteps"] = stepsToJson(state.offlineSteps, [](base::Json& one, const OfflineStep& step) {
            one["afterSeconds"] = step.afterSeconds;
        });
    return dumpText(json);
}

base::Result<DesiredState> readDesiredState(base::BytesView bytes) {
    TWINSET_ASSIGN(const base::Json json, base::parseJson(bytes, kLongestDesiredState));
    base::ObjectReader reader(json, "desired");
    DesiredState state;
    state.fleet = boundedText(reader, "fleet", 1, kLongestName);
    state.handset = reader.id<base::HandsetId>("handset");
    state.phone = reader.id<base::PhoneId>("phone");
    state.version = reader.integer("version", 0, INT64_MAX);
    state.issuedAt = reader.time("issuedAt");
    state.present = reader.boolean("present");
    state.running = reader.boolean("running");
    state.persona = boundedText(reader, "persona", 0, kLongestName);
    state.displayName = boundedText(reader, "displayName", 0, kLongestLabel);
    const base::Json& release = reader.any("release");
    state.memoryMiB = static_cast<unsigned>(reader.integer("memoryMiB", 1, 1'048'576));
    state.cpus = static_cast<unsigned>(reader.integer("cpus", 1, 256));
    state.dataSize.value = static_cast<std::uint64_t>(reader.integer("dataSize", 0, kMostDataBytes));
    const base::Json& settings = reader.any("settings");
    state.leaseSeconds = reader.integer("leaseSeconds", 0, kLongestLeaseSeconds);
    if (reader.has("origin")) {
        TWINSET_ASSIGN(state.origin, readOrigin(reader.any("origin")));
    }
    readSteps(reader, state);
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(state.release, readRelease(release));
    TWINSET_ASSIGN(state.settings, readSettings(settings));
    return state;
}

}  // namespace fleet::protocol
