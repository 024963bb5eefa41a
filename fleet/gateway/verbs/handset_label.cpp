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
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        base::ObjectReader reader(arguments, "handset_label");
        TWINSET_ASSIGN(auto row, findHandset(transaction, reader.text("handset")));
        const auto former = row.labels;
        readLabelChanges(reader, "labels", row.labels);
        TWINSET_TRY(reader.finish());
        if (row.labels != former) {
            catalog::HandsetTable(transaction).update(row);
            catalog::AuditEventTable(transaction)
                .append(caller.actor, "handset_label", row.id.text(), {{"labels", arguments.at("labels")}});
        }
        return handsetJson(fleet, transaction, row);
    });
}

}  // namespace fleet::verbs
