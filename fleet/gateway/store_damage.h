// What damage in the store touches: the restore points and the releases that hold chunks which the store lacks, or has
// damaged (damaged ones count as missing).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "fleet/catalog/transaction.h"
#include "fleet/gateway/store_work.h"
#include "images/chunk_store.h"

namespace fleet {

struct TouchedRestorePoint {
    base::RestorePointId id;
    base::PhoneId phone;
    std::string phoneName;  // empty: the phone is gone
    base::Timestamp takenAt;
    std::size_t chunks = 0;  // lost or damaged; of a damaged tree, those that are known
};

struct TouchedRelease {
    std::string image, version;
    std::size_t chunks = 0;
};

struct DamageSurvey {
    std::size_t examinedPoints = 0, examinedReleases = 0;
    std::vector<TouchedRestorePoint> points;  // newest first
    std::vector<TouchedRelease> releases;
    std::vector<images::ChunkId> lost;  // every chunk that one of these needs and the store lacks, sorted
};

/// What can be read of a restore point's tree. What hangs below a lost part of it is not known.
struct RestorePointParts {
    std::vector<images::ChunkId> needed;          // root, nodes and chunks, but for zeros; some perhaps twice
    std::map<images::ChunkId, std::string> lost;  // root or nodes that are damaged or not there, and what is said of them
};
base::Result<RestorePointParts> partsOf(FleetContext& fleet, const images::ChunkId& root);

/// Looks at every restore point and release. `progress` goes from `from` to 1. Cancelled when it said so.
base::Result<DamageSurvey> surveyDamage(FleetContext& fleet, const WorkProgress& progress, double from);

/// {restorePoints: [{restorePoint, phone, phoneName, takenAt, chunks}], releases: [{image, version, chunks}]} and the
/// counts of what was examined.
void describeDamage(const DamageSurvey& survey, base::Json& answer);
/// The first 200 problems: [{chunk: HEX or null, what}].
base::Json describeProblems(const std::vector<images::ChunkProblem>& problems);

/// One alert for each restore point and release that is touched, and one for the store.
base::Result<void> raiseDamage(FleetContext& fleet, const DamageSurvey& survey, std::size_t damagedChunks);
void raiseRestorePointDamaged(catalog::Transaction& transaction, const base::RestorePointId& point,
                              std::size_t chunks);

/// Raises an alert when reading has found damage that was not known before. One thread.
class DamageWatch {
public:
    base::Result<void> tell(FleetContext& fleet);

private:
    std::uint64_t m_known = 0;
};

}  // namespace fleet
