// Retention: which of a phone's restore points are kept. Pure.
//
// A rule says how many are kept of each kind: the `last` ones, and the newest one of each of so many hours, days, weeks
// (from Monday), months and years, counted from the newest restore point back, of those in which there is one at all.
// Hours and days are those of the clocks in the rule's time zone. A restore point stays as long as one of the kinds keeps
// it. Whatever the rule says, the newest one stays, the newest one that is proved, and the one that its phone's data
// still comes from.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "base/zone_offsets.h"

namespace fleet {

struct RetentionRule {
    unsigned last = 0, hourly = 0, daily = 0, weekly = 0, monthly = 0, yearly = 0;
    std::string timeZone = "UTC";
    bool operator==(const RetentionRule&) const = default;
};

struct RetainedPoint {
    base::Timestamp takenAt;
    bool proved = false;
    bool origin = false;  // its phone's data still comes from it
};

/// Why each of `points` is kept, in their order: "newest", "newest proved", "origin", "last", "hourly", "daily",
/// "weekly", "monthly", "yearly"; empty for those that go. `points` are those of one phone, newest first. InvalidInput when
/// the zone is not known.
base::Result<std::vector<std::vector<std::string>>> retainedBy(const RetentionRule& rule,
                                                               const std::vector<RetainedPoint>& points,
                                                               const base::ZoneOffsets* zones);

/// {"last"?, "hourly"?, "daily"?, "weekly"?, "monthly"?, "yearly"?: 0 to 10,000, "timeZone"?}. InvalidInput when all of
/// them are 0, or the zone is not known.
base::Result<RetentionRule> readRetentionRule(const base::Json& json, const base::ZoneOffsets* zones);
base::Json retentionRuleJson(const RetentionRule& rule);

}  // namespace fleet
