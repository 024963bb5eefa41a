// The document of a desired state:
//     {"fleet", "handset", "phone", "version", "issuedAt", "present", "running", "persona", "displayName",
//      "release": {"image", "version", "manifest"}, "memoryMiB", "cpus", "dataSize", "settings": {NAME: VALUE},
//      "origin"?: {"restorePoint", "root"}, "leaseSeconds"}
// The members of an object are written in the order of their names, so that equal states are equal bytes and the gateway
// sees by comparison that nothing changed. The format's edition is in the signature's context, not in the document.
#include "fleet/protocol/desired_state.h"

#include <nlohmann/json.hpp>

#include "fleet/protocol/fields.h"

namespace fleet::protocol {
namespace {

constexpr std::size_t kMostSettings = 256;
constexpr std::size_t kLongestSettingName = 128;
constexpr std::size_t kLongestSettingText = 4096;
constexpr std::int64_t kMostDataBytes = std::int64_t{1} << 46;
constexpr std::int64_t kLongestLeaseSeconds = std::int64_t{10} * 366 * 86'400;

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
    DataOrigin origin{reader.id<base::RestorePointId>("restorePoint"), reader.digest("root")};
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
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(state.release, readRelease(release));
    TWINSET_ASSIGN(state.settings, readSettings(settings));
    return state;
}

}  // namespace fleet::protocol
