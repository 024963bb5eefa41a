// A backup schedule in words.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/clock.h"
#include "base/json.h"

namespace cli {

/// "every 24 h, only on Wi-Fi, at most 2000 kbit/s; proved every 7 days"
std::string scheduleText(const base::Json& schedule);
/// "the fleet", "group sales", "phone vp-…"
std::string scheduleTargetText(const std::string& target);
/// What it comes to for a phone (its "backup"): "in 5 h", "overdue since 2 h: waits for Wi-Fi", "by hand only".
std::string nextBackupText(const base::Json& backup, base::Timestamp now);

}  // namespace cli
