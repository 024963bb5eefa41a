// Under which conditions a backup that nobody stands beside may begin, and go on: the member "conditions" of its arguments
// (docs/admin-api.md). One without it begins at once.
#pragma once

#include <optional>
#include <string>

#include "agent/handset_facts.h"
#include "base/clock.h"
#include "base/json.h"

namespace agent {

struct BackupConditions {
    bool unmetered = false, charging = false;
    std::uint64_t kilobitsPerSecond = 0;         // 0: as fast as it goes
    std::optional<base::Timestamp> beginBefore;  // it ends when its conditions do not hold before
};

/// `json`: the member, or null.
base::Result<BackupConditions> readBackupConditions(const base::Json& json);
/// "waits for Wi-Fi", "waits for the charger", "waits for Wi-Fi and the charger"; empty when they hold. `facts` may be null:
/// nothing speaks against it then.
std::string unmetConditions(const BackupConditions& conditions, HandsetFacts* facts);

}  // namespace agent
