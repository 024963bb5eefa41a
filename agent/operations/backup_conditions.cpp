#include "agent/operations/backup_conditions.h"

#include <nlohmann/json.hpp>

namespace agent {

base::Result<BackupConditions> readBackupConditions(const base::Json& json) {
    BackupConditions conditions;
    if (json.is_null()) return conditions;
    base::ObjectReader reader(json, "conditions");
    conditions.unmetered = reader.booleanOr("unmetered", false);
    conditions.charging = reader.booleanOr("charging", false);
    conditions.kilobitsPerSecond = static_cast<std::uint64_t>(reader.integerOr("kilobitsPerSecond", 0, 1'000'000'000, 0));
    if (reader.has("beginBefore")) conditions.beginBefore = reader.time("beginBefore");
    TWINSET_TRY(reader.finish());
    return conditions;
}

std::string unmetConditions(const BackupConditions& conditions, HandsetFacts* facts) {
    if (facts == nullptr) return {};
    const bool wifi = conditions.unmetered && !facts->unmetered(), power = conditions.charging && !facts->charging();
    if (wifi && power) return "waits for Wi-Fi and the charger";
    return wifi ? "waits for Wi-Fi" : power ? "waits for the charger" : "";
}

}  // namespace agent
