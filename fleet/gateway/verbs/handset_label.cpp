// handset_label: what operators say of a handset, for conditions to ask about (device.labels).
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/arguments.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {

using catalog::Transaction;

TWINSET_VERB(handsetLabel) {
    base::ObjectReader reader(arguments, "handset_label");
    const auto named = reader.text("handset");
    const auto changes = readLabelChanges(reader, "labels");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(auto row, findHandset(transaction, named));
        const auto former = row.labels;
        TWINSET_TRY(changeLabels(row.labels, changes));
        if (row.labels != former) {
            catalog::HandsetTable(transaction).update(row);
            catalog::AuditEventTable(transaction)
                .append(caller.actor, "handset_label", row.id.text(), {{"labels", changes}});
        }
        return handsetJson(fleet, transaction, row);
    });
}

}  // namespace fleet::verbs
