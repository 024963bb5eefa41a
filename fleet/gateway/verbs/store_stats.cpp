// store_stats: how large the chunk store is, from counters only.
#include <nlohmann/json.hpp>

#include "fleet/catalog/release_table.h"
#include "fleet/catalog/restore_point_table.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet {

using catalog::Transaction;

TWINSET_VERB(verbs::storeStats) {
    base::ObjectReader reader(arguments, "store_stats");
    TWINSET_TRY(reader.finish());
    (void)caller;
    const auto stored = fleet.store.statistics();
    const auto free = fleet.files.freeSpace(fleet.dataDirectory);
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        return base::Json{{"chunks", stored.chunks},
                          {"storedBytes", stored.storedBytes.value},
                          {"deadBytes", stored.deadBytes.value},
                          {"packs", stored.packs},
                          {"damagedChunks", stored.damagedChunks},
                          {"indexMemory", stored.indexMemory.value},
                          {"freeBytes", free ? base::Json(*free) : base::Json()},
                          {"restorePoints", catalog::RestorePointTable(transaction).count()},
                          {"releases", catalog::ReleaseTable(transaction).list("").size()}};
    });
}

}  // namespace fleet
