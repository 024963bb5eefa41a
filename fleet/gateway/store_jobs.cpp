// Every kind of work that the gateway does with its store; each is in the file of its verb.
#include <algorithm>
#include <array>

#include "fleet/gateway/store_jobs.h"

namespace fleet {
namespace {

struct NamedJob {
    std::string_view kind;
    StoreJob run;
};

constexpr std::array kStoreJobs{
    NamedJob{kOwnerPruneKind, jobs::ownerBackupPrune},
    NamedJob{"restore_point_prune", jobs::restorePointPrune},
    NamedJob{"restore_point_verify", jobs::restorePointVerify},
    NamedJob{"store_check", jobs::storeCheck},
    NamedJob{"store_copy", jobs::storeCopy},
    NamedJob{"store_repair", jobs::storeRepair},
};

}  // namespace

StoreJob findStoreJob(std::string_view kind) {
    const auto job =
        std::find_if(kStoreJobs.begin(), kStoreJobs.end(), [&](const NamedJob& one) { return one.kind == kind; });
    return job == kStoreJobs.end() ? nullptr : job->run;
}

}  // namespace fleet
