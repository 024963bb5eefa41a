// fleet_status and alert_list: the overview, from counters only.
#include <nlohmann/json.hpp>

#include "fleet/catalog/alert_table.h"
#include "fleet/catalog/change_feed.h"
#include "fleet/catalog/release_table.h"
#include "fleet/catalog/setting_table.h"
#include "fleet/gateway/link_table.h"
#include "fleet/gateway/verbs/verbs.h"
#include "fleet/gateway/version.h"

namespace fleet::verbs {

using catalog::Transaction;

TWINSET_VERB(fleetStatus) {
    base::ObjectReader reader(arguments, "fleet_status");
    TWINSET_TRY(reader.finish());
    (void)caller;
    const auto stored = fleet.store.statistics();
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        catalog::CounterTable counters(transaction);
        base::Json keys = base::Json::array();
        for (const auto& row : catalog::ReleaseKeyTable(transaction).list()) keys.push_back(row.name);
        const auto running =
            counters.sum("operation.queued") + counters.sum("operation.delivered") + counters.sum("operation.running");
        return base::Json{{"fleet", fleet.fleetId},
                          {"version", kVersion},
                          {"revision", catalog::ChangeFeed(transaction).newestRevision()},
                          {"counts",
                           {{"handsets", counters.sum("handset.")},
                            {"online", fleet.links.count()},
                            {"phones", counters.sum("virtual_phone.")},
                            {"agree", counters.sum("virtual_phone.agrees")},
                            {"differ", counters.sum("virtual_phone.differs")},
                            {"operationsRunning", running},
                            {"alerts", counters.sum("alert")}}},
                          {"releaseKeys", std::move(keys)},
                          {"store", {{"chunks", stored.chunks}, {"storedBytes", stored.storedBytes.value}}}};
    });
}

TWINSET_VERB(alertList) {
    base::ObjectReader reader(arguments, "alert_list");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        base::Json rows = base::Json::array();
        for (const auto& row : catalog::AlertTable(transaction).list(1000))
            rows.push_back({{"id", row.sequence},
                            {"at", base::formatTimestamp(row.at)},
                            {"kind", row.kind},
                            {"subject", row.subject},
                            {"message", row.message}});
        return base::Json{{"alerts", std::move(rows)}};
    });
}

}  // namespace fleet::verbs
