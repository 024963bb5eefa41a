#include "fleet/protocol/owner_backup.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "fleet/protocol/fields.h"

namespace fleet::protocol {
namespace {

constexpr std::array<std::string_view, 4> kOwnerBackupAsks{"show", "enable", "disable", "backup"};

base::ByteCount ownerBytes(base::ObjectReader& reader, std::string_view name) {
    return {static_cast<std::uint64_t>(reader.integer(name, 0, INT64_MAX))};
}

base::Result<OwnerRestorePoint> readOwnerPoint(const base::Json& json) {
    base::ObjectReader reader(json, "restorePoint");
    OwnerRestorePoint point;
    point.id = reader.id<base::RestorePointId>("restorePoint");
    point.takenAt = reader.time("takenAt");
    point.root = reader.digest("root");
    point.diskSize = ownerBytes(reader, "diskSize");
    TWINSET_TRY(reader.finish());
    return point;
}

}  // namespace

base::Json ownerBackupRequestToJson(const OwnerBackupRequest& request) {
    base::Json json{{"phone", request.phone.text()}, {"ask", kOwnerBackupAsks[static_cast<std::size_t>(request.ask)]}};
    if (request.keyName) json["keyName"] = request.keyName->hex();
    return json;
}

base::Result<OwnerBackupRequest> ownerBackupRequestFromJson(const base::Json& json) {
    base::ObjectReader reader(json, "owner backup");
    OwnerBackupRequest request;
    request.phone = reader.id<base::PhoneId>("phone");
    const auto ask = std::find(kOwnerBackupAsks.begin(), kOwnerBackupAsks.end(), reader.text("ask"));
    if (ask == kOwnerBackupAsks.end()) reader.fail("ask", "is none that is known here");
    request.ask = static_cast<OwnerBackupAsk>(ask - kOwnerBackupAsks.begin());
    if (request.ask == OwnerBackupAsk::Enable) request.keyName = reader.digest("keyName");
    TWINSET_TRY(reader.finish());
    return request;
}

base::Json ownerBackupAnswerToJson(const OwnerBackupAnswer& answer) {
    base::Json points = base::Json::array();
    for (const auto& point : answer.points)
        points.push_back({{"restorePoint", point.id.text()},
                          {"takenAt", base::formatTimestamp(point.takenAt)},
                          {"root", point.root.hex()},
                          {"diskSize", point.diskSize.value}});
    base::Json json{{"enabled", answer.enabled},
                    {"storedBytes", answer.stored.value},
                    {"quota", answer.quota.value},
                    {"operation", answer.operation},
                    {"restorePoints", std::move(points)}};
    if (answer.keyName) json["keyName"] = answer.keyName->hex();
    if (answer.enabledAt) json["enabledAt"] = base::formatTimestamp(*answer.enabledAt);
    return json;
}

base::Result<OwnerBackupAnswer> ownerBackupAnswerFromJson(const base::Json& json) {
    base::ObjectReader reader(json, "owner backup");
    OwnerBackupAnswer answer;
    answer.enabled = reader.boolean("enabled");
    if (reader.has("keyName")) answer.keyName = reader.digest("keyName");
    if (reader.has("enabledAt")) answer.enabledAt = reader.time("enabledAt");
    answer.stored = ownerBytes(reader, "storedBytes");
    answer.quota = ownerBytes(reader, "quota");
    answer.operation = boundedText(reader, "operation", 0, kLongestName);
    boundedArray(reader, "restorePoints", kMostOwnerRestorePoints, [&](const base::Json& element) -> base::Result<void> {
        TWINSET_ASSIGN(auto point, readOwnerPoint(element));
        answer.points.push_back(std::move(point));
        return {};
    });
    TWINSET_TRY(reader.finish());
    return answer;
}

}  // namespace fleet::protocol
